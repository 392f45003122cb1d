package checkout_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// masked is six steps with those in mask taken again at the end.
func masked[T any](steps []T, mask int) []T {
	all := slices.Clone(steps)
	for i, s := range steps {
		if mask>>i&1 == 1 {
			all = append(all, s)
		}
	}
	return all
}

// happening is one event of a provider's checkout.
type happening struct {
	bank int
	kind payments.EventKind
}

// P5, P6: she has paid at two providers. All 720 orders of what they tell, with
// duplicates: the order is paid once, by whichever was heard of first, the other
// payment goes back in full, once, and each side is told once.
func TestEventsOfTwoProvidersConverge(t *testing.T) {
	t.Parallel()
	host := &host{}
	r, w := newTownRig(t, checkout.Config{Backend: host}, "one", "two")
	refs := r.shelves(24)
	var orders [720]order.Order
	var places, runs []func()
	permute([]happening{
		{0, payments.EventSucceeded}, {0, payments.EventExpired}, {0, payments.EventDisputed},
		{1, payments.EventProcessing}, {1, payments.EventFailed}, {1, payments.EventSucceeded},
	}, func(all []happening) {
		n := len(runs)
		places = append(places, func() { orders[n] = r.place(fmt.Sprint("shopper ", n), refs[n%len(refs)]) })
		runs = append(runs, func() { r.paidTwice(w, orders[n], masked(all, n*37%64)) })
	})
	together(64, places)
	r.due()
	together(64, runs)
	r.due()
	if n := len(host.paid()); n != 720 {
		t.Errorf("the host was told %d times that one of 720 orders is paid", n)
	}
	for i := range orders {
		r.oneCameBack(w, orders[i])
	}
}

// paidTwice opens a checkout at each of two banks and has both say what happened.
func (r *rig) paidTwice(w *town, o order.Order, all []happening) {
	refs := [2]string{r.opens(o, "one")}
	r.tells("one", payments.Event{ID: refs[0] + "-first", Kind: payments.EventFailed, Ref: refs[0], Order: o.ID, Key: r.attempts(o.ID)[0].Key, Amount: o.Quote.Total})
	refs[1] = r.opens(o, "two")
	for _, h := range all {
		r.tells(w.banks[h.bank].name, w.banks[h.bank].settles(refs[h.bank], h.kind))
	}
}

func (r *rig) oneCameBack(w *town, o order.Order) {
	is, all := r.order(o.ID), r.attempts(o.ID)
	back := map[bool]int{} // whether it is the payment that was kept: how often it was given back
	for i, a := range all {
		w.mu.Lock()
		refund, ok := w.banks[i].refunds["refund-"+a.Key]
		w.mu.Unlock()
		if ok && refund.Amount == o.Quote.Total && refund.Ref == a.Ref {
			back[a.Ref == is.Checkout]++
		}
	}
	count := map[string]int{}
	for _, what := range r.told(o) {
		count[what]++
	}
	if is.State != order.Paid || back[true] != 0 || back[false] != 1 || count[checkout.ToldSucceeded] != 1 || count[checkout.ToldTwice] != 1 ||
		!slices.Equal(r.holds(o), []string{"1 sold"}) {
		r.t.Errorf("%s by %s, given back %v, told %v, holds %v", is.State, is.Provider, back, count, r.holds(o))
	}
}

// The same where the second way is one that people confirm: whatever they say,
// and however late the bank's word comes.
func TestEventsOfBankAndPeopleConverge(t *testing.T) {
	t.Parallel()
	w, banks := newTown("one")
	r := newRig(t, checkout.Config{Providers: append(banks, newTill())})
	w.now = r.clock
	refs := r.shelves(24)
	bank := func(kind payments.EventKind) func(order.Order, string) error {
		return func(_ order.Order, ref string) error {
			r.tells("one", w.banks[0].settles(ref, kind))
			return nil
		}
	}
	confirm := func(paid bool) func(order.Order, string) error {
		return func(o order.Order, _ string) error {
			_, err := r.Confirm(t.Context(), o.ID, payments.Verdict{Paid: paid})
			return err
		}
	}
	var runs []func()
	permute([]func(order.Order, string) error{
		bank(payments.EventSucceeded), bank(payments.EventExpired), bank(payments.EventDisputed),
		func(o order.Order, _ string) error { return r.Claim(t.Context(), o.PayToken) }, confirm(false), confirm(true),
	}, func(all []func(order.Order, string) error) {
		n := len(runs)
		runs = append(runs, func() {
			o := r.place(fmt.Sprint("shopper ", n), refs[n%len(refs)])
			r.byBankAndPeople(o, masked(all, n*37%64))
		})
	})
	together(64, runs)
}

func (r *rig) byBankAndPeople(o order.Order, all []func(order.Order, string) error) {
	ref := r.opens(o, "one")
	r.tells("one", payments.Event{ID: ref + "-first", Kind: payments.EventFailed, Ref: ref, Order: o.ID, Key: r.attempts(o.ID)[0].Key, Amount: o.Quote.Total})
	r.opens(o, "manual-till")
	for _, step := range all {
		err := step(o, ref)
		_, refused := errors.AsType[*checkout.Refusal](err)
		if err != nil && !refused && !errors.Is(err, order.ErrTransition) && !errors.Is(err, payments.ErrConflict) {
			r.t.Errorf("%v", err)
		}
	}
	is := r.order(o.ID)
	count := map[string]int{}
	for _, what := range r.told(o) {
		count[what]++
	}
	if is.State != order.Paid || count[checkout.ToldSucceeded] != 1 || count[checkout.ToldTwice] != 1 || !slices.Equal(r.holds(o), []string{"1 sold"}) {
		r.t.Errorf("%s by %s, told %v, holds %v", is.State, is.Provider, count, r.holds(o))
	}
	want := []payments.State{payments.StateSucceeded, payments.StateSucceeded}
	if diff := cmp.Diff(want, r.states(o)); diff != "" {
		r.t.Errorf("attempts (-want +got):\n%s", diff)
	}
}
