// Command paylink takes money in the chat for what Sauda knows nothing of: a
// tailor writes invoices into a book of her own, and each gets a link to pay.
//
//   - tailor.go is the house: bill makes the link (PayLinks.Create), which a
//     customer who chats is sent there, and paid hears of the money (sdk.On) and
//     notes it in the book;
//   - main.go serves the tailor's desk, a customer's page with the chat, and the
//     page behind the link. The money is the sandbox's.
//
// Nothing is sold in the chat, so there are no products. Run it, open Ann's page
// and her chat, then write an invoice for ann at the desk:
//
//	go run ./examples/paylink
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
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
	fmt.Printf("The desk is http://%[1]s, Ann's page http://%[1]s/at/ann\n", l.Addr())
	if err := run(ctx, l, "paylink-data"); err != nil {
		log.Fatal(err)
	}
}

// open is the tailor's book in a folder.
func open(ctx context.Context, dir string) (*sql.DB, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	file := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(filepath.Join(dir, "book.db")),
		RawQuery: "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)"}
	db, err := sql.Open("sqlite", file.String())
	if err != nil {
		return nil, err
	}
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// run serves the house on l, with its records in dir, until ctx ends.
func run(ctx context.Context, l net.Listener, dir string) error {
	db, err := open(ctx, dir)
	if err != nil {
		return err
	}
	defer db.Close()
	base := "http://" + l.Addr().String()
	t := &tailor{db: db, identity: []byte("shared by house and chat, and long enough")}
	money, err := sandbox.Open(sandbox.Config{
		Dir: filepath.Join(dir, "sandbox"), BaseURL: base + "/sandbox",
		Deliver: func(ctx context.Context, d payments.Delivery) error { return t.shop.ReceivePayment(ctx, "sandbox", d) },
	})
	if err != nil {
		return err
	}
	defer money.Close()
	cfg := t.config()
	cfg.BaseURL = base + "/chat"
	cfg.Payments = []payments.Provider{money}
	cfg.Channels = []channel.Channel{webchat.New(webchat.Config{IdentitySecret: t.identity})}
	if t.shop, err = sdk.New(cfg); err != nil {
		return err
	}
	go t.shop.Run(ctx)
	go money.Run(ctx)

	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", t.desk)
	mux.HandleFunc("POST /invoice", t.write)
	mux.HandleFunc("GET /at/{customer}", t.at)
	mux.Handle("/chat/", http.StripPrefix("/chat", gateway.Must(gateway.New(t.shop, gateway.Options{}))))
	mux.Handle("/sandbox/", http.StripPrefix("/sandbox", money.Handler()))
	server := gateway.Server(mux, l.Addr().String())
	go func() { <-ctx.Done(); _ = server.Close() }()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
