package manual

import (
	"cmp"
	"context"
	"fmt"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// Claim records that the shopper says she has paid, or will at the door. What
// has ended stays as it is.
func (m *Method) Claim(ctx context.Context, ref string) (payments.Payment, error) {
	return m.about(ctx, "claim", ref, func(r *record) error {
		if r.State == payments.StatePending {
			r.State = payments.StateProcessing
		}
		return nil
	})
}

// Confirm records what a person found. That the money came is believed of every
// checkout, and is the last word: what says otherwise later is ErrConflict. That
// it did not changes nothing about one that has ended.
func (m *Method) Confirm(ctx context.Context, ref string, v payments.Verdict) (payments.Payment, error) {
	if v.Amount != (money.Amount{}) && (v.Amount.Minor <= 0 || !money.Valid(v.Amount.Currency)) {
		return payments.Payment{}, m.refused("confirm", fmt.Errorf("%w: Verdict.Amount must be more than nothing, in a currency of ISO 4217", payments.ErrMalformed))
	}
	return m.about(ctx, "confirm", ref, func(r *record) error { return r.found(v) })
}

func (r *record) found(v payments.Verdict) error {
	came := cmp.Or(v.Amount, r.Amount)
	switch {
	case r.State == payments.StateSucceeded && (!v.Paid || came != r.Paid):
		return fmt.Errorf("%w: it was said before that %v came", payments.ErrConflict, r.Paid)
	case r.State == payments.StateSucceeded:
	case v.Paid:
		r.State, r.Paid, r.Code, r.By = payments.StateSucceeded, came, "", v.By
	case !r.State.Final():
		r.State, r.Code, r.By = payments.StateFailed, payments.DeclineNotReceived, v.By
	}
	return nil
}

// GiveBack records that a person has given money back, in all so much.
func (m *Method) GiveBack(ctx context.Context, ref string, total money.Amount) (payments.Payment, error) {
	if total.Minor <= 0 {
		return payments.Payment{}, m.refused("giveback", fmt.Errorf("%w: the sum given back must be more than nothing", payments.ErrMalformed))
	}
	return m.about(ctx, "giveback", ref, func(r *record) error {
		switch {
		case r.State != payments.StateSucceeded:
			return fmt.Errorf("%w: it was not paid", payments.ErrConflict)
		case total.Currency != r.Paid.Currency || total.Minor > r.Paid.Minor:
			return fmt.Errorf("%w: %v came, %v cannot have been given back", payments.ErrConflict, r.Paid, total)
		case total.Minor > r.Refunded.Minor:
			r.Refunded = total
		}
		return nil
	})
}
