package checkout

import (
	"context"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// attemptLife is how long one checkout can be paid, unless the pay link ends
// before.
const attemptLife = 24 * time.Hour

// Choice is what a shopper decided on the page of her pay link.
type Choice struct {
	// Provider is the Name of the way to pay that she wants. Defaults to the one
	// that is open already, else the best.
	Provider string
	// Total is what the page said that it costs: if it costs something else by
	// now, nothing is opened (ReasonChanged). Defaults to whatever it is now.
	Total money.Amount
}

// Opened is where an order can be paid; empty where there was nothing to pay, and
// it is paid.
type Opened struct {
	URL      string // of the provider's page; "" where it is paid by View.Instructions
	Provider string // who takes the money
}

// Open reserves the stock of an order and returns where to pay: the checkout
// that is open already, or a new one. It fails with a *Refusal that the page
// shows, or store.ErrNotFound.
//
// At most one checkout of an order can be paid at a time. Where another one
// stands in the way, because she wants to pay in another way or the price is
// another by now, it is closed first; one that its provider cannot close is gone
// on with, at its own price, or the Refusal says where it is. Who has agreed to
// pay on delivery may choose another way until her order is packed.
func (d *Desk) Open(ctx context.Context, token string, c Choice) (at Opened, err error) {
	err = d.retry(ctx, func() error {
		at, err = d.open(ctx, token, c)
		return err
	})
	return at, err
}

// open decides once; store.ErrConflict means that things have moved: again.
func (d *Desk) open(ctx context.Context, token string, c Choice) (Opened, error) {
	o, err := d.Store.OrderByToken(ctx, token)
	if err != nil {
		return Opened{}, err
	}
	all, err := d.Store.Attempts(ctx, o.ID)
	if err != nil {
		return Opened{}, err
	}
	changes := c.Provider != "" && c.Provider != o.Provider && d.changeable(o, all)
	if reason := d.closed(o); reason != "" && !changes {
		return Opened{}, &Refusal{Reason: reason}
	}
	open := all
	if changes { // as it will be when her word is let go of: else what was agreed stands
		open = nil
	}
	now, err := d.due(ctx, o, open)
	if err != nil {
		return Opened{}, err
	}
	if now.refusal == nil && c.Total != (money.Amount{}) && c.Total != now.quote.Total {
		now.refusal = &Refusal{Reason: ReasonChanged}
	}
	if now.refusal != nil {
		return Opened{}, now.refusal
	}
	a, ok := unended(all)
	if !ok {
		return d.anew(ctx, o, now, all, c.Provider)
	}
	if _, err := d.way(ctx, o, c.Provider); err != nil {
		return Opened{}, err
	}
	same := (c.Provider == "" || c.Provider == a.Provider) && a.Amount == now.quote.Total
	return d.goOn(ctx, o, a, same)
}

// anew opens a checkout where none is open, unless there is nothing to pay.
func (d *Desk) anew(ctx context.Context, o order.Order, now due, all []store.Attempt, provider string) (Opened, error) {
	if now.quote.Total.IsZero() {
		return Opened{}, d.give(ctx, o, now, all)
	}
	p, err := d.way(ctx, o, provider)
	if err != nil {
		return Opened{}, err
	}
	return d.begin(ctx, o, now, p)
}

// unended is the attempt of an order that is not known to have ended.
func unended(all []store.Attempt) (store.Attempt, bool) {
	i := slices.IndexFunc(all, func(a store.Attempt) bool { return !a.Payment.State.Final() })
	if i < 0 {
		return store.Attempt{}, false
	}
	return all[i], true
}

// goOn goes on with an attempt that is not known to have ended, or has it closed
// where it is not the one that is wanted.
func (d *Desk) goOn(ctx context.Context, o order.Order, a store.Attempt, wanted bool) (Opened, error) {
	p, err := d.named(a.Provider)
	if err != nil {
		return Opened{}, d.orphaned(ctx, o, a, err)
	}
	over := d.over(p, o, a)
	if over {
		if err := d.overdue(ctx, o, a); err != nil {
			return Opened{}, err
		}
	}
	switch {
	case !wanted:
		return Opened{}, d.giveUp(ctx, p, o, a)
	case over: // the provider says that it can still be paid
		return Opened{URL: a.URL, Provider: a.Provider}, d.reserve(ctx, o, p)
	}
	if err := d.reserve(ctx, o, p); err != nil {
		return Opened{}, err
	}
	return d.start(ctx, p, o, a)
}

// overdue asks about an attempt whose time is over by our clock. Only the
// provider knows whether it can still be paid, and a second checkout is never
// opened on a guess.
func (d *Desk) overdue(ctx context.Context, o order.Order, a store.Attempt) error {
	if a.Ref == "" {
		return d.lost(ctx, o, a)
	}
	now, err := d.ask(ctx, o, a)
	if err != nil {
		return err
	}
	if now.State != a.Payment.State {
		return store.ErrConflict // decide again
	}
	return nil
}

// expires is when an attempt can no longer be paid: as the provider said, or
// as it is asked for. It is a function of what was stored, so that a repeated
// call under the key says the same.
func expires(o order.Order, a store.Attempt) time.Time {
	if !a.Expires.IsZero() {
		return a.Expires
	}
	if end := a.Created.Add(attemptLife); end.Before(o.PayExpires) {
		return end
	}
	return o.PayExpires
}

// end is when an attempt is over by our clock. A provider that has not answered
// may have moved what it was asked for to its shortest life.
func end(p payments.Provider, o order.Order, a store.Attempt) time.Time {
	ends := expires(o, a)
	if least := a.Created.Add(p.Capabilities().MinLife); a.Ref == "" && ends.Before(least) {
		return least
	}
	return ends
}

func (d *Desk) over(p payments.Provider, o order.Order, a store.Attempt) bool {
	return !d.Now().Before(end(p, o, a))
}
