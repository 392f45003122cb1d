package checkout

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

const (
	// pendingRefund is how long to wait before asking how a refund ended.
	pendingRefund = time.Hour
	// lateRefund is how long a provider is asked for one before a person hears of
	// it. It is asked further.
	lateRefund = 24 * time.Hour
)

// giveBack is the payload of a refund's timer.
type giveBack struct {
	Order    string
	Provider string
	Refund   payments.Refund
	Own      string       // order.Refund.Key; "" for a payment that the shop does not keep
	Total    money.Amount // given back in all then, where people do it
	Since    time.Time    // from when on the provider has said nothing to it; zero: it has
	Called   bool         // a person has heard that it takes long
}

// refundTimer returns the write that gives an attempt's payment back, or what
// is left of it.
func refundTimer(a store.Attempt, reason string, now time.Time) ([]store.Statement, error) {
	left, err := remainder(a.Payment)
	if err != nil || left.Minor <= 0 {
		return nil, err
	}
	r := payments.Refund{Key: "refund-" + a.Key, Ref: a.Ref, Amount: left, Reason: reason}
	t, err := giveBackTimer(giveBack{Order: a.Order, Provider: a.Provider, Refund: r}, TimerRefund+":"+a.Key, now)
	return []store.Statement{store.SetTimer(t)}, err
}

// remainder is what of a payment has not been given back.
func remainder(p payments.Payment) (money.Amount, error) {
	if p.Refunded.IsZero() {
		return p.Amount, nil
	}
	return p.Amount.Sub(p.Refunded)
}

func giveBackTimer(g giveBack, key string, due time.Time) (store.Timer, error) {
	payload, err := json.Marshal(g)
	if err != nil {
		return store.Timer{}, fmt.Errorf("checkout: refund: %w", err)
	}
	return store.Timer{Key: key, Kind: TimerRefund, Due: due, Payload: payload}, nil
}

// Refund gives back what a timer names, and asks again until the provider has
// said how it ended.
func (d *Desk) Refund(ctx context.Context, t store.Timer) error {
	var g giveBack
	if err := json.Unmarshal(t.Payload, &g); err != nil {
		return fmt.Errorf("checkout: refund timer: %w", err)
	}
	p, err := d.named(g.Provider)
	if err != nil {
		return d.refundLate(ctx, t, g, err)
	}
	state, err := giving(ctx, p, g)
	switch {
	case errors.Is(err, payments.ErrConflict):
		return d.refundRest(ctx, t, g, p)
	case never(err):
		return d.refundFailed(ctx, t, g, err)
	case err != nil:
		return d.refundLate(ctx, t, g, err)
	case state == payments.RefundFailed:
		return d.refundFailed(ctx, t, g, nil)
	case state == payments.RefundPending:
		return d.refundPending(ctx, t, g)
	case g.Own == "" && !p.Capabilities().QuietRefunds:
		return d.finish(ctx, t, store.FinishTimer(t))
	}
	return d.refundDone(ctx, t, g, p)
}

// never says whether a provider has refused a refund for good. That it does not
// take our credentials is for the shop to mend.
func never(err error) bool {
	for _, no := range []error{payments.ErrUnsupported, payments.ErrNotFound, payments.ErrMalformed} {
		if errors.Is(err, no) {
			return true
		}
	}
	e, ok := errors.AsType[*payments.Error](err)
	return ok && !e.Retry && e.Code != payments.CodeAuth && e.Code != payments.CodeTimeout && e.Code != payments.CodeUnavailable
}

// refundLate asks again later, and once calls a person to a refund to which the
// provider has said nothing for a day: the shopper waits for her money.
func (d *Desk) refundLate(ctx context.Context, t store.Timer, g giveBack, cause error) error {
	cause = fmt.Errorf("checkout: refund: %w", cause)
	switch {
	case g.Since.IsZero():
		g.Since = d.Now()
		return d.refundAgain(ctx, t, g, time.Second, cause)
	case g.Called || d.Now().Sub(g.Since) < lateRefund:
		return cause
	}
	o, err := d.Store.Order(ctx, g.Order)
	if err != nil {
		return errors.Join(cause, err)
	}
	called, err := d.call(ctx, o, NeedsRefund, g.Refund.Key)
	if err != nil {
		return errors.Join(cause, err)
	}
	g.Called = true
	return d.refundAgain(ctx, t, g, pendingRefund, cause, called...)
}

// refundAgain asks again, with what is known of the refund by now.
func (d *Desk) refundAgain(ctx context.Context, t store.Timer, g giveBack, wait time.Duration, cause error, writes ...store.Statement) error {
	d.Logger.Warn("checkout: a payment could not be given back; it is tried again", "provider", g.Provider, "ref", g.Refund.Ref, "called", g.Called, "error", cause)
	again, err := giveBackTimer(g, t.Key, d.Now().Add(wait))
	if err != nil {
		return errors.Join(cause, err)
	}
	if err := d.finish(ctx, t, append(writes, store.SetTimer(again))...); err != nil {
		return err
	}
	d.Wake()
	return nil
}

// giving has a provider give money back, or notes that people have.
func giving(ctx context.Context, p payments.Provider, g giveBack) (payments.RefundState, error) {
	m, ok := p.(payments.Manual)
	if !ok || g.Own == "" {
		return p.Refund(ctx, g.Refund)
	}
	_, err := m.GiveBack(ctx, g.Refund.Ref, g.Total)
	return payments.RefundSucceeded, err
}

// refundPending asks again later, and tells the shopper once that it will take
// some time.
func (d *Desk) refundPending(ctx context.Context, t store.Timer, g giveBack) error {
	later := store.RetryTimer(t, d.Now().Add(pendingRefund))
	if !g.Since.IsZero() { // it speaks again
		g.Since = time.Time{}
		again, err := giveBackTimer(g, t.Key, d.Now().Add(pendingRefund))
		if err != nil {
			return err
		}
		later = store.SetTimer(again)
	}
	if g.Own == "" {
		return d.finish(ctx, t, later)
	}
	o, err := d.Store.Order(ctx, g.Order)
	if err != nil {
		return err
	}
	e := dialogue.OrderEvent{Order: o.ID, State: ToldRefunding, Amount: &g.Refund.Amount, By: d.arrives(g.Provider)}
	said, err := d.tellOrder(ctx, o, "payment:"+ToldRefunding+":"+g.Refund.Key, dialogue.EventPayment, e)
	if err != nil {
		return err
	}
	if err := d.finish(ctx, t, append(said, later)...); err != nil {
		return err
	}
	d.toldOf(ctx, o)
	return nil
}

// refundDone reads what the provider counts by now, which tells the shopper, and
// then closes the refund.
func (d *Desk) refundDone(ctx context.Context, t store.Timer, g giveBack, p payments.Provider) error {
	now, err := p.Fetch(ctx, g.Refund.Ref)
	if err != nil {
		return fmt.Errorf("checkout: refund: %w", err)
	}
	if err := d.foldInto(ctx, g.Order, g.Provider, now); err != nil {
		return err
	}
	return d.refundEnds(ctx, t, g, payments.RefundSucceeded)
}

// refundEnds closes a refund of the shop's, with the timer.
func (d *Desk) refundEnds(ctx context.Context, t store.Timer, g giveBack, s payments.RefundState, writes ...store.Statement) error {
	writes = append(writes, store.FinishTimer(t))
	return d.retry(ctx, func() error {
		o, err := d.Store.Order(ctx, g.Order)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(o.Refunds, func(r order.Refund) bool { return r.Key == g.Own })
		if g.Own == "" || i < 0 {
			return d.finish(ctx, t, writes...)
		}
		is := o
		is.Refunds = slices.Clone(o.Refunds)
		is.Refunds[i].State = s
		return d.commit(ctx, o, is, []store.Guard{store.GuardTimer(t)}, writes...)
	})
}

// refundRest looks at a payment of which less is left than we knew: somebody
// gave some of it back at the provider's own desk. Of a payment that the shop
// does not keep the rest goes back; what a person asked for is hers to judge.
func (d *Desk) refundRest(ctx context.Context, t store.Timer, g giveBack, p payments.Provider) error {
	now, err := p.Fetch(ctx, g.Refund.Ref)
	if err != nil {
		return fmt.Errorf("checkout: refund: %w", err)
	}
	left, err := remainder(now)
	switch {
	case g.Own != "", err != nil || now.State != payments.StateSucceeded || left.Minor >= g.Refund.Amount.Minor:
		return d.refundFailed(ctx, t, g, payments.ErrConflict)
	case left.Minor <= 0:
		return d.finish(ctx, t, store.FinishTimer(t))
	}
	g.Refund.Key, g.Refund.Amount = g.Refund.Key+"-rest", left
	rest, err := giveBackTimer(g, t.Key, d.Now())
	if err != nil {
		return err
	}
	return d.finish(ctx, t, store.SetTimer(rest))
}

// refundFailed hands a refund that the provider will not do to a person.
func (d *Desk) refundFailed(ctx context.Context, t store.Timer, g giveBack, cause error) error {
	d.Logger.Error("checkout: a payment cannot be given back; a person must", "provider", g.Provider, "ref", g.Refund.Ref, "error", cause)
	o, err := d.Store.Order(ctx, g.Order)
	if err != nil {
		return err
	}
	called, err := d.call(ctx, o, NeedsRefund, g.Refund.Key)
	if err != nil {
		return err
	}
	return d.refundEnds(ctx, t, g, payments.RefundFailed, called...)
}

// call returns the writes that call the staff to an order, once per key. The
// bot goes on.
func (d *Desk) call(ctx context.Context, o order.Order, reason, key string) ([]store.Statement, error) {
	c, _, err := d.where(ctx, o)
	if err != nil {
		return nil, err
	}
	view := hook.Of(o)
	return d.Telling(hook.Stamp(hook.HandoffRequested{
		Conversation: c.ID, Channel: c.Address.Channel, Contact: view.Contact, Reason: reason, Order: &view,
	}, reason+":"+key, d.Now()))
}
