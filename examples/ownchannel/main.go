// Command ownchannel sells on a messaging platform that Sauda does not know: an
// imaginary one of short messages, called Pigeon, which shows text and nothing
// else. It is the way from a platform's API to a channel.Channel, in this order:
//
//   - pigeon.go says what a phone can show (Capabilities), and reads webhooks
//     (Parse), believing them only for their signature. Because there are no
//     buttons, Sauda numbers the choices and reads a number as a tap: nothing
//     about that is in the adapter;
//   - send.go makes one request for each message, and says of each refusal of
//     which class it is, so that Sauda knows whether to try again, when, or
//     never. That is where messages get lost, or are sent twice;
//   - main.go hands the channel to a shop. Webhooks come to /channels/pigeon,
//     which the gateway serves;
//   - conformance_test.go runs sdk/channel/channeltest, which tells what is
//     still wrong with an adapter. Begin with it. platform.go is the platform's
//     double.
//
// Package sdk/channel/parcel is an adapter with everything: buttons, cards,
// edits, typing. Run this one, open the phone it prints, and write "tents":
//
//	go run ./examples/ownchannel
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
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:8080")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Open http://" + l.Addr().String() + "/pigeon/phone/+12025550143")
	if err := run(ctx, l, "ownchannel-data", newPlatform(shopNumber, token, secret)); err != nil {
		log.Fatal(err)
	}
}

// A real shop has these from the platform, and keeps the secret ones where it
// keeps its others.
const shopNumber, token, secret, verify = "+12025550100", "token-of-the-example", "secret-of-the-example", "verify-token"

// run serves the shop, and the platform beside it, until ctx ends.
func run(ctx context.Context, l net.Listener, dir string, there *platform) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	db, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	base := "http://" + l.Addr().String()
	there.hook = base + "/channels/pigeon"
	pigeon, err := NewPigeon(Config{BaseURL: base + "/pigeon", Number: shopNumber, Token: token, Secrets: []string{secret}, VerifyToken: verify})
	if err != nil {
		return err
	}
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
		Store: db, Catalog: catalog.New(demo.Source()), BaseURL: base,
		Payments: []payments.Provider{money},
		Channels: []channel.Channel{pigeon},
		Profile:  sdk.Profile{Name: "Fernhill Outdoor", Currency: "USD"},
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
	mux.Handle("/pigeon/", http.StripPrefix("/pigeon", there.handler()))
	mux.Handle("/sandbox/", http.StripPrefix("/sandbox", money.Handler()))
	server := gateway.Server(mux, l.Addr().String())
	go func() { <-ctx.Done(); _ = server.Close() }()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
