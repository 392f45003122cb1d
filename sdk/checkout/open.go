package checkout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// attemptLife is how long one checkout can be paid, unless the pay link ends
// before.
const attemptLife = 24 * time.Hour

// Open reserves the stock of an order and returns where to pay: the checkout
// that is open already, or a new one. It fails with a *Refusal that the page
// shows, or store.ErrNotFound.
func (d *Desk) Open(ctx context.Context, token string) (url string, err error) {
	err = d.retry(ctx, func() error {
		url, err = d.open(ctx, token)
		return err
	})
	return url, err
}

// open decides once; store.ErrConflict means that things have moved: again.
func (d *Desk) open(ctx context.Context, token string) (string, error) {
	o, err := d.Store.OrderByToken(ctx, token)
	if err != nil {
		return "", err
	}
	if reason := d.closed(o); reason != "" {
		return "", &Refusal{Reason: reason}
	}
	all, err := d.Store.Attempts(ctx, o.ID)
	if err != nil {
		return "", err
	}
	if i := slices.IndexFunc(all, func(a store.Attempt) bool { return !a.Payment.State.Final() }); i >= 0 {
		return d.resume(ctx, o, all[i])
	}
	return d.begin(ctx, o)
}

// resume goes on with an attempt that is not known to have ended.
func (d *Desk) resume(ctx context.Context, o order.Order, a store.Attempt) (string, error) {
	over := !d.Now().Before(expires(o, a))
	switch {
	case over && a.Ref == "": // the provider was told the same expiry: what it opened, if anything, is over
		return "", d.ended(ctx, o, a)
	case over:
		return d.overdue(ctx, o, a)
	}
	if err := d.reserve(ctx, o); err != nil {
		return "", err
	}
	return d.start(ctx, o, a)
}

// ended records an attempt that the provider never confirmed as expired.
func (d *Desk) ended(ctx context.Context, o order.Order, a store.Attempt) error {
	over := payments.Payment{Order: o.ID, Key: a.Key, State: payments.StateExpired, Amount: a.Amount, At: d.Now()}
	if err := d.fold(ctx, o, a.Provider, over); err != nil {
		return err
	}
	return store.ErrConflict // decide again
}

// overdue asks about an attempt whose time is over by our clock. Only the
// provider knows whether it can still be paid, and a second checkout is never
// opened on a guess.
func (d *Desk) overdue(ctx context.Context, o order.Order, a store.Attempt) (string, error) {
	now, err := d.ask(ctx, o, a)
	if err != nil {
		return "", err
	}
	if now.State != a.Payment.State {
		return "", store.ErrConflict // decide again
	}
	return a.URL, d.reserve(ctx, o)
}

// begin stores a new attempt, reserves the stock, then asks the provider.
func (d *Desk) begin(ctx context.Context, o order.Order) (string, error) {
	p := d.provider(o)
	if p == nil {
		return "", &Refusal{Reason: ReasonNoProvider}
	}
	guards, holds, err := d.holding(ctx, o)
	if err != nil {
		return "", err
	}
	is := o
	is.Attempt++
	a := store.Attempt{
		Order: o.ID, Number: is.Attempt, Provider: p.Name(), Key: fmt.Sprintf("%s-%d", o.ID, is.Attempt),
		Amount: o.Quote.Total, Payment: payments.Payment{State: payments.StatePending}, Created: d.Now(),
	}
	if err := d.commit(ctx, o, is, guards, append(holds, store.PutAttempt(a))...); err != nil {
		return "", err
	}
	url, err := d.start(ctx, o, a)
	if errors.Is(err, store.ErrConflict) && d.stillborn(ctx, a) {
		return "", &Refusal{Reason: ReasonUnavailable, Err: errStillborn}
	}
	return url, err
}

// errStillborn keeps a provider whose clock is far ahead from being asked again
// and again for checkouts that are over as they begin.
var errStillborn = errors.New("checkout: the provider says that a checkout had expired when it was opened; do its clock and ours agree?")

// stillborn says whether an attempt that was just begun has expired.
func (d *Desk) stillborn(ctx context.Context, a store.Attempt) bool {
	all, err := d.Store.Attempts(ctx, a.Order)
	return err == nil && slices.ContainsFunc(all, func(b store.Attempt) bool {
		return b.Number == a.Number && b.Payment.State == payments.StateExpired
	})
}

// start asks the provider for the checkout of an attempt; asking again under
// its key gives the same one, in its present state.
func (d *Desk) start(ctx context.Context, o order.Order, a store.Attempt) (string, error) {
	p, err := d.named(a.Provider)
	if err != nil {
		return "", &Refusal{Reason: ReasonNoProvider, Err: err}
	}
	c, err := p.Start(ctx, d.intent(o, a))
	if err != nil {
		return "", &Refusal{Reason: ReasonUnavailable, Err: err}
	}
	if a.Ref != c.Ref || a.URL != c.URL {
		if a, err = d.record(ctx, a, c); err != nil {
			return "", err
		}
	}
	if c.State.Final() || c.State == payments.StateProcessing { // its event is still on its way
		if _, err := d.ask(ctx, o, a); err != nil {
			return "", err
		}
		return "", store.ErrConflict // decide again
	}
	return c.URL, nil
}

// record keeps what a provider opened, on whatever the order is by now: an
// event may have been quicker than the answer.
func (d *Desk) record(ctx context.Context, a store.Attempt, c payments.Checkout) (store.Attempt, error) {
	err := d.retry(ctx, func() error {
		o, all, err := d.load(ctx, a.Order)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(b store.Attempt) bool { return b.Number == a.Number })
		if i < 0 {
			return fmt.Errorf("checkout: attempt %d of order %s: %w", a.Number, a.Order, store.ErrNotFound)
		}
		a = all[i]
		a.Ref, a.URL, a.Expires = c.Ref, c.URL, c.Expires
		is, reason, look := o, d.closed(o), d.Now()
		if reason == "" {
			is.Checkout, is.Provider = a.Ref, a.Provider
			look = look.Add(firstLook)
		}
		err = d.commit(ctx, o, is, nil, store.PutAttempt(a), store.SetTimer(lookTimer(o.ID, look)))
		if err == nil && reason != "" {
			return &Refusal{Reason: reason}
		}
		return err
	})
	return a, err
}

// load reads an order with its attempts.
func (d *Desk) load(ctx context.Context, id string) (order.Order, []store.Attempt, error) {
	o, err := d.Store.Order(ctx, id)
	if err != nil {
		return o, nil, err
	}
	all, err := d.Store.Attempts(ctx, id)
	return o, all, err
}

// provider is who is to take the money of an order: of those that take its
// currency the one that the shop chooses, or the first. Nil: nobody takes it.
func (d *Desk) provider(o order.Order) payments.Provider {
	var all []payments.Provider
	for _, p := range d.Providers {
		if p.Capabilities().Accepts(o.Quote.Total.Currency) {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		return nil
	}
	if d.Choose != nil {
		name := d.Choose(o, slices.Clone(all))
		if i := slices.IndexFunc(all, func(p payments.Provider) bool { return p.Name() == name }); i >= 0 {
			return all[i]
		}
	}
	return all[0]
}

func (d *Desk) intent(o order.Order, a store.Attempt) payments.Intent {
	in := payments.Intent{
		Key: a.Key, Order: o.ID, Number: o.Number, Attempt: a.Number, Amount: a.Amount,
		Title: d.ShopName, Locale: o.Details.Locale,
		ReturnURL: d.ReturnURL(o.PayToken), Expires: expires(o, store.Attempt{Created: a.Created}),
		Payer: payments.Payer{Name: o.Details.Name, Email: o.Details.Email, Phone: o.Details.Phone},
	}
	for _, l := range o.Quote.Lines {
		in.Lines = append(in.Lines, payments.Line{Title: l.Title, Quantity: l.Quantity, Amount: l.Total})
	}
	if del := o.Quote.Delivery; del != nil && !del.Price.IsZero() {
		in.Lines = append(in.Lines, payments.Line{Title: del.Name, Quantity: 1, Amount: del.Price})
	}
	return in
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
