package checkout_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// second is another provider of the same shop.
type second struct{ *bank }

func (second) Name() string { return "second" }

// A provider speaks for its own checkouts: what it says of another's is kept
// and pays nothing.
func TestEventsOfAnotherProvider(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{Providers: []payments.Provider{newBank(), second{newBank()}}})
	o := r.place("ann", tent)
	r.open(o)
	e := event(payments.EventSucceeded)
	e.Key, e.Ref, e.Order, e.Amount = o.ID+"-1", "ref-"+o.ID+"-1", o.ID, o.Quote.Total
	body, err := json.Marshal([]payments.Event{e})
	r.must(err)
	r.must(r.Receive(t.Context(), "second", payments.Delivery{Body: body}))
	if is := r.order(o.ID); is.State != order.Open {
		t.Errorf("the order is %s after another provider's word", is.State)
	}
	r.must(r.Receive(t.Context(), "bank", payments.Delivery{Body: body}))
	if is := r.order(o.ID); is.State != order.Paid {
		t.Errorf("the order is %s after its own provider's word", is.State)
	}
}

// An event with the key of an attempt and another checkout than it has is of
// another shop on the account.
func TestEventOfAnotherCheckout(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{Providers: []payments.Provider{newBank()}})
	o := r.place("ann", tent)
	r.open(o)
	for _, e := range []payments.Event{
		{Key: o.ID + "-1", Ref: "ref-of-another"}, {Key: o.ID + "-2", Ref: "ref-" + o.ID + "-1"}, {Key: o.ID + "-2"}, {Ref: "ref-of-another"}, {},
	} {
		e.ID, e.Kind, e.Order, e.Amount = e.Key+e.Ref, payments.EventSucceeded, o.ID, o.Quote.Total
		body, err := json.Marshal([]payments.Event{e})
		r.must(err)
		r.must(r.Receive(t.Context(), "bank", payments.Delivery{Body: body}))
		if is := r.order(o.ID); is.State != order.Open {
			t.Fatalf("key %q, ref %q: the order is %s", e.Key, e.Ref, is.State)
		}
	}
}

// What happened on the way is told, though what is known by now says more.
func TestHostHearsLate(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{Providers: []payments.Provider{newBank()}})
	o := r.place("ann", tent)
	r.open(o)
	paid, failed := event(payments.EventSucceeded), event(payments.EventFailed)
	paid.At, failed.At = noon.Add(time.Minute), noon
	r.happens(o, 1, paid)
	r.happens(o, 1, failed)
	if got := r.hears(); !slices.Contains(got, "payment.failed") || r.order(o.ID).State != order.Paid {
		t.Errorf("the host hears %v, the order is %s", got, r.order(o.ID).State)
	}
}
