// Command ownprovider takes money through a payment provider of its own, an
// imaginary small bank with a page to pay on and signed callbacks. It is the way
// from a bank's API to a payments.Provider, in this order:
//
//   - wire.go says in Sauda's words what the bank says: amounts, states, why a
//     payment failed; and which errors are worth another try, which is what
//     keeps a shopper from paying twice;
//   - hillbank.go is the contract, payments.Provider, method by method. Keys are
//     handed on, because the bank knows them again;
//   - callback.go believes a callback only for its signature;
//   - main.go hands the provider to a shop. Callbacks come to /payments/hillbank,
//     which the gateway serves;
//   - conformance_test.go runs payments/paymentstest, which tells what is still
//     wrong with a provider. Begin with it: it needs four strings to pull, and
//     bank.go, the bank's double, has them.
//
// Run it, put something into the cart, and pay at the bank:
//
//	go run ./examples/ownprovider
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
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/gateway"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

const page = `<!doctype html><title>Ownprovider</title><p>Buy something in the chat, and pay at Hillbank.</p><script src="/widget.js" data-shop></script>`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:8080")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Open http://" + l.Addr().String())
	if err := run(ctx, l, "ownprovider-data"); err != nil {
		log.Fatal(err)
	}
}

// run serves the shop, and the bank beside it, until ctx ends.
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
	// A real shop has the token and the secret from the bank, and keeps them
	// where it keeps its others.
	const token, secret = "token-of-the-example", "secret-of-the-example"
	there := newHillbank(base+"/bank", token, secret)
	there.callback = base + "/payments/hillbank"
	bank, err := NewBank(Config{BaseURL: there.base, Token: token, Secrets: []string{secret}})
	if err != nil {
		return err
	}
	shop, err := sdk.New(sdk.Config{
		Store: db, Catalog: catalog.New(demo.Source()), BaseURL: base,
		Payments: []payments.Provider{bank},
		Channels: []channel.Channel{webchat.New(webchat.Config{})},
		Profile:  sdk.Profile{Name: "Fernhill Outdoor", Currency: "USD"},
	})
	if err != nil {
		return err
	}
	if _, err := shop.Sync(ctx); err != nil { // the shelves are full when the doors open
		return err
	}
	go shop.Run(ctx)

	mux := http.NewServeMux()
	mux.Handle("/", gateway.Must(gateway.New(shop, gateway.Options{})))
	mux.Handle("/bank/", http.StripPrefix("/bank", there.handler()))
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
