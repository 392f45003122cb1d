// Command chi puts the chat into a server that is there already and routes with
// chi, as it goes into every router that takes an http.Handler: under the
// prefix /chat/, behind the server's own middleware.
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

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/gateway"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

const page = `<!doctype html><title>Our shop</title><h1>Our shop</h1>
<p>Ask in the chat.</p><script src="/chat/widget.js" data-shop></script>`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:8080")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Open http://" + l.Addr().String())
	if err := run(ctx, l, "mount-data"); err != nil {
		log.Fatal(err)
	}
}

// run serves the host, with the chat in it, until ctx ends.
func run(ctx context.Context, l net.Listener, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	metrics := prometheus.NewRegistry()
	router := chi.NewRouter()
	router.Use(middleware.Recoverer)
	router.Get("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	})
	router.Method(http.MethodGet, "/metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))

	// Sauda begins here.
	store, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		return err
	}
	defer store.Close()
	shop, err := sdk.New(sdk.Config{
		Store: store, Catalog: catalog.New(demo.Source()),
		Channels: []channel.Channel{webchat.New(webchat.Config{})},
		Profile:  sdk.Profile{Name: "Fernhill Outdoor", Currency: "USD"},
		BaseURL:  "http://" + l.Addr().String() + "/chat", // with the prefix
	})
	if err != nil {
		return err
	}
	if _, err := shop.Sync(ctx); err != nil { // the shelves are full when the doors open
		return err
	}
	chat, err := gateway.New(shop, gateway.Options{Done: ctx.Done(), Registerer: metrics})
	if err != nil {
		return err
	}
	router.Mount("/chat", http.StripPrefix("/chat", chat)) // chi's Mount strips nothing by itself
	go shop.Run(ctx)
	// It ends here.

	server := gateway.Server(router, l.Addr().String())
	go func() { <-ctx.Done(); _ = server.Shutdown(context.WithoutCancel(ctx)) }()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
