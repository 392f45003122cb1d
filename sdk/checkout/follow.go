package checkout

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// follow returns the writes that go with an order's new state: stock, the
// host, refunds, and what the conversation hears. Each is once by its key, so
// that saying it again does nothing.
func (d *Desk) follow(ctx context.Context, was, is order.Order, all []store.Attempt, told []news) ([]store.Statement, error) {
	var writes []store.Statement
	if was.State != is.State {
		writes = append(writes, d.moved(is)...)
	}
	for _, n := range told {
		if n.What == ToldLate || n.What == ToldTwice || n.What == ToldSoldOut {
			writes = append(writes, refundTimer(is, all, n.Key, d.Now())...)
		}
		e := dialogue.OrderEvent{Order: is.ID, State: n.What, Code: n.Code}
		said, err := d.tellOrder(ctx, is, "payment:"+n.What+":"+n.Key, dialogue.EventPayment, e)
		if err != nil {
			return nil, err
		}
		writes = append(writes, said...)
	}
	return writes, nil
}

// moved returns what an order's arrival in a state asks for.
func (d *Desk) moved(is order.Order) []store.Statement {
	switch is.State {
	case order.Paid:
		return append([]store.Statement{store.SellHolds(is.ID, d.Now()), store.CancelTimer(TimerRelease + ":" + is.ID)}, d.tellBackend(is)...)
	case order.Cancelled:
		return append([]store.Statement{store.ReleaseHolds(is.ID)}, d.tellBackend(is)...)
	}
	return nil
}

// giveBack is the payload of a refund's timer.
type giveBack struct {
	Provider string
	Refund   payments.Refund
}

func refundTimer(o order.Order, all []store.Attempt, key string, now time.Time) []store.Statement {
	for _, a := range all {
		if a.Key != key {
			continue
		}
		payload, err := json.Marshal(giveBack{a.Provider, payments.Refund{Key: "refund-" + a.Key, Ref: a.Ref, Amount: a.Payment.Amount, Reason: o.Reason}})
		if err != nil { // a struct of strings and numbers
			return nil
		}
		return []store.Statement{store.SetTimer(store.Timer{Key: TimerRefund + ":" + a.Key, Kind: TimerRefund, Due: now, Payload: payload})}
	}
	return nil
}

// Refund gives the payment that a timer names back, and asks again until the
// provider has said how it ended.
func (d *Desk) Refund(ctx context.Context, t store.Timer) error {
	var g giveBack
	if err := json.Unmarshal(t.Payload, &g); err != nil {
		return fmt.Errorf("checkout: refund timer: %w", err)
	}
	p, ok := d.named(g.Provider)
	if !ok {
		return fmt.Errorf("%w: %q", ErrUnknownProvider, g.Provider)
	}
	state, err := p.Refund(ctx, g.Refund)
	if errors.Is(err, payments.ErrConflict) {
		state, err = payments.RefundSucceeded, nil // it was given back already, by somebody at the provider's own desk
	}
	if err != nil {
		return fmt.Errorf("checkout: refund: %w", err)
	}
	end := store.FinishTimer(t)
	if state == payments.RefundPending {
		end = store.RetryTimer(t, d.Now().Add(time.Hour))
	}
	if state == payments.RefundFailed {
		d.Logger.Error("checkout: the provider cannot give a payment back; a person must", "provider", g.Provider, "ref", g.Refund.Ref)
	}
	return d.Store.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardTimer(t)}, Writes: []store.Statement{end}})
}

func lookTimer(id string, due time.Time) store.Timer {
	return store.Timer{Key: TimerLook + ":" + id, Kind: TimerLook, Due: due, Payload: []byte(id)}
}

// Look asks the providers what became of the open checkouts of an order, in
// case a callback never came. It looks again, ever more rarely, until all have
// ended.
func (d *Desk) Look(ctx context.Context, t store.Timer) error {
	id := string(t.Payload)
	all, err := d.Store.Attempts(ctx, id)
	if err != nil {
		return err
	}
	open := false
	for _, a := range all {
		if a.Payment.State.Final() || a.Ref == "" {
			continue
		}
		o, err := d.Store.Order(ctx, id)
		if err != nil {
			return err
		}
		if err := d.look(ctx, o, a); err != nil {
			return err
		}
		open = open || d.Now().Before(a.Expires.Add(24*time.Hour))
	}
	end := store.FinishTimer(t)
	if open {
		end = store.SetTimer(lookTimer(id, d.Now().Add(30*time.Minute)))
	}
	return d.Store.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardTimer(t)}, Writes: []store.Statement{end}})
}

// look asks the provider about one attempt and applies the answer.
func (d *Desk) look(ctx context.Context, o order.Order, a store.Attempt) error {
	p, ok := d.named(a.Provider)
	if !ok {
		return fmt.Errorf("%w: %q", ErrUnknownProvider, a.Provider)
	}
	now, err := p.Fetch(ctx, a.Ref)
	if err != nil {
		return &Refusal{Reason: ReasonUnavailable, Err: err}
	}
	return d.retry(ctx, func() error {
		o, err := d.Store.Order(ctx, o.ID)
		if err != nil {
			return err
		}
		return d.fold(ctx, o, a.Provider, now)
	})
}

// payment returns what is known of the payment that an order kept.
func (d *Desk) payment(ctx context.Context, o order.Order) (payments.Payment, bool, error) {
	a, err := d.Store.AttemptByRef(ctx, o.Provider, o.Checkout)
	if errors.Is(err, store.ErrNotFound) {
		return payments.Payment{}, false, nil
	}
	return a.Payment, err == nil, err
}
