package webchat

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

const (
	// MaxText is how many characters (Unicode code points) a message may have.
	MaxText = 10_000

	maxChoice = 256 // bytes of a payload; ours are shorter, others get an answer in the chat
)

// Parse reads a visitor's request: "Authorization: Bearer" with her token, and
// a JSON object of an "id", a uuid of the client's, and either "text" or
// "choice", a payload the chat was offered. Fields we do not know are refused.
// The session's expiry is judged by Delivery.Received, if that is set.
//
// It returns channel.ErrSignature for a bad or expired token,
// channel.ErrMalformed for what is not JSON or not UTF-8, and a
// *channel.FieldError for a field that is missing or wrong.
//
// An event's id is the visitor's with the client's behind it, so that no
// visitor can pass for another's duplicate. Raw stays empty: the event says all
// that the request did.
func (c *Channel) Parse(d channel.Delivery) ([]message.Event, *channel.Reply, error) {
	now := d.Received
	if now.IsZero() {
		now = c.now()
	}
	token := bearer(d.Header)
	who, err := c.verify(token, now)
	if err != nil {
		return nil, nil, err
	}
	fields, err := readFields(d.Body)
	if err != nil {
		return nil, nil, err
	}
	e := message.Event{From: c.address(who.visitor), At: now}
	if sealed, ok := fields["start"]; ok {
		e, err = c.started(e, token, sealed)
	} else {
		e, err = said(e, fields)
	}
	if err != nil {
		return nil, nil, err
	}
	return []message.Event{e}, nil, nil
}

// bearer is the token of the one Authorization header, or "", which is no
// token. The scheme's name is in any case, as HTTP has it.
func bearer(h http.Header) string {
	all := h.Values("Authorization")
	if len(all) != 1 {
		return ""
	}
	scheme, token, _ := strings.Cut(all[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// readFields reads an object whose values are strings.
func readFields(body []byte) (map[string]string, error) {
	if !utf8.Valid(body) || !json.Valid(body) {
		return nil, channel.ErrMalformed
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil || raw == nil {
		return nil, &channel.FieldError{Field: "body", Reason: "is not an object"}
	}
	fields := make(map[string]string, len(raw))
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		var value *string
		if err := json.Unmarshal(raw[name], &value); err != nil || value == nil {
			return nil, &channel.FieldError{Field: fieldName(name), Reason: "is not a text"}
		}
		fields[name] = *value
	}
	return fields, nil
}

// fieldName is a client's own word, kept short for errors.
func fieldName(s string) string {
	if len(s) > 32 || strings.ContainsFunc(s, unicode.IsControl) {
		return "a field"
	}
	return s
}

// started is the event of a conversation that Open began.
func (c *Channel) started(e message.Event, token, sealed string) (message.Event, error) {
	s, err := c.openStart(token, sealed)
	if err != nil {
		return e, err
	}
	e.ID = e.From.ID + ":start:" + s.Nonce
	e.Kind = message.KindStarted
	e.At = s.At
	e.Locale, e.Referral, e.Customer = s.Locale, s.Referral, s.Customer
	return e, nil
}

// said is the event of a message or a tapped choice.
func said(e message.Event, fields map[string]string) (message.Event, error) {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if name != "id" && name != "text" && name != "choice" {
			return e, &channel.FieldError{Field: fieldName(name), Reason: "is not known"}
		}
	}
	id, err := uuid.Parse(fields["id"])
	if err != nil || len(fields["id"]) != len(id.String()) {
		return e, &channel.FieldError{Field: "id", Reason: "is not a uuid"}
	}
	e.ID = e.From.ID + ":" + id.String()
	text, hasText := fields["text"]
	choice, hasChoice := fields["choice"]
	switch {
	case hasText && hasChoice:
		return e, &channel.FieldError{Field: "choice", Reason: "excludes text"}
	case hasText:
		e.Kind = message.KindText
		e.Text, err = cleanText(text)
	case hasChoice:
		e.Kind = message.KindChoice
		e.Payload = choice
		err = checkChoice(choice)
	default:
		err = &channel.FieldError{Field: "text", Reason: "is required, or choice"}
	}
	return e, err
}

// cleanText is what the shopper wrote, without characters that are none.
func cleanText(s string) (string, error) {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	switch {
	case utf8.RuneCountInString(s) > MaxText:
		return "", &channel.FieldError{Field: "text", Reason: "is longer than 10,000 characters"}
	case strings.TrimSpace(s) == "":
		return "", &channel.FieldError{Field: "text", Reason: "is empty"}
	}
	return s, nil
}

func checkChoice(payload string) error {
	if payload == "" {
		return &channel.FieldError{Field: "choice", Reason: "is empty"}
	}
	return checkText("choice", payload, maxChoice)
}
