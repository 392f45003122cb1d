package ordertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// most is how many orders a case asks Find for.
const most = 20

// draft is a copy of the rig's, which backends may write into.
func (r Rig) draft() quote.Draft {
	d := r.Draft
	d.Lines = slices.Clone(d.Lines)
	return d
}

func (r Rig) quote(ctx context.Context) (quote.Quote, error) {
	q, err := r.Backend.Quote(ctx, r.draft())
	if err == nil && len(q.Lines) == 0 {
		err = errors.New("no lines")
	}
	if err != nil {
		return q, fmt.Errorf("quote of what is sold: %w", err)
	}
	return q, nil
}

// order is a new order of the rig's customer.
func (r Rig) order(q quote.Quote) order.Order {
	c, now := r.Customer.Contact, time.Now()
	return order.Order{
		ID: uuid.Must(uuid.NewV7()).String(), Number: "1001", State: order.Placing, Contact: c.ID, Conversation: "conversation",
		Customer: r.Customer.ID,
		Quote:    q, Details: order.Details{Name: c.Name, Phone: c.Phone, Email: c.Email, Address: c.Address, Country: c.Country, Locale: "en"},
		Created: now, Updated: now,
	}
}

// quoted is a new order at the host's own price.
func (r Rig) quoted(ctx context.Context) (order.Order, error) {
	q, err := r.quote(ctx)
	return r.order(q), err
}

// unknown is a new order of something that the host does not sell.
func (r Rig) unknown(ctx context.Context) (order.Order, error) {
	o, err := r.quoted(ctx)
	if err != nil {
		return o, err
	}
	o.Quote.Lines = slices.Clone(o.Quote.Lines)
	o.Quote.Lines[0].Ref = nothing()
	return o, nil
}

// nothing is a product that nobody sells.
func nothing() catalog.Ref {
	return catalog.Ref{Product: catalog.ProductID("nothing-" + uuid.NewString())}
}

// rejected is the answer's word on a line; false without one.
func rejected(p order.Placement, ref catalog.Ref) (order.RejectedLine, bool) {
	i := slices.IndexFunc(p.Lines, func(l order.RejectedLine) bool { return l.Ref == ref })
	if i < 0 {
		return order.RejectedLine{}, false
	}
	return p.Lines[i], true
}

// accepts asks for an order that the host has no reason to refuse.
func (r Rig) accepts(ctx context.Context, o order.Order) (order.Placement, error) {
	p, err := r.Backend.Place(ctx, o)
	switch {
	case err != nil:
		return p, fmt.Errorf("place: %w", err)
	case !p.Accepted:
		return p, fmt.Errorf("place of what is sold, at the host's own price: %s", said(p))
	}
	return p, nil
}

// placed is a new order that the host has accepted.
func (r Rig) placed(ctx context.Context) (order.Order, error) {
	o, err := r.quoted(ctx)
	if err == nil {
		_, err = r.accepts(ctx, o)
	}
	return o, err
}

// counts checks how many rows the host has of an order.
func (r Rig) counts(ctx context.Context, o order.Order, want int) error {
	got, err := r.Count(ctx, o.ID)
	if err == nil && got != want {
		err = fmt.Errorf("the host has %d orders for one ID, want %d", got, want)
	}
	return err
}

// found is an order as Find has it.
func (r Rig) found(ctx context.Context, o order.Order) (order.Order, error) {
	all, err := r.Backend.Find(ctx, r.Customer, most)
	if err != nil {
		return order.Order{}, fmt.Errorf("find: %w", err)
	}
	i := slices.IndexFunc(all, func(f order.Order) bool { return f.ID == o.ID })
	if i < 0 {
		return order.Order{}, fmt.Errorf("find has %d orders, and not the one that was placed", len(all))
	}
	return all[i], nil
}

// stands checks the state that Find tells.
func (r Rig) stands(ctx context.Context, o order.Order, want func(order.Order) bool, as string) error {
	f, err := r.found(ctx, o)
	if err == nil && !want(f) {
		err = fmt.Errorf("the order is %q, want it %s", f.State, as)
	}
	return err
}

// paid tells that an order was paid, times times.
func (r Rig) paid(ctx context.Context, o order.Order, times int) error {
	for i := range times {
		p := payments.Payment{Ref: "c-" + o.ID, Order: o.ID, Key: o.ID + ".1", State: payments.StateSucceeded, Amount: o.Quote.Total, At: time.Now()}
		is := o
		is.State, is.PaidAmount = order.Paid, p.Amount
		if err := r.Backend.Paid(ctx, is, p); err != nil {
			return fmt.Errorf("paid, call %d: %w", i+1, err)
		}
	}
	return nil
}

// cancelled tells that an order will not be paid, times times.
func (r Rig) cancelled(ctx context.Context, o order.Order, times int) error {
	for i := range times {
		is := o
		is.State, is.Reason = order.Cancelled, "shopper"
		if err := r.Backend.Cancel(ctx, is, is.Reason); err != nil {
			return fmt.Errorf("cancel, call %d: %w", i+1, err)
		}
	}
	return nil
}

// said is an answer in words.
func said(p order.Placement) string {
	switch {
	case p.Accepted:
		return "accepted"
	case p.Changed != nil:
		return "changed to " + p.Changed.Total.String()
	case p.Refused():
		return fmt.Sprintf("rejected: %q, with %d lines", p.Rejected, len(p.Lines))
	}
	return "an empty answer"
}

// skip says that a case does not concern this backend.
func skip(why string) error { return fmt.Errorf("%w: %s", ErrSkipped, why) }
