// Package handoff brings a person of the shop into a conversation: the bot
// goes silent, the staff are told, they answer through a [Desk] and hand back.
package handoff

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Timer is the kind of timer that tells the staff.
const Timer = "handoff"

// Keys of the timers begin with these: the hook and the webhook are tried apart,
// so that one that fails does not repeat the other.
const (
	hookKey    = Timer + ":hook:"
	webhookKey = Timer + ":webhook:"
)

// MaxText is the longest answer of the staff, in bytes.
const MaxText = 4000

// Errors that callers branch on.
var (
	// ErrNotWithStaff says that the bot is answering in that conversation.
	ErrNotWithStaff = errors.New("handoff: the conversation is not with the staff")
	// ErrText says that a text is empty or too long.
	ErrText = errors.New("handoff: text must be 1 to 4000 bytes of UTF-8")
)

// Config is what a Desk needs. Store is required.
type Config struct {
	Store *store.Store
	// HTTPClient calls the webhook; redirects are not followed, whatever it
	// says. Defaults to one with a timeout of 10 s.
	HTTPClient *http.Client
	// Logger takes what fails. Defaults to nothing being logged.
	Logger *slog.Logger
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// On is called when a shopper needs a person; an error means "again
	// later". At least once per request. Defaults to nobody being called.
	On func(context.Context, Request) error
	// Secret signs what the webhook gets. See [Sign].
	Secret []byte
	// Wake is called with the id of a conversation that has something new.
	// Defaults to nobody being told.
	Wake func(conversationID string)
	// Webhook is a URL that gets a Request as JSON, by POST, until it answers
	// 2xx: at least once per request. Defaults to none.
	Webhook string
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
func New(c Config) *Desk {
	if c.HTTPClient == nil {
		c.HTTPClient = &http.Client{
			Timeout:   10 * time.Second,
			Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}, // one request in a while
		}
	}
	direct := *c.HTTPClient
	direct.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.HTTPClient = &direct
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Wake == nil {
		c.Wake = func(string) {}
	}
	return &Desk{c}
}

// Calling returns the writes that tell the staff of a conversation that was
// just handed to them; none when there is nobody to tell.
func (d *Desk) Calling(r Request) ([]store.Statement, error) {
	payload, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("handoff: request: %w", err)
	}
	var all []store.Statement
	set := func(key string) {
		all = append(all, store.SetTimer(store.Timer{Key: key + r.ID, Kind: Timer, Due: r.At, Payload: payload}))
	}
	if d.On != nil {
		set(hookKey)
	}
	if d.Webhook != "" {
		set(webhookKey)
	}
	return all, nil
}

// Handle tells the staff, by the hook or the webhook that a timer is for.
func (d *Desk) Handle(ctx context.Context, t store.Timer) error {
	if err := d.tell(ctx, t); err != nil {
		return err
	}
	return d.Store.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardTimer(t)}, Writes: []store.Statement{store.FinishTimer(t)}})
}

// tell does nothing for a hook or webhook that is not there any more.
func (d *Desk) tell(ctx context.Context, t store.Timer) error {
	switch {
	case strings.HasPrefix(t.Key, webhookKey) && d.Webhook != "":
		return d.post(ctx, t.Payload)
	case strings.HasPrefix(t.Key, hookKey) && d.On != nil:
		var r Request
		if err := json.Unmarshal(t.Payload, &r); err != nil {
			return fmt.Errorf("handoff: timer: %w", err)
		}
		if err := d.On(ctx, r); err != nil {
			return fmt.Errorf("handoff: hook: %w", err)
		}
	}
	return nil
}

// Waiting lists the conversations that are with the staff, longest first.
func (d *Desk) Waiting(ctx context.Context, limit int) ([]conversation.Conversation, error) {
	return d.Store.WithStaff(ctx, limit)
}

// Say sends a text of the staff into a conversation that is with them. staff is
// the name to show; it may be empty. It returns ErrText, ErrNotWithStaff,
// store.ErrNotFound or store.ErrUnavailable; with nil the text is on disk.
func (d *Desk) Say(ctx context.Context, conversationID, staff, text string) error {
	_, err := d.Answer(ctx, conversationID, Answer{ID: uuid.NewString(), Staff: staff, Text: text})
	return err
}

// Back gives a conversation back to the bot, which says so. Errors are those of
// Say.
func (d *Desk) Back(ctx context.Context, conversationID, staff string) error {
	c, err := d.Store.Conversation(ctx, conversationID)
	if err != nil {
		return err
	}
	e, err := message.Internal(c.Address, uuid.NewString(), dialogue.EventHandedBack, dialogue.StaffEvent{Staff: staff}, d.Now())
	if err != nil {
		return err
	}
	return d.receive(ctx, c, e)
}
