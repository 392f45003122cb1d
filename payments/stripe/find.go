package stripe

import (
	"context"
	"fmt"
	"time"

	"github.com/stripe/stripe-go/v76"

	"github.com/sauda-commerce/sauda/payments"
)

// What a session may be older or younger than Intent.Created says. Clocks
// differ, and none is opened after a day.
const (
	lookBefore = 15 * time.Minute
	lookAfter  = startLife + lookBefore
)

var errOtherOrder = fmt.Errorf("%w: the key was used for another order", payments.ErrConflict)

// perPage is the most that Stripe lists at once.
const perPage = 100

// Find looks for the checkout of an intent by its metadata, in the day after it
// was begun. It lists all that the account opened in that day, so it is for when
// asking under the key is too late.
func (p *Provider) Find(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	if err := in.Validate(); err != nil {
		return payments.Checkout{}, refused("find", err)
	}
	c, err := p.find(ctx, in)
	if err != nil {
		return payments.Checkout{}, failed(ctx, "find", err)
	}
	return c, nil
}

func (p *Provider) find(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	if p.cfg.PaymentLinks {
		return p.findLink(ctx, in)
	}
	from, to := in.Created.Add(-lookBefore), in.Created.Add(lookAfter)
	if in.Created.IsZero() { // a key that Stripe knows is of the last day
		from, to = p.cfg.Now().Add(-lookAfter), p.cfg.Now().Add(lookBefore)
	}
	params := &stripe.CheckoutSessionListParams{
		ListParams:   stripe.ListParams{Context: ctx, Limit: stripe.Int64(perPage)},
		CreatedRange: &stripe.RangeQueryParams{GreaterThanOrEqual: from.Unix(), LesserThanOrEqual: to.Unix()},
	}
	list := p.sessions.List(params)
	for list.Next() {
		s := list.CheckoutSession()
		if s.Metadata[intentKey] != in.Key {
			continue
		}
		if s.Metadata[orderKey] != in.Order || s.ClientReferenceID != in.Order {
			return payments.Checkout{}, errOtherOrder
		}
		found, err := p.session(ctx, s.ID)
		if err != nil {
			return payments.Checkout{}, err
		}
		return p.checkout(found)
	}
	if err := list.Err(); err != nil {
		return payments.Checkout{}, err
	}
	return payments.Checkout{}, fmt.Errorf("%w: no session was opened under this key", payments.ErrNotFound)
}
