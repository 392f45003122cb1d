// Command ownorders is a shop that was there before Sauda, with its own tables
// for articles, customers and orders, and stays the truth for all of them:
//
//   - shop.go is the shop: it sells, whoever asks, and knows nothing of Sauda;
//   - sauda.go is everything that had to be written so that it sells in chats,
//     and a test counts its lines;
//   - main.go serves both: the chat, and the page on which the owner sees the
//     orders table.
//
// What the shop has not enough of, Sauda tells the shopper, offers her what is
// left or something similar, and asks no money; at another price she is asked
// again. An order is placed once, however often Sauda has to ask: orders.key is
// unique. While the shop does not answer she is told so.
// Run it, chat, and look at the page:
//
//	go run ./examples/ownorders
package main

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/sauda-commerce/sauda/gateway"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:8080")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Open http://" + l.Addr().String())
	if err := run(ctx, l, "ownorders-data"); err != nil {
		log.Fatal(err)
	}
}

// page is the shop's own, for its owner.
var page = template.Must(template.New("page").Parse(`<!doctype html><title>Wool &amp; Tin</title><h1>Orders</h1>
<table><tr><th>Number<th>Sum, cents<th>State<th>For</tr>{{range .}}
<tr><td>{{.Number}}<td>{{.Cents}}<td>{{.State}}<td>{{.ShipTo}}</tr>{{end}}</table>
<script src="/chat/widget.js" data-shop></script>`))

type pageRow struct {
	Number, State, ShipTo string
	Cents                 int64
}

func (s shop) home(w http.ResponseWriter, r *http.Request) {
	all, err := s.sales(r.Context(), 100)
	if err != nil {
		http.Error(w, "the orders cannot be read now", http.StatusInternalServerError)
		log.Print(err)
		return
	}
	var rows []pageRow
	for _, o := range all {
		rows = append(rows, pageRow{Number: o.number, State: o.state, ShipTo: o.shipTo, Cents: o.cents})
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := page.Execute(w, rows); err != nil {
		log.Print(err)
	}
}

// run serves the shop on l, with its records in dir, until ctx ends.
func run(ctx context.Context, l net.Listener, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	own, err := openShop(ctx, dir)
	if err != nil {
		return err
	}
	defer own.db.Close()
	base := "http://" + l.Addr().String()
	var sauda *sdk.Shop
	money, err := sandbox.Open(sandbox.Config{
		Dir: filepath.Join(dir, "sandbox"), BaseURL: base + "/sandbox",
		Deliver: func(ctx context.Context, d payments.Delivery) error { return sauda.ReceivePayment(ctx, "sandbox", d) },
	})
	if err != nil {
		return err
	}
	defer money.Close()

	cfg := chat{own}.config()
	cfg.BaseURL = base + "/chat"
	cfg.Payments = []payments.Provider{money}
	cfg.Channels = []channel.Channel{webchat.New(webchat.Config{})}
	if sauda, err = sdk.New(cfg); err != nil {
		return err
	}
	if _, err := sauda.Sync(ctx); err != nil { // the shelves are full when the doors open
		return err
	}
	go sauda.Run(ctx)
	go money.Run(ctx)

	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", own.home)
	mux.Handle("/chat/", http.StripPrefix("/chat", gateway.Must(gateway.New(sauda, gateway.Options{}))))
	mux.Handle("/sandbox/", http.StripPrefix("/sandbox", money.Handler()))
	server := gateway.Server(mux, l.Addr().String())
	go func() { <-ctx.Done(); _ = server.Close() }()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
