package main

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// The README's test of a shop.
func TestReadmeTest(t *testing.T) {
	t.Parallel()
	mySource, myLogin := demo.Source(), shoptest.Customers{{ID: "42", Name: "Ann Lee", Email: "ann@example.com"}}
	var myOrders order.Backend // nil: Sauda keeps the orders
	// README: begin
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(mySource), Orders: myOrders, Customers: myLogin})
	s.LogsIn("42") // one of your customers
	s.Says("add two roll-up tables")
	s.Taps("Pay")
	s.Pays()
	s.Sees("Thank you") // and now look at your own orders table
	// README: end
}
