package parcel

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Parse verifies a webhook and reads its events.
//
// One that is broken takes none of the others with it, nor is it dropped: what
// cannot be understood becomes message.KindUnsupported with its raw words, and
// gets an id made of them where it has none. Only what names no shopper is left
// out, for it belongs to no conversation; when nothing is left, or the delivery
// is for another account, it is channel.ErrMalformed.
func (c *Channel) Parse(d channel.Delivery) ([]message.Event, *channel.Reply, error) {
	if err := c.verify(d); err != nil {
		return nil, nil, err
	}
	var body struct {
		Account string            `json:"account"`
		Events  []json.RawMessage `json:"events"`
	}
	if err := json.Unmarshal(d.Body, &body); err != nil || body.Account != c.cfg.Account {
		return nil, nil, channel.ErrMalformed
	}
	var events []message.Event
	for _, raw := range body.Events {
		if e, ok := c.event(raw, c.came(d)); ok {
			events = append(events, e)
		}
	}
	if len(events) == 0 && len(body.Events) > 0 {
		return nil, nil, channel.ErrMalformed
	}
	return events, nil, nil
}

// incoming is an event in the platform's words.
type incoming struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	At   int64  `json:"at"` // Unix milliseconds
	From struct {
		ID     string `json:"id"`
		Name   string `json:"name"`
		Phone  string `json:"phone"`
		Locale string `json:"locale"`
	} `json:"from"`
	Text      string          `json:"text"`     // of a message, an edit; the label that was tapped
	Payload   string          `json:"payload"`  // of a tap
	Referral  string          `json:"referral"` // of a start
	Media     []message.Media `json:"media"`
	MessageID string          `json:"message_id"` // of a status
	Reference string          `json:"reference"`  // of a status
	State     string          `json:"state"`      // of a status
	Code      string          `json:"code"`       // of a status
}

// Longest parts of events, in bytes. Ids and codes become keys in the store.
const (
	maxID       = 128
	maxShopper  = 64
	maxWord     = 64
	maxName     = 200
	maxReferral = 1024
)

// event reads one event; false when it names no shopper.
func (c *Channel) event(raw json.RawMessage, came time.Time) (message.Event, bool) {
	var in incoming
	// A field of the wrong type spoils the event, not the fields beside it.
	broken := json.Unmarshal(raw, &in) != nil
	if !word(in.From.ID, maxShopper) {
		return message.Event{}, false
	}
	e := message.Event{
		ID:     in.ID,
		From:   message.Address{Channel: c.cfg.Name, Account: c.cfg.Account, ID: in.From.ID},
		Kind:   message.KindUnsupported,
		At:     moment(in.At, came),
		Locale: kept(in.From.Locale, maxWord),
		Profile: message.Profile{
			Name: kept(in.From.Name, maxName), Phone: kept(in.From.Phone, maxWord),
		},
	}
	if !word(in.ID, maxID) {
		sum := sha256.Sum256(raw)
		e.ID = "raw:" + hex.EncodeToString(sum[:16])
	}
	if in.Type == "status" {
		e.Kind = message.KindStatus // whatever it says, the shopper said nothing
	}
	if broken || !in.fill(&e) {
		e.Raw = raw
	}
	return e, true
}

// fill makes the event what the platform says it is; false when it cannot.
func (in incoming) fill(e *message.Event) bool {
	switch in.Type {
	case "message", "edit": // corrected words are said anew
		if in.Text = clean(in.Text); in.Text == "" && len(in.Media) == 0 {
			return false
		}
		e.Kind, e.Text, e.Media = message.KindText, in.Text, in.Media
	case "tap":
		if in.Payload == "" || len(in.Payload) > maxPayload || clean(in.Payload) != in.Payload {
			return false
		}
		e.Kind, e.Payload, e.Text = message.KindChoice, in.Payload, clean(in.Text)
	case "start":
		e.Kind, e.Referral = message.KindStarted, kept(in.Referral, maxReferral)
	case "opt_out":
		e.Kind = message.KindOptedOut
	case "opt_in":
		e.Kind = message.KindOptedIn
	case "status":
		return in.status(e)
	default:
		return false
	}
	return true
}

func (in incoming) status(e *message.Event) bool {
	state := message.StatusState(in.State)
	switch state {
	case message.StatusSent, message.StatusDelivered, message.StatusRead, message.StatusFailed:
	default:
		return false
	}
	if !word(in.MessageID, maxID) || in.Reference != "" && !word(in.Reference, maxID) {
		return false
	}
	e.Status = &message.Status{MessageID: in.MessageID, State: state, Code: kept(in.Code, maxWord), Reference: in.Reference}
	return true
}

// moment is when something happened, or when we heard of it.
func moment(ms int64, came time.Time) time.Time {
	if at := time.UnixMilli(ms).UTC(); at.Year() >= 2000 && at.Year() < 2200 {
		return at
	}
	return came
}

// word says whether s can be a key: not empty, not long, no control characters.
func word(s string, limit int) bool { return s != "" && s == kept(s, limit) }

// kept is s where it is short and printable, and nothing elsewhere.
func kept(s string, limit int) string {
	if len(s) > limit || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return ""
	}
	return s
}

// clean is a text without characters that are none, and nothing when no other
// is left.
func clean(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return s
}
