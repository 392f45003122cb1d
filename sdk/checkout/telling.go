package checkout

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// changed is what the host hears of an order that went from one state to
// another. Each is once in an order's life, however it got there.
func changed(was, is order.Order) []hook.Event {
	v, at := hook.Of(is), is.Updated
	switch {
	case bought(is) && !bought(was):
		p := hook.Payment{Provider: is.Provider, Ref: is.Checkout, State: payments.StateSucceeded, Amount: is.PaidAmount}
		return []hook.Event{hook.Stamp(hook.OrderPaid{Order: v, Payment: p}, is.ID, at)}
	case is.State == was.State:
	case is.State == order.Cancelled:
		return []hook.Event{hook.Stamp(hook.OrderCancelled{Order: v}, is.ID, at)}
	case is.State == order.Rejected:
		return []hook.Event{hook.Stamp(hook.OrderRejected{Order: v}, is.ID, at)}
	case was.State == order.Placing:
		return []hook.Event{hook.Stamp(hook.OrderPlaced{Order: v}, is.ID, at)}
	}
	return nil
}

// placedNow is what the host hears of an order that was placed at once.
func placedNow(o order.Order) []hook.Event {
	o.State, o.Updated = order.Open, o.Created
	return changed(order.Order{State: order.Placing}, o)
}

// Placed tells the host of the order that a timer names, which was placed at
// once.
func (d *Desk) Placed(ctx context.Context, t store.Timer) error {
	o, err := d.Store.Order(ctx, string(t.Payload))
	if errors.Is(err, store.ErrNotFound) {
		return d.finish(ctx, t, store.FinishTimer(t))
	}
	if err != nil {
		return err
	}
	told, err := d.Telling(placedNow(o)...)
	if err != nil {
		return err
	}
	if err := d.finish(ctx, t, append(told, store.FinishTimer(t))...); err != nil {
		return err
	}
	d.Wake()
	return nil
}

// facts is what the host hears of the news about one attempt to pay, where
// before is what was known of it. What the news says has happened has happened,
// whatever is known by now: so every order of arrival tells the same. What was
// told already is told under the same id.
func facts(o order.Order, before store.Attempt, p payments.Payment, now time.Time) []hook.Event {
	known := before.Payment
	v := hook.Of(o)
	is := hook.OfPayment(before.Provider, p)
	is.Ref = cmp.Or(is.Ref, before.Ref)
	var all []hook.Event
	if p.State == payments.StateSucceeded && known.State != payments.StateSucceeded {
		all = append(all, hook.Stamp(hook.PaymentSucceeded{Order: v, Payment: is}, before.Key, now))
	}
	if p.State == payments.StateFailed && known.State != payments.StateFailed {
		all = append(all, hook.Stamp(hook.PaymentFailed{Order: v, Payment: is}, before.Key, now))
	}
	if p.Disputed && !known.Disputed {
		all = append(all, hook.Stamp(hook.Disputed{Order: v, Payment: is}, before.Key, now))
	}
	if p.Refunded.Minor > 0 && p.Refunded != known.Refunded {
		key := before.Key + ":" + strconv.FormatInt(p.Refunded.Minor, 10)
		all = append(all, hook.Stamp(hook.Refunded{Order: v, Payment: is, Refund: hook.OfRefund(p)}, key, now))
	}
	return all
}
