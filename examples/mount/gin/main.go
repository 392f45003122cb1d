// Command gin puts the chat into a server that is there already and routes with
// gin: under the prefix /chat/, in tables of its own in the server's database,
// with its metrics and its log among the server's.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	_ "modernc.org/sqlite"

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
	gin.SetMode(gin.ReleaseMode) // the process is ours; Sauda leaves the mode to us
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
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(dir, "our.db"))+"?_pragma=journal_mode(WAL)&_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	defer db.Close()
	metrics := prometheus.NewRegistry()
	router := gin.New()
	router.GET("/", func(c *gin.Context) { c.Data(http.StatusOK, "text/html; charset=utf-8", []byte(page)) })
	router.GET("/metrics", gin.WrapH(promhttp.HandlerFor(metrics, promhttp.HandlerOpts{})))

	// Sauda begins here.
	store := sqlite.New(db, "sauda") // our pool; its tables are called sauda_…
	defer store.Close()
	shop, err := sdk.New(sdk.Config{
		Store: store, Catalog: catalog.New(demo.Source()), Logger: slog.Default(),
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
	chat, err := gateway.New(shop, gateway.Options{Done: ctx.Done(), Logger: slog.Default(), Registerer: metrics})
	if err != nil {
		return err
	}
	router.Any("/chat/*path", gin.WrapH(http.StripPrefix("/chat", chat)))
	go shop.Run(ctx)
	// It ends here.

	server := gateway.Server(router, l.Addr().String())
	go func() { <-ctx.Done(); _ = server.Shutdown(context.WithoutCancel(ctx)) }()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
