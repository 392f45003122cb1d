// Command customflow adds a dialogue of its own to the shop: it tells until when
// a piece is under warranty, by the serial number on its label.
//
//   - warranty.go is the flow: which words it knows, what it asks, how one gets
//     out of it, and the slow look into the shop's books, which it prepares;
//   - texts/ is what it says, a file for each language;
//   - testdata/ are the dialogues it is tested with, as shoppers would have them;
//   - main.go serves a shop that has it: see Flows and Texts.
//
// Run it and say "is my tent still under warranty?", or «AP-10482 ещё на
// гарантии?»; look for a tent while it waits for the number; or say "never mind":
//
//	go run ./examples/customflow
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
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/gateway"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

const page = `<!doctype html><title>Customflow</title><p>Ask for the warranty of AP-10482.</p><script src="/widget.js" data-shop></script>`

// ledger is the shop's books. Real ones are in another house's server, which
// is why the flow asks them in Prepare.
func ledger(_ context.Context, serial string) (*sold, error) {
	pieces := map[string]sold{
		"AP-10482": {"Meadow 6 family tent", time.Date(2030, time.May, 3, 0, 0, 0, 0, time.UTC)},
		"AP-00017": {"Storm lamp", time.Date(2019, time.October, 12, 0, 0, 0, 0, time.UTC)},
	}
	if piece, known := pieces[serial]; known {
		return &piece, nil
	}
	return nil, nil
}

// config is a shop with the flow, in the languages that the flow speaks.
func config(find books) (sdk.Config, error) {
	words, err := texts()
	return sdk.Config{
		Catalog: catalog.New(demo.Source()),
		Flows:   []dialogue.Flow{warranty{find}},
		Texts:   words,
		Profile: sdk.Profile{Name: "Alpine Post", Currency: "USD", Languages: []string{"en", "ru"}},
	}, err
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:8080")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Open http://" + l.Addr().String())
	if err := run(ctx, l, "customflow-data"); err != nil {
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
	cfg, err := config(ledger)
	if err != nil {
		return err
	}
	cfg.Store, cfg.Channels, cfg.BaseURL = db, []channel.Channel{webchat.New(webchat.Config{})}, "http://"+l.Addr().String()
	shop, err := sdk.New(cfg)
	if err != nil {
		return err
	}
	if _, err := shop.Sync(ctx); err != nil { // the shelves are full when the doors open
		return err
	}
	go shop.Run(ctx)

	mux := http.NewServeMux()
	mux.Handle("/", gateway.Must(gateway.New(shop, gateway.Options{})))
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
