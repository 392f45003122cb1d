package sdk_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// A function of yours hears of each order that is paid. It may hear twice, with
// the same ID.
func ExampleOn() {
	seen := map[string]bool{} // a table of yours
	ship := sdk.On(func(_ context.Context, e hook.OrderPaid) error {
		if seen[e.ID] {
			return nil
		}
		seen[e.ID] = true
		fmt.Println("ship", e.Order.Lines[0].Title, "to", e.Order.Contact.Name)
		return nil // an error: it is told again, later and later
	})
	cfg := sdk.Config{Hooks: []hook.Hook{ship}}

	fmt.Println(len(cfg.Hooks), cfg.Hooks[0].Call(context.Background(), hook.OrderPaid{
		Meta:  hook.Meta{ID: "evt_1"},
		Order: hook.Order{Lines: []hook.Line{{Title: "Tent"}}, Contact: hook.Contact{Name: "Ann"}},
	}))
	// Output:
	// ship Tent to Ann
	// 1 <nil>
}

// What a whole purchase tells the host, and a call for a person after it.
func TestHooksOfAPurchase(t *testing.T) {
	t.Parallel()
	var heard []string
	told := make(chan hook.Event, 20)
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source()), Hooks: []hook.Hook{
		sdk.On(func(_ context.Context, e hook.Event) error { told <- e; return nil }),
	}})
	hears := func() {
		for range len(told) {
			e := <-told
			line := e.Type()
			if e, ok := e.(hook.OrderPlaced); ok {
				line += " " + e.Order.Number
			}
			heard = append(heard, line)
		}
	}
	s.Says("show me tents under 400")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Ann Lee, +1 202 555 0143")
	s.Taps("Pay")
	hears()
	s.Pays()
	var paid []string
	for range len(told) { // at once, in no order
		e := <-told
		paid = append(paid, e.Type())
	}
	if len(paid) == 2 && paid[0] > paid[1] {
		paid[0], paid[1] = paid[1], paid[0]
	}
	heard = append(heard, paid...)
	s.Says("I want to talk to a person")
	hears()
	s.Says("stop")
	hears()
	want := []string{"order.placed 1001", "order.paid", "payment.succeeded", "handoff.requested", "contact.opted_out"}
	if diff := cmp.Diff(want, heard); diff != "" {
		t.Errorf("the host heard (-want +got)\n%s", diff)
	}
}
