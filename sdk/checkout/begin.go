package checkout

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// begin stores a new attempt with what the order costs now, reserves the stock,
// then asks the provider.
func (d *Desk) begin(ctx context.Context, o order.Order, now due, p payments.Provider) (Opened, error) {
	guards, holds, err := d.holding(ctx, o, p)
	if err != nil {
		return Opened{}, err
	}
	is, told, err := d.requoted(o, now)
	if err != nil {
		return Opened{}, err
	}
	is.Attempt++
	a := store.Attempt{
		Order: o.ID, Number: is.Attempt, Provider: p.Name(), Key: key(is),
		Amount: is.Quote.Total, Payment: payments.Payment{State: payments.StatePending}, Created: d.Now(),
	}
	look := store.SetTimer(lookTimer(o.ID, d.Now().Add(firstLook))) // though Start be never answered
	if err := d.commit(ctx, o, is, guards, slices.Concat(holds, told, []store.Statement{store.PutAttempt(a), look})...); err != nil {
		return Opened{}, err
	}
	at, err := d.start(ctx, p, is, a)
	switch {
	case errors.Is(err, store.ErrConflict) && d.stillborn(ctx, a):
		return Opened{}, &Refusal{Reason: ReasonUnavailable, Err: errStillborn}
	case hopeless(err):
		return Opened{}, errors.Join(d.elseHow(ctx, is, err), d.dropped(ctx, a))
	}
	return at, err
}

// key names the newest attempt of an order at its provider: by the order, and
// which price of it is asked for. The id of one that the host has named is made
// of its ref, and another shop on the account may have that ref too: the link
// tells them apart.
func key(o order.Order) string {
	k := fmt.Sprintf("%s-%d", o.ID, o.Attempt)
	if o.Origin != order.FromChat {
		sum := sha256.Sum256([]byte(o.PayToken))
		k = fmt.Sprintf("%s-%x-%d", o.ID, sum[:3], o.Attempt)
	}
	if o.Revision > 0 {
		k += fmt.Sprintf(".r%d", o.Revision)
	}
	return k
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

// hopeless says whether the first call of an attempt was refused for good, so
// that it has opened nothing, and another way to pay need not wait for it.
func hopeless(err error) bool {
	if errors.Is(err, payments.ErrUnsupported) || errors.Is(err, payments.ErrMalformed) {
		return true
	}
	if errors.Is(err, payments.ErrConflict) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	e, ok := errors.AsType[*payments.Error](err)
	return ok && !e.Retry && e.Code != payments.CodeTimeout && e.Code != payments.CodeUnavailable
}

// elseHow is why an order cannot be paid in a way that is refused for good, as by
// a provider for which the sum is too small: she is told to choose another, where
// there is one, and not to try again.
func (d *Desk) elseHow(ctx context.Context, o order.Order, cause error) error {
	if all, err := d.ways(ctx, o); err == nil && len(all) > 1 {
		return &Refusal{Reason: ReasonNoWay, Err: cause}
	}
	return cause
}

// dropped records that the provider refused to open an attempt; nil, too, when
// another call of it was answered.
func (d *Desk) dropped(ctx context.Context, a store.Attempt) error {
	return d.retry(context.WithoutCancel(ctx), func() error {
		o, all, err := d.load(ctx, a.Order)
		if err != nil || !slices.ContainsFunc(all, func(b store.Attempt) bool { return b.Number == a.Number && b.Ref == "" }) {
			return err
		}
		return d.closes(ctx, o, a, payments.StateCancelled)
	})
}

// closes records that an attempt that the provider never confirmed is closed.
func (d *Desk) closes(ctx context.Context, o order.Order, a store.Attempt, as payments.State) error {
	return d.fold(ctx, o, a.Provider, d.ended(o, a, as))
}

// ended is an attempt that is over, though no provider says so.
func (d *Desk) ended(o order.Order, a store.Attempt, as payments.State) payments.Payment {
	return payments.Payment{Order: o.ID, Key: a.Key, State: as, Amount: a.Amount, At: d.Now()}
}

// start asks the provider for the checkout of an attempt; asking again under
// its key gives the same one, in its present state.
func (d *Desk) start(ctx context.Context, p payments.Provider, o order.Order, a store.Attempt) (Opened, error) {
	c, err := p.Start(ctx, d.intent(o, a))
	if err != nil {
		return Opened{}, &Refusal{Reason: ReasonUnavailable, Err: err}
	}
	if a.Ref != c.Ref || a.URL != c.URL {
		if a, err = d.record(ctx, a, c); err != nil {
			return Opened{}, err
		}
	}
	switch {
	case c.State.Final() || c.State == payments.StateProcessing: // its event is still on its way
		if _, err := d.ask(ctx, o, a); err != nil {
			return Opened{}, err
		}
		return Opened{}, store.ErrConflict // decide again
	case a.Payment.State.Final(): // it was given up before the answer came
		return Opened{}, d.disown(ctx, p, a)
	}
	return Opened{URL: c.URL, Provider: a.Provider}, nil
}

// disown closes a checkout that nobody was shown and nobody wants.
func (d *Desk) disown(ctx context.Context, p payments.Provider, a store.Attempt) error {
	if c, ok := p.(payments.Canceller); ok {
		if _, err := c.Cancel(ctx, a.Ref); err != nil {
			return &Refusal{Reason: ReasonUnavailable, Err: err}
		}
	}
	return store.ErrConflict // decide again
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
			look = look.Add(firstLook)
		}
		if reason == "" && !a.Payment.State.Final() {
			is.Checkout, is.Provider = a.Ref, a.Provider
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

func (d *Desk) intent(o order.Order, a store.Attempt) payments.Intent {
	in := payments.Intent{
		Key: a.Key, Order: o.ID, Number: o.Number, Attempt: a.Number, Amount: a.Amount, Created: a.Created,
		Title: d.ShopName, Locale: o.Details.Locale,
		ReturnURL: d.ReturnURL(o.PayToken), Expires: expires(o, store.Attempt{Created: a.Created}),
		Payer: payments.Payer{Name: o.Details.Name, Email: o.Details.Email, Phone: o.Details.Phone},
	}
	if _, ok := d.byHand(a.Provider); ok { // a transfer takes its time
		in.Expires = o.PayExpires
	}
	for _, l := range o.Quote.Lines {
		in.Lines = append(in.Lines, payments.Line{Title: l.Title, Quantity: l.Quantity, Amount: l.Total})
	}
	if del := o.Quote.Delivery; del != nil && !del.Price.IsZero() {
		in.Lines = append(in.Lines, payments.Line{Title: del.Name, Quantity: 1, Amount: del.Price})
	}
	return in
}
