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

// behind is an order system that lists its orders as they were before anything
// was paid, and one that waits for money on the website.
type behind struct {
	dearHost
	placed *[]orders.Order
}

func (h behind) Place(_ context.Context, o orders.Order) (orders.Placement, error) {
	*h.placed = append(*h.placed, o)
	return orders.Placement{Accepted: true, Number: "H-8"}, nil
}

func (h behind) Find(context.Context, orders.Customer, int) ([]orders.Order, error) {
	total := money.New(4200, "USD")
	found := []orders.Order{{ID: "web", Number: "H-1", State: orders.Open, PayToken: "guess", Quote: quote.Quote{Total: total}}}
	for _, o := range *h.placed {
		o.State, o.Number = orders.Open, "H-8"
		found = append(found, o)
	}
	return found, nil
}

// What Sauda knows of an order the host cannot take back: that it is paid. An
// order of the website is shown, but neither paid nor cancelled here.
func TestAHostThatIsBehind(t *testing.T) {
	t.Parallel()
	host := behind{placed: &[]orders.Order{}}
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source()), Orders: host})
	ann := s.Customer("ann")
	ann.Says("slat roll-up table")
	ann.Taps("Add to cart")
	ann.Taps("Checkout")
	ann.Says("Ann Lee, +1 202 555 0143")
	ann.Taps("Pay")
	ann.Pays()
	ann.Says("my orders")
	ann.Sees("H-8: paid", "H-1: accepted")
	ann.Taps("Order H-1")
	ann.Sees("H-1", "$42.00")
	ann.SeesNot("/pay/")
	ann.SeesNot("Cancel this order")
	ann.Says("cancel order H-1")
	ann.Sees("I cannot cancel it")
	if all := *host.placed; len(all) != 1 || all[0].Customer != "ann" {
		t.Errorf("the host was asked for %+v, want one order of ann's", all)
	}
}
