package stripe

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/stripe/stripe-go/v76"

	"github.com/sauda-commerce/sauda/payments"
)

// kept is how long Stripe lists events. https://docs.stripe.com/api/events
const kept = 30 * 24 * time.Hour

// List yields the events since a time, of the last 30 days at most. Stripe
// lists the newest first, so all are read before the first is yielded. Those
// that were delivered are among them: what a proxy has swallowed with a 200 is
// not in the list of delivery_success=false.
func (p *Provider) List(ctx context.Context, since time.Time) iter.Seq2[payments.Event, error] {
	return func(yield func(payments.Event, error) bool) {
		notes, err := p.notes(ctx, since)
		if err != nil {
			yield(payments.Event{}, failed(ctx, "list", err))
			return
		}
		for _, n := range notes {
			events, err := p.told(ctx, n)
			switch {
			case errors.Is(err, payments.ErrMalformed): // nor would the next look read it
				continue
			case err != nil:
				yield(payments.Event{}, failed(ctx, "list", err))
				return
			}
			for _, e := range events {
				if !yield(e, nil) {
					return
				}
			}
		}
	}
}

// notes are what the events since a time say, the oldest first. What cannot be
// read is left out: the next look would not read it either.
func (p *Provider) notes(ctx context.Context, since time.Time) ([]note, error) {
	if first := p.cfg.Now().Add(-kept); since.Before(first) {
		since = first
	}
	list := p.events.List(&stripe.EventListParams{
		ListParams:   stripe.ListParams{Context: ctx, Limit: stripe.Int64(perPage)},
		CreatedRange: &stripe.RangeQueryParams{GreaterThanOrEqual: since.Unix()}, Types: types(),
	})
	var all []note
	for list.Next() {
		e := list.Event()
		w := wire{ID: e.ID, Type: string(e.Type), Account: e.Account, Created: e.Created}
		if e.Data != nil {
			w.Data.Object = e.Data.Raw
		}
		if n, err := read(w); err == nil && n.event.Kind != "" {
			all = append(all, n)
		}
	}
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b note) int { return a.event.At.Compare(b.event.At) })
	return all, list.Err()
}
