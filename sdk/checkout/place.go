package checkout

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Kinds of timers that a Desk handles.
const (
	TimerPlace     = "checkout.place"     // ask the Backend for the order
	TimerPlaced    = "checkout.placed"    // tell those who listen that it is placed
	TimerTell      = "checkout.tell"      // tell the Backend that it is paid or cancelled
	TimerRefund    = "checkout.refund"    // give a second or late payment back
	TimerLook      = "checkout.look"      // ask the provider what became of a checkout
	TimerRelease   = "checkout.release"   // let go of reserved stock
	TimerExpire    = "checkout.expire"    // close an order that was not paid in time
	TimerReconcile = "checkout.reconcile" // ask a provider what has happened
	TimerWish      = "checkout.wish"      // do what a shopper wants of a payment by hand
	TimerWaiting   = "checkout.waiting"   // call the staff again to a payment that waits for them
)

// Placing returns the guards and the writes that store a prepared order and get
// it placed. The guards do not hold where a promotion was used up meanwhile.
// Without a Backend it is placed in the same commit; with one, a timer asks.
// Either way the answer is an event of the conversation's next turn.
func (d *Desk) Placing(o order.Order, to message.Address) ([]store.Guard, []store.Statement, error) {
	guards, writes := d.redeeming(o)
	placing, err := d.placing(o, to)
	return guards, append(writes, placing...), err
}

func (d *Desk) placing(o order.Order, to message.Address) ([]store.Statement, error) {
	expire := d.expiring(o)
	if d.Backend != nil {
		t := store.Timer{Key: TimerPlace + ":" + o.ID, Kind: TimerPlace, Due: d.Now(), Payload: []byte(o.ID)}
		return append(store.InsertNumbered(o, d.Number(o)), store.SetTimer(t), expire), nil
	}
	o.State = order.Open
	placed, err := d.tell(to, "placed:"+o.ID, dialogue.EventOrderPlaced, dialogue.OrderEvent{Order: o.ID})
	if err != nil {
		return nil, err
	}
	writes := append(store.InsertNumbered(o, d.Number(o)), expire)
	told, err := d.Telling(placedNow(o)...)
	if len(told) > 0 { // its number is given by this commit: who hears of it hears after that
		writes = append(writes, store.SetTimer(store.Timer{Key: TimerPlaced + ":" + o.ID, Kind: TimerPlaced, Due: d.Now(), Payload: []byte(o.ID)}))
	}
	return append(writes, placed...), err
}

// Cancelling returns the guard and the writes that cancel an unpaid order, or
// order.ErrTransition.
func (d *Desk) Cancelling(o order.Order, reason string) ([]store.Guard, []store.Statement, error) {
	is, err := o.To(order.Cancelled, d.Now())
	if err != nil {
		return nil, nil, err
	}
	is.Reason = reason
	told, err := d.Telling(changed(o, is)...)
	if err != nil {
		return nil, nil, err
	}
	writes := slices.Concat([]store.Statement{store.PutOrder(is)}, d.moved(o, is, nil), told)
	if o.Attempt > 0 { // its checkout is closed, or heard of
		writes = append(writes, store.SetTimer(lookTimer(o.ID, d.Now())))
	}
	return []store.Guard{store.GuardOrder(o)}, writes, nil
}

// tellBackend sets the timer that tells the host that an order was paid or
// cancelled: one that its Backend placed, and unless the host has said so
// itself.
func (d *Desk) tellBackend(o order.Order, what order.State) []store.Statement {
	byHost := o.Reason == order.CancelledByHost || bought(o) && o.Provider == "" && !free(o)
	if d.Backend == nil || o.Origin != order.FromChat || byHost {
		return nil
	}
	t := store.Timer{Key: TimerTell + ":" + string(what) + ":" + o.ID, Kind: TimerTell, Due: d.Now(), Payload: []byte(o.ID)}
	return []store.Statement{store.SetTimer(t)}
}

// Tell tells the Backend how the order that a timer names stands.
func (d *Desk) Tell(ctx context.Context, t store.Timer) error {
	o, err := d.Store.Order(ctx, string(t.Payload))
	if err != nil {
		return err
	}
	if !d.calls.Enter(ctx) {
		t.Due = d.Now().Add(putOff)
		return d.finish(ctx, t, store.SetTimer(t))
	}
	defer d.calls.Leave()
	switch {
	case d.Backend == nil: // the host has gone back to Sauda's own orders
	case o.State == order.Cancelled:
		err = d.Backend.Cancel(ctx, o, o.Reason)
	case bought(o):
		err = d.tellPaid(ctx, o)
	}
	if err != nil {
		return fmt.Errorf("checkout: telling the host of order %s: %w", o.ID, err)
	}
	return d.finish(ctx, t, store.FinishTimer(t))
}

func (d *Desk) tellPaid(ctx context.Context, o order.Order) error {
	a, err := d.Store.AttemptByRef(ctx, o.Provider, o.Checkout)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	p := a.Payment
	if free(o) { // an amount of nothing is not stored
		o.PaidAmount = o.Quote.Total
	}
	if err != nil { // an order of an older version, or a free one
		p = payments.Payment{Order: o.ID, Ref: o.Checkout, State: payments.StateSucceeded, Amount: o.PaidAmount}
	}
	return d.Backend.Paid(ctx, o, p)
}
