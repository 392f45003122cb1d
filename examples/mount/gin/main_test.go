package main

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/sauda-commerce/sauda/examples/internal/shopper"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	m.Run()
}

// A shopper fills a cart in the host's gin, and it lies in the host's database.
func TestShop(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	l, dir, ended := shopper.Listen(t), t.TempDir(), make(chan error, 1)
	go func() { ended <- run(ctx, l, dir) }()
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

	db, err := sql.Open("sqlite", filepath.Join(dir, "our.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var carts int
	if err := db.QueryRow(`SELECT COUNT(*) FROM sauda_cart`).Scan(&carts); err != nil || carts != 1 {
		t.Errorf("%d carts in the host's database, want 1 (%v)", carts, err)
	}
}
