package main

import (
	"context"
	"testing"

	"github.com/sauda-commerce/sauda/examples/internal/shopper"
)

// A shopper buys a kettle from the running example.
func TestBuy(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	l := shopper.Listen(t)
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, l, t.TempDir()) }()

	s := shopper.Visit(t, "http://"+l.Addr().String(), "")
	s.Says("a kettle", "kettle")
	s.Taps("Add to cart", "in your cart")
	s.Taps("Checkout", "name")
	s.Says("Ann Lee, ann@example.com", "Your order")
	s.Taps("Pay", "ready")
	s.Pays()
	s.Hears("is paid")

	stop()
	if err := <-ended; err != nil {
		t.Errorf("the example ended with %v", err)
	}
}
