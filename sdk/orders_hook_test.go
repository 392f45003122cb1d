package sdk_test

import (
	"context"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/hook"
	orders "github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// Hooks hear of each step of an order once, and of a pay link that is paid.
func TestHooksHearOfWhatTheHostCalls(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	var heard []string
	hear := hook.On(func(_ context.Context, e hook.OrderUpdated) error {
		if !ids[e.ID] {
			heard = append(heard, string(e.Order.Shipment.Status)+" "+e.Order.Ref)
		}
		ids[e.ID] = true
		return nil
	})
	paid := hook.On(func(_ context.Context, e hook.OrderPaid) error {
		heard = append(heard, "paid "+e.Order.Ref+" "+string(e.Order.Origin))
		return nil
	})
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(nil), Hooks: []hook.Hook{hear, paid}})
	put(t, s, webOrder("W-1"))
	for _, step := range []orders.Step{orders.StepPacked, orders.StepShipped, orders.StepPacked, orders.StepShipped} {
		follow(t, s, "W-1", orders.Status{Status: step})
	}
	settles(t, s, create(t, s, deposit()), sandbox.Succeed)
	want := []string{"packed W-1", "shipped W-1", "paid D-7 link"}
	if len(heard) != len(want) || heard[0] != want[0] || heard[1] != want[1] || heard[2] != want[2] {
		t.Errorf("heard %q, want %q", heard, want)
	}
}
