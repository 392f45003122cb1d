package host

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// How long the host's order system may take: for what a shopper waits for, and
// for what is done behind her back.
const (
	quick = 2 * time.Second
	slow  = 10 * time.Second
)

// Orders returns a host's order system behind a wall: every call has a
// deadline, and an answer that cannot be used is an error, or the part of it
// that cannot is left out. The logger hears of orders that are left out. Without
// an order system there is nothing behind the wall: nil.
func Orders(b order.Backend, logger *slog.Logger) order.Backend {
	if b == nil {
		return nil
	}
	return orders{b, logger}
}

type orders struct {
	host   order.Backend
	logger *slog.Logger
}

func (w orders) Quote(ctx context.Context, d quote.Draft) (quote.Quote, error) {
	currency := d.Currency
	d.Lines, d.Codes, d.Used = slices.Clone(d.Lines), slices.Clone(d.Codes), slices.Clone(d.Used)
	q, err := Ask(ctx, quick, func(ctx context.Context) (quote.Quote, error) { return w.host.Quote(ctx, d) })
	if err == nil {
		q, err = usableQuote(q, currency)
	}
	return q, named("Quote", err)
}

func (w orders) Place(ctx context.Context, o order.Order) (order.Placement, error) {
	asked := own(o)
	p, err := Ask(ctx, slow, func(ctx context.Context) (order.Placement, error) { return w.host.Place(ctx, asked) })
	if err == nil {
		p, err = usablePlacement(p, o)
	}
	return p, named("Place", err)
}

func (w orders) Paid(ctx context.Context, o order.Order, p payments.Payment) error {
	return named("Paid", w.tell(ctx, func(ctx context.Context) error { return w.host.Paid(ctx, own(o), p) }))
}

func (w orders) Cancel(ctx context.Context, o order.Order, reason string) error {
	return named("Cancel", w.tell(ctx, func(ctx context.Context) error { return w.host.Cancel(ctx, own(o), reason) }))
}

func (orders) tell(ctx context.Context, tell func(context.Context) error) error {
	_, err := Ask(ctx, slow, func(ctx context.Context) (struct{}, error) { return struct{}{}, tell(ctx) })
	return err
}

func (w orders) Find(ctx context.Context, c order.Customer, limit int) ([]order.Order, error) {
	c.Contact.Waits = slices.Clone(c.Contact.Waits)
	found, err := Ask(ctx, quick, func(ctx context.Context) ([]order.Order, error) { return w.host.Find(ctx, c, limit) })
	if err != nil {
		return nil, named("Find", err)
	}
	return w.usable(found, limit), nil
}

// own is an order that shares nothing with o.
func own(o order.Order) order.Order {
	o.Quote.Lines, o.Quote.Promotions = slices.Clone(o.Quote.Lines), slices.Clone(o.Quote.Promotions)
	if o.Quote.Delivery != nil {
		o.Quote.Delivery = new(*o.Quote.Delivery)
	}
	return o
}

func named(call string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("host: Orders.%s: %w", call, err)
}
