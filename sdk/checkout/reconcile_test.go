package checkout_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// plan sets the timers by which providers are asked.
func (r *rig) plan() {
	r.t.Helper()
	writes, err := r.Reconciling()
	r.must(err)
	r.must(r.Store.Commit(r.t.Context(), store.Batch{Writes: writes}))
}

// blind takes away the other way by which news are found.
func (r *rig) blind(o order.Order) {
	r.t.Helper()
	r.must(r.Store.Commit(r.t.Context(), store.Batch{Writes: []store.Statement{store.CancelTimer(checkout.TimerLook + ":" + o.ID)}}))
}

// A provider whose callbacks are all swallowed, and which cannot always be
// asked: every order comes to where it should, once.
func TestReconcileNeedsNoCallbacks(t *testing.T) {
	t.Parallel()
	r, w := newTownRig(t, checkout.Config{}, "one")
	r.plan()
	r.plan() // as every node does: there is one
	ends := []payments.EventKind{payments.EventSucceeded, payments.EventFailed, payments.EventExpired, payments.EventProcessing}
	wants := []order.State{order.Paid, order.Open, order.Open, order.Processing}
	refs := r.shelves(4)
	var orders []order.Order
	for i := range 40 {
		o := r.place(fmt.Sprint("shopper ", i), refs[i%len(refs)])
		ref := r.open(o)
		r.blind(o)
		r.ahead(time.Second)
		w.banks[0].settles(ref, ends[i%len(ends)])
		orders = append(orders, o)
		if i == 20 {
			r.later(10 * time.Minute)
			w.banks[0].fails = errors.New("down")
		}
	}
	r.later(10 * time.Minute) // in vain
	r.later(2 * time.Second)
	w.banks[0].fails = nil
	r.later(10 * time.Minute)
	for i, o := range orders {
		if is := r.order(o.ID); is.State != wants[i%len(wants)] {
			t.Errorf("order %d, whose payment was %s, is %s", i, ends[i%len(ends)], is.State)
		}
		if kept, err := r.Store.PaymentEvents(t.Context(), o.ID); err != nil || len(kept) != 1 {
			t.Errorf("order %d: %d events are kept, %v", i, len(kept), err)
		}
	}
	thanks := 0
	for _, o := range orders {
		for _, what := range r.told(o) {
			if what == checkout.ToldSucceeded {
				thanks++
			}
		}
	}
	if thanks != 10 {
		t.Errorf("thanked %d times for 10 payments", thanks)
	}
}

// It reads on from where it was, an hour over; after an outage from before it;
// and what is known is not applied again.
func TestReconcileReadsOn(t *testing.T) {
	t.Parallel()
	from := map[string][]time.Time{}
	w, all := newTown("one")
	l := &listening{closing: closing{w.banks[0]}, from: from}
	all[0] = l
	r := newRig(t, checkout.Config{Providers: all})
	w.now = r.clock
	r.plan()
	r.later(10 * time.Minute)
	r.later(10 * time.Minute)
	l.fails = errors.New("down")
	r.later(10 * time.Minute)
	r.ahead(5 * time.Hour)
	r.due()
	l.fails = nil
	r.later(time.Hour)
	r.later(10 * time.Minute)
	begin := noon.Add(10 * time.Minute)
	last := r.clock().Add(-10 * time.Minute)
	want := []time.Time{begin.Add(-24 * time.Hour), begin.Add(-time.Hour), begin.Add(-50 * time.Minute), begin.Add(-50 * time.Minute), begin.Add(-50 * time.Minute), last.Add(-time.Hour)}
	if got := from["one"]; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("it was asked from\n%v, want\n%v", got, want)
	}
}

// A provider that the shop has no more, and one that stops in the middle.
func TestReconcileTrouble(t *testing.T) {
	t.Parallel()
	r, w := newTownRig(t, checkout.Config{}, "one", "two")
	r.plan()
	r.Providers = r.Providers[:1]
	o := r.place("ann", catalog.Ref{Product: "mug"})
	ref := r.open(o)
	r.blind(o)
	w.banks[0].settles(ref, payments.EventSucceeded)
	w.banks[0].fails = errors.New("the second page does not come")
	r.later(10 * time.Minute)
	if is := r.order(o.ID); is.State != order.Paid {
		t.Errorf("what came before the error is not applied: %s", is.State)
	}
	next, err := r.Store.Timer(t.Context(), checkout.TimerReconcile+":one")
	if err != nil || !next.Due.Equal(r.clock().Add(time.Minute)) {
		t.Errorf("it is asked again at %v, %v", next.Due, err)
	}
	if _, err := r.Store.Timer(t.Context(), checkout.TimerReconcile+":two"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a provider that the shop has no more is asked: %v", err)
	}
}
