package paypal

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"path"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// Refund gives money back, once for a key: PayPal knows keys for 45 days, and the
// mark of the refund in the order for ever.
func (p *Provider) Refund(ctx context.Context, r payments.Refund) (payments.RefundState, error) {
	if err := r.Validate(); err != nil {
		return "", failed("refund", err)
	}
	o, is, err := p.fetch(ctx, "refund", r.Ref)
	if err != nil {
		return "", err
	}
	before, known, err := earlier(o.Units[0].Payments.Refunds, r)
	switch {
	case err != nil:
		return "", failed("refund", err)
	case known:
		return before.state(), nil
	case is.State != payments.StateSucceeded:
		return "", failed("refund", fmt.Errorf("%w: nothing was paid", payments.ErrConflict))
	}
	if err := enough(is, o.Units[0].Payments.Refunds, r.Amount); err != nil {
		return "", failed("refund", err)
	}
	return p.giveBack(ctx, o.Units[0], r)
}

// earlier is the refund that a key has asked for before.
func earlier(all []refund, r payments.Refund) (refund, bool, error) {
	for _, before := range all {
		if t, ours := readTag(before.CustomID); !ours || t.mark != refundMark(r.Key) {
			continue
		}
		if sum, err := before.Amount.read(); err != nil || sum != r.Amount {
			return refund{}, false, fmt.Errorf("%w: the key was used for another refund", payments.ErrConflict)
		}
		return before, true, nil
	}
	return refund{}, false, nil
}

// enough says whether so much is left to give back. A refund that is pending
// counts: it may still succeed.
func enough(is payments.Payment, all []refund, want money.Amount) error {
	left := is.Amount
	for _, r := range all {
		if r.state() == payments.RefundFailed {
			continue
		}
		back, err := r.Amount.read()
		if err == nil {
			left, err = left.Sub(back)
		}
		if err != nil {
			return fmt.Errorf("%w: refunds: %w", payments.ErrMalformed, err)
		}
	}
	if want.Currency != left.Currency || want.Minor > left.Minor {
		return fmt.Errorf("%w: there is not so much left to give back", payments.ErrConflict)
	}
	return nil
}

func (p *Provider) giveBack(ctx context.Context, u unit, r payments.Refund) (payments.RefundState, error) {
	id := ""
	for _, c := range u.Payments.Captures {
		if state, _ := c.state(); state == payments.StateSucceeded {
			id = c.ID
		}
	}
	sum, err := written(r.Amount)
	t, ours := readTag(u.CustomID)
	if err != nil || !ours || !orderID.MatchString(id) {
		return "", failed("refund", cmp.Or(err, payments.ErrMalformed))
	}
	t.mark = refundMark(r.Key)
	ask := struct {
		Amount   amount `json:"amount"`
		CustomID string `json:"custom_id"`
	}{sum, t.String()}
	var done refund
	if _, err = p.call(ctx, "refund", http.MethodPost, "/v2/payments/captures/"+id+"/refund", "refund."+r.Key, ask, &done); err != nil {
		return "", err
	}
	if back, err := done.Amount.read(); err != nil || back != r.Amount {
		return "", failed("refund", fmt.Errorf("%w: the key was used for another refund", payments.ErrConflict))
	}
	return done.state(), nil
}

// up is the id of the capture that a refund is of, as far as it says so.
func (r refund) up() string {
	for _, l := range r.Links {
		if l.Rel == "up" {
			return path.Base(l.Href)
		}
	}
	return ""
}

// state is a refund's. What is not known to be done, a person looks at.
func (r refund) state() payments.RefundState {
	switch r.Status {
	case "COMPLETED":
		return payments.RefundSucceeded
	case "PENDING":
		return payments.RefundPending
	}
	return payments.RefundFailed // CANCELLED, FAILED
}
