package sdk_test

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

func demoShop(t *testing.T) *shoptest.Shop {
	t.Helper()
	return shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source())})
}

func TestAShopperBuys(t *testing.T) {
	t.Parallel()
	s := demoShop(t)
	s.Says("show me tents under 400")
	s.Sees("Add to cart")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Ann Lee, +1 202 555 0143")
	s.Sees("Pay")
	s.Taps("Pay")
	s.Sees("->", "/pay/")
	s.Pays()
	s.Sees("Thank")
}
