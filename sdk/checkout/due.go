package checkout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// due is what an order costs as of now.
type due struct {
	quote   quote.Quote
	changes []quote.Change // what differs from what the order says
	refusal *Refusal       // why it cannot be had; nil when it can
}

// due reads stock, prices, promotion and delivery of an order as they are now.
// The price stands that a host has named, and that of a checkout that is open
// and cannot be closed: the shopper may be paying it.
func (d *Desk) due(ctx context.Context, o order.Order, all []store.Attempt) (due, error) {
	now := due{quote: o.Quote}
	_, gone, err := d.free(ctx, o)
	if err != nil {
		return now, err
	}
	if len(gone) > 0 {
		now.refusal = &Refusal{Reason: ReasonSoldOut, Titles: gone}
		return now, nil
	}
	if d.Quote == nil || d.Backend != nil || o.Origin != order.FromChat || d.pinned(all) {
		return now, nil
	}
	q, err := d.Quote(ctx, o)
	switch {
	case errors.Is(err, quote.ErrDelivery) && o.Quote.Delivery != nil: // nobody delivers so any more
		now.refusal = &Refusal{Reason: ReasonSoldOut, Titles: []string{o.Quote.Delivery.Name}, Err: err}
		return now, nil
	case err == nil && (q.Total.Currency != o.Quote.Total.Currency || q.Total.Minor < 0 || q.Total.IsZero() && !o.Quote.Total.IsZero()):
		// What was sold for money is given away by mistake only.
		err = fmt.Errorf("checkout: order %s would cost %s now", o.ID, q.Total)
	}
	if err != nil {
		now.refusal = &Refusal{Reason: ReasonUnavailable, Err: err}
		return now, nil
	}
	if now.changes = quote.Differences(o.Quote, q); len(now.changes) > 0 {
		now.quote = q
	}
	return now, nil
}

// pinned says whether a checkout is open that cannot be closed for another one.
func (d *Desk) pinned(all []store.Attempt) bool {
	a, ok := unended(all)
	if !ok {
		return false
	}
	p, err := d.named(a.Provider)
	return err != nil || !closable(p)
}

// requoted is an order at what it costs now, and the writes that tell the host.
func (d *Desk) requoted(o order.Order, now due) (order.Order, []store.Statement, error) {
	if len(now.changes) == 0 {
		return o, nil, nil
	}
	was := o
	o.Quote = now.quote
	o.Quote.Refused = nil
	o.Revision++
	id := o.ID + ":revision:" + strconv.Itoa(o.Revision)
	told, err := d.Telling(hook.Stamp(hook.OrderUpdated{Order: hook.Of(o)}, id, d.Now()))
	return o, append(d.redeemedAgain(was, o), told...), err
}

// instructions say how to pay the manual checkout that is open, and how many
// receipts were shown for it; nil where none is.
func (d *Desk) instructions(ctx context.Context, o order.Order, all []store.Attempt) (*payments.Instructions, int, error) {
	a, ok := unended(all)
	if !ok || a.Ref == "" {
		return nil, 0, nil
	}
	m, ok := d.byHand(a.Provider)
	if !ok {
		return nil, 0, nil
	}
	in := d.how(m, cmp.Or(o.Details.Locale, d.Locale))
	shown, err := d.shownFor(ctx, a)
	return &in, shown, err
}

// Requote returns what Config.Quote wants of an order that Sauda keeps: its
// lines, its delivery and its promotions at the prices of the catalogue and the
// rules as they are then. Of the Config it takes Catalog and Now; the locale,
// BCP 47, is for orders without one.
func Requote(c Config, rules quote.Rules, locale string) func(context.Context, order.Order) (quote.Quote, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	return func(ctx context.Context, o order.Order) (quote.Quote, error) {
		d, err := today(ctx, c.Catalog, draft(o, c.Now()))
		if err != nil {
			return quote.Quote{}, err
		}
		q, err := rules.Quote(d, cmp.Or(o.Details.Locale, locale))
		q.Refused = nil // what does not hold any more is told as a change
		return q, err
	}
}
