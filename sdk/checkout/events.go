package checkout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// ErrUnknownProvider says that no provider of this shop has that name.
var ErrUnknownProvider = errors.New("checkout: unknown provider")

// Receive verifies a provider's callback, reads its events and commits what
// they mean. A nil error is the word that all of it is on disk.
func (d *Desk) Receive(ctx context.Context, provider string, del payments.Delivery) error {
	p, ok := d.named(provider)
	if !ok {
		return fmt.Errorf("%w: %q", ErrUnknownProvider, provider)
	}
	events, err := p.ParseEvents(ctx, del)
	if err != nil {
		return err
	}
	for _, e := range events {
		if err := d.apply(ctx, provider, e, del.Body); err != nil {
			return err
		}
	}
	return nil
}

// apply folds one event into its attempt and order. Applying it again, or
// after later ones, ends in the same state.
func (d *Desk) apply(ctx context.Context, provider string, e payments.Event, raw []byte) error {
	return d.retry(ctx, func() error {
		kept := store.InsertPaymentEvent(provider, e, raw, d.Now())
		o, err := d.Store.Order(ctx, e.Order)
		if errors.Is(err, store.ErrNotFound) {
			// Another system's order on the same account: keep it, do nothing.
			d.Logger.Warn("checkout: event for an order that is not ours", "provider", provider, "event", e.ID)
			return d.Store.Commit(ctx, store.Batch{Writes: []store.Statement{kept}})
		}
		if err != nil {
			return err
		}
		return d.fold(ctx, o, provider, e.Payment(), kept)
	})
}

// fold merges what is known about a payment into the order and commits it
// with the writes given.
func (d *Desk) fold(ctx context.Context, o order.Order, provider string, p payments.Payment, writes ...store.Statement) error {
	all, err := d.Store.Attempts(ctx, o.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(a store.Attempt) bool {
		return a.Provider == provider && (p.Key != "" && a.Key == p.Key || a.Ref != "" && a.Ref == p.Ref)
	})
	if i < 0 {
		d.Logger.Warn("checkout: event for a checkout that is not ours", "provider", provider, "order", o.ID)
		return d.Store.Commit(ctx, store.Batch{Writes: writes})
	}
	before := all[i]
	all[i] = merged(before, p)
	guards, gone, err := d.sellable(ctx, o, all)
	if err != nil {
		return err
	}
	is, told := settle(o, all, gone)
	if all[i] == before && same(is, o) {
		return d.Store.Commit(ctx, store.Batch{Writes: writes})
	}
	more, err := d.follow(ctx, o, is, all, told)
	if err != nil {
		return err
	}
	writes = append(writes, store.PutAttempt(all[i]))
	return d.commit(ctx, o, is, guards, append(writes, more...)...)
}

// sellable looks whether an order about to be paid can still be delivered: its
// reservation may have lapsed and its stock gone to somebody else.
func (d *Desk) sellable(ctx context.Context, o order.Order, all []store.Attempt) ([]store.Guard, bool, error) {
	if !o.Payable() || !slices.ContainsFunc(all, succeeded) {
		return nil, false, nil
	}
	guards, _, err := d.holding(ctx, o)
	var refused *Refusal
	if errors.As(err, &refused) && refused.Reason == ReasonSoldOut {
		return nil, true, nil
	}
	return guards, false, err
}

func succeeded(a store.Attempt) bool { return a.Payment.State == payments.StateSucceeded }

// merged joins an attempt with what is newly known.
func merged(a store.Attempt, p payments.Payment) store.Attempt {
	a.Payment = payments.Merge(a.Payment, p)
	a.Ref = cmp.Or(a.Ref, p.Ref)
	return a
}

// same says whether settling changed nothing of an order.
func same(a, b order.Order) bool {
	return a.State == b.State && a.Reason == b.Reason && a.PaidAmount == b.PaidAmount && a.Checkout == b.Checkout
}
