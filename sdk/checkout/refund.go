package checkout

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// pendingRefund is how long to wait before asking how a refund ended.
const pendingRefund = time.Hour

// giveBack is the payload of a refund's timer.
type giveBack struct {
	Order    string
	Provider string
	Refund   payments.Refund
}

// refundTimer returns the write that gives an attempt's payment back, or what
// is left of it.
func refundTimer(a store.Attempt, reason string, now time.Time) ([]store.Statement, error) {
	left, err := remainder(a.Payment)
	if err != nil || left.Minor <= 0 {
		return nil, err
	}
	r := payments.Refund{Key: "refund-" + a.Key, Ref: a.Ref, Amount: left, Reason: reason}
	t, err := giveBackTimer(giveBack{a.Order, a.Provider, r}, TimerRefund+":"+a.Key, now)
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

// Refund gives the payment that a timer names back, and asks again until the
// provider has said how it ended.
func (d *Desk) Refund(ctx context.Context, t store.Timer) error {
	var g giveBack
	if err := json.Unmarshal(t.Payload, &g); err != nil {
		return fmt.Errorf("checkout: refund timer: %w", err)
	}
	p, err := d.named(g.Provider)
	if err != nil {
		return err
	}
	state, err := p.Refund(ctx, g.Refund)
	switch {
	case errors.Is(err, payments.ErrConflict):
		return d.refundRest(ctx, t, g, p)
	case errors.Is(err, payments.ErrUnsupported), errors.Is(err, payments.ErrNotFound):
		return d.refundFailed(ctx, t, g, err)
	case err != nil:
		return fmt.Errorf("checkout: refund: %w", err)
	case state == payments.RefundFailed:
		return d.refundFailed(ctx, t, g, nil)
	case state == payments.RefundPending:
		return d.finish(ctx, t, store.RetryTimer(t, d.Now().Add(pendingRefund)))
	}
	return d.finish(ctx, t, store.FinishTimer(t))
}

// refundRest looks at a payment of which less is left than we knew: somebody
// gave some of it back at the provider's own desk.
func (d *Desk) refundRest(ctx context.Context, t store.Timer, g giveBack, p payments.Provider) error {
	now, err := p.Fetch(ctx, g.Refund.Ref)
	if err != nil {
		return fmt.Errorf("checkout: refund: %w", err)
	}
	left, err := remainder(now)
	switch {
	case err != nil || now.State != payments.StateSucceeded || left.Minor >= g.Refund.Amount.Minor:
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
	return d.finish(ctx, t, append(called, store.FinishTimer(t))...)
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
