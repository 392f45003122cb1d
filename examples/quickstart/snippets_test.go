package main

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// The README's test of a shop.
func TestReadmeTest(t *testing.T) {
	t.Parallel()
	mySource := demo.Source()
	// README: begin
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(mySource)})
	s.Says("show me tents under 400")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Ann Lee, +1 202 555 0143")
	s.Taps("Pay")
	s.Pays()
	s.Sees("Thank")
	// README: end
}
