package gateway

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"github.com/sauda-commerce/sauda/gateway/api"
	"github.com/sauda-commerce/sauda/gateway/auth"
	"github.com/sauda-commerce/sauda/gateway/ingress"
	"github.com/sauda-commerce/sauda/gateway/pay"
	"github.com/sauda-commerce/sauda/gateway/widget"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
)

// gateway is one shop being served.
type gateway struct {
	Options
	shop      *sdk.Shop
	base      *url.URL
	origins   auth.Origins
	addresses *auth.Limiter // requests per address
	openings  *auth.Limiter // new sessions per address
	metrics   *metrics
	ingress   *ingress.Handler
	pay       *pay.Handler
	api       *api.Handler
	widget    *widget.Handler // nil without a web chat
}

// New returns a handler that serves the shop. It starts nothing: the shop's
// Run is the caller's, and a message received while the shop does not run is
// answered when it does. The handler is safe for concurrent use.
func New(shop *sdk.Shop, o Options) (http.Handler, error) {
	if shop == nil {
		return nil, errors.New("gateway: a shop is required")
	}
	o, base, err := o.withDefaults(shop.BaseURL())
	if err != nil {
		return nil, err
	}
	g := &gateway{
		Options: o, shop: shop, base: base,
		addresses: auth.NewLimiter(float64(o.Limits.Requests), o.Limits.Requests, o.Now),
		openings:  auth.NewLimiter(float64(o.Limits.Sessions)/60, o.Limits.Sessions, o.Now),
		ingress:   &ingress.Handler{Shop: shop, Now: o.Now},
	}
	if g.origins, err = auth.NewOrigins(append([]string{base.Scheme + "://" + base.Host}, o.Origins...)...); err != nil {
		return nil, fmt.Errorf("gateway: Options.Origins: %w", err)
	}
	if g.metrics, err = newMetrics(o.Registerer, shopLabel(shop)); err != nil {
		return nil, err
	}
	if err = collect(o.Registerer, shopLabel(shop), shop); err != nil {
		return nil, err
	}
	home := ""
	if o.Storefront != nil {
		home = "../" // of /pay/{token}, below whatever path
	}
	if g.pay, err = pay.New(shop, base, o.Templates, home); err != nil {
		return nil, err
	}
	if g.api, err = api.New(api.Config{BaseURL: o.BaseURL, Keys: o.API.Keys, Now: o.Now, Requests: o.Limits.API, Shop: shop}); err != nil {
		return nil, fmt.Errorf("gateway: Options.API: %w", err)
	}
	if g.widget, err = g.newWidget(); err != nil {
		return nil, err
	}
	return g.engine()
}

// Must is for set-up code that cannot go on without a gateway: it panics with
// the error of New.
func Must(h http.Handler, err error) http.Handler {
	if err != nil {
		panic(err)
	}
	return h
}

// newWidget returns the web chat's handler, or nil where the shop has none.
func (g *gateway) newWidget() (*widget.Handler, error) {
	ch, ok := g.shop.Channel(g.WebChat)
	if !ok {
		return nil, nil
	}
	chat, ok := ch.(*webchat.Channel)
	if !ok {
		return nil, fmt.Errorf("gateway: Options.WebChat: the channel %q is not a web chat", g.WebChat)
	}
	return widget.New(widget.Config{
		BasePath: g.base.EscapedPath(), Burst: g.Limits.Burst, Channel: chat, Done: g.Done, Messages: g.Limits.Messages,
		Now: g.Now, Origins: g.origins, Shop: g.shop, Streams: g.Limits.Streams, Theme: g.Theme,
	})
}

// engine puts the routes together. gin stays inside.
func (g *gateway) engine() (http.Handler, error) {
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false // it would redirect to an address without our prefix
	e.ContextWithFallback = true
	// An id in a path may hold a slash, as %2F. gin would also read + as a space,
	// so begin unescapes.
	e.UseEscapedPath, e.UnescapePathValues = true, false
	if err := e.SetTrustedProxies(g.TrustedProxies); err != nil {
		return nil, fmt.Errorf("gateway: Options.TrustedProxies: %w", err)
	}
	e.Use(g.begin, g.limit)
	g.routes(e)
	return hidden{e}, nil
}

// hidden keeps callers from depending on gin by a type assertion.
type hidden struct{ http.Handler }
