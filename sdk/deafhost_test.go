package sdk_test

import (
	"context"
	"testing"

	"github.com/sauda-commerce/sauda/payments"
	orders "github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// deafHost is an order system that must not be told anything: what the test
// does is none of its orders'.
type deafHost struct{ t *testing.T }

func (deafHost) Quote(_ context.Context, d quote.Draft) (quote.Quote, error) {
	return quote.Rules{}.Quote(d, "en")
}

func (h deafHost) Place(context.Context, orders.Order) (orders.Placement, error) {
	h.t.Error("the host is asked to place an order")
	return orders.Placement{}, nil
}

func (h deafHost) Paid(context.Context, orders.Order, payments.Payment) error {
	h.t.Error("the host is told of a payment")
	return nil
}

func (h deafHost) Cancel(context.Context, orders.Order, string) error {
	h.t.Error("the host is told that an order is cancelled")
	return nil
}

func (deafHost) Find(context.Context, orders.Customer, int) ([]orders.Order, error) { return nil, nil }
