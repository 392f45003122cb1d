// Command mount puts the chat into a server that is already there: plain
// net/http, with its own login, under the prefix /chat/.
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
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/gateway"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// The host's own customers and sessions; a real one has them in a database.
var customers = map[string]contact.Customer{
	"ann": {ID: "ann", Name: "Ann Lee", Phone: "+12025550143", Address: "1 Pine Street, Denver"},
}

const cookie = "session"

// logins tells Sauda who the host's users are.
type logins struct{}

// Lookup finds a customer by the id that the host has signed.
func (logins) Lookup(_ context.Context, id contact.Identity) (contact.Customer, bool, error) {
	c, ok := customers[id.Customer]
	return c, ok, nil
}

var page = template.Must(template.New("page").Parse(`<!doctype html><title>Mount</title>
{{if .Name}}<p>Hello, {{.Name}}.</p>{{else}}<form method="post" action="/login"><button name="user" value="ann">Log in as Ann</button></form>{{end}}
<script src="/chat/widget.js" data-shop{{if .Identity}} data-identity="{{.Identity}}"{{end}}></script>`))

// host is the server that is already there.
type host struct{ identity []byte }

func (h host) home(w http.ResponseWriter, r *http.Request) {
	var data struct{ Name, Identity string }
	if c, err := r.Cookie(cookie); err == nil {
		if who, ok := customers[c.Value]; ok {
			data.Name = who.Name
			data.Identity = webchat.SignIdentity(h.identity, who.ID, time.Now().Add(time.Hour))
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := page.Execute(w, data); err != nil {
		log.Print(err)
	}
}

func (h host) login(w http.ResponseWriter, r *http.Request) {
	if _, ok := customers[r.PostFormValue("user")]; !ok {
		http.Error(w, "no such user", http.StatusForbidden)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: r.PostFormValue("user"), HttpOnly: true, SameSite: http.SameSiteLaxMode, Path: "/"})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

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
	db, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	h := host{identity: []byte("shared by host and chat, and long enough")}
	shop, err := sdk.New(sdk.Config{
		Store: db, Catalog: catalog.New(demo.Source()), Customers: logins{},
		Channels: []channel.Channel{webchat.New(webchat.Config{IdentitySecret: h.identity})},
		Profile:  sdk.Profile{Name: "Fernhill Outdoor", Currency: "USD"},
		BaseURL:  "http://" + l.Addr().String() + "/chat", // with the prefix
	})
	if err != nil {
		return err
	}
	if _, err := shop.Sync(ctx); err != nil { // the shelves are full when the doors open
		return err
	}
	go shop.Run(ctx)

	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", h.home)
	mux.HandleFunc("POST /login", h.login)
	mux.Handle("/chat/", http.StripPrefix("/chat", gateway.Must(gateway.New(shop, gateway.Options{}))))
	server := gateway.Server(mux, l.Addr().String())
	go func() { <-ctx.Done(); _ = server.Close() }()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
