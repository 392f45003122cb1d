package sdk_test

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/sdk"
	orders "github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// careful takes no order above a hundred; everything else is as Sauda does it.
type careful struct{ orders.Backend }

func (c careful) Place(ctx context.Context, o orders.Order) (orders.Placement, error) {
	if over, err := o.Quote.Total.Cmp(money.New(100_00, "USD")); err != nil || over > 0 {
		return orders.Placement{Rejected: "for more than $100 please ring us."}, err
	}
	return c.Backend.Place(ctx, o)
}

// A shop that lets Sauda keep its orders looks at each of them first.
func ExampleOwnOrders() {
	t := &example{}
	defer t.end()
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "shop.db"))
	if err != nil {
		t.Fatalf("%v", err)
	}
	defer db.Close()
	cfg := sdk.Config{Store: db, Catalog: caps().WithIndex(search.New(search.Config{}))}
	own, err := sdk.OwnOrders(cfg)
	if err != nil {
		t.Fatalf("%v", err)
	}
	cfg.Orders = careful{own}

	s := shoptest.New(t, cfg)
	s.Says("add 9 sun cap")
	s.Taps("Checkout")
	s.Says("Ann Lee, +1 202 555 0143")
	s.Taps("Pay")
	fmt.Println(firstLine(s))
	s.Says("make it 8")
	s.Taps("Checkout")
	s.Taps("Pay")
	fmt.Println(firstLine(s))
	// Output:
	// The shop cannot take this order: for more than $100 please ring us.
	// Order 1002 is ready. You pay on a secure page.
}
