package checkout_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// A refund that stays pending is asked about until it has ended.
func TestPendingRefund(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{})
	o := r.place("ann", tent)
	ref := r.open(o)
	r.cancel(o)
	r.due()
	r.box.SetFaults(sandbox.Faults{RefundsPending: true})
	r.must(r.box.Settle(ref, sandbox.SucceedLate))
	r.flush()
	key := "refund-" + r.attempts(o.ID)[0].Key
	r.must(r.box.SettleRefund(key, true))
	r.later(time.Hour)
	if _, err := r.Store.Timer(t.Context(), checkout.TimerRefund+":"+r.attempts(o.ID)[0].Key); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the refund is still asked about: %v", err)
	}
}

// A provider that tells of no refunds is asked, so that what went back is in our
// books.
func TestQuietRefund(t *testing.T) {
	t.Parallel()
	for _, quiet := range []bool{true, false} {
		b := newBank()
		b.caps.QuietRefunds = quiet
		r := newRig(t, checkout.Config{Providers: []payments.Provider{b}})
		o := r.place("ann", tent)
		ref := r.open(o)
		b.refund = func(payments.Refund) (payments.RefundState, error) {
			b.truth[ref] = payments.Payment{Ref: ref, State: payments.StateSucceeded, Amount: usd(100_00), Refunded: usd(100_00)}
			return payments.RefundSucceeded, nil
		}
		r.cancel(o)
		r.happens(o, 1, event(payments.EventSucceeded))
		r.due()
		if got := r.attempts(o.ID)[0].Payment.Refunded == usd(100_00); got != quiet {
			t.Errorf("quiet %v: what went back is known: %v", quiet, got)
		}
	}
}

// How a refund ends that does not simply work.
func TestRefundTrouble(t *testing.T) {
	t.Parallel()
	refuse := func(state payments.RefundState, err error) func(payments.Refund) (payments.RefundState, error) {
		return func(payments.Refund) (payments.RefundState, error) { return state, err }
	}
	tests := map[string]struct {
		refund  func(payments.Refund) (payments.RefundState, error)
		already int64 // given back at the provider's desk
		called  bool
	}{
		"unsupported":            {refund: refuse("", payments.ErrUnsupported), called: true},
		"failed":                 {refund: refuse(payments.RefundFailed, nil), called: true},
		"conflict, nothing left": {refund: refuse("", payments.ErrConflict), already: 100_00},
		"conflict, no reason":    {refund: refuse("", payments.ErrConflict), called: true},
		"conflict, some is left": {already: 40_00, refund: func(r payments.Refund) (payments.RefundState, error) {
			if r.Amount.Minor > 60_00 {
				return "", payments.ErrConflict
			}
			return payments.RefundSucceeded, nil
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBank()
			b.refund = tt.refund
			r := newRig(t, checkout.Config{Providers: []payments.Provider{b}})
			o := r.place("ann", tent)
			ref := r.open(o)
			b.truth[ref] = payments.Payment{State: payments.StateSucceeded, Amount: usd(100_00), Refunded: usd(tt.already)}
			r.cancel(o)
			r.happens(o, 1, event(payments.EventSucceeded))
			r.due()
			if got := slices.Contains(r.called(), checkout.NeedsRefund); got != tt.called {
				t.Errorf("a person was called: %v, want %v", got, tt.called)
			}
			if _, err := r.Store.Timer(t.Context(), checkout.TimerRefund+":"+r.attempts(o.ID)[0].Key); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("the refund goes on: %v", err)
			}
		})
	}
}
