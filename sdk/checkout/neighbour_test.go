package checkout_test

import (
	"context"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// Two shops of one owner may share an account at a provider, and hear each
// other's events; their order systems may give the same number to two orders.
// Each is paid by its own shopper.
func TestShopsThatShareAnAccount(t *testing.T) {
	t.Parallel()
	var shops []*rig
	box, err := sandbox.Open(sandbox.Config{Now: func() time.Time { return shops[0].clock() }, Deliver: func(ctx context.Context, d payments.Delivery) error {
		for _, r := range shops {
			r.must(r.Receive(ctx, "sandbox", d))
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	var orders []order.Order
	var pages []string
	for range 2 {
		r := newRig(t, checkout.Config{Providers: []payments.Provider{box}})
		shops = append(shops, r)
		o, _, err := r.Link(t.Context(), checkout.Link{Ref: "1001", Title: "An order", Amount: usd(25_00)})
		r.must(err)
		orders = append(orders, o)
	}
	for i, r := range shops {
		at, err := r.Open(t.Context(), orders[i].PayToken, checkout.Choice{})
		r.must(err)
		pages = append(pages, at.URL)
	}
	if pages[0] == pages[1] {
		t.Errorf("both lead to %s", pages[0])
	}
	shops[1].must(box.Settle(shops[1].order(orders[1].ID).Checkout, sandbox.Succeed))
	shops[1].must(box.Flush(t.Context()))
	if got := shops[0].order(orders[0].ID).State; got != order.Open {
		t.Errorf("the order of the one that nobody paid is %s", got)
	}
	if got := shops[1].order(orders[1].ID).State; got != order.Paid {
		t.Errorf("the order of the other, which was paid, is %s", got)
	}
}
