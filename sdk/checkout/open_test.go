package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// P5: however often a link is opened at once, there is one checkout.
func TestOpenManyTimesAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{})
	o := r.place("ann", tent, mug)
	var urls [20]string
	var runs []func()
	for i := range urls {
		runs = append(runs, func() {
			at, err := r.Open(t.Context(), o.PayToken, checkout.Choice{})
			if err != nil {
				t.Error(err)
			}
			urls[i] = at.URL
		})
	}
	together(len(runs), runs)
	if n := len(r.box.Payments()); n != 1 || len(r.attempts(o.ID)) != 1 {
		t.Errorf("%d checkouts at the provider, %d attempts, want one", n, len(r.attempts(o.ID)))
	}
	if slices.Sort(urls[:]); urls[0] == "" || urls[0] != urls[len(urls)-1] {
		t.Errorf("several places to pay: %v", slices.Compact(urls[:]))
	}
	if diff := cmp.Diff([]string{"1 reserved"}, r.holds(o)); diff != "" {
		t.Errorf("holds (-want +got):\n%s", diff)
	}
}

// P7: fifty shoppers go to pay for five tents, at once.
func TestNeverOversold(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{})
	var orders []order.Order
	for i := range 50 {
		orders = append(orders, r.place(fmt.Sprint("shopper ", i), tent))
	}
	var opened, sold atomic.Int32
	var runs []func()
	for _, o := range orders {
		runs = append(runs, func() {
			_, err := r.Open(t.Context(), o.PayToken, checkout.Choice{})
			refusal, refused := errors.AsType[*checkout.Refusal](err)
			switch {
			case err == nil:
				opened.Add(1)
				if err := r.box.Settle(r.order(o.ID).Checkout, sandbox.Succeed); err != nil {
					t.Error(err)
				}
			case !refused || refusal.Reason != checkout.ReasonSoldOut || !slices.Equal(refusal.Titles, []string{"Tent"}):
				t.Errorf("opening: %v", err)
			}
		})
	}
	together(50, runs)
	r.flush()
	for _, o := range orders {
		if r.order(o.ID).State == order.Paid {
			sold.Add(1)
		}
	}
	if opened.Load() != 5 || sold.Load() != 5 {
		t.Errorf("%d went to pay and %d bought one of five tents", opened.Load(), sold.Load())
	}
	r.later(time.Hour) // reservations lapse; what is sold stays sold
	r.refused(r.place("late", tent), checkout.ReasonSoldOut)
}

// A reservation has an end, and goes back.
func TestReservationEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{Reservation: 10 * time.Minute})
	r.stock(1)
	ann, bob := r.place("ann", tent), r.place("bob", tent)
	r.open(ann)
	r.refused(bob, checkout.ReasonSoldOut)
	if v, err := r.View(t.Context(), bob.PayToken); err != nil || v.Reason != checkout.ReasonSoldOut || v.State != "open" {
		t.Errorf("bob's page: %+v, %v", v, err)
	}
	r.later(5 * time.Minute)
	r.open(ann) // again: ten more minutes
	r.later(6 * time.Minute)
	r.refused(bob, checkout.ReasonSoldOut)
	r.later(4 * time.Minute)
	if h := r.holds(ann); len(h) != 0 {
		t.Errorf("after the end ann holds %v", h)
	}
	r.open(bob)
}

// Ann pays when her reservation has lapsed. While nobody took the tent it is
// hers, and counts as sold; when bob has, her money goes back.
func TestPayingAfterTheReservation(t *testing.T) {
	t.Parallel()
	for _, taken := range []bool{false, true} {
		t.Run(fmt.Sprint("taken ", taken), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, checkout.Config{})
			r.stock(1)
			ann, bob := r.place("ann", tent), r.place("bob", tent)
			ref := r.open(ann)
			r.later(time.Hour)
			if taken {
				r.must(r.box.Settle(r.open(bob), sandbox.Succeed))
				r.flush()
			}
			r.must(r.box.Settle(ref, sandbox.Succeed))
			r.flush()
			p, is := r.box.Payments()[0], r.order(ann.ID)
			if !taken {
				if is.State != order.Paid || !p.Refunded.IsZero() || !slices.Equal(r.holds(ann), []string{"1 sold"}) {
					t.Errorf("ann's order is %s, given back %v, holds %v", is.State, p.Refunded, r.holds(ann))
				}
				r.refused(bob, checkout.ReasonSoldOut)
				return
			}
			if is.State != order.Cancelled || is.Reason != checkout.CancelledSoldOut || p.Refunded != p.Amount || len(r.holds(ann)) != 0 {
				t.Errorf("ann's order is %s (%s), given back %v, holds %v", is.State, is.Reason, p.Refunded, r.holds(ann))
			}
			want := []string{dialogue.EventOrderPlaced, checkout.ToldSoldOut}
			if diff := cmp.Diff(want, r.told(ann)); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
		})
	}
}

// The provider does not answer, whether or not it did what was asked. When it
// is back there is one checkout.
func TestProviderDown(t *testing.T) {
	t.Parallel()
	for _, fault := range []sandbox.Fault{sandbox.FaultRefuse, sandbox.FaultLose, sandbox.FaultHang} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, checkout.Config{})
			o := r.place("ann", tent)
			r.box.SetFaults(sandbox.Faults{Start: fault})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if fault == sandbox.FaultHang { // the shopper gives up when it has had its effect
				go func() {
					for len(r.box.Payments()) == 0 && ctx.Err() == nil {
						runtime.Gosched()
					}
					cancel()
				}()
			}
			_, err := r.Open(ctx, o.PayToken, checkout.Choice{})
			if refusal, ok := errors.AsType[*checkout.Refusal](err); !ok || refusal.Reason != checkout.ReasonUnavailable || refusal.Err == nil {
				t.Fatalf("opening: %v, want a refusal with its cause", err)
			}
			r.box.SetFaults(sandbox.Faults{})
			r.must(r.box.Settle(r.open(o), sandbox.Succeed))
			r.flush()
			if n := len(r.box.Payments()); n != 1 || r.order(o.ID).State != order.Paid {
				t.Errorf("%d checkouts, order %s; want one, paid", n, r.order(o.ID).State)
			}
		})
	}
}

// The shopper pays before the provider's answer to Start has come.
func TestEventBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	for _, kind := range []payments.EventKind{payments.EventSucceeded, payments.EventProcessing, payments.EventFailed} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			b := newBank()
			r := newRig(t, checkout.Config{Providers: []payments.Provider{b}})
			o := r.place("ann", tent)
			b.onStart = func(in payments.Intent) {
				if in.Attempt == 1 {
					r.happens(o, 1, event(kind))
				}
			}
			switch kind {
			case payments.EventSucceeded:
				r.refused(o, checkout.ReasonSettled)
			case payments.EventProcessing:
				r.refused(o, checkout.ReasonProcessing)
			default:
				if _, err := r.Open(t.Context(), o.PayToken, checkout.Choice{}); err != nil { // the next attempt
					t.Error(err)
				}
			}
			a := r.attempts(o.ID)[0]
			if a.Ref != "ref-"+a.Key || a.URL == "" {
				t.Errorf("the answer is not recorded: %+v", a)
			}
		})
	}
}

// While the second attempt is being opened the first, declined one succeeds
// after all: the order is its, and what the second brings goes back.
func TestFirstAttemptSucceedsWhileTheSecondOpens(t *testing.T) {
	t.Parallel()
	b := newBank()
	r := newRig(t, checkout.Config{Providers: []payments.Provider{b}})
	o := r.place("ann", tent)
	first := r.open(o)
	r.happens(o, 1, event(payments.EventFailed))
	b.onStart = func(in payments.Intent) {
		if in.Attempt == 2 {
			r.happens(o, 1, event(payments.EventSucceeded))
		}
	}
	r.refused(o, checkout.ReasonSettled)
	if is := r.order(o.ID); is.State != order.Paid || is.Checkout != first {
		t.Errorf("the order is %s by %s, want paid by %s", is.State, is.Checkout, first)
	}
	r.happens(o, 2, event(payments.EventSucceeded))
	r.due()
	if got := b.refunds["refund-"+o.ID+"-2"]; len(b.refunds) != 1 || got.Amount != o.Quote.Total {
		t.Errorf("given back: %v", b.refunds)
	}
}

// A checkout whose time is over is replaced only on the provider's word.
func TestExpiredCheckout(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{})
	o := r.place("ann", tent)
	first := r.open(o)
	r.box.SetFaults(sandbox.Faults{Fetch: sandbox.FaultRefuse, Hold: true})
	r.later(25 * time.Hour)
	r.refused(o, checkout.ReasonUnavailable)
	if n := len(r.attempts(o.ID)); n != 1 {
		t.Fatalf("%d attempts while the provider cannot be asked", n)
	}
	r.box.SetFaults(sandbox.Faults{Hold: true})
	second := r.open(o)
	if first == second || len(r.box.Payments()) != 2 || r.box.Payments()[0].State != payments.StateExpired {
		t.Errorf("checkouts: %+v", r.box.Payments())
	}
}

// A provider whose clock is days ahead ends every checkout as it opens: it is
// not asked for another and another.
func TestProviderAheadOfTime(t *testing.T) {
	t.Parallel()
	box, err := sandbox.Open(sandbox.Config{Now: func() time.Time { return noon.AddDate(0, 0, 3) }})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	r := newRig(t, checkout.Config{Providers: []payments.Provider{box}})
	o := r.place("ann", tent)
	r.refused(o, checkout.ReasonUnavailable)
	if n := len(r.attempts(o.ID)); n != 1 {
		t.Errorf("%d attempts", n)
	}
}

// An attempt that the provider never confirmed is given up when what it may
// have opened is over.
func TestUnconfirmedAttemptEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{})
	o := r.place("ann", tent)
	r.box.SetFaults(sandbox.Faults{Start: sandbox.FaultRefuse})
	r.refused(o, checkout.ReasonUnavailable)
	r.later(25 * time.Hour)
	r.box.SetFaults(sandbox.Faults{})
	r.open(o)
	var states []payments.State
	for _, a := range r.attempts(o.ID) {
		states = append(states, a.Payment.State)
	}
	if diff := cmp.Diff([]payments.State{payments.StateExpired, payments.StatePending}, states); diff != "" {
		t.Errorf("attempts (-want +got):\n%s", diff)
	}
}

// What the link of an order shows, and why it is refused.
func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		do     func(*rig, order.Order)
		state  string
		reason checkout.Reason
	}{
		"open":       {do: func(*rig, order.Order) {}, state: "open"},
		"processing": {do: func(r *rig, o order.Order) { r.must(r.box.Settle(r.open(o), sandbox.Pending)); r.flush() }, state: "processing", reason: checkout.ReasonProcessing},
		"declined":   {do: func(r *rig, o order.Order) { r.must(r.box.Settle(r.open(o), sandbox.Decline)); r.flush() }, state: "open"},
		"paid":       {do: func(r *rig, o order.Order) { r.must(r.box.Settle(r.open(o), sandbox.Succeed)); r.flush() }, state: "paid", reason: checkout.ReasonSettled},
		"cancelled":  {do: func(r *rig, o order.Order) { r.cancel(o) }, state: "cancelled", reason: checkout.ReasonClosed},
		"expired":    {do: func(r *rig, _ order.Order) { r.later(8 * 24 * time.Hour) }, state: "expired", reason: checkout.ReasonExpired},
		"refunded": {do: func(r *rig, o order.Order) {
			ref := r.open(o)
			r.must(r.box.Settle(ref, sandbox.Succeed))
			_, err := r.box.Refund(r.t.Context(), payments.Refund{Key: "by-hand", Ref: ref, Amount: o.Quote.Total})
			r.must(err)
			r.flush()
		}, state: "refunded", reason: checkout.ReasonClosed},
		"gone": {do: func(r *rig, _ order.Order) {
			r.must(r.Catalog.Index().Apply(r.t.Context(), []catalog.Change{{Delete: "tent"}}))
		}, state: "open", reason: checkout.ReasonSoldOut},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, checkout.Config{})
			o := r.place("ann", tent)
			tt.do(r, o)
			v, err := r.View(t.Context(), o.PayToken)
			if err != nil || v.State != tt.state || v.Reason != tt.reason {
				t.Errorf("the page shows %s (%s), %v; want %s (%s)", v.State, v.Reason, err, tt.state, tt.reason)
			}
			if tt.reason == "" {
				r.open(o)
			} else {
				r.refused(o, tt.reason)
			}
		})
	}
}

// A link that nobody gave out, and a shop that cannot take the currency.
func TestNothingToOpen(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{Providers: []payments.Provider{&bank{caps: payments.Capabilities{Currencies: []string{"KZT"}}}}})
	r.refused(r.place("ann", tent), checkout.ReasonNoProvider)
	if _, err := r.Open(t.Context(), "no-such-token", checkout.Choice{}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("unknown token: %v", err)
	}
	if _, err := r.View(t.Context(), "no-such-token"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("unknown token: %v", err)
	}
}

// An order that nobody pays is closed when its link ends, not while money may
// still come.
func TestUnpaidOrderCloses(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{})
	o, waits := r.place("ann", tent), r.place("bob", tent)
	r.later(7*24*time.Hour - time.Hour)
	r.must(r.box.Settle(r.open(waits), sandbox.Pending))
	r.flush()
	r.later(2 * time.Hour)
	is := r.order(o.ID)
	if is.State != order.Cancelled || is.Reason != checkout.CancelledExpired {
		t.Errorf("the order is %s (%s)", is.State, is.Reason)
	}
	if diff := cmp.Diff([]string{dialogue.EventOrderPlaced, checkout.ToldExpired}, r.told(o)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if is := r.order(waits.ID); is.State != order.Processing {
		t.Errorf("an order whose payment is under way is %s", is.State)
	}
	r.must(r.box.Settle(r.order(waits.ID).Checkout, sandbox.Succeed))
	r.flush()
	r.later(24 * time.Hour)
	if is := r.order(waits.ID); is.State != order.Paid {
		t.Errorf("a payment that took long left the order %s", is.State)
	}
}
