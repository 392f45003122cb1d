package checkout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/stock"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// View is what a pay link shows. Reading it changes nothing.
type View struct {
	Order  order.Order
	State  string   // open, processing, paid, expired, cancelled, refunded
	Gone   []string // titles that can no longer be had
	Reason Reason   // why it cannot be paid now; "" when it can
}

// View reads what a pay link shows now. An unknown token is store.ErrNotFound.
func (d *Desk) View(ctx context.Context, token string) (View, error) {
	o, err := d.Store.OrderByToken(ctx, token)
	if err != nil {
		return View{}, err
	}
	v := View{Order: o, State: d.shown(o), Reason: d.closed(o)}
	if v.Reason == "" {
		_, v.Gone, err = d.free(ctx, o)
		if len(v.Gone) > 0 {
			v.Reason = ReasonSoldOut
		}
	}
	return v, err
}

// shown is the state as the wire contract names it.
func (d *Desk) shown(o order.Order) string {
	switch o.State {
	case order.Paid, order.Completed:
		return "paid"
	case order.Refunded:
		return "refunded"
	case order.Cancelled, order.Rejected:
		return "cancelled"
	case order.Processing:
		return "processing"
	}
	if !d.Now().Before(o.PayExpires) {
		return "expired"
	}
	return "open"
}

// closed says why an order cannot be paid, as far as it alone tells.
func (d *Desk) closed(o order.Order) Reason {
	switch d.shown(o) {
	case "paid":
		return ReasonSettled
	case "refunded", "cancelled":
		return ReasonClosed
	case "processing":
		return ReasonProcessing
	case "expired":
		return ReasonExpired
	}
	return ""
}

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
	for _, a := range all {
		if a.Payment.State.Final() {
			continue
		}
		if url, settled, err := d.resume(ctx, o, a); err != nil || !settled {
			return url, err
		}
		return d.open(ctx, token) // the attempt ended: read the order anew
	}
	return d.begin(ctx, o)
}

// resume goes on with an attempt that is not known to have ended. It says
// whether the attempt turned out to have.
func (d *Desk) resume(ctx context.Context, o order.Order, a store.Attempt) (url string, ended bool, err error) {
	if a.Ref == "" || d.Now().Before(a.Expires) || a.Expires.IsZero() {
		if err := d.reserve(ctx, o); err != nil {
			return "", false, err
		}
		url, err = d.start(ctx, o, a)
		return url, false, err
	}
	// Its time is over by our clock, but only the provider knows whether it
	// can still be paid: never open a second one on a guess.
	was := a.Payment.State
	if err := d.look(ctx, o, a); err != nil {
		return "", false, err
	}
	now, err := d.Store.AttemptByRef(ctx, a.Provider, a.Ref)
	if err != nil {
		return "", false, err
	}
	if now.Payment.State.Final() {
		return "", true, nil
	}
	if now.Payment.State != was {
		return "", false, &Refusal{Reason: ReasonProcessing}
	}
	return a.URL, false, nil
}

// begin stores a new attempt, reserves the stock, then asks the provider.
func (d *Desk) begin(ctx context.Context, o order.Order) (string, error) {
	p := d.provider(o.Quote.Total.Currency)
	if p == nil {
		return "", &Refusal{Reason: ReasonNoProvider}
	}
	guards, holds, err := d.holding(ctx, o)
	if err != nil {
		return "", err
	}
	is := o
	is.Attempt++
	is.Provider = p.Name()
	a := store.Attempt{
		Order: o.ID, Number: is.Attempt, Provider: p.Name(), Key: fmt.Sprintf("%s-%d", o.ID, is.Attempt),
		Amount: o.Quote.Total, Payment: payments.Payment{State: payments.StatePending}, Created: d.Now(),
	}
	err = d.commit(ctx, o, is, guards, append(holds, store.PutAttempt(a))...)
	if err != nil {
		return "", err
	}
	is.Version++
	return d.start(ctx, is, a)
}

// start asks the provider for the checkout of an attempt; asking again under
// its key gives the same one.
func (d *Desk) start(ctx context.Context, o order.Order, a store.Attempt) (string, error) {
	p, ok := d.named(a.Provider)
	if !ok {
		return "", &Refusal{Reason: ReasonNoProvider}
	}
	c, err := p.Start(ctx, d.intent(o, a))
	if err != nil {
		return "", &Refusal{Reason: ReasonUnavailable, Err: err}
	}
	if a.Ref == c.Ref && a.URL == c.URL {
		return c.URL, nil
	}
	a.Ref, a.URL, a.Expires = c.Ref, c.URL, c.Expires
	is := o
	is.Checkout = c.Ref
	err = d.commit(ctx, o, is, nil, store.PutAttempt(a), store.SetTimer(lookTimer(o.ID, d.Now().Add(2*time.Minute))))
	if errors.Is(err, store.ErrConflict) {
		return d.started(ctx, o, c)
	}
	return c.URL, err
}

// started handles an event that was quicker than the provider's answer: the
// reference is recorded on what the order is by now.
func (d *Desk) started(ctx context.Context, o order.Order, c payments.Checkout) (string, error) {
	now, err := d.Store.Order(ctx, o.ID)
	if err != nil {
		return "", err
	}
	if reason := d.closed(now); reason != "" {
		return "", &Refusal{Reason: reason}
	}
	return "", store.ErrConflict // decide again; the key finds the same checkout
}

func (d *Desk) intent(o order.Order, a store.Attempt) payments.Intent {
	in := payments.Intent{
		Key: a.Key, Order: o.ID, Number: o.Number, Attempt: a.Number, Amount: a.Amount,
		Title: fmt.Sprintf("%s %s", d.ShopName, o.Number), Locale: o.Details.Locale,
		ReturnURL: d.ReturnURL(o.PayToken),
		Payer:     payments.Payer{Name: o.Details.Name, Email: o.Details.Email, Phone: o.Details.Phone},
	}
	for _, l := range o.Quote.Lines {
		in.Lines = append(in.Lines, payments.Line{Title: l.Title, Quantity: l.Quantity, Amount: l.Total})
	}
	if del := o.Quote.Delivery; del != nil && !del.Price.IsZero() {
		in.Lines = append(in.Lines, payments.Line{Title: del.Name, Quantity: 1, Amount: del.Price})
	}
	// The attempt's expiry is a function of what was stored, so that a repeated
	// call under the key says the same.
	in.Expires = o.PayExpires
	if end := a.Created.Add(24 * time.Hour); end.Before(in.Expires) {
		in.Expires = end
	}
	return in
}

func (d *Desk) provider(currency string) payments.Provider {
	for _, p := range d.Providers {
		if p.Capabilities().Accepts(currency) {
			return p
		}
	}
	return nil
}

func (d *Desk) named(name string) (payments.Provider, bool) {
	for _, p := range d.Providers {
		if p.Name() == name {
			return p, true
		}
	}
	return nil, false
}

// reserve holds the stock of an order anew, before its open checkout is used
// again.
func (d *Desk) reserve(ctx context.Context, o order.Order) error {
	guards, holds, err := d.holding(ctx, o)
	if err != nil || len(holds) == 0 {
		return err
	}
	return d.Store.Commit(ctx, store.Batch{Guards: append(guards, store.GuardOrder(o)), Writes: holds})
}

// holding returns guards and writes that reserve the counted stock of an
// order, or the Refusal that some of it is gone.
func (d *Desk) holding(ctx context.Context, o order.Order) ([]store.Guard, []store.Statement, error) {
	counted, gone, err := d.free(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	if len(gone) > 0 {
		return nil, nil, &Refusal{Reason: ReasonSoldOut, Titles: gone}
	}
	now := d.Now()
	var guards []store.Guard
	var holds []store.Statement
	for _, c := range counted {
		guards = append(guards, store.GuardFree(c.ref, c.quantity, c.stock, now, o.ID))
		holds = append(holds, store.PutHold(stock.Hold{Order: o.ID, Ref: c.ref, Quantity: c.quantity, State: stock.Reserved, Until: now.Add(d.Reservation)}))
	}
	if len(holds) > 0 {
		t := store.Timer{Key: TimerRelease + ":" + o.ID, Kind: TimerRelease, Due: now.Add(d.Reservation), Payload: []byte(o.ID)}
		holds = append(holds, store.SetTimer(t))
	}
	return guards, holds, nil
}

type countedLine struct {
	ref      catalog.Ref
	quantity int
	stock    catalog.Stock
}

// free reads an order's lines against the catalogue and the holds of others:
// which are counted, and which cannot be had any more.
func (d *Desk) free(ctx context.Context, o order.Order) (counted []countedLine, gone []string, err error) {
	now := d.Now()
	for _, l := range o.Quote.Lines {
		_, offer, err := d.Catalog.Offer(l.Ref)
		if err != nil {
			gone = append(gone, l.Title)
			continue
		}
		if offer.Stock.Kind != catalog.StockCounted {
			continue
		}
		holds, err := d.Store.Holds(ctx, l.Ref)
		if err != nil {
			return nil, nil, err
		}
		if n, _ := stock.Free(offer.Stock, others(holds, o.ID), now); n < l.Quantity {
			gone = append(gone, l.Title)
			continue
		}
		counted = append(counted, countedLine{l.Ref, l.Quantity, offer.Stock})
	}
	return counted, gone, nil
}

func others(holds []stock.Hold, id string) []stock.Hold {
	var all []stock.Hold
	for _, h := range holds {
		if h.Order != id {
			all = append(all, h)
		}
	}
	return all
}

// Release ends the reservation that a timer names.
func (d *Desk) Release(ctx context.Context, t store.Timer) error {
	return d.Store.Commit(ctx, store.Batch{
		Guards: []store.Guard{store.GuardTimer(t)},
		Writes: []store.Statement{store.ReleaseHolds(string(t.Payload)), store.FinishTimer(t)},
	})
}
