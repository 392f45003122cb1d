package gateway

import (
	"cmp"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sauda-commerce/sauda/gateway/api"
)

// Options say how a shop is served. The zero Options serve it well.
type Options struct {
	// API says who may call the REST API, /api/v1. Defaults to nobody: every
	// request is 401.
	API API
	// BaseURL is where the gateway is, as browsers see it. Its path is the
	// prefix the handler is mounted under. Defaults to the shop's BaseURL.
	BaseURL string
	// Done ends event streams and long polls when it is closed. Close it before
	// http.Server.Shutdown, which waits for them. Defaults to never.
	Done <-chan struct{}
	// Gatherer is what /metrics shows. Defaults to the Registerer where that can
	// be read, as a *prometheus.Registry can; else /metrics is 404.
	Gatherer prometheus.Gatherer
	// Limits say how much is too much.
	Limits Limits
	// Logger takes failures and, at level debug, every request, by route and
	// never with a token. Defaults to nothing being logged.
	Logger *slog.Logger
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Origins are the web origins whose pages may use the chat, like
	// "https://shop.example". The gateway's own always may. Defaults to none.
	Origins []string
	// Registerer takes the gateway's metrics: a registry of the host's, or one
	// wrapped in labels of its own. Gateways may share it; the label "shop" tells
	// shops apart by their names. Defaults to a registry of the gateway's own.
	Registerer prometheus.Registerer
	// Storefront answers "/" and what is below "/shop/". Defaults to 404.
	Storefront http.Handler
	// Templates are pages of the shop's own: pay.html and pay.css, each instead
	// of the built-in one; package gateway/pay says what they are given. New
	// tries them. Defaults to the built-in ones.
	Templates fs.FS
	// Theme is the look of the chat where the page it is on says nothing else:
	// {"accent": "#7a1fa2"}, by the names that package gateway/widget lists,
	// without "--sauda-". Defaults to ours.
	Theme map[string]string
	// TrustedProxies are the addresses or networks ("10.0.0.0/8") of proxies
	// whose X-Forwarded-For is believed. Defaults to none: a client is who
	// connects.
	TrustedProxies []string
	// WebChat names the channel that /webchat and the widget serve. Where the
	// shop has no such channel, they are 404. Defaults to "webchat".
	WebChat string
}

// API says who may call the REST API.
type API struct {
	Keys []api.Key
}

// Limits say how much is too much. Requests above them are 429 with
// Retry-After; loopback addresses are limited per visitor only, and callbacks
// of platforms and providers, which come from few addresses, not at all.
type Limits struct {
	API      int     // requests per second and API key. Defaults to 50
	Burst    int     // messages a visitor may send at once. Defaults to 20
	Messages float64 // messages per second and visitor. Defaults to 5
	Requests int     // per second and address. Defaults to 100
	Sessions int     // new sessions per minute and address. Defaults to 60
	Streams  int     // event streams per visitor. Defaults to 3
}

// withDefaults fills in what was left out; base is the shop's base URL.
func (o Options) withDefaults(base string) (Options, *url.URL, error) {
	o.BaseURL = strings.TrimSuffix(cmp.Or(o.BaseURL, base), "/")
	u, err := url.Parse(o.BaseURL)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || (u.Scheme != "https" && u.Scheme != "http") {
		return o, nil, fmt.Errorf("gateway: Options.BaseURL %q must be like https://shop.example/chat", o.BaseURL)
	}
	o.WebChat = cmp.Or(o.WebChat, "webchat")
	o.Limits.Requests, o.Limits.Sessions = cmp.Or(o.Limits.Requests, 100), cmp.Or(o.Limits.Sessions, 60)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Registerer, o.Gatherer = registry(o.Registerer, o.Gatherer)
	return o, u, nil
}

// registry fills in what was left out of where metrics go and come from.
func registry(r prometheus.Registerer, g prometheus.Gatherer) (prometheus.Registerer, prometheus.Gatherer) {
	switch {
	case r == nil && g == nil:
		own := prometheus.NewRegistry()
		return own, own
	case r == nil: // the host's are shown, and the gateway's beside them
		own := prometheus.NewRegistry()
		return own, prometheus.Gatherers{g, own}
	case g == nil:
		g, _ = r.(prometheus.Gatherer)
	}
	return r, g
}
