// Package handoff brings a person of the shop into a conversation: the bot
// goes silent, the staff hear of it (hook.HandoffRequested), answer through a
// [Desk] and hand back.
package handoff

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
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
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Wake is called with the id of a conversation that has something new.
	// Defaults to nobody being told.
	Wake func(conversationID string)
}

// Desk is where the staff work. Use New; it is safe for concurrent use.
type Desk struct{ Config }

// New returns a Desk.
func New(c Config) *Desk {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Wake == nil {
		c.Wake = func(string) {}
	}
	return &Desk{c}
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
