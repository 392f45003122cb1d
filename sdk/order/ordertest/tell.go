package ordertest

import (
	"context"
	"errors"

	"github.com/sauda-commerce/sauda/sdk/order"
)

func tellCases() []Case {
	return []Case{
		{"a paid order is paid, however often it is told", tellPaid},
		{"a cancelled order is cancelled, however often it is told", tellCancelled},
		{"a paid order is not cancelled", tellCancelledLate},
		{"money that comes late is kept", tellPaidLate},
		{"what was never placed can be cancelled", tellCancelledUnknown},
		{"money for what was never placed is an error", tellPaidUnknown},
	}
}

func isCancelled(o order.Order) bool { return o.State == order.Cancelled }

func tellPaid(ctx context.Context, r Rig) error {
	o, err := r.placed(ctx)
	if err == nil {
		err = r.paid(ctx, o, 2)
	}
	if err == nil {
		err = r.stands(ctx, o, order.Order.Settled, "paid")
	}
	return errors.Join(err, r.counts(ctx, o, 1))
}

func tellCancelled(ctx context.Context, r Rig) error {
	o, err := r.placed(ctx)
	if err == nil {
		err = r.cancelled(ctx, o, 2)
	}
	if err == nil {
		err = r.stands(ctx, o, isCancelled, "cancelled")
	}
	return errors.Join(err, r.counts(ctx, o, 1))
}

// tellCancelledLate: the two calls may overtake each other.
func tellCancelledLate(ctx context.Context, r Rig) error {
	o, err := r.placed(ctx)
	if err == nil {
		err = r.paid(ctx, o, 1)
	}
	if err == nil {
		err = r.cancelled(ctx, o, 1)
	}
	if err != nil {
		return err
	}
	return r.stands(ctx, o, order.Order.Settled, "paid: a cancellation came late")
}

// tellPaidLate: what cannot be kept is given back, and then Paid is not called.
func tellPaidLate(ctx context.Context, r Rig) error {
	o, err := r.placed(ctx)
	if err == nil {
		err = r.cancelled(ctx, o, 1)
	}
	if err == nil {
		err = r.paid(ctx, o, 1)
	}
	if err != nil {
		return err
	}
	return r.stands(ctx, o, order.Order.Settled, "paid: the money came after all")
}

func tellCancelledUnknown(ctx context.Context, r Rig) error {
	o, err := r.quoted(ctx)
	if err == nil {
		err = r.cancelled(ctx, o, 1)
	}
	return errors.Join(err, r.counts(ctx, o, 0))
}

func tellPaidUnknown(ctx context.Context, r Rig) error {
	o, err := r.quoted(ctx)
	if err != nil {
		return err
	}
	if r.paid(ctx, o, 1) == nil {
		return errors.New("the host says nothing of money for an order that it does not have")
	}
	return r.counts(ctx, o, 0)
}
