// Command quickstart is a whole shop in one file: three products, a web chat on
// a page, sandbox money, everything in one folder.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/gateway"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

var products = catalog.List{
	{ID: "mug", Title: catalog.Text{"en": "Enamel mug"}, Category: []catalog.Text{{"en": "Kitchen"}}, Offer: offer(1250)},
	{ID: "kettle", Title: catalog.Text{"en": "Camp kettle"}, Category: []catalog.Text{{"en": "Kitchen"}}, Offer: offer(3900)},
	{ID: "lamp", Title: catalog.Text{"en": "Storm lamp"}, Category: []catalog.Text{{"en": "Light"}}, Offer: offer(5400)},
}

func offer(cents int64) catalog.Offer {
	return catalog.Offer{Price: money.New(cents, "USD"), Stock: catalog.Stock{Kind: catalog.StockUnlimited}}
}

const page = `<!doctype html><title>Quickstart</title><h1>Three good things</h1>
<p>Ask for them in the chat.</p><script src="/widget.js" data-shop></script>`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:8080")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Open http://" + l.Addr().String())
	if err := run(ctx, l, "quickstart-data"); err != nil {
		log.Fatal(err)
	}
}

// run serves the shop on l, with its records in dir, until ctx ends.
func run(ctx context.Context, l net.Listener, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	db, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		return err
	}
	defer db.Close()

	base := "http://" + l.Addr().String()
	var shop *sdk.Shop
	money, err := sandbox.Open(sandbox.Config{
		Dir: filepath.Join(dir, "sandbox"), BaseURL: base + "/sandbox",
		Deliver: func(ctx context.Context, d payments.Delivery) error { return shop.ReceivePayment(ctx, "sandbox", d) },
	})
	if err != nil {
		return err
	}
	defer money.Close()

	shop, err = sdk.New(sdk.Config{
		Store:    db,
		Catalog:  catalog.New(products),
		Payments: []payments.Provider{money},
		Channels: []channel.Channel{webchat.New(webchat.Config{})},
		Profile:  sdk.Profile{Name: "Three good things", Currency: "USD"},
		BaseURL:  base,
	})
	if err != nil {
		return err
	}
	if _, err := shop.Sync(ctx); err != nil { // the shelves are full when the doors open
		return err
	}
	go shop.Run(ctx)
	go money.Run(ctx)

	mux := http.NewServeMux()
	mux.Handle("/", gateway.Must(gateway.New(shop, gateway.Options{})))
	mux.Handle("/sandbox/", http.StripPrefix("/sandbox", money.Handler()))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	})
	server := gateway.Server(mux, l.Addr().String())
	go func() { <-ctx.Done(); _ = server.Close() }()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
