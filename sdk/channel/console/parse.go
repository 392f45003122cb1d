package console

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

const signatureHeader = "X-Console-Signature"

// body is a delivery of the console's own.
type body struct {
	ID     string    `json:"id"`
	At     time.Time `json:"at"`
	Start  bool      `json:"start,omitempty"`
	Text   string    `json:"text,omitempty"`   // of a line, or the label of a choice
	Choice string    `json:"choice,omitempty"` // payload
}

// delivery signs a body, which gets its id and time here.
func (c *Channel) delivery(b body) (channel.Delivery, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return channel.Delivery{}, fmt.Errorf("console: id: %w", err)
	}
	b.ID, b.At = id.String(), c.cfg.Now().UTC()
	raw, err := json.Marshal(b)
	if err != nil {
		return channel.Delivery{}, fmt.Errorf("console: delivery: %w", err)
	}
	return channel.Delivery{
		Method:   http.MethodPost,
		Header:   http.Header{signatureHeader: {hex.EncodeToString(c.mac(raw))}},
		Body:     raw,
		Received: b.At,
	}, nil
}

func (c *Channel) mac(raw []byte) []byte {
	h := hmac.New(sha256.New, c.key)
	h.Write(raw)
	return h.Sum(nil)
}

// Parse reads a delivery that Poll made.
func (c *Channel) Parse(d channel.Delivery) ([]message.Event, *channel.Reply, error) {
	mac, err := hex.DecodeString(d.Header.Get(signatureHeader))
	if err != nil || !hmac.Equal(mac, c.mac(d.Body)) {
		return nil, nil, channel.ErrSignature
	}
	dec := json.NewDecoder(bytes.NewReader(d.Body))
	dec.DisallowUnknownFields()
	var b body
	if err := dec.Decode(&b); err != nil || b.ID == "" {
		return nil, nil, channel.ErrMalformed
	}
	e := message.Event{ID: b.ID, From: c.Address(), At: b.At, Locale: c.cfg.Locale, Text: b.Text}
	switch {
	case b.Start:
		e.Kind, e.Referral = message.KindStarted, c.cfg.Referral
	case b.Choice != "":
		e.Kind, e.Payload = message.KindChoice, b.Choice
	case b.Text != "":
		e.Kind = message.KindText
	default:
		return nil, nil, channel.ErrMalformed
	}
	return []message.Event{e}, nil, nil
}
