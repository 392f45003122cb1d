package order_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

var then = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// Statuses of a host may come twice and in any order: the same ones end in the
// same order, and each is news once at most.
func TestFollowConverges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := order.Order{State: order.Open, Origin: order.FromHost, Quote: quote.Quote{Total: money.New(1, "USD")}}
		steps := rapid.SliceOfDistinct(rapid.SampledFrom(order.Steps()), rapid.ID[order.Step]).Draw(t, "steps")
		apply := func(all []order.Step) order.Order {
			is, news := o, map[order.Step]int{}
			for _, s := range all {
				next, further, err := is.Follow(order.Status{Status: s, Carrier: "Post " + string(s), At: then}, then)
				if err != nil {
					t.Fatal(err)
				}
				if further {
					news[s]++
				}
				is = next
			}
			for s, n := range news {
				if n > 1 {
					t.Errorf("%s is news %d times", s, n)
				}
			}
			is.Reason, is.PaidAmount, is.Updated = "", money.Amount{}, time.Time{} // of what came first
			if is.Shipment != nil {
				s := *is.Shipment
				s.Carrier = ""
				is.Shipment = &s
			}
			return is
		}
		want := apply(steps)
		mixed := rapid.Permutation(append(steps, steps...)).Draw(t, "mixed")
		if diff := cmp.Diff(want, apply(mixed)); diff != "" {
			t.Errorf("%v and %v differ (-want +got)\n%s", steps, mixed, diff)
		}
	})
}

func TestFollow(t *testing.T) {
	t.Parallel()
	total := money.New(100, "USD")
	at := func(s order.State, provider string) order.Order {
		return order.Order{State: s, Provider: provider, Checkout: provider, Quote: quote.Quote{Total: total}}
	}
	for name, c := range map[string]struct {
		o       order.Order
		steps   []order.Step
		state   order.State
		step    order.Step // of the shipment
		further bool       // the last one
		err     bool
	}{
		"on its way":                 {at(order.Paid, "card"), []order.Step{order.StepPacked, order.StepShipped}, order.Paid, order.StepShipped, true, false},
		"twice":                      {at(order.Paid, "card"), []order.Step{order.StepShipped, order.StepShipped}, order.Paid, order.StepShipped, false, false},
		"late":                       {at(order.Paid, "card"), []order.Step{order.StepShipped, order.StepPacked}, order.Paid, order.StepShipped, false, false},
		"delivered":                  {at(order.Paid, "card"), []order.Step{order.StepDelivered}, order.Completed, order.StepDelivered, true, false},
		"paid at the door":           {at(order.Open, ""), []order.Step{order.StepDelivered, order.StepPaid}, order.Completed, order.StepDelivered, true, false},
		"paid already":               {at(order.Paid, "card"), []order.Step{order.StepPaid}, order.Paid, "", false, false},
		"cancelled":                  {at(order.Open, ""), []order.Step{order.StepCancelled}, order.Cancelled, "", true, false},
		"packed after it was called": {at(order.Open, ""), []order.Step{order.StepCancelled, order.StepPacked}, order.Cancelled, order.StepPacked, false, false},
		"cancelled with our money":   {at(order.Paid, "card"), []order.Step{order.StepCancelled}, order.Paid, "", false, true},
		"refunded with our money":    {at(order.Paid, "card"), []order.Step{order.StepRefunded}, order.Paid, "", false, true},
		"refunded elsewhere":         {at(order.Paid, ""), []order.Step{order.StepRefunded}, order.Refunded, "", true, false},
		"never accepted":             {at(order.Rejected, ""), []order.Step{order.StepPacked}, order.Rejected, "", false, true},
		"not placed yet":             {at(order.Placing, ""), []order.Step{order.StepPaid}, order.Placing, "", false, true},
		"no step":                    {at(order.Open, ""), []order.Step{"lost"}, order.Open, "", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := c.o
			var further bool
			var err error
			for _, s := range c.steps {
				o, further, err = o.Follow(order.Status{Status: s}, then)
			}
			var step order.Step
			if o.Shipment != nil {
				step = o.Shipment.Status
			}
			if o.State != c.state || step != c.step || further != c.further || errors.Is(err, order.ErrTransition) != c.err {
				t.Errorf("is %s, %q, further %v, error %v", o.State, step, further, err)
			}
		})
	}
	paid, _, _ := at(order.Open, "card").Follow(order.Status{Status: order.StepPaid}, then)
	if paid.Checkout != "" || paid.Provider != "" || paid.PaidAmount != total {
		t.Errorf("paid elsewhere, and the open checkout stays the one that counts: %+v", paid)
	}
}

// A step told again is the same step: it happened when it was first told.
func TestStepToldAgain(t *testing.T) {
	t.Parallel()
	o := order.Order{State: order.Open}
	o, _, err := o.Follow(order.Status{Status: order.StepShipped, At: then}, then)
	if err != nil {
		t.Fatal(err)
	}
	o, further, err := o.Follow(order.Status{Status: order.StepShipped, Number: "JD0146", At: then.Add(time.Hour)}, then.Add(time.Hour))
	if err != nil || further || !o.Shipment.At.Equal(then) || o.Shipment.Number != "JD0146" {
		t.Errorf("further: %v, %+v, %v", further, o.Shipment, err)
	}
}
