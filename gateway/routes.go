package gateway

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/sauda-commerce/sauda/gateway/internal/problem"
)

// routes is every route there is. Callbacks, health and metrics are for
// machines; the rest is for browsers.
func (g *gateway) routes(e *gin.Engine) {
	e.NoRoute(g.missing)
	e.NoMethod(func(c *gin.Context) { problem.Write(c.Writer, c.Request, problem.New(problem.Method, "")) })

	e.GET("/channels/:name", g.platform, plain(g.ingress.Channel))
	e.POST("/channels/:name", g.platform, timely, plain(g.ingress.Channel))
	e.POST("/payments/:name", timely, plain(g.ingress.Payment))

	view(e, "/healthz", g.alive)
	view(e, "/readyz", g.ready)
	if g.Gatherer != nil {
		e.GET("/metrics", gin.WrapH(promhttp.HandlerFor(g.Gatherer, promhttp.HandlerOpts{})))
	}

	view(e, "/pay/:token", g.pay.Show)
	e.POST("/pay/:token", plain(g.pay.Pay))
	for _, r := range g.api.Routes() {
		e.Handle(r.Method, braces.Replace(r.Path), timely, plain(r.Serve))
	}
	if g.widget != nil {
		g.chat(e)
	}
	if g.Storefront != nil {
		view(e, "/", g.Storefront.ServeHTTP)
		view(e, "/shop/*path", g.Storefront.ServeHTTP)
	}
}

// braces makes gin's path of one with parameters in braces.
var braces = strings.NewReplacer("{", ":", "}", "")

// chat is the web chat: the API, open to the shop's pages, and the widget.
func (g *gateway) chat(e *gin.Engine) {
	api := e.Group("/webchat", g.origin)
	api.POST("/sessions", g.opening, timely, plain(g.widget.Open))
	api.POST("/messages", timely, plain(g.widget.Post))
	api.GET("/messages", plain(g.widget.List))
	api.GET("/events", plain(g.widget.Events))
	for _, path := range []string{"/sessions", "/messages", "/events"} {
		api.OPTIONS(path, func(c *gin.Context) { c.Status(http.StatusNoContent) })
	}
	view(e, "/widget.js", g.widget.Loader)
	view(e, "/widget/", g.widget.Index)
	view(e, "/widget/:hash/:file", g.widget.Asset)
}

// view registers what a browser looks at, for GET and HEAD.
func view(e *gin.Engine, path string, h http.HandlerFunc) {
	e.GET(path, plain(h))
	e.HEAD(path, plain(h))
}

// plain lets an ordinary handler read gin's parameters as path values.
func plain(h http.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		for _, p := range c.Params {
			c.Request.SetPathValue(p.Key, p.Value)
		}
		h(c.Writer, c.Request)
	}
}

// missing answers what no route knows.
func (g *gateway) missing(c *gin.Context) {
	problem.Write(c.Writer, c.Request, problem.New(problem.NotFound, ""))
}

// alive answers GET /healthz: the process runs.
func (g *gateway) alive(w http.ResponseWriter, _ *http.Request) { ok(w) }

// ready answers GET /readyz: the shop can take messages, or 503.
func (g *gateway) ready(w http.ResponseWriter, r *http.Request) {
	if err := g.shop.Ready(r.Context()); err != nil {
		problem.Write(w, r, &problem.Error{Code: problem.Unavailable, Err: err})
		return
	}
	ok(w)
}

func ok(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte("ok\n")) // a prober that is gone needs no answer
}
