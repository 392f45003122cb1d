package checkout

import (
	"context"
	"errors"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// expireAgain is how long a payment under way keeps an order open past the end
// of its pay link, before it is looked at again.
const expireAgain = 6 * time.Hour

// Expire closes the order that a timer names, which was not paid in time, and
// tells the shopper. A checkout that can still be paid, or a payment under
// way, is waited for.
func (d *Desk) Expire(ctx context.Context, t store.Timer) error {
	o, all, err := d.load(ctx, string(t.Payload))
	if errors.Is(err, store.ErrNotFound) {
		return d.finish(ctx, t, store.FinishTimer(t))
	}
	if err != nil {
		return err
	}
	if o.State != order.Placing && !o.Payable() || o.Origin == order.FromHost { // a host's outlives its link
		return d.finish(ctx, t, store.FinishTimer(t))
	}
	if due := d.expiry(o, all); due.After(d.Now()) {
		t.Due = due
		return d.finish(ctx, t, store.SetTimer(t))
	}
	is, said, err := d.expired(ctx, o)
	if err != nil {
		return err
	}
	writes := append(d.moved(o, is, all), said...)
	return d.commit(ctx, o, is, []store.Guard{store.GuardTimer(t)}, append(writes, store.FinishTimer(t))...)
}

// expired is an order that was not paid, or that the host never answered for,
// and the writes that tell of it: the shopper, and in the second case the staff.
func (d *Desk) expired(ctx context.Context, o order.Order) (order.Order, []store.Statement, error) {
	unanswered := o.State == order.Placing
	o.State, o.Reason = order.Cancelled, CancelledExpired
	if !unanswered {
		said, err := d.tellOrder(ctx, o, "payment:"+ToldExpired+":"+o.ID, dialogue.EventPayment, dialogue.OrderEvent{Order: o.ID, State: ToldExpired})
		return o, said, err
	}
	o.Reason = CancelledUnanswered
	said, err := d.tellOrder(ctx, o, "unanswered:"+o.ID, dialogue.EventOrderUnanswered, dialogue.OrderEvent{Order: o.ID})
	if err != nil {
		return o, nil, err
	}
	called, err := d.call(ctx, o, NeedsAnswer, o.ID)
	return o, append(said, called...), err
}

// expiry is when an order that is not paid may be closed.
func (d *Desk) expiry(o order.Order, all []store.Attempt) time.Time {
	end := o.PayExpires
	if o.State == order.Processing {
		end = d.Now().Add(expireAgain)
	}
	for _, a := range all {
		if a.Payment.State == payments.StatePending && a.Expires.After(end) {
			end = a.Expires
		}
	}
	return end
}
