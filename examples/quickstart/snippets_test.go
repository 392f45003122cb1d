package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/examples/internal/shopper"
	"github.com/sauda-commerce/sauda/gateway"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// The README's "In your backend", run.
func TestReadmeBackend(t *testing.T) {
	t.Chdir(t.TempDir()) // where shop.db comes to lie
	ctx := t.Context()
	money, err := sandbox.Open(sandbox.Config{})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()

	db, err := sqlite.Open("shop.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	shop, err := sdk.New(sdk.Config{
		Store:    db,
		Catalog:  catalog.New(products),
		Payments: []payments.Provider{money},
		Channels: []channel.Channel{webchat.New(webchat.Config{})},
		Profile:  sdk.Profile{Name: "Alem", Currency: "USD"},
		BaseURL:  "https://shop.example/chat",
	})
	if err != nil {
		t.Fatal(err)
	}
	go shop.Run(ctx)
	mux.Handle("/chat/", http.StripPrefix("/chat", gateway.Must(gateway.New(shop, gateway.Options{}))))

	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s := shopper.Visit(t, server.URL+"/chat", "")
	s.Says("what do you sell", "")
}

// The README's test of a shop.
func TestReadmeTest(t *testing.T) {
	t.Parallel()
	mySource := demo.Source()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(mySource)})
	s.Says("show me tents under 400")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Ann Lee, +1 202 555 0143")
	s.Taps("Pay")
	s.Pays()
	s.Sees("Thank")
}
