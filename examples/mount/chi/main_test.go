package main

import (
	"context"
	"testing"

	"github.com/sauda-commerce/sauda/examples/internal/shopper"
)

// A shopper fills a cart behind the host's chi.
func TestShop(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	l, ended := shopper.Listen(t), make(chan error, 1)
	go func() { ended <- run(ctx, l, t.TempDir()) }()
	base := "http://" + l.Addr().String()
	s := shopper.Visit(t, base+"/chat", "")
	s.Says("tents under 400", "Tents")
	s.Taps("Add to cart", "in your cart")
	s.Streams("in your cart")
	shopper.Mounted(t, base, `sauda_http_requests_total{method="POST",route="/webchat/sessions",shop="Fernhill Outdoor",status="201"} 1`)
	stop()
	if err := <-ended; err != nil {
		t.Errorf("the example ended with %v", err)
	}
}
