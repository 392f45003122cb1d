package stripe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// deep is what a session is asked with, so that one answer has all.
const deep = "payment_intent.latest_charge.refunds"

// Fetch asks what became of a checkout.
func (p *Provider) Fetch(ctx context.Context, ref string) (payments.Payment, error) {
	is, _, err := p.truth(ctx, ref)
	if err != nil {
		return payments.Payment{}, failed(ctx, "fetch", err)
	}
	return is, nil
}

// truth is what became of a checkout, and the session that says so; nil for a
// link that nobody has paid.
func (p *Provider) truth(ctx context.Context, ref string) (payments.Payment, *stripe.CheckoutSession, error) {
	if isLink(ref) {
		return p.linkTruth(ctx, ref)
	}
	s, err := p.session(ctx, ref)
	if err != nil {
		return payments.Payment{}, nil, err
	}
	is, err := p.payment(ctx, s)
	return is, s, err
}

// session asks for one with all that belongs to it.
func (p *Provider) session(ctx context.Context, id string) (*stripe.CheckoutSession, error) {
	params := &stripe.CheckoutSessionParams{Params: stripe.Params{Context: ctx}}
	params.AddExpand(deep)
	s, err := p.sessions.Get(id, params)
	if err == nil && s.ID != id {
		err = errUnreadable
	}
	return s, err
}

// Cancel closes a checkout, so that nobody pays for what is not to be had any
// more. One that is paid already stays so, and the answer says it.
func (p *Provider) Cancel(ctx context.Context, ref string) (payments.Payment, error) {
	is, err := p.cancel(ctx, ref)
	if err != nil {
		return payments.Payment{}, failed(ctx, "cancel", err)
	}
	return is, nil
}

func (p *Provider) cancel(ctx context.Context, ref string) (payments.Payment, error) {
	// Fetching comes first: what is not the shop's own must not be closed.
	is, s, err := p.truth(ctx, ref)
	if err != nil || is.State.Final() {
		return is, err
	}
	if isLink(ref) {
		err = p.closeLink(ctx, ref)
	} else {
		err = p.expire(ctx, s.ID)
	}
	if err == nil {
		is, _, err = p.truth(ctx, ref)
	}
	return is, err
}

// expire ends a session. That it was not open any more is no error.
func (p *Provider) expire(ctx context.Context, id string) error {
	_, err := p.sessions.Expire(id, &stripe.CheckoutSessionExpireParams{Params: stripe.Params{Context: ctx}})
	if answer, ok := errors.AsType[*answerError](err); ok && answer.status == http.StatusBadRequest && !answer.reused() {
		return nil
	}
	return err
}

// checkout is a session as a shopper is led to it.
func (p *Provider) checkout(s *stripe.CheckoutSession) (payments.Checkout, error) {
	amount, err := fromStripe(s.AmountTotal, string(s.Currency))
	if err != nil {
		return payments.Checkout{}, err
	}
	state, _, err := p.state(s)
	return payments.Checkout{Ref: s.ID, URL: s.URL, Expires: time.Unix(s.ExpiresAt, 0).UTC(), Amount: amount, State: state}, err
}

// payment is what a session says, of those that are the shop's own.
func (p *Provider) payment(ctx context.Context, s *stripe.CheckoutSession) (payments.Payment, error) {
	if s.Metadata[orderKey] == "" || s.Metadata[intentKey] == "" {
		return payments.Payment{}, fmt.Errorf("%w: a session that was not opened here", payments.ErrNotFound)
	}
	amount, err := fromStripe(s.AmountTotal, string(s.Currency))
	if err != nil {
		return payments.Payment{}, err
	}
	is := payments.Payment{
		Ref: refOf(s), Order: s.Metadata[orderKey], Key: s.Metadata[intentKey], Amount: amount, At: time.Unix(s.Created, 0).UTC(),
	}
	if is.State, is.Code, err = p.state(s); err != nil || is.State != payments.StateSucceeded {
		return is, err
	}
	charge := s.PaymentIntent.LatestCharge
	if charge == nil {
		return is, nil
	}
	is.At, is.Disputed = time.Unix(charge.Created, 0).UTC(), charge.Disputed
	if charge.AmountRefunded > 0 {
		is.Refunded, err = p.givenBack(ctx, s.PaymentIntent, amount)
	}
	return is, err
}

// refOf is the checkout that a session is, or is of.
func refOf(s *stripe.CheckoutSession) string {
	if s.PaymentLink != nil {
		return s.PaymentLink.ID
	}
	return s.ID
}

// state is how far a session has come, and why it failed.
// https://docs.stripe.com/api/checkout/sessions/object and
// https://docs.stripe.com/payments/paymentintents/lifecycle
func (p *Provider) state(s *stripe.CheckoutSession) (payments.State, string, error) {
	switch s.Status {
	case stripe.CheckoutSessionStatusOpen:
		return payments.StatePending, "", nil
	case stripe.CheckoutSessionStatusExpired:
		return ended(p.cfg.Now(), s.ExpiresAt), "", nil
	case stripe.CheckoutSessionStatusComplete:
	default:
		return "", "", fmt.Errorf("%w: a session in state %q", payments.ErrMalformed, word(string(s.Status)))
	}
	if s.PaymentIntent == nil {
		return "", "", fmt.Errorf("%w: a session that is complete, without a payment", payments.ErrMalformed)
	}
	switch {
	case s.PaymentStatus == stripe.CheckoutSessionPaymentStatusPaid, s.PaymentIntent.Status == stripe.PaymentIntentStatusSucceeded:
		return payments.StateSucceeded, "", nil
	case s.PaymentIntent.Status == stripe.PaymentIntentStatusRequiresPaymentMethod:
		return payments.StateFailed, decline(s.PaymentIntent.LastPaymentError), nil
	case s.PaymentIntent.Status == stripe.PaymentIntentStatusCanceled:
		return payments.StateCancelled, "", nil
	}
	return payments.StateProcessing, "", nil
}

// ended says how a session that is over has ended: before its time only the
// shop can have closed it.
func ended(now time.Time, expires int64) payments.State {
	if now.Before(time.Unix(expires, 0)) {
		return payments.StateCancelled
	}
	return payments.StateExpired
}

// givenBack is what has been given back, without what is pending. Stripe's own
// sum has that in it. Where the money was taken in another currency, it is the
// same part of what was to pay.
func (p *Provider) givenBack(ctx context.Context, in *stripe.PaymentIntent, paid money.Amount) (money.Amount, error) {
	var all []*stripe.Refund
	if list := in.LatestCharge.Refunds; list != nil && !list.HasMore {
		all = list.Data
	} else {
		var err error
		if all, err = p.refundsOf(ctx, in.ID); err != nil {
			return money.Amount{}, err
		}
	}
	sum := int64(0)
	for _, r := range all {
		if r.Status == stripe.RefundStatusSucceeded {
			sum += r.Amount
		}
	}
	switch {
	case sum == 0:
		return money.Amount{}, nil
	case !strings.EqualFold(string(in.LatestCharge.Currency), paid.Currency):
		return paid.MulRate(sum, in.LatestCharge.Amount)
	}
	return fromStripe(sum, string(in.LatestCharge.Currency))
}

// decline is why a payment failed, as far as a shopper may know.
// https://docs.stripe.com/declines/codes
func decline(e *stripe.Error) string {
	if e == nil {
		return payments.DeclineOther
	}
	for _, code := range []string{string(e.DeclineCode), string(e.Code)} {
		if known, ok := declines()[code]; ok {
			return known
		}
	}
	return payments.DeclineOther
}

func declines() map[string]string {
	all := map[string]string{}
	for known, codes := range map[string]string{
		payments.DeclineFunds: "insufficient_funds",
		payments.DeclineCard: "expired_card incorrect_cvc incorrect_number incorrect_pin incorrect_zip invalid_account invalid_cvc invalid_expiry_month " +
			"invalid_expiry_year invalid_number invalid_pin card_not_supported new_account_information_available payment_method_invalid_parameter",
		payments.DeclineAuthentication: "authentication_required payment_intent_authentication_failure offline_pin_required " +
			"online_or_offline_pin_required approve_with_id payment_method_customer_decline",
		payments.DeclineLimit: "card_velocity_exceeded withdrawal_count_limit_exceeded pin_try_exceeded charge_exceeds_source_limit " +
			"charge_exceeds_transaction_limit charge_exceeds_weekly_limit",
		payments.DeclineTechnical: "issuer_not_available processing_error reenter_transaction try_again_later payment_method_provider_timeout " +
			"payment_method_not_available payment_method_unexpected_state",
	} {
		for _, code := range strings.Fields(codes) {
			all[code] = known
		}
	}
	return all
}
