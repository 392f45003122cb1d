package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// Turn is all that is needed to decide what to answer to one event.
type Turn struct {
	Conversation conversation.Conversation
	Event        message.Event
	Received     time.Time       // when it was stored
	Facts        json.RawMessage // of PutFacts; nil if there are none
	Cart         cart.Cart       // of the conversation's contact; version 0 if there is none
	Contact      contact.Contact
	Orders       []order.Order // of the contact, newest first, at most 20
}

// turn reads it all in one statement, which is one snapshot: the parts are
// told apart by their first column.
const turn = `SELECT 'conversation' AS part, c.data AS data, c.contact AS name, c.version AS version, c.received AS x, c.done AS y
		FROM {conversation} c WHERE c.id = $1
	UNION ALL SELECT 'event', i.body, i.facts, 0, i.received, i.seq
		FROM {conversation} c JOIN {inbox} i ON i.conversation = c.id AND i.seq = c.done + 1 WHERE c.id = $1
	UNION ALL SELECT 'cart', k.data, k.contact, k.version, 0, 0
		FROM {conversation} c JOIN {cart} k ON k.contact = c.contact WHERE c.id = $1
	UNION ALL SELECT 'contact', p.data, p.id, p.version, p.opted_out, 0
		FROM {conversation} c JOIN {contact} p ON p.id = c.contact WHERE c.id = $1
	UNION ALL SELECT 'order', o.data, o.number, o.version, o.created, 0 FROM (
		SELECT o.data, o.number, o.version, o.created FROM {conversation} c JOIN {orders} o ON o.contact = c.contact
		WHERE c.id = $1 ORDER BY o.created DESC LIMIT 20) o`

// Turn loads what is needed to handle the next event of a conversation.
// ErrNotFound says that nothing is pending.
func (r Reader) Turn(ctx context.Context, conversationID string) (Turn, error) {
	parts, err := list(ctx, r.q, Statement{turn, []any{conversationID}}, "turn", scanPart)
	if err != nil {
		return Turn{}, err
	}
	var t Turn
	for _, p := range parts {
		if err := t.take(p); err != nil {
			return Turn{}, fmt.Errorf("store: turn: %w", err)
		}
	}
	if t.Event.ID == "" {
		return Turn{}, fmt.Errorf("%w: nothing is pending", ErrNotFound)
	}
	if t.Cart.Contact == "" {
		t.Cart.Contact = t.Conversation.Contact
	}
	if t.Contact.ID == "" {
		t.Contact.ID = t.Conversation.Contact
	}
	slices.SortStableFunc(t.Orders, func(a, b order.Order) int {
		return cmp.Or(b.Created.Compare(a.Created), strings.Compare(b.ID, a.ID))
	})
	return t, nil
}

// GuardRecalled is GuardTurn for a turn that was not loaded but put together
// from what a node remembers: it holds while all that a decision sees is as t
// says. The event must be the next, as received at t.Received, and without
// facts; the contact must have no orders.
func GuardRecalled(t Turn) Guard {
	c, e := t.Conversation, t.Event
	return Guard{"conversation", c.ID, `SELECT 1 FROM {conversation} c JOIN {inbox} i ON i.conversation = c.id AND i.seq = c.done + 1
		WHERE c.id = $1 AND c.version = $2 AND c.done = $3 AND i.received = $4 AND i.event_id = $5 AND i.account = $6 AND i.channel = $7 AND i.facts = ''
		AND COALESCE((SELECT k.version FROM {cart} k WHERE k.contact = c.contact), 0) = $8
		AND COALESCE((SELECT p.version FROM {contact} p WHERE p.id = c.contact), 0) = $9
		AND NOT EXISTS (SELECT 1 FROM {orders} o WHERE o.contact = c.contact)`,
		[]any{c.ID, c.Version, c.Done, micros(t.Received), e.ID, e.From.Account, e.From.Channel, t.Cart.Version, t.Contact.Version}}
}

// part is one row of turn.
type part struct {
	kind, name    string
	data          []byte
	version, x, y int64
}

func scanPart(rows Rows) (p part, err error) {
	err = rows.Scan(&p.kind, &p.data, &p.name, &p.version, &p.x, &p.y)
	return p, err
}

func (t *Turn) take(p part) error {
	switch p.kind {
	case "conversation":
		err := decode(p.data, &t.Conversation)
		t.Conversation.Contact, t.Conversation.Version = p.name, p.version
		t.Conversation.Received, t.Conversation.Done = p.x, p.y
		return err
	case "event":
		t.Received = fromMicros(p.x)
		if p.name != "" {
			t.Facts = json.RawMessage(p.name)
		}
		return decode(p.data, &t.Event)
	case "cart":
		err := decode(p.data, &t.Cart)
		t.Cart.Version = p.version
		return err
	case "contact":
		var err error
		t.Contact, err = readContact(p.data, p.version, p.x)
		return err
	}
	var o order.Order
	err := decode(p.data, &o)
	o.Number, o.Version, o.Contact = p.name, p.version, t.Conversation.Contact
	t.Orders = append(t.Orders, o)
	return err
}
