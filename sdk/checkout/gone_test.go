package checkout_test

import (
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// A checkout at a provider that the shop has no more may still be paid: another
// is opened a day after its time is over, and not before.
func TestCheckoutOfAProviderThatIsGone(t *testing.T) {
	t.Parallel()
	r, _ := newTownRig(t, checkout.Config{}, "one", "two")
	o := r.place("ann", tent)
	r.opens(o, "one")
	r.Providers = r.Providers[1:]
	for range 47 { // a day of the checkout, and most of another
		r.later(time.Hour)
		r.refusedAt(o, checkout.Choice{Provider: "two"}, checkout.ReasonUnavailable)
	}
	r.later(2 * time.Hour)
	r.opens(o, "two")
	if is := r.attempts(o.ID); len(is) != 2 || is[0].Payment.State != payments.StateExpired {
		t.Errorf("%+v", is)
	}
}

// A pay link of a host's order that is taken back takes its checkout with it,
// though the order still wants its money in other ways.
func TestUnlinkedIsClosed(t *testing.T) {
	t.Parallel()
	r, w := newTownRig(t, checkout.Config{}, "one")
	_, _, err := r.Keep(t.Context(), order.Order{HostRef: "W-1", Number: "W-1", State: order.Open, Quote: r.place("ann", mug).Quote, Updated: noon})
	r.must(err)
	o, made, err := r.Link(t.Context(), checkout.Link{Ref: "W-1", Title: "An order", Amount: usd(10_00)})
	if err != nil || !made {
		t.Fatal(made, err)
	}
	_, err = r.Open(t.Context(), o.PayToken, checkout.Choice{})
	r.must(err)
	_, err = r.Unlink(t.Context(), "W-1")
	r.must(err)
	r.later(time.Minute)
	if is := r.order(o.ID); is.State != order.Open || w.payable(o.ID) != 0 {
		t.Errorf("the order is %s, and %d can be paid", is.State, w.payable(o.ID))
	}
}
