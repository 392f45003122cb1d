package handoff

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/internal/pan"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// MaxID is the length of the longest id of an answer, in bytes.
const MaxID = 64

// Errors of answers with an id.
var (
	// ErrID says that an id is empty or too long.
	ErrID = errors.New("handoff: an answer's id must be 1 to 64 bytes of UTF-8")
	// ErrAnswered says that the id was used for another answer in that
	// conversation.
	ErrAnswered = errors.New("handoff: the id was used for another answer")
)

// Answer is a text of the staff. The number of a payment card in it is cut to
// its last four digits.
type Answer struct {
	ID    string // the caller's, of one answer in one conversation
	Staff string // the name to show; may be empty
	Text  string
}

// Answer is [Desk.Say] for callers who may say the same again: the same ID in
// the same conversation is shown once, for 30 days, and created is false for
// what was said already. Errors are also ErrID and ErrAnswered.
func (d *Desk) Answer(ctx context.Context, conversationID string, a Answer) (created bool, err error) {
	if a.ID == "" || len(a.ID) > MaxID || !utf8.ValidString(a.ID) {
		return false, ErrID
	}
	a.Text, _ = pan.Mask(strings.TrimSpace(a.Text))
	if a.Text == "" || len(a.Text) > MaxText || !utf8.ValidString(a.Text) {
		return false, ErrText
	}
	c, err := d.Store.Conversation(ctx, conversationID)
	if err != nil {
		return false, err
	}
	e, err := message.Internal(c.Address, "staff:"+c.ID+":"+a.ID, dialogue.EventStaffSaid, dialogue.StaffEvent{Text: a.Text, Staff: a.Staff}, d.Now())
	if err != nil {
		return false, err
	}
	before, err := d.Store.Event(ctx, e.From, e.ID)
	switch {
	case err == nil && before.Payload != e.Payload:
		return false, fmt.Errorf("%w: %s", ErrAnswered, c.ID)
	case err == nil:
		return false, nil
	case !errors.Is(err, store.ErrNotFound):
		return false, err
	}
	err = d.receive(ctx, c, e)
	return err == nil, err
}

// Conversation returns a conversation, with the staff or not;
// store.ErrNotFound.
func (d *Desk) Conversation(ctx context.Context, id string) (conversation.Conversation, error) {
	return d.Store.Conversation(ctx, id)
}

// receive stores an event of the staff's for the bot to handle.
func (d *Desk) receive(ctx context.Context, c conversation.Conversation, e message.Event) error {
	if !c.WithStaff {
		return fmt.Errorf("%w: %s", ErrNotWithStaff, c.ID)
	}
	if err := d.Store.Commit(ctx, store.Batch{Writes: store.Receive(e, d.Now())}); err != nil {
		return err
	}
	d.Wake(c.ID)
	return nil
}
