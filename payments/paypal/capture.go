package paypal

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"

	"github.com/sauda-commerce/sauda/payments"
)

// orderID is what an id of PayPal's looks like. Nothing else is asked for.
var orderID = regexp.MustCompile(`^[A-Z0-9]{1,36}$`)

// Fetch returns what PayPal knows about an order. It takes no money.
func (p *Provider) Fetch(ctx context.Context, ref string) (payments.Payment, error) {
	_, is, err := p.fetch(ctx, "fetch", ref)
	return is, err
}

func (p *Provider) fetch(ctx context.Context, op, ref string) (order, payments.Payment, error) {
	o, err := p.order(ctx, op, ref)
	if err != nil {
		return order{}, payments.Payment{}, err
	}
	is, err := p.payment(o)
	if err != nil {
		return order{}, payments.Payment{}, failed(op, err)
	}
	return o, is, nil
}

// order reads an order.
func (p *Provider) order(ctx context.Context, op, ref string) (o order, err error) {
	switch {
	case ctx.Err() != nil:
		return order{}, over(op, ctx.Err())
	case !orderID.MatchString(ref):
		return order{}, failed(op, payments.ErrNotFound)
	}
	_, err = p.call(ctx, op, http.MethodGet, "/v2/checkout/orders/"+ref, "", nil, &o)
	return o, err
}

// Capture takes the money that the shopper agreed to. What she agreed to with an
// instrument that PayPal then declines has failed: she pays by a new checkout.
func (p *Provider) Capture(ctx context.Context, ref string) (payments.Payment, error) {
	o, is, err := p.fetch(ctx, "capture", ref)
	if err != nil || o.Status != "APPROVED" || is.State != payments.StateProcessing {
		return is, err
	}
	var done struct{}
	_, err = p.call(ctx, "capture", http.MethodPost, "/v2/checkout/orders/"+ref+"/capture", "capture."+ref, struct{}{}, &done)
	refusal, _ := errors.AsType[*payments.Error](err)
	switch code := declines(refusal); {
	case err == nil, refusal != nil && refusal.Code == "ORDER_ALREADY_CAPTURED":
		return p.settled(ctx, ref)
	case code != "":
		_ = p.close(ctx, "capture", o, code) // a note for whoever asks later; the answer is what counts
		is.State, is.Code = payments.StateFailed, code
		return is, nil
	case refusal != nil && (refusal.Code == "ORDER_NOT_APPROVED" || refusal.Code == "PAYER_ACTION_REQUIRED"):
		return p.settled(ctx, ref) // she is asked once more, by her bank
	}
	return payments.Payment{}, err
}

// settled is what became of an order whose money we asked for.
func (p *Provider) settled(ctx context.Context, ref string) (payments.Payment, error) {
	_, is, err := p.fetch(ctx, "capture", ref)
	return is, err
}

// declines is the decline code of a refused capture; "" if it was refused for
// something else.
// https://developer.paypal.com/api/rest/reference/orders/v2/errors/#capture-order
func declines(e *payments.Error) string {
	if e == nil {
		return ""
	}
	return map[string]string{
		"INSTRUMENT_DECLINED":                     payments.DeclineOther,
		"REDIRECT_PAYER_FOR_ALTERNATE_FUNDING":    payments.DeclineOther,
		"TRANSACTION_REFUSED":                     payments.DeclineOther,
		"TRANSACTION_BLOCKED_BY_PAYEE":            payments.DeclineOther,
		"PAYER_CANNOT_PAY":                        payments.DeclineOther,
		"PAYER_ACCOUNT_RESTRICTED":                payments.DeclineOther,
		"PAYER_ACCOUNT_LOCKED_OR_CLOSED":          payments.DeclineOther,
		"COMPLIANCE_VIOLATION":                    payments.DeclineOther,
		"CARD_EXPIRED":                            payments.DeclineCard,
		"TRANSACTION_LIMIT_EXCEEDED":              payments.DeclineLimit,
		"MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED": payments.DeclineLimit,
	}[e.Code]
}

// Cancel closes an order, and writes into it that it is closed. PayPal's page
// may let the shopper agree nevertheless: her money is not taken.
func (p *Provider) Cancel(ctx context.Context, ref string) (payments.Payment, error) {
	o, is, err := p.fetch(ctx, "cancel", ref)
	if err != nil || !closable(o, is) {
		return is, err
	}
	err = p.close(ctx, "cancel", o, markCancelled)
	if refusal, ok := errors.AsType[*payments.Error](err); err != nil && (!ok || refusal.Retry || refusal.Code == payments.CodeAuth) {
		return payments.Payment{}, err
	}
	// Whoever was quicker has won. Where PayPal does not let us write, which it
	// promises for some states only, our not taking the money has to do.
	o, is, err = p.fetch(ctx, "cancel", ref)
	if err == nil && closable(o, is) {
		is.State = payments.StateCancelled
	}
	return is, err
}

// closable says whether an order is open, or agreed to and not paid.
func closable(o order, is payments.Payment) bool {
	return is.State == payments.StatePending || is.State == payments.StateProcessing && o.Status == "APPROVED" && len(o.Units[0].Payments.Captures) == 0
}

// close writes a mark into an order of which no money was taken.
func (p *Provider) close(ctx context.Context, op string, o order, mark string) error {
	u, t, err := o.tagged()
	if err != nil {
		return failed(op, err)
	}
	t.mark = mark
	reference := "default"
	if referencePattern.MatchString(u.Reference) {
		reference = u.Reference
	}
	change := []map[string]string{{
		"op": "replace", "path": fmt.Sprintf("/purchase_units/@reference_id=='%s'/custom_id", reference), "value": t.String(),
	}}
	_, err = p.call(ctx, op, http.MethodPatch, "/v2/checkout/orders/"+o.ID, "", change, nil)
	return err
}

var referencePattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
