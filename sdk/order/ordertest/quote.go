package ordertest

import (
	"context"
	"fmt"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

func quoteCases() []Case {
	return []Case{
		{"a quote has the lines asked for", quoteLines},
		{"a quote adds up", quoteAddsUp},
		{"a quote is at the host's price", quotePrice},
		{"nothing is quoted that is not sold", quoteUnknown},
	}
}

func quoteLines(ctx context.Context, r Rig) error {
	q, err := r.quote(ctx)
	if err != nil {
		return err
	}
	if len(q.Lines) != len(r.Draft.Lines) {
		return fmt.Errorf("%d lines quoted of %d", len(q.Lines), len(r.Draft.Lines))
	}
	for i, l := range q.Lines {
		if d := r.Draft.Lines[i]; l.Ref != d.Ref || l.Quantity != d.Quantity || l.Title == "" {
			return fmt.Errorf("line %d is %d × %q (%v), asked was %d × %v", i+1, l.Quantity, l.Title, l.Ref, d.Quantity, d.Ref)
		}
	}
	return nil
}

// quoteAddsUp: the shopper sees the lines and pays the total.
func quoteAddsUp(ctx context.Context, r Rig) error {
	q, err := r.quote(ctx)
	if err != nil {
		return err
	}
	lines := money.New(0, r.Draft.Currency)
	for _, l := range q.Lines {
		if lines, err = lines.Add(l.Total); err != nil {
			return err
		}
		if want := l.Unit.Minor * int64(l.Quantity); l.Total.Minor != want {
			return fmt.Errorf("a line of %d × %v comes to %v", l.Quantity, l.Unit, l.Total)
		}
	}
	if q.Subtotal != lines {
		return fmt.Errorf("the subtotal is %v, the lines make %v", q.Subtotal, lines)
	}
	if want := total(q); q.Total.Minor != want || q.Total.Currency != r.Draft.Currency {
		return fmt.Errorf("the total is %v, its parts make %v", q.Total, money.New(want, r.Draft.Currency))
	}
	return nil
}

// total is what the parts of a quote make, in minor units.
func total(q quote.Quote) int64 {
	sum := q.Subtotal.Minor - q.Discount.Minor
	if q.Delivery != nil {
		sum += q.Delivery.Price.Minor
	}
	if !q.TaxIncluded {
		sum += q.Tax.Minor
	}
	return sum
}

func quotePrice(ctx context.Context, r Rig) error {
	if r.Reprice == nil {
		return skip("the rig cannot change a price")
	}
	was, err := r.quote(ctx)
	if err != nil {
		return err
	}
	dearer := was.Lines[0].Unit
	dearer.Minor += 100
	if err := r.Reprice(ctx, was.Lines[0].Ref, dearer); err != nil {
		return err
	}
	is, err := r.quote(ctx)
	if err == nil && is.Lines[0].Unit != dearer {
		err = fmt.Errorf("one costs %v at the host now, and is quoted at %v", dearer, is.Lines[0].Unit)
	}
	return err
}

// quoteUnknown: with an error the shopper sees the catalogue's price, and Place
// has the last word.
func quoteUnknown(ctx context.Context, r Rig) error {
	d := r.draft()
	d.Lines[0].Ref = nothing()
	if q, err := r.Backend.Quote(ctx, d); err == nil {
		return fmt.Errorf("something that is not sold is quoted at %v", q.Total)
	}
	return nil
}
