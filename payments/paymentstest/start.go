package paymentstest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

func startCases() []Case {
	return []Case{
		{"a new checkout can be paid", startIsPayable},
		{"one key is one checkout", keyIsOneCheckout},
		{"one key at the same time is one checkout", keyAtOnceIsOneCheckout},
		{"one key with another amount is a conflict", keyWithOtherAmount},
		{"one key with another order is a conflict", keyWithOtherOrder},
		{"two keys are two checkouts", keysAreCheckouts},
		{"a lost answer makes no second checkout", lostAnswer},
		{"a paid key starts nothing new", paidKey},
		{"amounts keep their decimals", amountsSurvive},
		{"a currency it does not take is refused", strangeCurrency},
		{"an intent without sense is refused", badIntents},
		{"an unknown ref is not found", unknownRef},
	}
}

func startIsPayable(ctx context.Context, r Rig) error {
	in := r.intent()
	in.Expires = r.now().Add(time.Hour)
	c, err := r.Provider.Start(ctx, in)
	_, byHand := r.Provider.(payments.Manual)
	switch {
	case err != nil:
		return err
	case c.Ref == "":
		return errors.New("the checkout has no ref")
	case c.URL == "" && r.Provider.Capabilities().Channel == "" && !byHand:
		return errors.New("the checkout has no URL")
	case !c.State.Payable():
		return fmt.Errorf("the checkout is %q", c.State)
	case c.Amount != in.Amount:
		return fmt.Errorf("the checkout is over %v, want %v", c.Amount, in.Amount)
	case !c.Expires.IsZero() && !c.Expires.After(r.now()):
		return fmt.Errorf("the checkout ended at %v", c.Expires)
	}
	return nil
}

func keyIsOneCheckout(ctx context.Context, r Rig) error {
	in, first, err := r.start(ctx)
	if err != nil {
		return err
	}
	second, err := r.Provider.Start(ctx, in)
	if err != nil {
		return fmt.Errorf("start again: %w", err)
	}
	if second.Ref != first.Ref || second.URL != first.URL || !second.Expires.Equal(first.Expires) {
		return fmt.Errorf("start again gave %+v, want %+v", second, first)
	}
	return nil
}

func keyAtOnceIsOneCheckout(ctx context.Context, r Rig) error {
	const calls = 8
	in := r.intent()
	answers := make(chan error, calls)
	for range calls {
		go func() {
			_, err := r.Provider.Start(ctx, in)
			answers <- err
		}()
	}
	for range calls {
		// A provider may ask to try again while the first call is under way.
		err := <-answers
		if refused, ok := errors.AsType[*payments.Error](err); err != nil && (!ok || !refused.Retry) {
			return err
		}
	}
	if n := r.Checkouts(in.Order); n != 1 {
		return fmt.Errorf("%d calls at once made %d checkouts, want 1", calls, n)
	}
	return nil
}

func keyWithOtherAmount(ctx context.Context, r Rig) error {
	in, _, err := r.start(ctx)
	if err != nil {
		return err
	}
	in.Amount.Minor++
	in.Lines = nil
	_, err = r.Provider.Start(ctx, in)
	return wantError(err, payments.ErrConflict, "the same key with another amount")
}

func keyWithOtherOrder(ctx context.Context, r Rig) error {
	in, _, err := r.start(ctx)
	if err != nil {
		return err
	}
	in.Order += "x"
	_, err = r.Provider.Start(ctx, in)
	return wantError(err, payments.ErrConflict, "the same key with another order")
}

func keysAreCheckouts(ctx context.Context, r Rig) error {
	in, first, err := r.start(ctx)
	if err != nil {
		return err
	}
	in.Key, in.Attempt = in.Order+".2", 2
	second, err := r.Provider.Start(ctx, in)
	if err != nil {
		return err
	}
	if first.Ref == second.Ref {
		return errors.New("two keys got one checkout")
	}
	return nil
}

func lostAnswer(ctx context.Context, r Rig) error {
	if r.Lose == nil {
		return skip("the rig cannot lose answers")
	}
	in := r.intent()
	r.Lose()
	if _, err := r.Provider.Start(ctx, in); err != nil {
		if refused, ok := errors.AsType[*payments.Error](err); !ok || !refused.Retry {
			return fmt.Errorf("a lost answer must be an error to retry: %w", err)
		}
	}
	if _, err := r.Provider.Start(ctx, in); err != nil {
		return fmt.Errorf("start after a lost answer: %w", err)
	}
	if n := r.Checkouts(in.Order); n != 1 {
		return fmt.Errorf("there are %d checkouts, want 1", n)
	}
	return nil
}

func paidKey(ctx context.Context, r Rig) error {
	in, first, err := r.settled(ctx, Succeed)
	if err != nil {
		return err
	}
	again, err := r.Provider.Start(ctx, in)
	if err != nil {
		return err
	}
	if again.Ref != first.Ref || again.State != payments.StateSucceeded {
		return fmt.Errorf("start with a paid key gave %q in state %q, want %q, succeeded", again.Ref, again.State, first.Ref)
	}
	return nil
}

func amountsSurvive(ctx context.Context, r Rig) error {
	for _, codes := range [][]string{{"KRW", "JPY", "CLP"}, {"USD", "EUR", "KZT"}, {"KWD", "BHD", "TND"}} {
		code, ok := r.currency(codes...)
		if !ok {
			continue
		}
		in := r.intent()
		in.Amount, in.Lines = money.New(1_234_560, code), nil // a last digit that every provider takes
		c, err := r.Provider.Start(ctx, in)
		if err != nil {
			return fmt.Errorf("start over %v: %w", in.Amount, err)
		}
		p, err := r.Provider.Fetch(ctx, c.Ref)
		if err != nil {
			return err
		}
		if c.Amount != in.Amount || p.Amount != in.Amount {
			return fmt.Errorf("asked for %v, Start says %v, Fetch says %v", in.Amount, c.Amount, p.Amount)
		}
	}
	return nil
}

func strangeCurrency(ctx context.Context, r Rig) error {
	in := r.intent()
	in.Amount.Currency, in.Lines = "QQQ", nil
	before := 0
	if r.Requests != nil {
		before = r.Requests()
	}
	_, err := r.Provider.Start(ctx, in)
	if r.Requests != nil && r.Requests() != before {
		return errors.New("the provider was asked about a currency it does not take")
	}
	return wantError(err, payments.ErrUnsupported, "currency QQQ")
}

func badIntents(ctx context.Context, r Rig) error {
	for what, spoil := range map[string]func(*payments.Intent){
		"no key":           func(in *payments.Intent) { in.Key = "" },
		"nothing to pay":   func(in *payments.Intent) { in.Amount.Minor = 0 },
		"a script as link": func(in *payments.Intent) { in.ReturnURL = "javascript:alert(1)" },
	} {
		in := r.intent()
		spoil(&in)
		_, err := r.Provider.Start(ctx, in)
		if err := wantError(err, payments.ErrMalformed, what); err != nil {
			return err
		}
	}
	return nil
}

func unknownRef(ctx context.Context, r Rig) error {
	_, err := r.Provider.Fetch(ctx, "pay_unknown")
	return wantError(err, payments.ErrNotFound, "Fetch of an unknown ref")
}
