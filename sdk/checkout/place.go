package checkout

import (
	"context"
	"fmt"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Kinds of timers that a Desk handles.
const (
	TimerPlace   = "checkout.place"   // ask the Backend for the order
	TimerTell    = "checkout.tell"    // tell the Backend that it is paid or cancelled
	TimerRefund  = "checkout.refund"  // give a second or late payment back
	TimerLook    = "checkout.look"    // ask the provider what became of a checkout
	TimerRelease = "checkout.release" // let go of reserved stock
)

// Placing returns the writes that store a prepared order and get it placed.
// Without a Backend it is placed in the same commit; with one, a timer asks.
// Either way the answer is an event of the conversation's next turn.
func (d *Desk) Placing(o order.Order, to message.Address) ([]store.Statement, error) {
	if d.Backend != nil {
		t := store.Timer{Key: TimerPlace + ":" + o.ID, Kind: TimerPlace, Due: d.Now(), Payload: []byte(o.ID)}
		return append(store.InsertOrder(o), store.SetTimer(t)), nil
	}
	o.State = order.Open
	placed, err := d.tell(to, "placed:"+o.ID, dialogue.EventOrderPlaced, dialogue.OrderEvent{Order: o.ID})
	return append(store.InsertOrder(o), placed...), err
}

// Place asks the Backend for the order that a timer names.
func (d *Desk) Place(ctx context.Context, t store.Timer) error {
	o, err := d.Store.Order(ctx, string(t.Payload))
	if err != nil {
		return err
	}
	if o.State != order.Placing || d.Backend == nil {
		return d.Store.Commit(ctx, store.Batch{Writes: []store.Statement{store.FinishTimer(t)}})
	}
	answer, err := d.Backend.Place(ctx, o)
	if err != nil {
		return fmt.Errorf("checkout: placing order %s: %w", o.ID, err)
	}
	is, name, event := answered(o, answer)
	told, err := d.tellOrder(ctx, is, name+":"+o.ID, name, event)
	if err != nil {
		return err
	}
	return d.commit(ctx, o, is, nil, append(told, store.FinishTimer(t))...)
}

// answered applies a Placement. What is neither accepted nor changed is
// rejected, so that an empty answer never sells anything.
func answered(o order.Order, p order.Placement) (order.Order, string, dialogue.OrderEvent) {
	event := dialogue.OrderEvent{Order: o.ID}
	switch {
	case p.Accepted:
		o.State, o.HostRef = order.Open, p.Ref
		if p.Number != "" {
			o.Number = p.Number
		}
		return o, dialogue.EventOrderPlaced, event
	case p.Changed != nil:
		o.State, o.Reason, event.Quote = order.Rejected, "changed", p.Changed
		return o, dialogue.EventOrderChanged, event
	}
	o.State, o.Reason, event.Code = order.Rejected, p.Rejected, p.Rejected
	return o, dialogue.EventOrderRejected, event
}

// Cancelling returns the guard and the writes that cancel an unpaid order, or
// order.ErrTransition.
func (d *Desk) Cancelling(o order.Order, reason string) ([]store.Guard, []store.Statement, error) {
	is, err := o.To(order.Cancelled, d.Now())
	if err != nil {
		return nil, nil, err
	}
	is.Reason = reason
	writes := []store.Statement{store.PutOrder(is), store.ReleaseHolds(o.ID)}
	writes = append(writes, d.tellBackend(is)...)
	if o.Checkout != "" {
		writes = append(writes, store.SetTimer(lookTimer(o.ID, d.Now())))
	}
	return []store.Guard{store.GuardOrder(o)}, writes, nil
}

// tellBackend sets the timer that tells the host of a paid or cancelled order.
func (d *Desk) tellBackend(o order.Order) []store.Statement {
	if d.Backend == nil {
		return nil
	}
	t := store.Timer{Key: TimerTell + ":" + string(o.State) + ":" + o.ID, Kind: TimerTell, Due: d.Now(), Payload: []byte(o.ID)}
	return []store.Statement{store.SetTimer(t)}
}

// Tell tells the Backend how the order that a timer names stands.
func (d *Desk) Tell(ctx context.Context, t store.Timer) error {
	o, err := d.Store.Order(ctx, string(t.Payload))
	if err != nil {
		return err
	}
	switch o.State {
	case order.Cancelled:
		err = d.Backend.Cancel(ctx, o, o.Reason)
	case order.Paid, order.Completed, order.Refunded:
		p, _, ferr := d.payment(ctx, o)
		if ferr != nil {
			return ferr
		}
		err = d.Backend.Paid(ctx, o, p)
	}
	if err != nil {
		return fmt.Errorf("checkout: telling the host of order %s: %w", o.ID, err)
	}
	return d.Store.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardTimer(t)}, Writes: []store.Statement{store.FinishTimer(t)}})
}

// tellOrder returns the writes that put an event into the order's conversation.
func (d *Desk) tellOrder(ctx context.Context, o order.Order, id, name string, e dialogue.OrderEvent) ([]store.Statement, error) {
	c, err := d.Store.Conversation(ctx, o.Conversation)
	if err != nil {
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
