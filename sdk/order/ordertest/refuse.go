package ordertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/sdk/order"
)

func refuseCases() []Case {
	return []Case{
		{"an order at an old price is not taken", refuseOldPrice},
		{"the price that is answered instead is taken", takesChanged},
		{"what is not sold is rejected", refuseUnknown},
		{"what is sold out is rejected with a reason", refuseSoldOut},
		{"rejected lines are those that cannot be had", refuseLines},
		{"as many as are left can be had", refuseTooMany},
	}
}

// cheaper is a new order at a cent less a piece than the host asks.
func (r Rig) cheaper(ctx context.Context) (order.Order, error) {
	o, err := r.quoted(ctx)
	if err != nil {
		return o, err
	}
	q := &o.Quote
	q.Lines = slices.Clone(q.Lines)
	less := int64(q.Lines[0].Quantity)
	q.Lines[0].Unit.Minor--
	q.Lines[0].Total.Minor -= less
	q.Subtotal.Minor -= less
	q.Total.Minor -= less
	return o, nil
}

func refuseOldPrice(ctx context.Context, r Rig) error {
	o, err := r.cheaper(ctx)
	if err != nil {
		return err
	}
	p, err := r.Backend.Place(ctx, o)
	switch {
	case err != nil:
		return fmt.Errorf("another price is an answer, not an error: %w", err)
	case p.Changed == nil, p.Accepted, p.Refused():
		return fmt.Errorf("an order below the price: %s, want only the changed quote", said(p))
	}
	return r.counts(ctx, o, 0)
}

// takesChanged: the shopper is shown the changed quote, taps Pay again, and it
// is a new order.
func takesChanged(ctx context.Context, r Rig) error {
	o, err := r.cheaper(ctx)
	if err != nil {
		return err
	}
	p, err := r.Backend.Place(ctx, o)
	if err == nil && p.Changed == nil {
		err = errors.New(said(p))
	}
	if err != nil {
		return fmt.Errorf("an order below the price: %w", err)
	}
	if len(p.Changed.Lines) != len(o.Quote.Lines) {
		return fmt.Errorf("the changed quote has %d lines of %d: the shopper would not see what changed", len(p.Changed.Lines), len(o.Quote.Lines))
	}
	if p.Changed.Lines[0].Unit == o.Quote.Lines[0].Unit {
		return errors.New("the changed quote has the old price in the line that changed")
	}
	again := r.order(*p.Changed)
	if _, err := r.accepts(ctx, again); err != nil {
		return fmt.Errorf("the changed quote: %w", err)
	}
	return r.counts(ctx, again, 1)
}

func refuseUnknown(ctx context.Context, r Rig) error {
	o, err := r.unknown(ctx)
	if err != nil {
		return err
	}
	_, err = r.rejects(ctx, o)
	return err
}

func refuseSoldOut(ctx context.Context, r Rig) error {
	o, err := r.soldOut(ctx)
	if err != nil {
		return err
	}
	_, err = r.rejects(ctx, o)
	return err
}

// soldOut is a new order whose first line the host sold meanwhile.
func (r Rig) soldOut(ctx context.Context) (order.Order, error) {
	if r.Leave == nil {
		return order.Order{}, skip("the rig cannot sell out")
	}
	o, err := r.quoted(ctx)
	if err != nil {
		return o, err
	}
	return o, r.Leave(ctx, o.Quote.Lines[0].Ref, 0)
}

// refuseLines: what the answer names is taken out of her cart, and the rest of
// it she is offered to order.
func refuseLines(ctx context.Context, r Rig) error {
	o, err := r.soldOut(ctx)
	if err != nil {
		return err
	}
	p, err := r.rejects(ctx, o)
	switch {
	case err != nil:
		return err
	case len(p.Lines) == 0:
		return skip("the host names no lines")
	case len(p.Lines) > 1:
		return fmt.Errorf("%d lines are rejected, one is sold out", len(p.Lines))
	}
	gone := o.Quote.Lines[0]
	if l, ok := rejected(p, gone.Ref); !ok || l.Left != 0 {
		return fmt.Errorf("%q is sold out, and the answer says that %d of %v are left", gone.Title, p.Lines[0].Left, p.Lines[0].Ref)
	}
	return nil
}

// refuseTooMany: her cart has then what the answer says is left.
func refuseTooMany(ctx context.Context, r Rig) error {
	if r.Leave == nil {
		return skip("the rig cannot sell out")
	}
	const asked, left = 3, 2
	r.Draft = r.draft()
	r.Draft.Lines[0].Quantity = asked
	o, err := r.quoted(ctx)
	if err != nil {
		return err
	}
	ref := r.Draft.Lines[0].Ref
	if err := r.Leave(ctx, ref, left); err != nil {
		return err
	}
	p, err := r.rejects(ctx, o)
	switch {
	case err != nil:
		return err
	case len(p.Lines) == 0:
		return skip("the host names no lines")
	}
	if l, ok := rejected(p, ref); !ok || l.Left != left || len(p.Lines) > 1 {
		return fmt.Errorf("of %d that are asked for there are %d, and the answer says %+v", asked, left, p.Lines)
	}
	r.Draft.Lines[0].Quantity = left
	_, err = r.placed(ctx)
	return err
}

// rejects asks for an order that the host must refuse, for good and with words.
func (r Rig) rejects(ctx context.Context, o order.Order) (order.Placement, error) {
	p, err := r.Backend.Place(ctx, o)
	switch {
	case err != nil:
		return p, fmt.Errorf("what cannot be had is an answer, not an error, which is repeated: %w", err)
	case p.Accepted, p.Changed != nil:
		return p, fmt.Errorf("what cannot be had: %s, want only a reason", said(p))
	case strings.TrimSpace(p.Rejected) == "" && len(p.Lines) == 0:
		return p, errors.New("rejected without a reason: the shopper has to be told something")
	}
	return p, r.counts(ctx, o, 0)
}
