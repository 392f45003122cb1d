package engine

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/internal/pan"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// masked is an event without the numbers of payment cards: what comes after,
// the store, the flows, a model, the staff and the log, never sees one.
func masked(ev message.Event) message.Event {
	hide := func(s *string) bool {
		text, found := pan.Mask(*s)
		*s = text
		return found
	}
	ev.Masked = hide(&ev.Text)
	hide(&ev.Payload)
	hide(&ev.Referral)
	hide(&ev.Profile.Name)
	ev.Media = slices.Clone(ev.Media)
	for i := range ev.Media {
		if hide(&ev.Media[i].Alt) {
			ev.Masked = true
		}
	}
	ev.Raw = maskedRaw(ev.Raw)
	return ev
}

// maskedRaw masks what a platform said. In JSON each text is masked for itself,
// as its reader would see it; what has nothing to hide stays as it came.
func maskedRaw(raw []byte) []byte {
	if len(raw) == 0 {
		return raw
	}
	found := false
	hide := func(s string) string {
		text, one := pan.Mask(s)
		found = found || one
		return text
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&v) != nil || d.More() {
		return maskedForm(hide(string(raw)))
	}
	v = eachText(v, hide)
	if !found {
		return raw
	}
	out, err := json.Marshal(v)
	if err != nil { // what was decoded can be encoded
		return nil
	}
	return out
}

// maskedForm drops what still holds a card's number as the fields of a form hide
// it: 4242%204242.
func maskedForm(text string) []byte {
	if plain, err := url.QueryUnescape(text); err == nil {
		if _, found := pan.Mask(plain); found {
			return nil
		}
	}
	return []byte(text)
}

// eachText puts every text in a JSON value through a function.
func eachText(v any, change func(string) string) any {
	switch v := v.(type) {
	case string:
		return change(v)
	case json.Number:
		if s := change(v.String()); s != v.String() {
			return s
		}
	case []any:
		for i := range v {
			v[i] = eachText(v[i], change)
		}
	case map[string]any:
		for k := range v {
			v[k] = eachText(v[k], change)
		}
	}
	return v
}

// idle says whether words in which a card's number was want nothing beside it.
// They are never the answer to what was asked.
func (p *plan) idle(in dialogue.Input) bool {
	m := in.Meaning
	return !m.OptOut && (m.Intent == understand.IntentUnknown || m.Intent == "" || p.asked(in))
}

// warned is an answer with the word before it not to write a card's number.
func warned(in dialogue.Input, answer []message.Outbound) []message.Outbound {
	return preceded(in, in.Say.T("engine.card"), answer)
}
