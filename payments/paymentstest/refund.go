package paymentstest

import (
	"context"
	"errors"
	"fmt"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

func refundCases() []Case {
	return []Case{
		{"a refund it does not support is refused", refundUnsupported},
		{"a payment is given back", refundWhole},
		{"a payment is given back in parts", refundInParts},
		{"one refund key is one refund", refundKey},
		{"one refund key with another amount is a conflict", refundOtherAmount},
		{"more than was paid is not given back", refundTooMuch},
		{"what was not paid is not given back", refundUnpaid},
		{"a refund without sense is refused", badRefund},
		{"a refund of an unknown ref is not found", refundUnknown},
	}
}

// refundable opens and pays a checkout, for cases that need at least the
// support given.
func (r Rig) refundable(ctx context.Context, need payments.RefundSupport) (payments.Payment, error) {
	has := r.Provider.Capabilities().Refunds
	if has == payments.RefundsNone || (need == payments.RefundsPartial && has != need) {
		return payments.Payment{}, skip("no such refunds")
	}
	_, c, err := r.settled(ctx, Succeed)
	if err != nil {
		return payments.Payment{}, err
	}
	return r.Provider.Fetch(ctx, c.Ref)
}

// refund asks for a refund and fails unless it is accepted.
func (r Rig) refund(ctx context.Context, key, ref string, amount money.Amount) (payments.RefundState, error) {
	state, err := r.Provider.Refund(ctx, payments.Refund{Key: key, Ref: ref, Amount: amount})
	if err != nil {
		return "", fmt.Errorf("refund of %v: %w", amount, err)
	}
	if state != payments.RefundPending && state != payments.RefundSucceeded {
		return "", fmt.Errorf("refund of %v is %q", amount, state)
	}
	return state, nil
}

// refunded checks the sum given back, in Fetch and in the events.
func (r Rig) refunded(ctx context.Context, ref string, want money.Amount) error {
	p, err := r.Provider.Fetch(ctx, ref)
	if err != nil {
		return err
	}
	if p.Refunded != want || p.State != payments.StateSucceeded {
		return fmt.Errorf("fetch says %q with %v given back, want succeeded with %v", p.State, p.Refunded, want)
	}
	if r.Provider.Capabilities().QuietRefunds {
		return nil
	}
	if err := r.agree(ctx, ref); !errors.Is(err, ErrSkipped) {
		return err
	}
	return nil // without callbacks, Fetch is all there is
}

func refundUnsupported(ctx context.Context, r Rig) error {
	if r.Provider.Capabilities().Refunds != payments.RefundsNone {
		return skip("it gives refunds")
	}
	in, c, err := r.settled(ctx, Succeed)
	if err != nil {
		return err
	}
	_, err = r.Provider.Refund(ctx, payments.Refund{Key: in.Key, Ref: c.Ref, Amount: in.Amount})
	return wantError(err, payments.ErrUnsupported, "Refund")
}

func refundWhole(ctx context.Context, r Rig) error {
	p, err := r.refundable(ctx, payments.RefundsFull)
	if err != nil {
		return err
	}
	state, err := r.refund(ctx, p.Key, p.Ref, p.Amount)
	if err != nil || state == payments.RefundPending {
		return err
	}
	return r.refunded(ctx, p.Ref, p.Amount)
}

func refundInParts(ctx context.Context, r Rig) error {
	p, err := r.refundable(ctx, payments.RefundsPartial)
	if err != nil {
		return err
	}
	parts, err := p.Amount.Split(3)
	if err != nil {
		return err
	}
	for i, part := range parts[:2] {
		state, err := r.refund(ctx, fmt.Sprint(p.Key, ".", i), p.Ref, part)
		if err != nil || state == payments.RefundPending {
			return err
		}
	}
	sum, err := parts[0].Add(parts[1])
	if err != nil {
		return err
	}
	return r.refunded(ctx, p.Ref, sum)
}

func refundKey(ctx context.Context, r Rig) error {
	p, err := r.refundable(ctx, payments.RefundsPartial)
	if err != nil {
		return err
	}
	third := money.New(p.Amount.Minor/3, p.Amount.Currency)
	var state payments.RefundState
	for range 2 {
		if state, err = r.refund(ctx, p.Key, p.Ref, third); err != nil {
			return err
		}
	}
	if state == payments.RefundPending {
		return nil
	}
	return r.refunded(ctx, p.Ref, third)
}

func refundOtherAmount(ctx context.Context, r Rig) error {
	p, err := r.refundable(ctx, payments.RefundsPartial)
	if err != nil {
		return err
	}
	third := money.New(p.Amount.Minor/3, p.Amount.Currency)
	if _, err := r.refund(ctx, p.Key, p.Ref, third); err != nil {
		return err
	}
	third.Minor--
	_, err = r.Provider.Refund(ctx, payments.Refund{Key: p.Key, Ref: p.Ref, Amount: third})
	return wantError(err, payments.ErrConflict, "the same key with another amount")
}

func refundTooMuch(ctx context.Context, r Rig) error {
	p, err := r.refundable(ctx, payments.RefundsFull)
	if err != nil {
		return err
	}
	if _, err := r.refund(ctx, p.Key, p.Ref, p.Amount); err != nil {
		return err
	}
	_, err = r.Provider.Refund(ctx, payments.Refund{Key: p.Key + ".2", Ref: p.Ref, Amount: p.Amount})
	if err := wantError(err, payments.ErrConflict, "the whole amount a second time"); err != nil {
		return err
	}
	after, err := r.Provider.Fetch(ctx, p.Ref)
	if err == nil && after.Refunded.Minor > p.Amount.Minor {
		err = errors.New("more was given back than was paid")
	}
	return err
}

func refundUnpaid(ctx context.Context, r Rig) error {
	if r.Provider.Capabilities().Refunds == payments.RefundsNone {
		return skip("no refunds")
	}
	in, c, err := r.start(ctx)
	if err != nil {
		return err
	}
	_, err = r.Provider.Refund(ctx, payments.Refund{Key: in.Key, Ref: c.Ref, Amount: in.Amount})
	return wantError(err, payments.ErrConflict, "Refund of a checkout nobody paid")
}

func badRefund(ctx context.Context, r Rig) error {
	p, err := r.refundable(ctx, payments.RefundsFull)
	if err != nil {
		return err
	}
	_, err = r.Provider.Refund(ctx, payments.Refund{Key: p.Key, Ref: p.Ref, Amount: money.New(-1, p.Amount.Currency)})
	return wantError(err, payments.ErrMalformed, "Refund of less than nothing")
}

func refundUnknown(ctx context.Context, r Rig) error {
	if r.Provider.Capabilities().Refunds == payments.RefundsNone {
		return skip("no refunds")
	}
	in := r.intent()
	_, err := r.Provider.Refund(ctx, payments.Refund{Key: in.Key, Ref: "pay_unknown", Amount: in.Amount})
	return wantError(err, payments.ErrNotFound, "Refund of an unknown ref")
}
