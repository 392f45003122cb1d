package checkout

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// How often the providers are asked about checkouts that have not ended.
const (
	firstLook = 2 * time.Minute
	rareLook  = 12 * time.Hour
	lastLook  = 30 * 24 * time.Hour // after a checkout was opened
)

func lookTimer(id string, due time.Time) store.Timer {
	return store.Timer{Key: TimerLook + ":" + id, Kind: TimerLook, Due: due, Payload: []byte(id)}
}

// Look asks the providers what became of the open checkouts of an order, in
// case a callback never came, and closes those of an order that wants no money
// any more. It looks again, ever more rarely, until all have ended.
func (d *Desk) Look(ctx context.Context, t store.Timer) error {
	o, all, err := d.load(ctx, string(t.Payload))
	if errors.Is(err, store.ErrNotFound) {
		return d.finish(ctx, t, store.FinishTimer(t))
	}
	if err != nil {
		return err
	}
	back, err := d.freed(ctx, o, all)
	if err != nil {
		return err
	}
	var failed error
	var again time.Duration
	for _, a := range all {
		if a.Payment.State.Final() {
			continue
		}
		wait, err := d.lookAt(ctx, o, a)
		failed = errors.Join(failed, err)
		if wait > 0 && (again == 0 || wait < again) {
			again = wait
		}
	}
	switch {
	case failed != nil:
		return failed
	case again > 0:
		return d.finish(ctx, t, append(back, store.SetTimer(lookTimer(o.ID, d.Now().Add(again))))...)
	}
	return d.finish(ctx, t, append(back, store.FinishTimer(t))...)
}

// freed returns the writes that give back what was held of an order for a wrong
// sum when it was cancelled. What goes back already goes back once: by its key.
func (d *Desk) freed(ctx context.Context, o order.Order, all []store.Attempt) ([]store.Statement, error) {
	if o.State != order.Cancelled {
		return nil, nil
	}
	all = slices.DeleteFunc(slices.Clone(all), func(a store.Attempt) bool { return givenBack(a.Payment) })
	_, told := settle(o, all, false)
	return d.follow(ctx, o, o, all, told)
}

// lookAt asks about one attempt and says how long to wait before it is asked
// about once more; 0 means never.
func (d *Desk) lookAt(ctx context.Context, o order.Order, a store.Attempt) (time.Duration, error) {
	p, err := d.named(a.Provider)
	if err != nil {
		err = d.orphaned(ctx, o, a, err)
		return firstLook, unless(err, store.ErrConflict)
	}
	if a.Ref == "" {
		return d.lookFor(ctx, p, o, a)
	}
	now, err := d.ask(ctx, o, a)
	if err != nil {
		return 0, err
	}
	return d.lookAgain(o, a, now.State), nil
}

// lookFor looks for what an attempt has opened whose Start was never answered.
// Until its time is over a shopper who comes back asks again under its key, and
// nobody else has seen where to pay.
func (d *Desk) lookFor(ctx context.Context, p payments.Provider, o order.Order, a store.Attempt) (time.Duration, error) {
	if left := end(p, o, a).Sub(d.Now()); left > 0 {
		return left, nil
	}
	return firstLook, unless(d.lost(ctx, o, a), store.ErrConflict)
}

// lookAgain is how long to wait before asking about an attempt once more: a
// half of its age. 0 means never: it has ended, or will not be heard of.
func (d *Desk) lookAgain(o order.Order, a store.Attempt, s payments.State) time.Duration {
	age := d.Now().Sub(a.Created)
	end := lastLook
	if s == payments.StatePending {
		end = expires(o, a).Add(attemptLife).Sub(a.Created)
	}
	if s.Final() || age > end {
		return 0
	}
	if _, ok := d.byHand(a.Provider); ok { // people say what comes of it, and then it is folded at once
		return rareLook
	}
	return min(max(age/2, firstLook), rareLook)
}

// ask asks the provider about one attempt, applies the answer, and returns
// what is known then.
func (d *Desk) ask(ctx context.Context, o order.Order, a store.Attempt) (payments.Payment, error) {
	p, err := d.named(a.Provider)
	if err != nil {
		return a.Payment, err
	}
	now, err := d.truth(ctx, p, o, a)
	if errors.Is(err, payments.ErrNotFound) && !d.Now().Before(expires(o, a)) {
		now, err = d.ended(o, a, payments.StateExpired), nil // it was there, and is forgotten since
	}
	if err != nil {
		return a.Payment, &Refusal{Reason: ReasonUnavailable, Err: err}
	}
	return payments.Merge(a.Payment, now), d.foldInto(ctx, o.ID, a.Provider, now)
}

// foldInto folds what a provider said when it was asked into an order.
func (d *Desk) foldInto(ctx context.Context, id, provider string, now payments.Payment) error {
	return d.retry(ctx, func() error {
		o, err := d.Store.Order(ctx, id)
		if err != nil {
			return err
		}
		return d.fold(ctx, o, provider, now)
	})
}

// truth is the provider's word about an attempt. A checkout that nobody should
// pay any more is closed, where the provider can: its order wants no money, or
// its pay link was taken back. What she agreed to is taken while it is wanted,
// at the price that the order still has.
func (d *Desk) truth(ctx context.Context, p payments.Provider, o order.Order, a store.Attempt) (payments.Payment, error) {
	unwanted := !o.Payable() || a.Payment.State == payments.StatePending && !d.Now().Before(o.PayExpires)
	if c, ok := p.(payments.Canceller); ok && unwanted {
		return c.Cancel(ctx, a.Ref)
	}
	if c, ok := p.(payments.Capturer); ok && !unwanted && a.Amount == o.Quote.Total {
		return c.Capture(ctx, a.Ref)
	}
	return p.Fetch(ctx, a.Ref)
}

// agreed says whether an event tells no more than that a shopper agreed, at a
// provider that waits for our word, to pay an order that wants the money.
func (d *Desk) agreed(o order.Order, provider string, e payments.Event) bool {
	if e.Kind != payments.EventProcessing || !o.Payable() {
		return false
	}
	p, err := d.named(provider)
	if err != nil {
		return false
	}
	_, ok := p.(payments.Capturer)
	return ok
}

// take has the money taken at once. Nothing is folded, and so the shopper is told
// nothing, before it is known what came of that: most often it is there.
func (d *Desk) take(ctx context.Context, o order.Order, writes ...store.Statement) error {
	err := d.Store.Commit(ctx, store.Batch{Writes: append(writes, store.SetTimer(lookTimer(o.ID, d.Now())))})
	if err == nil {
		d.Wake()
	}
	return err
}
