package checkout_test

import (
	"encoding/json"
	"testing"

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
