package checkout_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// refusedAt opens a pay link in a way that must be refused for a reason.
func (r *rig) refusedAt(o order.Order, c checkout.Choice, want checkout.Reason) *checkout.Refusal {
	r.t.Helper()
	_, err := r.Open(r.t.Context(), o.PayToken, c)
	refusal, ok := errors.AsType[*checkout.Refusal](err)
	if !ok || refusal.Reason != want {
		r.t.Fatalf("opening the link: %v, want a refusal: %s", err, want)
	}
	return refusal
}

func (r *rig) states(o order.Order) (all []payments.State) {
	r.t.Helper()
	for _, a := range r.attempts(o.ID) {
		all = append(all, a.Payment.State)
	}
	return all
}

// P5: who wants to pay in another way has the first checkout closed before the
// second is opened. One who was quicker has paid.
func TestAnotherWayToPay(t *testing.T) {
	t.Parallel()
	r, w := newTownRig(t, checkout.Config{}, "one", "two")
	o := r.place("ann", tent)
	first := r.opens(o, "one")
	second := r.opens(o, "two")
	if p := w.banks[0].books[first]; p.State != payments.StateCancelled || w.most != 1 {
		t.Errorf("the first checkout is %s; %d could be paid at once", p.State, w.most)
	}
	if again := r.open(o); again != second { // no choice: where it is
		t.Errorf("opened %s, want %s again", again, second)
	}
	v, err := r.View(t.Context(), o.PayToken)
	r.must(err)
	if diff := cmp.Diff([]checkout.Way{{Provider: "one"}, {Provider: "two", Chosen: true}}, v.Ways); diff != "" {
		t.Errorf("ways (-want +got):\n%s", diff)
	}
	w.banks[1].settles(second, payments.EventSucceeded)
	r.refusedAt(o, checkout.Choice{Provider: "one"}, checkout.ReasonSettled)
	if is := r.order(o.ID); is.State != order.Paid || is.Checkout != second || w.most != 1 {
		t.Errorf("the order is %s by %s; %d could be paid at once", is.State, is.Checkout, w.most)
	}
	if diff := cmp.Diff([]payments.State{payments.StateCancelled, payments.StateSucceeded}, r.states(o)); diff != "" {
		t.Errorf("attempts (-want +got):\n%s", diff)
	}
}

// A way that there is not, and one that does not answer while it is to close
// what is open there.
func TestWaysThatDoNotOpen(t *testing.T) {
	t.Parallel()
	r, w := newTownRig(t, checkout.Config{}, "one", "two")
	o := r.place("ann", tent)
	r.refusedAt(o, checkout.Choice{Provider: "<script>"}, checkout.ReasonNoWay)
	r.opens(o, "one")
	w.banks[0].fails = errors.New("down")
	r.refusedAt(o, checkout.Choice{Provider: "two"}, checkout.ReasonUnavailable)
	w.banks[0].fails = nil
	r.opens(o, "two")
	if w.most != 1 {
		t.Errorf("%d could be paid at once", w.most)
	}
}

// A checkout that cannot be closed stays the only one until it has ended; she
// is told where it is.
func TestOpenElsewhere(t *testing.T) {
	t.Parallel()
	w, all := newTown("one", "two")
	all[0] = w.banks[0] // that cannot close
	r := newRig(t, checkout.Config{Providers: all})
	w.now = r.clock
	o := r.place("ann", tent)
	first := r.opens(o, "one")
	no := r.refusedAt(o, checkout.Choice{Provider: "two"}, checkout.ReasonOpenElsewhere)
	want := checkout.Opened{URL: "https://one.example/" + first, Provider: "one"}
	if no.At != want || !no.Until.Equal(noon.Add(24*time.Hour)) {
		t.Errorf("open at %+v until %v, want %+v until tomorrow", no.At, no.Until, want)
	}
	r.tells("one", w.banks[0].settles(first, payments.EventFailed))
	r.opens(o, "two")
	if w.most != 1 {
		t.Errorf("%d could be paid at once", w.most)
	}
}

// P5: in many tabs at once she clicks on both ways: whatever is open in the end,
// there was never more than one to pay.
func TestManyTabsManyWays(t *testing.T) {
	t.Parallel()
	r, w := newTownRig(t, checkout.Config{}, "one", "two", "three")
	o := r.place("ann", tent)
	var opened atomic.Int32
	var runs []func()
	for i := range 12 {
		runs = append(runs, func() {
			_, err := r.Open(t.Context(), o.PayToken, checkout.Choice{Provider: []string{"one", "two", "three", ""}[i%4]})
			refusal, refused := errors.AsType[*checkout.Refusal](err)
			switch {
			case err == nil:
				opened.Add(1)
			case !errors.Is(err, store.ErrConflict) && (!refused || refusal.Reason != checkout.ReasonUnavailable):
				t.Errorf("tab %d: %v", i, err)
			}
		})
	}
	together(len(runs), runs)
	if opened.Load() == 0 || w.most != 1 || w.payable(o.ID) != 1 {
		t.Errorf("%d opened; %d could be paid at once, %d can be now", opened.Load(), w.most, w.payable(o.ID))
	}
	ref := r.open(o)
	for _, b := range w.banks {
		if _, ok := b.books[ref]; ok {
			r.tells(b.name, b.settles(ref, payments.EventSucceeded))
		}
	}
	if is := r.order(o.ID); is.State != order.Paid {
		t.Errorf("the order is %s", is.State)
	}
}

// A provider that refuses for good has opened nothing: she pays in another way
// at once. One that may have opened something is asked first.
func TestRefusedForGood(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err  error
		free bool // to pay in another way at once
	}{
		"keys refused":    {&payments.Error{Provider: "one", Op: "start", Code: payments.CodeAuth}, true},
		"not supported":   {&payments.Error{Provider: "one", Op: "start", Err: payments.ErrUnsupported}, true},
		"malformed":       {fmt.Errorf("one: %w", payments.ErrMalformed), true},
		"no answer":       {&payments.Error{Provider: "one", Op: "start", Code: payments.CodeTimeout, Retry: true}, false},
		"no answer ever":  {&payments.Error{Provider: "one", Op: "start", Code: payments.CodeTimeout}, false},
		"key in use":      {&payments.Error{Provider: "one", Op: "start", Code: "idempotency_key_in_use", Retry: true}, false},
		"nobody knows":    {errors.New("reset by peer"), false},
		"key in conflict": {&payments.Error{Provider: "one", Op: "start", Err: payments.ErrConflict}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, w := newTownRig(t, checkout.Config{}, "one", "two")
			o := r.place("ann", tent)
			w.banks[0].refuse = tt.err
			reason := checkout.ReasonUnavailable // try again
			if tt.free {
				reason = checkout.ReasonNoWay // choose another
			}
			r.refusedAt(o, checkout.Choice{}, reason)
			if !tt.free {
				r.refusedAt(o, checkout.Choice{Provider: "two"}, checkout.ReasonUnavailable)
				w.banks[0].refuse = nil
			}
			r.opens(o, "two")
			if w.most != 1 || w.payable(o.ID) != 1 {
				t.Errorf("%d could be paid at once, %d can be now", w.most, w.payable(o.ID))
			}
			if diff := cmp.Diff([]payments.State{payments.StateCancelled, payments.StatePending}, r.states(o)); diff != "" {
				t.Errorf("attempts (-want +got):\n%s", diff)
			}
		})
	}
}

// The answer to Start is lost: when it is too late to ask again, what it opened
// is looked for, and neither assumed away nor opened again.
func TestUnknownFate(t *testing.T) {
	t.Parallel()
	timeout := &payments.Error{Provider: "one", Op: "start", Code: payments.CodeTimeout, Retry: true}
	for name, tt := range map[string]struct {
		opened bool
		ended  payments.EventKind // by the time that it is looked for
		down   bool               // the provider, for the first hours
		want   payments.State
		order  order.State
	}{
		"nothing opened":    {want: payments.StateExpired, order: order.Open},
		"opened and ended":  {opened: true, ended: payments.EventExpired, want: payments.StateExpired, order: order.Open},
		"opened and paid":   {opened: true, ended: payments.EventSucceeded, want: payments.StateSucceeded, order: order.Paid},
		"found when it can": {opened: true, ended: payments.EventSucceeded, down: true, want: payments.StateSucceeded, order: order.Paid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, w := newTownRig(t, checkout.Config{}, "one")
			o := r.place("ann", tent)
			bank := w.banks[0]
			if bank.refuse = timeout; tt.opened {
				bank.refuse, bank.lose = nil, timeout
			}
			r.refused(o, checkout.ReasonUnavailable)
			if tt.ended != "" {
				bank.settles("one-"+r.attempts(o.ID)[0].Key, tt.ended)
			}
			r.later(23 * time.Hour)
			if got := r.states(o)[0]; got != payments.StatePending {
				t.Fatalf("the attempt is %s though its time is not over", got)
			}
			bank.refuse, bank.lose = errors.New("asked to open again, blindly"), nil
			if tt.down {
				bank.fails = errors.New("down")
				r.later(2 * time.Hour)
				r.refused(o, checkout.ReasonUnavailable)
				bank.fails = nil
			}
			r.later(2 * time.Hour)
			r.later(time.Hour)
			if got := r.states(o)[0]; got != tt.want || r.order(o.ID).State != tt.order {
				t.Errorf("the attempt is %s and the order %s, want %s and %s", got, r.order(o.ID).State, tt.want, tt.order)
			}
			if bank.refuse = nil; tt.order == order.Open {
				r.open(o)
			}
			if _, err := r.Store.Timer(t.Context(), checkout.TimerLook+":"+o.ID); tt.order == order.Paid && !errors.Is(err, store.ErrNotFound) {
				t.Errorf("it is looked for still: %v", err)
			}
		})
	}
}

// P5: she pays at two providers, whichever is heard of first, and whatever has
// become of the order by then: the second payment goes back, and both sides are
// told.
func TestPaidAtTwoProviders(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		lateFirst bool // the payment of the checkout that was closed is heard of first
		delivered bool
	}{
		"in order": {}, "the closed one first": {lateFirst: true}, "after it was delivered": {delivered: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, w := newTownRig(t, checkout.Config{}, "one", "two")
			o := r.place("ann", tent)
			refs := []string{r.opens(o, "one"), r.opens(o, "two")}
			keeps, returns := 1, 0
			if tt.lateFirst {
				keeps, returns = 0, 1
			}
			r.tells(w.banks[keeps].name, w.banks[keeps].settles(refs[keeps], payments.EventSucceeded))
			want := order.Paid
			if tt.delivered {
				_, err := r.Follow(t.Context(), o.ID, order.Status{Status: order.StepDelivered})
				r.must(err)
				want = order.Completed
			}
			for range 2 { // providers repeat themselves
				r.tells(w.banks[returns].name, w.banks[returns].settles(refs[returns], payments.EventSucceeded))
			}
			r.due()
			if is := r.order(o.ID); is.State != want || is.Checkout != refs[keeps] {
				t.Errorf("the order is %s by %s, want %s by %s", is.State, is.Checkout, want, refs[keeps])
			}
			if diff := cmp.Diff([]int64{100_00}, w.banks[returns].givenBack()); diff != "" || len(w.banks[keeps].givenBack()) > 0 {
				t.Errorf("given back (-want +got):\n%s, and of the other %v", diff, w.banks[keeps].givenBack())
			}
			told := r.told(o)
			if told[len(told)-1] != checkout.ToldTwice || told[0] != dialogue.EventOrderPlaced {
				t.Errorf("told %v", told)
			}
			if diff := cmp.Diff([]string{"payment_twice"}, r.calledOnce()); diff != "" {
				t.Errorf("staff called (-want +got):\n%s", diff)
			}
		})
	}
}

// The manual way: instructions instead of a page, at the price of the checkout;
// switching closes it where that can be done.
func TestManualWay(t *testing.T) {
	t.Parallel()
	w, all := newTown("one")
	hand := newTill()
	r := newRig(t, checkout.Config{Providers: append(all, hand)})
	w.now = r.clock
	o := r.place("ann", tent)
	r.opens(o, "one")
	at, err := r.Open(t.Context(), o.PayToken, checkout.Choice{Provider: "manual-till"})
	r.must(err)
	v, err := r.View(t.Context(), o.PayToken)
	r.must(err)
	if at.URL != "" || v.Instructions == nil || v.Instructions.Text != "Pay Aigerim." || w.payable(o.ID) != 0 {
		t.Errorf("opened %+v, instructions %+v, %d to pay at the bank", at, v.Instructions, w.payable(o.ID))
	}
	if diff := cmp.Diff([]checkout.Way{{Provider: "one"}, {Provider: "manual-till", Manual: true, Chosen: true}}, v.Ways); diff != "" {
		t.Errorf("ways (-want +got):\n%s", diff)
	}
	no := r.refusedAt(o, checkout.Choice{Provider: "one"}, checkout.ReasonOpenElsewhere) // this till cannot close
	if no.At.Provider != "manual-till" {
		t.Errorf("open elsewhere: %+v", no.At)
	}
	r.must(r.Claim(t.Context(), o.PayToken))
	if v, err = r.View(t.Context(), o.PayToken); err != nil || v.State != "processing" || v.Instructions == nil {
		t.Errorf("the page of a claimed payment: %+v, %v", v, err)
	}
	_, err = r.Confirm(t.Context(), o.ID, payments.Verdict{Paid: true})
	r.must(err)
	if v, err = r.View(t.Context(), o.PayToken); err != nil || v.State != "paid" || v.Instructions != nil {
		t.Errorf("the page of a paid order: %+v, %v", v, err)
	}
}

// updated says how often the host heard that an order has changed.
func (r *rig) updated() (n int) {
	for _, e := range r.heard {
		if _, ok := e.(hook.OrderUpdated); ok {
			n++
		}
	}
	return n
}
