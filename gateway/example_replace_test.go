package gateway_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/gateway"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// The page behind a pay link: a template and a style of the shop's own.
func ExampleOptions_templates() {
	t := &example{}
	defer t.end()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source()), BaseURL: "http://127.0.0.1:8080"})
	h, err := gateway.New(s.Shop, gateway.Options{Templates: fstest.MapFS{
		"pay.css": {Data: []byte(`h1 { color: rebeccapurple }`)},
		"pay.html": {Data: []byte(`<html lang="{{.Lang}}"><style>{{.Style}}</style>
<h1>{{.Shop}}: {{.Heading}}</h1>
{{with .Alert}}<p role="alert">{{.}}</p>{{end}}
<p>{{.Number}} {{range .Lines}}{{.Title}} {{.Amount}} {{end}}</p>
{{if .Pay}}<form method="post"><button>{{.Pay}}</button></form>{{end}}`)},
	}})
	if err != nil {
		log.Fatal(err)
	}

	s.Says("show me tents under 400")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Ann Lee, +1 202 555 0143")
	s.Taps("Pay")
	page := httptest.NewRecorder()
	h.ServeHTTP(page, httptest.NewRequest(http.MethodGet, "/pay/"+path.Base(s.PayLink()), nil))
	fmt.Println(page.Body)
	// Output:
	// <html lang="en"><style>h1 { color: rebeccapurple }</style>
	// <h1>Shop: Your order</h1>
	//
	// <p>Order 1001 Meadow 6 family tent $379.00 </p>
	// <form method="post"><button>Pay $379.00</button></form>
}

// The look of the chat, where the page it is on says nothing else.
func ExampleOptions_theme() {
	t := &example{}
	defer t.end()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source()), Channels: []channel.Channel{webchat.New(webchat.Config{})}})
	h, err := gateway.New(s.Shop, gateway.Options{Theme: map[string]string{"accent": "#7a1fa2", "radius": "4px"}})
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(h)
	defer server.Close()
	read := func(path string) string {
		answer, err := http.Get(server.URL + path)
		if err != nil {
			log.Fatal(err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			log.Fatal(err)
		}
		return string(body)
	}
	_, style, _ := strings.Cut(read("/widget/"), `<link rel="stylesheet" href="`)
	style, _, _ = strings.Cut(style, `"`)
	css := strings.Split(strings.TrimSpace(read("/widget/"+style)), "\n")
	fmt.Println(css[len(css)-1])
	// Output: :root { --accent: #7a1fa2; --radius: 4px; }
}

// example stands for a *testing.T, which an example has not.
type example struct {
	testing.TB
	cleanups []func()
}

func (e *example) Helper()                      {}
func (e *example) Context() context.Context     { return context.Background() }
func (e *example) Cleanup(f func())             { e.cleanups = append(e.cleanups, f) }
func (e *example) Fatalf(text string, a ...any) { log.Fatalf(text, a...) }

func (e *example) TempDir() string {
	dir, err := os.MkdirTemp("", "shop")
	if err != nil {
		log.Fatal(err)
	}
	e.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// end cleans up, the last first.
func (e *example) end() {
	for i := len(e.cleanups) - 1; i >= 0; i-- {
		e.cleanups[i]()
	}
}
