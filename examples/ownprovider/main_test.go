package main

import (
	"context"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/examples/internal/shopper"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk"
	desk "github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// A shopper buys in the running example and pays on the bank's page.
func TestBuy(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	l := shopper.Listen(t)
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, l, t.TempDir()) }()

	s := shopper.Visit(t, "http://"+l.Addr().String(), "")
	s.Says("tents under 400", "Tents")
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

// order is a shop that takes its money at a bank of its own, and one order that
// waits to be paid. The bank's callbacks go nowhere.
func order(t *testing.T) (s *shoptest.Shop, there *hillbank, ref string) {
	t.Helper()
	bank, there := open(t)
	there.now = func() time.Time { return shoptest.Begin }
	s = shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source()), Payments: []payments.Provider{bank}})
	s.Says("tents under 400")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Ann Lee, ann@example.com")
	s.Taps("Pay")
	return s, there, visit(t, s)
}

// visit follows the pay link to the bank and returns the checkout that is there.
func visit(t *testing.T, s *shoptest.Shop) (ref string) {
	t.Helper()
	page, err := s.OpenPayLink(t.Context(), path.Base(s.PayLink()), desk.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	return path.Base(page.URL)
}

// The bank's callback never comes: Sauda asks, and thanks all the same.
func TestCallbackIsLost(t *testing.T) {
	t.Parallel()
	s, there, ref := order(t)
	if _, err := there.pay(ref, "succeed"); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Hour)
	s.Sees("Thank you")
}

// She has no money on the card: she hears why, and the same link leads to
// another checkout, of which there is one that can be paid.
func TestDeclined(t *testing.T) {
	t.Parallel()
	s, there, ref := order(t)
	if _, err := there.pay(ref, "decline"); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Hour)
	s.Sees("did not go through", "not enough money")
	again := visit(t, s)
	if again == ref {
		t.Error("the link leads to the checkout that was declined")
	}
	if _, err := there.pay(again, "succeed"); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Hour)
	s.Sees("Thank you")
}

// What is missing is said in one sentence.
func TestConfig(t *testing.T) {
	t.Parallel()
	good := Config{BaseURL: "https://api.hillbank.example", Token: token, Secrets: []string{secret}}
	for want, spoil := range map[string]func(*Config){
		"Config.BaseURL": func(c *Config) { c.BaseURL = "api.hillbank.example" },
		"Config.Token":   func(c *Config) { c.Token = "" },
		"Config.Secrets": func(c *Config) { c.Secrets = []string{secret, ""} },
	} {
		c := good
		spoil(&c)
		if _, err := NewBank(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that names %s", err, want)
		}
	}
}
