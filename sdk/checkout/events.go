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
//
// Errors: ErrUnknownProvider, payments.ErrSignature, payments.ErrMalformed,
// those of package store.
func (d *Desk) Receive(ctx context.Context, provider string, del payments.Delivery) error {
	p, err := d.named(provider)
	if err != nil {
		return err
	}
	events, err := parse(ctx, p, del)
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

// parse reads a delivery behind a wall: the bytes are a stranger's, and an
// adapter that trips over them must not take the host's process down.
func parse(ctx context.Context, p payments.Provider, del payments.Delivery) (events []payments.Event, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("checkout: provider %s: panic: %v", p.Name(), r)
		}
	}()
	return p.ParseEvents(ctx, del)
}

// Reply is what a provider waits for as the answer to a delivery that Receive
// took; nil for nothing.
func (d *Desk) Reply(provider string, del payments.Delivery) *payments.Reply {
	p, err := d.named(provider)
	if err != nil {
		return nil
	}
	r, ok := p.(payments.Replier)
	if !ok {
		return nil
	}
	reply := r.Reply(del)
	return &reply
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
		if d.agreed(o, provider, e) {
			return d.take(ctx, o, kept)
		}
		writes := []store.Statement{kept}
		if e.Kind == payments.EventUnrefunded { // the provider has it again, and the shopper has not
			called, err := d.call(ctx, o, NeedsRefund, e.Refund)
			if err != nil {
				return err
			}
			writes = append(writes, called...)
		}
		return d.fold(ctx, o, provider, e.Payment(), writes...)
	})
}

// fold joins what is newly known about a payment to the order and commits it
// with the writes given.
func (d *Desk) fold(ctx context.Context, o order.Order, provider string, p payments.Payment, writes ...store.Statement) error {
	before, err := d.Store.Attempts(ctx, o.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(before, func(a store.Attempt) bool { return a.Provider == provider && belongs(p, a) })
	if i < 0 {
		d.Logger.Warn("checkout: event for a checkout that is not ours", "provider", provider, "order", o.ID)
		return d.Store.Commit(ctx, store.Batch{Writes: writes})
	}
	all := slices.Clone(before)
	all[i].Payment = payments.Merge(all[i].Payment, p)
	all[i].Ref = cmp.Or(all[i].Ref, p.Ref)
	if all[i] == before[i] { // known already, but perhaps not that it came to this on the way
		told, err := d.Telling(facts(o, before[i], p, d.Now())...)
		if err != nil {
			return err
		}
		return d.Store.Commit(ctx, store.Batch{Writes: append(writes, told...)})
	}
	more, guards, is, err := d.decide(ctx, o, before, all)
	if err != nil {
		return err
	}
	told, err := d.Telling(facts(is, before[i], p, d.Now())...)
	if err != nil {
		return err
	}
	writes = append(writes, store.PutAttempt(all[i]))
	return d.commit(ctx, o, is, guards, slices.Concat(writes, more, told)...)
}

// belongs says whether a payment is of an attempt: its key and its ref, as far
// as both have them, agree.
func belongs(p payments.Payment, a store.Attempt) bool {
	if p.Key != "" && p.Key != a.Key || p.Ref != "" && a.Ref != "" && p.Ref != a.Ref {
		return false
	}
	return p.Key != "" || p.Ref != "" && p.Ref == a.Ref
}

// decide says how an order stands now that its attempts have changed, and
// returns what is to be written with it.
func (d *Desk) decide(ctx context.Context, o order.Order, before, all []store.Attempt) (writes []store.Statement, guards []store.Guard, is order.Order, err error) {
	there := true
	var sold []store.Statement
	if o.Payable() && slices.ContainsFunc(all, succeeded) {
		// The reservation may have lapsed and the stock gone to somebody else.
		if guards, sold, there, err = d.selling(ctx, o); err != nil {
			return nil, nil, o, err
		}
	}
	is, told := settle(o, all, !there)
	_, known := settle(o, before, false)
	told = slices.DeleteFunc(told, func(n news) bool { return slices.Contains(known, n) })
	d.sums(told, before, all)
	switch i := slices.IndexFunc(all, d.claimed); {
	case bought(is) && !bought(o):
		writes = append(writes, sold...)
	case i >= 0 && is.Payable() && !d.claimed(before[i]):
		if guards, writes, err = d.keeping(ctx, o, all[i]); err != nil {
			return nil, nil, o, err
		}
	default:
		guards = nil
	}
	more, err := d.follow(ctx, o, is, all, told)
	return append(writes, more...), guards, is, err
}

func succeeded(a store.Attempt) bool { return a.Payment.State == payments.StateSucceeded }

// bought says whether an order was paid for, whatever came after.
func bought(o order.Order) bool { return o.Settled() || o.State == order.Refunded }
