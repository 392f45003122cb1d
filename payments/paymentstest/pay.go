package paymentstest

import (
	"context"
	"fmt"
	"slices"

	"github.com/sauda-commerce/sauda/payments"
)

func payCases() []Case {
	return []Case{
		{"a payment succeeds", paymentSucceeds},
		{"a declined payment says why", declineHasCode},
		{"a pending payment is processing, then paid", pendingThenPaid},
		{"a checkout is paid once", paidOnce},
	}
}

func paymentSucceeds(ctx context.Context, r Rig) error {
	in, c, err := r.settled(ctx, Succeed)
	if err != nil {
		return err
	}
	p, err := r.Provider.Fetch(ctx, c.Ref)
	if err != nil {
		return err
	}
	want := payments.Payment{
		Ref: c.Ref, Order: in.Order, Key: in.Key, State: payments.StateSucceeded, Amount: in.Amount, At: p.At,
	}
	if p != want {
		return fmt.Errorf("fetch gave %+v, want %+v", p, want)
	}
	return nil
}

func declineHasCode(ctx context.Context, r Rig) error {
	_, c, err := r.settled(ctx, Decline)
	if err != nil {
		return err
	}
	p, err := r.Provider.Fetch(ctx, c.Ref)
	if err != nil {
		return err
	}
	if p.State != payments.StateFailed || !slices.Contains(payments.Declines(), p.Code) {
		return fmt.Errorf("a declined payment is %q with code %q, want failed with one of %q", p.State, p.Code, payments.Declines())
	}
	return nil
}

func pendingThenPaid(ctx context.Context, r Rig) error {
	_, c, err := r.settled(ctx, Pending)
	if err != nil {
		return err
	}
	p, err := r.Provider.Fetch(ctx, c.Ref)
	if err != nil {
		return err
	}
	if p.State != payments.StateProcessing {
		return fmt.Errorf("a pending payment is %q, want processing", p.State)
	}
	if err := r.pay(ctx, c.Ref, Succeed); err != nil {
		return err
	}
	if p, err = r.Provider.Fetch(ctx, c.Ref); err != nil {
		return err
	}
	if p.State != payments.StateSucceeded {
		return fmt.Errorf("after the money came it is %q, want succeeded", p.State)
	}
	return nil
}

// paidOnce lets the shopper press the button twice. That the second press is
// refused is fine.
func paidOnce(ctx context.Context, r Rig) error {
	_, c, err := r.settled(ctx, Succeed)
	if err != nil {
		return err
	}
	_ = r.pay(ctx, c.Ref, Succeed)
	return r.succeededOnce(ctx, c.Ref)
}

// succeededOnce counts the events that tell of a success.
func (r Rig) succeededOnce(ctx context.Context, ref string) error {
	events, err := r.events(ctx, ref)
	if err != nil {
		return err
	}
	successes := map[string]bool{}
	for _, e := range events {
		if e.Kind == payments.EventSucceeded {
			successes[e.ID] = true
		}
	}
	if len(successes) != 1 {
		return fmt.Errorf("the checkout succeeded %d times, want once", len(successes))
	}
	return nil
}
