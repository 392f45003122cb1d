package hook_test

import (
	"context"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

func ExampleOn() {
	seen := map[string]bool{} // a table of yours: an event may come twice
	ship := hook.On(func(_ context.Context, e hook.OrderPaid) error {
		if !seen[e.ID] {
			seen[e.ID] = true
			fmt.Println("ship", e.Order.Number, e.Order.Total.Minor, e.Order.Total.Currency)
		}
		return nil
	})
	o := order.Order{ID: "1", Number: "1001", State: order.Paid, Quote: quote.Quote{Total: money.New(4900, "USD")}}
	e := hook.Stamp(hook.OrderPaid{Order: hook.Of(o)}, o.ID, time.Now())
	fmt.Println(ship.Hears(e.Type()), ship.Call(context.Background(), e), ship.Call(context.Background(), e))
	// Output:
	// ship 1001 4900 USD
	// true <nil> <nil>
}
