// Package handoff brings a person of the shop into a conversation: the bot
// goes silent, the staff are told, they answer through a [Desk] and hand back.
package handoff

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Timer is the kind of timer that tells the staff.
const Timer = "handoff"

// MaxText is the longest answer of the staff, in bytes.
const MaxText = 4000

// Errors that callers branch on.
var (
	// ErrNotWithStaff says that the bot is answering in that conversation.
	ErrNotWithStaff = errors.New("handoff: the conversation is not with the staff")
	// ErrText says that a text is empty or too long.
	ErrText = errors.New("handoff: text must be 1 to 4000 bytes of UTF-8")
)

// Config is what a Desk needs.
type Config struct {
	Store *store.Store
	// On is called when a shopper needs a person; an error means "again
	// later". At least once per request. Optional.
	On func(context.Context, Request) error
	// Webhook is a URL that gets a Request as JSON, signed in the header
	// Sauda-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body" under
	// Secret>. Repeated until it answers 2xx. Optional.
	Webhook    string
	Secret     []byte
	HTTPClient *http.Client
	Now        func() time.Time
	Logger     *slog.Logger
	// Wake is called with the id of a conversation that has something new.
	Wake func(conversationID string)
}

// Request says that a shopper waits for a person.
type Request struct {
	ID           string    `json:"id"` // the same when repeated
	Conversation string    `json:"conversation"`
	Channel      string    `json:"channel"`
	Name         string    `json:"name,omitempty"`
	Reason       string    `json:"reason"`
	At           time.Time `json:"at"`
}

// Desk is where the staff work. Use New; it is safe for concurrent use.
type Desk struct{ Config }

// New returns a Desk.
func New(c Config) *Desk { return &Desk{c} }

// Calling returns the write that tells the staff of a conversation that was
// just handed to them; nil when there is nobody to tell.
func (d *Desk) Calling(r Request) ([]store.Statement, error) {
	if d.On == nil && d.Webhook == "" {
		return nil, nil
	}
	payload, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("handoff: request: %w", err)
	}
	return []store.Statement{store.SetTimer(store.Timer{Key: Timer + ":" + r.ID, Kind: Timer, Due: r.At, Payload: payload})}, nil
}

// Handle tells the staff, by the hook and the webhook.
func (d *Desk) Handle(ctx context.Context, t store.Timer) error {
	var r Request
	if err := json.Unmarshal(t.Payload, &r); err != nil {
		return fmt.Errorf("handoff: timer: %w", err)
	}
	if d.On != nil {
		if err := d.On(ctx, r); err != nil {
			return fmt.Errorf("handoff: hook: %w", err)
		}
	}
	if d.Webhook != "" {
		if err := d.post(ctx, t.Payload); err != nil {
			return err
		}
	}
	return d.Store.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardTimer(t)}, Writes: []store.Statement{store.FinishTimer(t)}})
}

func (d *Desk) post(ctx context.Context, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.Webhook, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("handoff: webhook: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Sauda-Signature", Sign(d.Secret, d.Now(), body))
	res, err := d.HTTPClient.Do(req)
	if err != nil {
		return errors.New("handoff: webhook: no answer") // the error would show the URL, and with it a token
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16)) // so that the connection can be used again
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("handoff: webhook answered %d", res.StatusCode)
	}
	return nil
}

// Sign returns the value of the header Sauda-Signature for a body.
func Sign(secret []byte, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(t + "."))
	m.Write(body)
	return "t=" + t + ",v1=" + hex.EncodeToString(m.Sum(nil))
}

// Waiting lists the conversations that are with the staff, longest first.
func (d *Desk) Waiting(ctx context.Context, limit int) ([]conversation.Conversation, error) {
	return d.Store.WithStaff(ctx, limit)
}

// Say sends a text of the staff into a conversation that is with them. staff is
// the name to show; it may be empty.
func (d *Desk) Say(ctx context.Context, conversationID, staff, text string) error {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > MaxText || !utf8.ValidString(text) {
		return ErrText
	}
	return d.event(ctx, conversationID, dialogue.EventStaffSaid, dialogue.StaffEvent{Text: text, Staff: staff})
}

// Back gives a conversation back to the bot, which says so.
func (d *Desk) Back(ctx context.Context, conversationID, staff string) error {
	return d.event(ctx, conversationID, dialogue.EventHandedBack, dialogue.StaffEvent{Staff: staff})
}

func (d *Desk) event(ctx context.Context, conversationID, name string, payload dialogue.StaffEvent) error {
	c, err := d.Store.Conversation(ctx, conversationID)
	if err != nil {
		return err
	}
	if !c.WithStaff {
		return fmt.Errorf("%w: %s", ErrNotWithStaff, conversationID)
	}
	e, err := message.Internal(c.Address, uuid.NewString(), name, payload, d.Now())
	if err != nil {
		return err
	}
	if err := d.Store.Commit(ctx, store.Batch{Writes: store.Receive(e, d.Now())}); err != nil {
		return err
	}
	d.Wake(conversationID)
	return nil
}
