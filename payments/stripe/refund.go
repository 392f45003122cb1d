package stripe

import (
	"context"
	"fmt"

	"github.com/stripe/stripe-go/v76"

	"github.com/sauda-commerce/sauda/payments"
)

// Refund gives money back, once for a key: what was made under it is known by
// its metadata for good, and by Stripe's key while it is being made.
func (p *Provider) Refund(ctx context.Context, r payments.Refund) (payments.RefundState, error) {
	if err := r.Validate(); err != nil {
		return "", refused("refund", err)
	}
	state, err := p.refund(ctx, r)
	if err != nil {
		return "", failed(ctx, "refund", err)
	}
	return state, nil
}

func (p *Provider) refund(ctx context.Context, r payments.Refund) (payments.RefundState, error) {
	is, s, err := p.truth(ctx, r.Ref)
	switch {
	case err != nil:
		return "", err
	case is.State != payments.StateSucceeded:
		return "", fmt.Errorf("%w: the payment is %s", payments.ErrConflict, is.State)
	case is.Amount.Currency != r.Amount.Currency:
		return "", fmt.Errorf("%w: the payment was in %s", payments.ErrConflict, is.Amount.Currency)
	}
	minor, err := toStripe(r.Amount)
	if err != nil {
		return "", err
	}
	if s.PaymentIntent.LatestCharge == nil {
		return "", errUnreadable
	}
	if charged := s.PaymentIntent.LatestCharge.Currency; charged != s.Currency {
		return "", fmt.Errorf("%w: the money was taken in %s (Adaptive Pricing): give it back in the Dashboard", payments.ErrUnsupported, word(string(charged)))
	}
	find := func() (*stripe.Refund, error) { return p.refundOf(ctx, s.PaymentIntent.ID, r.Key) }
	made, err := find()
	if isMissing(err) {
		if left := s.AmountTotal - s.PaymentIntent.LatestCharge.AmountRefunded; minor > left {
			return "", fmt.Errorf("%w: not so much is left to give back", payments.ErrConflict)
		}
		made, err = once("refund-"+r.Key, false, func(key string) (*stripe.Refund, error) {
			return p.refunds.New(p.refundParams(ctx, r, s.PaymentIntent.ID, minor, key))
		}, find)
	}
	switch {
	case err != nil:
		return "", err
	case made.Amount != minor:
		return "", fmt.Errorf("%w: the key was used for another amount", payments.ErrConflict)
	}
	return refundState(made.Status), nil
}

func (p *Provider) refundParams(ctx context.Context, r payments.Refund, intent string, minor int64, key string) *stripe.RefundParams {
	known := map[string]string{refundKey: r.Key}
	if reason := clip(r.Reason); reason != "" {
		known["sauda_reason"] = reason
	}
	return &stripe.RefundParams{
		Params: stripe.Params{Context: ctx, IdempotencyKey: &key}, PaymentIntent: &intent, Amount: &minor, Metadata: known,
	}
}

// refundOf is the refund that was made under a key of ours.
func (p *Provider) refundOf(ctx context.Context, intent, key string) (*stripe.Refund, error) {
	all, err := p.refundsOf(ctx, intent)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if r.Metadata[refundKey] == key {
			return r, nil
		}
	}
	return nil, fmt.Errorf("%w: no refund was made under this key", payments.ErrNotFound)
}

// refundsOf are all refunds of a payment.
func (p *Provider) refundsOf(ctx context.Context, intent string) ([]*stripe.Refund, error) {
	list := p.refunds.List(&stripe.RefundListParams{
		ListParams: stripe.ListParams{Context: ctx, Limit: stripe.Int64(perPage)}, PaymentIntent: &intent,
	})
	var all []*stripe.Refund
	for list.Next() {
		all = append(all, list.Refund())
	}
	return all, list.Err()
}

// refundState says how far a refund has come. One that waits for the shopper to
// say where she wants it is pending. https://docs.stripe.com/refunds#failed-refunds
func refundState(s stripe.RefundStatus) payments.RefundState {
	switch s {
	case stripe.RefundStatusSucceeded:
		return payments.RefundSucceeded
	case stripe.RefundStatusPending, stripe.RefundStatusRequiresAction:
		return payments.RefundPending
	}
	return payments.RefundFailed // what is not known to be done, a person looks at
}
