package paymentstest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

func optionalCases() []Case {
	return []Case{
		{"a cancelled checkout cannot be paid", cancelCloses},
		{"cancelling a paid checkout tells that it is paid", cancelTooLate},
		{"cancelling an unknown ref is not found", cancelUnknown},
		{"the list has what callbacks told", listHasEvents},
		{"the list begins where it is asked to", listSince},
	}
}

func (r Rig) canceller() (payments.Canceller, error) {
	c, ok := r.Provider.(payments.Canceller)
	if !ok {
		return nil, skip("it cannot cancel")
	}
	return c, nil
}

func cancelCloses(ctx context.Context, r Rig) error {
	canceller, err := r.canceller()
	if err != nil {
		return err
	}
	_, c, err := r.start(ctx)
	if err != nil {
		return err
	}
	for range 2 {
		p, err := canceller.Cancel(ctx, c.Ref)
		if err != nil {
			return err
		}
		if p.State != payments.StateCancelled {
			return fmt.Errorf("a cancelled checkout is %q", p.State)
		}
	}
	_ = r.pay(ctx, c.Ref, Succeed) // refused, we hope
	p, err := r.Provider.Fetch(ctx, c.Ref)
	if err == nil && p.State != payments.StateCancelled {
		err = fmt.Errorf("after an attempt to pay, the cancelled checkout is %q", p.State)
	}
	return err
}

func cancelTooLate(ctx context.Context, r Rig) error {
	canceller, err := r.canceller()
	if err != nil {
		return err
	}
	_, c, err := r.settled(ctx, Succeed)
	if err != nil {
		return err
	}
	p, err := canceller.Cancel(ctx, c.Ref)
	if err == nil && p.State != payments.StateSucceeded {
		err = fmt.Errorf("cancel of a paid checkout says %q", p.State)
	}
	return err
}

func cancelUnknown(ctx context.Context, r Rig) error {
	canceller, err := r.canceller()
	if err != nil {
		return err
	}
	_, err = canceller.Cancel(ctx, "pay_unknown")
	return wantError(err, payments.ErrNotFound, "Cancel of an unknown ref")
}

// list collects the ids of the events of one checkout since a time.
func (r Rig) list(ctx context.Context, ref string, since time.Time) (map[string]bool, error) {
	lister, ok := r.Provider.(payments.Lister)
	if !ok {
		return nil, skip("it cannot list")
	}
	ids := map[string]bool{}
	var last time.Time
	for e, err := range lister.List(ctx, since) {
		if err != nil {
			return nil, err
		}
		if e.At.Before(last) {
			return nil, errors.New("the list is not in order of time")
		}
		last = e.At
		if e.Ref == ref {
			ids[e.ID] = true
		}
	}
	return ids, nil
}

func listHasEvents(ctx context.Context, r Rig) error {
	_, c, err := r.settled(ctx, Succeed)
	if err != nil {
		return err
	}
	ids, err := r.list(ctx, c.Ref, r.now().Add(-time.Hour))
	if err != nil {
		return err
	}
	events, err := r.events(ctx, c.Ref)
	if err != nil {
		return err
	}
	for _, e := range events {
		if !ids[e.ID] {
			return fmt.Errorf("the list lacks event %s (%s)", e.ID, e.Kind)
		}
	}
	return nil
}

func listSince(ctx context.Context, r Rig) error {
	_, c, err := r.settled(ctx, Succeed)
	if err != nil {
		return err
	}
	ids, err := r.list(ctx, c.Ref, r.now().Add(time.Hour))
	if err == nil && len(ids) > 0 {
		err = fmt.Errorf("the list since the future has %d events", len(ids))
	}
	return err
}
