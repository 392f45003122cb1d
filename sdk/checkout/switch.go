package checkout

import (
	"context"
	"errors"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// giveUp closes the checkout that stands in the way of another one, at its
// provider, and never returns nil: store.ErrConflict says that it has ended, and
// how the order stands is to be looked at again.
func (d *Desk) giveUp(ctx context.Context, p payments.Provider, o order.Order, a store.Attempt) error {
	if a.Ref == "" { // Start was not answered: what did it open?
		_, err := d.start(ctx, p, o, a)
		if err == nil {
			err = store.ErrConflict
		}
		return err
	}
	c, ok := p.(payments.Canceller)
	if !ok {
		return elsewhere(o, a)
	}
	if err := d.lookSoon(ctx, o, a); err != nil {
		return err
	}
	now, err := c.Cancel(ctx, a.Ref)
	if err != nil {
		return &Refusal{Reason: ReasonUnavailable, Err: err}
	}
	if err := d.foldInto(ctx, o.ID, a.Provider, now); err != nil {
		return err
	}
	switch {
	case now.State.Payable():
		return elsewhere(o, a)
	case now.State == payments.StateProcessing && a.Payment.State == now.State: // it does not let go of her word
		return &Refusal{Reason: ReasonProcessing}
	}
	return store.ErrConflict
}

// lookSoon has a claimed checkout looked at though we be stopped while it is
// closed: it is looked at rarely otherwise. What was packed meanwhile goes out on
// her word, and it is not closed.
func (d *Desk) lookSoon(ctx context.Context, o order.Order, a store.Attempt) error {
	if !d.claimed(a) {
		return nil
	}
	look := store.SetTimer(lookTimer(o.ID, d.Now().Add(firstLook)))
	return d.Store.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardOrder(o)}, Writes: []store.Statement{look}})
}

// changeable says whether who will pay on delivery may still choose another way:
// she has sent nothing, and nothing was sent to her.
func (d *Desk) changeable(o order.Order, all []store.Attempt) bool {
	a, ok := unended(all)
	if !ok || !o.Changeable(d.Now()) || !d.onDelivery(a) {
		return false
	}
	p, err := d.named(a.Provider)
	_, closes := p.(payments.Canceller)
	return err == nil && closes
}

// elsewhere is the refusal that another checkout is open, which cannot be
// closed.
func elsewhere(o order.Order, a store.Attempt) error {
	return &Refusal{Reason: ReasonOpenElsewhere, At: Opened{a.URL, a.Provider}, Until: expires(o, a)}
}

// closable says whether a checkout can be closed for another one: not where the
// provider cannot, and not where the shopper may be paying outside of any page.
func closable(p payments.Provider) bool {
	_, manual := p.(payments.Manual)
	_, ok := p.(payments.Canceller)
	return ok && !manual
}

// lost looks for what an attempt whose Start was never answered has opened, now
// that it is too late to ask again under its key. It never returns nil: the
// attempt is known then, or has ended, or is still not known.
//
// Where the provider cannot look, what it may have opened is over by the time
// that it was told; that is all there is to go by, and it is written down.
func (d *Desk) lost(ctx context.Context, o order.Order, a store.Attempt) error {
	p, err := d.named(a.Provider)
	if err != nil {
		return d.orphaned(ctx, o, a, err)
	}
	f, ok := p.(payments.Finder)
	if !ok {
		d.Logger.Warn("checkout: a provider never answered, and cannot be asked what it has opened; its time is over", "provider", a.Provider, "order", o.ID, "attempt", a.Number)
		return d.again(d.closes(ctx, o, a, payments.StateExpired))
	}
	c, err := f.Find(ctx, d.intent(o, a))
	switch {
	case errors.Is(err, payments.ErrNotFound):
		return d.again(d.closes(ctx, o, a, payments.StateExpired))
	case err != nil:
		return &Refusal{Reason: ReasonUnavailable, Err: err}
	}
	a, err = d.record(ctx, a, c)
	if err != nil {
		return err
	}
	_, err = d.ask(ctx, o, a)
	return d.again(err)
}

// orphaned is what becomes of an attempt at a provider that the shop has no
// more: nobody can be asked, so it has ended when its time is over, with a day
// for clocks and slow money.
func (d *Desk) orphaned(ctx context.Context, o order.Order, a store.Attempt, cause error) error {
	const patience = 24 * time.Hour
	if d.Now().Before(expires(o, a).Add(patience)) {
		return &Refusal{Reason: ReasonUnavailable, Err: cause}
	}
	return d.again(d.closes(ctx, o, a, payments.StateExpired))
}

// again is an error, or else the word to decide again.
func (d *Desk) again(err error) error {
	if err == nil {
		return store.ErrConflict
	}
	return err
}
