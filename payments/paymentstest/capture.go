package paymentstest

import (
	"context"
	"errors"

	"github.com/sauda-commerce/sauda/payments"
)

func captureCases() []Case {
	return []Case{
		{"what she agreed to is taken when it is asked for", captureTakes},
		{"what nobody agreed to is not taken", captureNothing},
		{"money is taken once", captureOnce},
		{"capturing a cancelled checkout takes nothing", captureCancelled},
		{"capturing an unknown ref is not found", captureUnknown},
	}
}

func (r Rig) capturer() (payments.Capturer, error) {
	c, ok := r.Provider.(payments.Capturer)
	if !ok {
		return nil, skip("the money comes by itself")
	}
	return c, nil
}

// captureTakes looks twice before it takes: looking must not.
func captureTakes(ctx context.Context, r Rig) error {
	c, err := r.capturer()
	if err != nil {
		return err
	}
	_, is, err := r.start(ctx)
	if err != nil {
		return err
	}
	if err := r.Pay(ctx, is.Ref, Succeed); err != nil {
		return err
	}
	agreed, err := r.Provider.Fetch(ctx, is.Ref)
	if err == nil {
		err = r.stands(ctx, agreed, payments.StateProcessing)
	}
	if err != nil {
		return err
	}
	taken, err := c.Capture(ctx, is.Ref)
	if err != nil {
		return err
	}
	return r.stands(ctx, taken, payments.StateSucceeded)
}

func captureNothing(ctx context.Context, r Rig) error {
	c, err := r.capturer()
	if err != nil {
		return err
	}
	_, is, err := r.start(ctx)
	if err != nil {
		return err
	}
	p, err := c.Capture(ctx, is.Ref)
	if err != nil {
		return err
	}
	return r.stands(ctx, p, payments.StatePending)
}

// captureOnce takes from many goroutines, as nodes do that hear one event.
func captureOnce(ctx context.Context, r Rig) error {
	c, err := r.capturer()
	if err != nil {
		return err
	}
	_, is, err := r.start(ctx)
	if err != nil {
		return err
	}
	if err := r.Pay(ctx, is.Ref, Succeed); err != nil {
		return err
	}
	const calls = 4
	answers := make(chan error, calls)
	for range calls {
		go func() {
			_, err := c.Capture(ctx, is.Ref)
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
	p, err := c.Capture(ctx, is.Ref)
	if err != nil {
		return err
	}
	if err := r.stands(ctx, p, payments.StateSucceeded); err != nil {
		return err
	}
	return r.succeededOnce(ctx, is.Ref)
}

func captureCancelled(ctx context.Context, r Rig) error {
	c, err := r.capturer()
	if err != nil {
		return err
	}
	canceller, err := r.canceller()
	if err != nil {
		return err
	}
	_, is, err := r.start(ctx)
	if err != nil {
		return err
	}
	if err := r.Pay(ctx, is.Ref, Succeed); err != nil {
		return err
	}
	if _, err := canceller.Cancel(ctx, is.Ref); err != nil {
		return err
	}
	p, err := c.Capture(ctx, is.Ref)
	if err != nil {
		return err
	}
	return r.stands(ctx, p, payments.StateCancelled)
}

func captureUnknown(ctx context.Context, r Rig) error {
	c, err := r.capturer()
	if err != nil {
		return err
	}
	_, err = c.Capture(ctx, "pay_unknown")
	return wantError(err, payments.ErrNotFound, "Capture of an unknown ref")
}
