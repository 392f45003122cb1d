package checkout_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/manual"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// Many who give money back at once never give back more than came, and the same
// key of many is one refund.
func TestGiveBackAtOnce(t *testing.T) {
	t.Parallel()
	r, b, o := newPaidRig(t, payments.RefundsPartial)
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			_, err := r.GiveBack(t.Context(), o.ID, checkout.RefundOrder{Key: fmt.Sprint("k", i/2), Amount: usd(40_00)})
			if err != nil && !errors.Is(err, payments.ErrConflict) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	r.due()
	is := r.order(o.ID)
	if len(is.Refunds) != 5 || is.RefundedAmount != usd(200_00) || len(b.refunds) != 5 {
		t.Errorf("%d refunds, %d at the bank, given back %v", len(is.Refunds), len(b.refunds), is.RefundedAmount)
	}
}

// A process that dies after the bank gave money back, and before we know, gives
// it back once.
func TestGiveBackAndLost(t *testing.T) {
	t.Parallel()
	r, b, o := newPaidRig(t, payments.RefundsPartial)
	gives, lost := b.refund, true
	b.refund = func(back payments.Refund) (payments.RefundState, error) {
		state, err := gives(back)
		if lost {
			lost = false
			return "", &payments.Error{Provider: "bank", Op: "refund", Code: payments.CodeTimeout, Retry: true}
		}
		return state, err
	}
	r.back(o, checkout.RefundOrder{Key: "a", Amount: usd(40_00)})
	r.due()
	r.later(time.Hour)
	if is := r.order(o.ID); is.RefundedAmount != usd(40_00) || is.Refunds[0].State != payments.RefundSucceeded || len(b.refunds) != 1 {
		t.Errorf("given back %v, %+v", is.RefundedAmount, is.Refunds)
	}
}

// The real books of payments by hand, in the store: a transfer may take as long
// as the pay link lives, and what nobody claimed ends with it.
func TestTransferInTheStore(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{})
	kaspi, err := manual.New(manual.Config{Name: "Kaspi", Phone: "+7 701 000 00 00", Records: r.Store.Records(), Now: r.clock})
	r.must(err)
	r.Providers = []payments.Provider{kaspi}
	late, never := r.place("ann", tent), r.place("bob", mug)
	r.open(late)
	r.open(never)
	r.later(6 * 24 * time.Hour)
	r.must(r.AddReceipt(t.Context(), late.PayToken, png))
	r.later(20 * 24 * time.Hour)
	if is := r.order(never.ID); is.State != order.Cancelled || is.Reason != checkout.CancelledExpired {
		t.Errorf("nobody claimed it: %s %s", is.State, is.Reason)
	}
	if s := r.attempts(never.ID)[0].Payment.State; !s.Final() {
		t.Errorf("its checkout is %s", s)
	}
	if is, err := r.Confirm(t.Context(), late.ID, payments.Verdict{Paid: true, By: "Dana"}); err != nil || is.State != order.Paid {
		t.Errorf("claimed: %s %s, %v", is.State, is.Reason, err)
	}
	r.back(late, checkout.RefundOrder{Key: "all"})
	r.due()
	if is := r.order(late.ID); is.State != order.Refunded {
		t.Errorf("given back: %s, %v", is.State, is.RefundedAmount)
	}
}
