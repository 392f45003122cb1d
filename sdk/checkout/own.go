package checkout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Own is Sauda's own order keeping as an order.Backend, to put something before
// it or behind it. An order that the Desk of its store asks it for is kept by
// that Desk; another it keeps itself, in the same way. Use NewOwn.
type Own struct {
	desk   *Desk
	rules  quote.Rules
	locale string
}

var _ order.Backend = (*Own)(nil)

// NewOwn returns the order keeping of a store and a catalogue. Of the Config it
// takes what a Desk without a Backend would; the locale, BCP 47, is of the names
// in its quotes.
func NewOwn(c Config, rules quote.Rules, locale string) *Own {
	c.Backend, c.Promotions = nil, rules.Promotions
	return &Own{New(c), rules, locale}
}

// Quote prices a draft by the catalogue and the shop's rules, as of now.
func (w *Own) Quote(ctx context.Context, d quote.Draft) (quote.Quote, error) {
	if d.At.IsZero() {
		d.At = w.desk.Now()
	}
	d, err := today(ctx, w.desk.Catalog, d)
	if err != nil {
		return quote.Quote{}, err
	}
	return w.rules.Quote(d, w.locale)
}

// today is a draft at the prices, and in the categories, of the catalogue.
func today(ctx context.Context, c *catalog.Catalog, d quote.Draft) (quote.Draft, error) {
	if err := ctx.Err(); err != nil {
		return d, err
	}
	d.Lines = slices.Clone(d.Lines)
	for i, l := range d.Lines {
		if l.Ref.Product == "" && l.Unit.Currency == d.Currency { // of nothing in the catalogue
			continue
		}
		p, offer, err := c.Offer(l.Ref)
		if err != nil {
			return d, fmt.Errorf("checkout: %q is not sold: %w", l.Title, err)
		}
		d.Lines[i].Unit, d.Lines[i].Category = offer.Price, p.CategoryPath()
	}
	return d, nil
}

// draft is what an order was made of, to be priced at a time. What her codes
// were used for is this order: that is no reason against them.
func draft(o order.Order, at time.Time) quote.Draft {
	d := quote.Draft{Currency: o.Quote.Total.Currency, Country: o.Details.Country, At: at, Contact: o.Contact, Customer: o.Customer}
	for _, p := range o.Quote.Promotions {
		d.Codes = append(d.Codes, p.Code)
	}
	for _, l := range o.Quote.Lines {
		d.Lines = append(d.Lines, quote.DraftLine{Ref: l.Ref, Title: l.Title, Quantity: l.Quantity, Unit: l.Unit})
	}
	if o.Quote.Delivery != nil {
		d.Delivery = o.Quote.Delivery.ID
	}
	return d
}

// Place takes an order at today's prices of which there is enough. One that was
// taken stays so, whatever became of prices and stock.
func (w *Own) Place(ctx context.Context, o order.Order) (order.Placement, error) {
	row, err := w.desk.Store.Order(ctx, o.ID)
	known := err == nil
	switch {
	case known && row.State != order.Placing && row.State != order.Rejected:
		return taken(row), nil
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return order.Placement{}, err
	}
	answer, err := w.judge(ctx, o)
	if err != nil || !answer.Accepted || known { // a Desk that knows it keeps it
		return answer, err
	}
	o.State = order.Open
	guards, writes := w.desk.redeeming(o)
	writes = append(writes, store.InsertNumbered(o, w.desk.Number(o))...)
	err = w.desk.Store.Commit(ctx, store.Batch{Guards: guards, Writes: writes})
	if err != nil && !errors.Is(err, store.ErrConflict) { // else it was asked for twice at once
		return order.Placement{}, err
	}
	row, err = w.desk.Store.Order(ctx, o.ID)
	return taken(row), err
}

func taken(o order.Order) order.Placement {
	return order.Placement{Accepted: true, Ref: o.ID, Number: o.Number}
}

// judge says what is to be said of an order that is not placed.
func (w *Own) judge(ctx context.Context, o order.Order) (order.Placement, error) {
	d := draft(o, w.desk.Now())
	var err error
	if d.Used, err = w.desk.Store.Used(ctx, d.Codes, o); err != nil {
		return order.Placement{}, err
	}
	lines, err := w.short(ctx, o)
	if err != nil || len(lines) > 0 {
		return order.Placement{Lines: lines}, err
	}
	q, err := w.Quote(ctx, d)
	if errors.Is(err, quote.ErrDelivery) { // nobody delivers there any more: she chooses again
		d.Delivery = ""
		q, err = w.Quote(ctx, d)
	}
	switch {
	case err != nil:
		return order.Placement{}, err
	case q.Total != o.Quote.Total:
		return order.Placement{Changed: &q}, nil
	}
	return taken(o), nil
}

// short are the lines of which there is not enough.
func (w *Own) short(ctx context.Context, o order.Order) (lines []order.RejectedLine, err error) {
	for _, l := range merged(o) {
		n, _, err := w.desk.left(ctx, o, l.ref)
		if err != nil {
			return nil, err
		}
		if n < l.quantity {
			lines = append(lines, order.RejectedLine{Ref: l.ref, Left: n})
		}
	}
	return lines, nil
}

// Paid notes the money for an order. Again it changes nothing.
func (w *Own) Paid(ctx context.Context, o order.Order, p payments.Payment) error {
	return w.desk.retry(ctx, func() error {
		row, err := w.desk.Store.Order(ctx, o.ID)
		if err != nil || bought(row) {
			return err
		}
		is, err := row.To(order.Paid, w.desk.Now())
		if err != nil {
			return err
		}
		is.PaidAmount, is.Reason = p.Amount, ""
		return w.desk.commit(ctx, row, is, nil, w.desk.moved(row, is, nil)...)
	})
}

// Cancel gives up an order that was not paid. One that was, or that there is
// not, it leaves alone.
func (w *Own) Cancel(ctx context.Context, o order.Order, reason string) error {
	return w.desk.retry(ctx, func() error {
		row, err := w.desk.Store.Order(ctx, o.ID)
		if err != nil || row.State == order.Cancelled {
			return unless(err, store.ErrNotFound)
		}
		guards, writes, err := w.desk.Cancelling(row, reason)
		if err != nil {
			return unless(err, order.ErrTransition)
		}
		return w.desk.Store.Commit(ctx, store.Batch{Guards: guards, Writes: writes})
	})
}

// unless is err, but nil for what is no error here.
func unless(err, none error) error {
	if errors.Is(err, none) {
		return nil
	}
	return err
}

// Find lists the orders of a contact and of the customer she is, newest first.
func (w *Own) Find(ctx context.Context, c order.Customer, limit int) (found []order.Order, err error) {
	ids := []string{c.Contact.ID}
	if c.ID != "" && c.Contact.ID != conversation.CustomerContact(c.ID) {
		ids = append(ids, conversation.CustomerContact(c.ID))
	}
	for _, id := range ids {
		if id == "" {
			continue
		}
		hers, err := w.desk.Store.OrdersOf(ctx, id, limit)
		if err != nil {
			return nil, err
		}
		found = append(found, hers...)
	}
	slices.SortFunc(found, func(a, b order.Order) int { return cmp.Or(b.Created.Compare(a.Created), cmp.Compare(b.ID, a.ID)) })
	return found[:min(len(found), limit)], nil
}
