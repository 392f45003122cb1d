package checkout

import (
	"context"
	"errors"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// where is the conversation in which an order is spoken of: its own, or the one
// in which its contact spoke last; false where there is none.
func (d *Desk) where(ctx context.Context, o order.Order) (c conversation.Conversation, ok bool, err error) {
	switch {
	case o.Conversation != "":
		c, err = d.Store.Conversation(ctx, o.Conversation)
	case o.Contact != "":
		c, err = d.Store.LatestConversation(ctx, o.Contact)
	default:
		return c, false, nil
	}
	if errors.Is(err, store.ErrNotFound) {
		return c, false, nil
	}
	return c, err == nil, err
}

// tellOrder returns the writes that put an event into the conversation in which
// an order is spoken of, if there is one. The same id takes effect once.
func (d *Desk) tellOrder(ctx context.Context, o order.Order, id, name string, e dialogue.OrderEvent) ([]store.Statement, error) {
	c, ok, err := d.where(ctx, o)
	if err != nil || !ok {
		return nil, err
	}
	return d.tell(c.Address, id, name, e)
}

func (d *Desk) tell(to message.Address, id, name string, payload dialogue.OrderEvent) ([]store.Statement, error) {
	e, err := message.Internal(to, id, name, payload, d.Now())
	if err != nil {
		return nil, err
	}
	return store.Receive(e, d.Now()), nil
}

// toldOf has the conversation that was told of an order look now. What it
// cannot find a sweep does.
func (d *Desk) toldOf(ctx context.Context, o order.Order) {
	if o.Conversation != "" {
		d.Told(o.Conversation)
		return
	}
	if c, ok, err := d.where(ctx, o); ok && err == nil {
		d.Told(c.ID)
	}
}
