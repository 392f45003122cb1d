package simulator

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits of the platform.
const (
	maxBody     = 64 << 10 // bytes of a request
	maxText     = 4096     // UTF-16 units
	maxLabel    = 40
	maxTitle    = 80
	maxSubtitle = 200
	maxButtons  = 8
	maxOnCard   = 3
	maxCards    = 10
	maxMedia    = 10
	maxPayload  = 64 // bytes
	maxURL      = 2000
	maxID       = 128
	maxShopper  = 64
)

// outgoing is a request to write to a shopper.
type outgoing struct {
	Reference string   `json:"reference"`
	To        string   `json:"to"`
	Text      string   `json:"text"`
	Cards     []Card   `json:"cards"`
	Buttons   []Button `json:"buttons"`
	Link      *Link    `json:"link"`
	Media     []Media  `json:"media"`
	Replaces  string   `json:"replaces"` // a reference
}

// check is the code of the first rule that a message breaks; "" for none.
func (m outgoing) check() string {
	codes := []string{
		checkTo(m.To),
		rule("bad_reference", word(m.Reference, maxID)),
		rule("too_long", units(m.Text) <= maxText),
		rule("empty", strings.TrimSpace(m.Text) != "" || len(m.Cards)+len(m.Media) > 0 || m.Link != nil),
		rule("too_many_cards", len(m.Cards) <= maxCards),
		rule("too_many_media", len(m.Media) <= maxMedia),
		checkButtons(m.Buttons, maxButtons),
	}
	for _, c := range m.Cards {
		codes = append(codes, c.check())
	}
	for _, file := range m.Media {
		codes = append(codes, rule("bad_media", file.Type != "" && complete(file.URL)))
	}
	if m.Link != nil {
		codes = append(codes, rule("bad_link", label(m.Link.Label, maxLabel) && complete(m.Link.URL)))
	}
	for _, code := range codes {
		if code != "" {
			return code
		}
	}
	return ""
}

func (c Card) check() string {
	switch {
	case !label(c.Title, maxTitle):
		return "bad_title"
	case units(c.Subtitle) > maxSubtitle:
		return "bad_subtitle"
	case c.Image != "" && !complete(c.Image):
		return "bad_image"
	case c.URL != "" && !complete(c.URL):
		return "bad_url"
	}
	return checkButtons(c.Buttons, maxOnCard)
}

func checkButtons(all []Button, limit int) string {
	if len(all) > limit {
		return "too_many_buttons"
	}
	for _, b := range all {
		switch {
		case !label(b.Label, maxLabel):
			return "bad_label"
		case b.Payload == "" || len(b.Payload) > maxPayload:
			return "bad_payload"
		}
	}
	return ""
}

func checkTo(shopper string) string { return rule("bad_recipient", word(shopper, maxShopper)) }

// rule is a rule's code if it is broken.
func rule(code string, kept bool) string {
	if kept {
		return ""
	}
	return code
}

func label(s string, limit int) bool { return strings.TrimSpace(s) != "" && units(s) <= limit }

// complete says whether an address can be fetched by a stranger.
func complete(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && len(address) <= maxURL
}

func word(s string, limit int) bool {
	return s != "" && len(s) <= limit && utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
