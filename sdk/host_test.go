package sdk_test

import (
	"context"
	"errors"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk"
	orders "github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// dearHost is an order system that charges a dollar more than the catalogue,
// takes every order and remembers one from before.
type dearHost struct{ down bool }

var errDown = errors.New("down")

func (h dearHost) Quote(_ context.Context, d quote.Draft) (quote.Quote, error) {
	if h.down {
		return quote.Quote{}, errDown
	}
	for i := range d.Lines {
		d.Lines[i].Unit.Minor += 100
	}
	return quote.Rules{}.Quote(d, "en")
}

func (h dearHost) Place(context.Context, orders.Order) (orders.Placement, error) {
	return orders.Placement{Accepted: true, Number: "H-7"}, nil
}

func (h dearHost) Paid(context.Context, orders.Order, payments.Payment) error { return nil }

func (h dearHost) Cancel(context.Context, orders.Order, string) error { return nil }

func (h dearHost) Find(context.Context, orders.Customer, int) ([]orders.Order, error) {
	if h.down {
		return nil, errDown
	}
	total := money.New(4200, "USD")
	return []orders.Order{{ID: "h1", Number: "H-1", State: orders.Completed, Quote: quote.Quote{
		Lines: []quote.Line{{Title: "Old hat", Quantity: 1, Unit: total, Total: total}}, Subtotal: total, Total: total,
	}}}, nil
}

func TestTheHostPricesAndListsOrders(t *testing.T) {
	t.Parallel()
	shop := shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source()), Orders: dearHost{}})
	s := shop.Customer("u1")
	s.Says("where is my order?")
	s.Sees("H-1")
	s.Says("slat roll-up table")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Ann Lee, +1 202 555 0143")
	s.Sees("$70.00") // the catalogue says $69.00
	s.Taps("Pay")
	s.Sees("H-7", "Pay $70.00")
	s.Pays()
	s.Sees("H-7")
}

func TestAHostThatIsDownLeavesTheShopOpen(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source()), Orders: dearHost{down: true}})
	s.Says("where is my order?")
	s.SeesNot("H-1")
	s.Says("slat roll-up table")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Ann Lee, +1 202 555 0143")
	s.Sees("$69.00")
}
