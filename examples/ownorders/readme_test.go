package main

import (
	"context"
	"database/sql"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/examples/internal/shopper"
	"github.com/sauda-commerce/sauda/gateway"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// What the README's first lines name: this shop's tables, each seen by itself.
type (
	mySource struct{ db *sql.DB }
	myOrders struct{ db *sql.DB }
	myLogin  struct{ db *sql.DB }
)

func (m mySource) Changes(ctx context.Context, cursor string) iter.Seq2[catalog.Change, error] {
	return chat{shop(m)}.Changes(ctx, cursor)
}

func (m myOrders) Quote(ctx context.Context, d quote.Draft) (quote.Quote, error) {
	return chat{shop(m)}.Quote(ctx, d)
}

func (m myOrders) Place(ctx context.Context, o order.Order) (order.Placement, error) {
	return chat{shop(m)}.Place(ctx, o)
}

func (m myOrders) Paid(ctx context.Context, o order.Order, p payments.Payment) error {
	return chat{shop(m)}.Paid(ctx, o, p)
}

func (m myOrders) Cancel(ctx context.Context, o order.Order, reason string) error {
	return chat{shop(m)}.Cancel(ctx, o, reason)
}

func (m myOrders) Find(ctx context.Context, who order.Customer, limit int) ([]order.Order, error) {
	return chat{shop(m)}.Find(ctx, who, limit)
}

func (m myLogin) Lookup(ctx context.Context, id contact.Identity) (contact.Customer, bool, error) {
	return chat{shop(m)}.Lookup(ctx, id)
}

// serve is the README's first lines; package quickstart's test compares them.
func serve(ctx context.Context, mux *http.ServeMux, db *sql.DB, money payments.Provider) error {
	// README: begin
	shop, err := sdk.New(sdk.Config{
		Store:     sqlite.New(db, "sauda"),   // or postgres.New(pool, "sauda"): your pool, our own tables
		Catalog:   catalog.New(mySource{db}), // your products table
		Orders:    myOrders{db},              // your order system stays the truth
		Customers: myLogin{db},               // and so does your login
		Payments:  []payments.Provider{money},
		Channels:  []channel.Channel{webchat.New(webchat.Config{})},
		Profile:   sdk.Profile{Name: "Alem", Currency: "USD", Locale: "kk", TimeZone: "Asia/Almaty"},
		BaseURL:   "https://alem.example/chat",
	})
	if err != nil {
		return err
	}
	go shop.Run(ctx)
	mux.Handle("/chat/", http.StripPrefix("/chat", gateway.Must(gateway.New(shop, gateway.Options{}))))
	// README: end
	return nil
}

// The README's first lines sell: a shopper orders, and it is in the shop's own
// table.
func TestReadme(t *testing.T) {
	t.Parallel()
	own := open(t)
	money, err := sandbox.Open(sandbox.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = money.Close() })
	mux := http.NewServeMux()
	if err := serve(t.Context(), mux, own.db, money); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)

	s := shopper.Visit(t, server.URL+"/chat", "")
	for range 20 { // until Run has read the products
		if s.Says("a tin mug", ""); strings.Contains(s.Text(), "1 found") {
			break
		}
	}
	s.Taps("Add to cart", "in your cart")
	s.Taps("Checkout", "name")
	s.Says("Ann Lee, ann@example.com", "Your order")
	s.Taps("Pay", "W-1001")
	all, err := own.sales(t.Context(), 10)
	if err != nil || len(all) != 1 || all[0].cents != 900 {
		t.Errorf("the shop has %+v (%v)", all, err)
	}
}
