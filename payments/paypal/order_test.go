package paypal_test

import (
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// All orders of the events of a payment that pends, comes, is given back in part
// and is disputed tell the same in the end, each event once or twice.
func TestEventsConverge(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.PayPalConfig{})
	c := a.start()
	a.must(a.there.Agree(c.Ref, simulator.PayPalPends))
	_, err := a.Capture(t.Context(), c.Ref)
	a.must(err)
	a.must(a.there.Clear(c.Ref, true))
	a.must(a.there.GiveBack(c.Ref, "10.00"))
	a.must(a.there.GiveBack(c.Ref, "20.00"))
	a.must(a.there.Dispute(c.Ref))
	var all []payments.Event
	for _, d := range a.webhooks(c.Ref) {
		events, err := a.ParseEvents(t.Context(), d)
		a.must(err)
		all = append(all, events...)
	}
	if len(all) != 6 {
		t.Fatalf("there are %d events, want 6", len(all))
	}
	want := a.told(c.Ref)
	if want.State != payments.StateSucceeded || want.Refunded != usd(30_00) || !want.Disputed || want.Ref != c.Ref {
		t.Fatalf("told is %+v", want)
	}
	dice, n := rand.New(rand.NewPCG(1, 2)), 0
	permute(all, func(order []payments.Event) {
		var is payments.Payment
		for _, e := range order {
			for range 1 + dice.IntN(2) {
				is = payments.Merge(is, e.Payment())
			}
		}
		if n++; is != want {
			t.Fatalf("order %d tells %+v, want %+v", n, is, want)
		}
	})
	if n != 720 {
		t.Errorf("%d orders, want 720", n)
	}
}

// permute hands over every order of a list.
func permute[T any](all []T, f func([]T)) {
	var from func(int)
	from = func(k int) {
		if k == len(all) {
			f(all)
			return
		}
		for i := k; i < len(all); i++ {
			all[k], all[i] = all[i], all[k]
			from(k + 1)
			all[k], all[i] = all[i], all[k]
		}
	}
	from(0)
}

// Nodes and goroutines that hear of one agreement, and read webhooks, at once.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.PayPalConfig{})
	c := a.start()
	a.must(a.there.Agree(c.Ref, simulator.PayPalPays))
	hooks := a.webhooks(c.Ref)
	a.there.Logout() // all need a new token, of which one is fetched
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if is, err := a.Capture(t.Context(), c.Ref); err != nil || is.State != payments.StateSucceeded {
				t.Errorf("taken is %+v, %v", is, err)
			}
			if _, err := a.ParseEvents(t.Context(), hooks[0]); err != nil {
				t.Error(err)
			}
			if state, err := a.Refund(t.Context(), payments.Refund{Key: "r1", Ref: c.Ref, Amount: usd(40_00)}); err != nil || state != payments.RefundSucceeded {
				t.Errorf("refund is %q, %v", state, err)
			}
		})
	}
	all.Wait()
	state, err := a.Refund(t.Context(), payments.Refund{Key: "r1", Ref: c.Ref, Amount: usd(40_00)})
	if o := a.there.Orders()[0]; err != nil || state != payments.RefundSucceeded || !o.Paid || o.Refunded != "40.00" {
		t.Errorf("in the end: %q, %v, %+v", state, err, o)
	}
}
