package checkout_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// What the host answers, and what becomes of the order.
func TestPlace(t *testing.T) {
	t.Parallel()
	down := errors.New("the host is down")
	tests := map[string]struct {
		answer func(o order.Order, call int) (order.Placement, error)
		state  order.State
		number string
		told   []string
		calls  int
	}{
		"accepted": {
			answer: func(order.Order, int) (order.Placement, error) {
				return order.Placement{Accepted: true, Ref: "h-7", Number: "A-7"}, nil
			},
			state: order.Open, number: "A-7", told: []string{dialogue.EventOrderPlaced}, calls: 1,
		},
		"accepted under our number": {
			answer: func(order.Order, int) (order.Placement, error) { return order.Placement{Accepted: true}, nil },
			state:  order.Open, number: "1001", told: []string{dialogue.EventOrderPlaced}, calls: 1,
		},
		"another price": {
			answer: func(order.Order, int) (order.Placement, error) {
				return order.Placement{Changed: &quote.Quote{Total: usd(120_00)}}, nil
			},
			state: order.Rejected, number: "1001", told: []string{dialogue.EventOrderChanged}, calls: 1,
		},
		"rejected": {
			answer: func(order.Order, int) (order.Placement, error) {
				return order.Placement{Rejected: "We do not deliver there."}, nil
			},
			state: order.Rejected, number: "1001", told: []string{dialogue.EventOrderRejected}, calls: 1,
		},
		"an empty answer": {
			answer: func(order.Order, int) (order.Placement, error) { return order.Placement{}, nil },
			state:  order.Rejected, number: "1001", told: []string{dialogue.EventOrderRejected}, calls: 1,
		},
		"down, then accepted": {
			answer: func(_ order.Order, call int) (order.Placement, error) {
				if call < 3 {
					return order.Placement{}, down
				}
				return order.Placement{Accepted: true, Number: "A-8"}, nil
			},
			state: order.Open, number: "A-8", told: []string{dialogue.EventOrderDelayed, dialogue.EventOrderPlaced}, calls: 3,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &host{place: tt.answer}
			r := newRig(t, checkout.Config{Backend: h})
			o := r.place("ann", tent)
			r.refused(o, checkout.ReasonUnavailable) // nobody has taken it yet
			for range 5 {
				r.later(time.Minute)
			}
			is := r.order(o.ID)
			if is.State != tt.state || is.Number != tt.number {
				t.Errorf("order %s is %s, want %s, %s", is.Number, is.State, tt.number, tt.state)
			}
			if diff := cmp.Diff(tt.told, r.told(o)); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
			if len(h.placed) != tt.calls || len(slices.Compact(slices.Clone(h.placed))) != 1 {
				t.Errorf("the host was asked %d times for %v, want %d times for one order", len(h.placed), h.placed, tt.calls)
			}
		})
	}
}

// The host is told of what was paid and cancelled, at least once, however
// often it was down.
func TestHostIsTold(t *testing.T) {
	t.Parallel()
	h := &host{fails: 3}
	r := newRig(t, checkout.Config{Backend: h})
	paid, dropped := r.place("ann", tent), r.place("bob", tent)
	r.due()
	r.must(r.box.Settle(r.open(paid), sandbox.Succeed))
	r.flush()
	r.cancel(dropped)
	for range 10 {
		r.later(time.Minute)
	}
	got := h.paid()
	slices.Sort(got)
	if diff := cmp.Diff([]string{"cancelled shopper", "paid " + paid.ID}, got); diff != "" {
		t.Errorf("the host heard (-want +got):\n%s", diff)
	}
}

// The shopper cancels while the host is being asked: the host hears of it after
// its answer, too.
func TestCancelledWhileThePlaceIsAsked(t *testing.T) {
	t.Parallel()
	h := &host{}
	r := newRig(t, checkout.Config{Backend: h})
	var o order.Order
	h.place = func(order.Order, int) (order.Placement, error) {
		r.cancel(o)
		return order.Placement{Accepted: true}, nil
	}
	o = r.place("ann", tent)
	r.due()
	before := len(h.paid())
	r.later(time.Minute) // the claim's lease is over
	if is := r.order(o.ID); is.State != order.Cancelled {
		t.Errorf("the order is %s", is.State)
	}
	if after := len(h.paid()); after <= before || h.paid()[after-1] != "cancelled shopper" {
		t.Errorf("the host heard %v, and %d of it before it could know", h.paid(), before)
	}
}

// Without a host the order is placed in the commit that stores it, and timers
// of a host that is gone do nothing.
func TestWithoutHost(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{})
	o := r.place("ann", tent)
	if o.State != order.Open || o.Number != "1001" {
		t.Errorf("order %s is %s", o.Number, o.State)
	}
	if diff := cmp.Diff([]string{dialogue.EventOrderPlaced}, r.told(o)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	h := &host{fails: 1}
	r.Backend = h
	r.cancel(o)
	r.due()
	r.Backend = nil
	r.later(time.Minute)
	if _, ok, err := r.Store.NextTimer(t.Context()); err != nil || ok {
		t.Errorf("timers are left (%v)", err)
	}
}

// What is paid cannot be cancelled.
func TestCancellingPaid(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{})
	o := r.place("ann", tent)
	r.must(r.box.Settle(r.open(o), sandbox.Succeed))
	r.flush()
	if _, _, err := r.Cancelling(r.order(o.ID), "shopper"); !errors.Is(err, order.ErrTransition) {
		t.Errorf("cancelling a paid order: %v", err)
	}
}
