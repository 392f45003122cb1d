package paymentstest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

func manualCases() []Case {
	return []Case{
		{"a shopper is told how to pay by hand", manualInstructions},
		{"a claim is not a payment", claimIsNoPayment},
		{"a claim leaves alone what has ended", claimTooLate},
		{"a person's word pays, once and for all", confirmPays},
		{"a person's word fails a payment", confirmFails},
		{"money that a person found late counts", confirmLate},
		{"another sum than was asked for is told", confirmOther},
		{"what a person gave back is told", giveBackTold},
		{"no more is given back than came", giveBackTooMuch},
		{"a person's word about an unknown ref is not found", manualUnknown},
	}
}

// manual opens a checkout at a provider that people confirm.
func (r Rig) manual(ctx context.Context) (payments.Manual, payments.Payment, error) {
	m, ok := r.Provider.(payments.Manual)
	if !ok {
		return nil, payments.Payment{}, skip("it is not manual")
	}
	_, c, err := r.start(ctx)
	if err != nil {
		return nil, payments.Payment{}, err
	}
	p, err := r.Provider.Fetch(ctx, c.Ref)
	return m, p, err
}

// paidByHand is a checkout that a person has confirmed.
func (r Rig) paidByHand(ctx context.Context) (payments.Manual, payments.Payment, error) {
	m, p, err := r.manual(ctx)
	if err == nil {
		p, err = m.Confirm(ctx, p.Ref, payments.Verdict{Paid: true, By: "a person"})
	}
	return m, p, err
}

// stands compares what Fetch says with what was answered and what is wanted.
func (r Rig) stands(ctx context.Context, answered payments.Payment, want payments.State) error {
	p, err := r.Provider.Fetch(ctx, answered.Ref)
	if err != nil {
		return err
	}
	if p.State != want || answered.State != want {
		return fmt.Errorf("the answer is %q and Fetch says %q, want %q", answered.State, p.State, want)
	}
	return nil
}

func manualInstructions(ctx context.Context, r Rig) error {
	m, _, err := r.manual(ctx)
	if err != nil {
		return err
	}
	for _, lang := range []string{"en", "kk-KZ", ""} {
		how := m.Instructions(lang)
		if how.Text == "" && how.Phone == "" && how.URL == "" && len(how.QR) == 0 && !how.OnDelivery {
			return fmt.Errorf("in language %q there is nothing to go by", lang)
		}
	}
	return nil
}

func claimIsNoPayment(ctx context.Context, r Rig) error {
	m, p, err := r.manual(ctx)
	if err != nil {
		return err
	}
	for range 2 {
		if p, err = m.Claim(ctx, p.Ref); err != nil {
			return err
		}
		if err := r.stands(ctx, p, payments.StateProcessing); err != nil {
			return err
		}
	}
	return nil
}

func claimTooLate(ctx context.Context, r Rig) error {
	m, p, err := r.manual(ctx)
	if err != nil {
		return err
	}
	if _, err := m.Confirm(ctx, p.Ref, payments.Verdict{By: "a person"}); err != nil {
		return err
	}
	if p, err = m.Claim(ctx, p.Ref); err != nil {
		return err
	}
	return r.stands(ctx, p, payments.StateFailed)
}

func confirmPays(ctx context.Context, r Rig) error {
	m, p, err := r.paidByHand(ctx)
	if err != nil {
		return err
	}
	if _, err = m.Confirm(ctx, p.Ref, payments.Verdict{Paid: true, By: "another"}); err != nil {
		return fmt.Errorf("the same word again: %w", err)
	}
	_, err = m.Confirm(ctx, p.Ref, payments.Verdict{By: "another"})
	if err := wantError(err, payments.ErrConflict, "that the money did not come, after it did"); err != nil {
		return err
	}
	return r.stands(ctx, p, payments.StateSucceeded)
}

func confirmFails(ctx context.Context, r Rig) error {
	m, p, err := r.manual(ctx)
	if err != nil {
		return err
	}
	if _, err := m.Claim(ctx, p.Ref); err != nil {
		return err
	}
	for range 2 {
		if p, err = m.Confirm(ctx, p.Ref, payments.Verdict{By: "a person"}); err != nil {
			return err
		}
	}
	if !slices.Contains(payments.Declines(), p.Code) {
		return fmt.Errorf("a payment that did not come has code %q, want one of %q", p.Code, payments.Declines())
	}
	return r.stands(ctx, p, payments.StateFailed)
}

func confirmLate(ctx context.Context, r Rig) error {
	m, p, err := r.manual(ctx)
	if err != nil {
		return err
	}
	if c, ok := r.Provider.(payments.Canceller); ok {
		_, err = c.Cancel(ctx, p.Ref)
	} else {
		_, err = m.Confirm(ctx, p.Ref, payments.Verdict{By: "a person"})
	}
	if err != nil {
		return err
	}
	if p, err = m.Confirm(ctx, p.Ref, payments.Verdict{Paid: true, By: "a person"}); err != nil {
		return err
	}
	if p.Code != "" {
		return fmt.Errorf("it is paid, and failed with %q", p.Code)
	}
	return r.stands(ctx, p, payments.StateSucceeded)
}

func confirmOther(ctx context.Context, r Rig) error {
	m, p, err := r.manual(ctx)
	if err != nil {
		return err
	}
	came := money.New(p.Amount.Minor-1, p.Amount.Currency)
	if _, err := m.Confirm(ctx, p.Ref, payments.Verdict{Paid: true, Amount: came, By: "a person"}); err != nil {
		return err
	}
	if p, err = r.Provider.Fetch(ctx, p.Ref); err == nil && p.Amount != came {
		err = fmt.Errorf("%v came, Fetch says %v", came, p.Amount)
	}
	return err
}

func giveBackTold(ctx context.Context, r Rig) error {
	m, p, err := r.paidByHand(ctx)
	if err != nil {
		return err
	}
	half := money.New(p.Amount.Minor/2, p.Amount.Currency)
	less := money.New(half.Minor-1, half.Currency)
	for _, sum := range []money.Amount{half, half, less} {
		if p, err = m.GiveBack(ctx, p.Ref, sum); err != nil {
			return fmt.Errorf("giving back %v in all: %w", sum, err)
		}
	}
	if p, err = r.Provider.Fetch(ctx, p.Ref); err == nil && (p.Refunded != half || p.State != payments.StateSucceeded) {
		err = fmt.Errorf("fetch says %q with %v given back, want succeeded with %v", p.State, p.Refunded, half)
	}
	return err
}

func giveBackTooMuch(ctx context.Context, r Rig) error {
	m, p, err := r.manual(ctx)
	if err != nil {
		return err
	}
	_, err = m.GiveBack(ctx, p.Ref, p.Amount)
	if err := wantError(err, payments.ErrConflict, "giving back what did not come"); err != nil {
		return err
	}
	if _, err := m.Confirm(ctx, p.Ref, payments.Verdict{Paid: true, By: "a person"}); err != nil {
		return err
	}
	_, err = m.GiveBack(ctx, p.Ref, money.New(p.Amount.Minor+1, p.Amount.Currency))
	return wantError(err, payments.ErrConflict, "giving back more than came")
}

func manualUnknown(ctx context.Context, r Rig) error {
	m, p, err := r.manual(ctx)
	if err != nil {
		return err
	}
	const ref = "pay_unknown"
	_, claimed := m.Claim(ctx, ref)
	_, confirmed := m.Confirm(ctx, ref, payments.Verdict{Paid: true})
	_, given := m.GiveBack(ctx, ref, p.Amount)
	return errors.Join(
		wantError(claimed, payments.ErrNotFound, "Claim of an unknown ref"),
		wantError(confirmed, payments.ErrNotFound, "Confirm of an unknown ref"),
		wantError(given, payments.ErrNotFound, "GiveBack of an unknown ref"),
	)
}
