package gateway

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/gateway/auth"
	"github.com/sauda-commerce/sauda/gateway/internal/page"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/gateway/pay"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
)

// maxBody is the longest body of a request, in bytes.
const maxBody = 1 << 20

// longest is how long the body of a request may be: receipts are pictures.
func longest(c *gin.Context) int64 {
	if c.FullPath() == "/pay/:token" {
		return pay.MaxBody
	}
	return maxBody
}

// begin gives a request its id, its headers and its limit, and ends it with a
// line of log, a count, and an answer even after a panic.
func (g *gateway) begin(c *gin.Context) {
	start := g.Now()
	unescape(c.Params)
	req := &problem.Request{ID: uuid.NewString()}
	c.Request = c.Request.WithContext(problem.With(c.Request.Context(), req))
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, longest(c))
	h := c.Writer.Header()
	page.Headers(h)
	h.Set("X-Request-Id", req.ID)
	if g.base.Scheme == "https" {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	defer func() {
		aborted := g.recovered(c, recover())
		g.metrics.observe(c.FullPath(), c.Request.Method, c.Writer.Status(), g.Now().Sub(start))
		g.log(c, req, start)
		if aborted {
			panic(http.ErrAbortHandler)
		}
	}()
	c.Next()
}

// unescape makes parameters of a path what they were before they were put into
// it.
func unescape(params gin.Params) {
	for i, p := range params {
		if v, err := url.PathUnescape(p.Value); err == nil { // net/url escaped it: it does not err
			params[i].Value = v
		}
	}
}

// recovered answers a request whose handler panicked. An abort goes on to the
// server, which is what it is for.
func (g *gateway) recovered(c *gin.Context, cause any) (abort bool) {
	if cause == nil {
		return false
	}
	if cause == http.ErrAbortHandler {
		return true
	}
	err := &problem.Error{Code: problem.Internal, Err: fmt.Errorf("panic: %v\n%s", cause, debug.Stack())}
	if c.Writer.Written() {
		problem.Of(c.Request.Context()).Problem = err
		return true // half an answer is out: break the connection
	}
	problem.Write(c.Writer, c.Request, err)
	return false
}

// log writes failures of ours as errors and the rest for whoever debugs. It
// names the route, never the path, which may hold a token.
func (g *gateway) log(c *gin.Context, req *problem.Request, start time.Time) {
	level := slog.LevelDebug
	if c.Writer.Status() >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	ctx := c.Request.Context()
	if !g.Logger.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("request", req.ID), slog.String("method", c.Request.Method), slog.String("route", c.FullPath()),
		slog.Int("status", c.Writer.Status()), slog.Duration("took", g.Now().Sub(start)),
	}
	if req.Problem != nil {
		attrs = append(attrs, slog.String("error", req.Problem.Error()))
	}
	g.Logger.LogAttrs(ctx, level, "gateway: request", attrs...)
}

// limit refuses an address that asks too often. Callbacks come from few
// addresses and are judged by their signatures.
func (g *gateway) limit(c *gin.Context) {
	if route := c.FullPath(); strings.HasPrefix(route, "/channels/") || strings.HasPrefix(route, "/payments/") {
		return
	}
	g.slow(c, g.addresses)
}

// platform refuses callbacks of a web chat: it has no platform, and what its
// visitors write comes by /webchat, past origins and limits, or not at all.
func (g *gateway) platform(c *gin.Context) {
	ch, _ := g.shop.Channel(c.Param("name"))
	if _, ok := ch.(*webchat.Channel); ok {
		g.missing(c)
		c.Abort()
	}
}

// storeTime is how long something may take to be stored. A store that hangs is
// one that is down: the answer is 503, while the server can still give it.
const storeTime = 10 * time.Second

// timely gives a request that stores something its time.
func timely(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), storeTime)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}

// opening refuses an address that opens sessions too often.
func (g *gateway) opening(c *gin.Context) { g.slow(c, g.openings) }

func (g *gateway) slow(c *gin.Context, l *auth.Limiter) {
	key := auth.AddressKey(c.ClientIP())
	if key == "" {
		return
	}
	if wait, ok := l.Allow(key); !ok {
		problem.Write(c.Writer, c.Request, &problem.Error{Code: problem.TooMany, After: wait})
		c.Abort()
	}
}

// origin lets pages of the allowed origins call the web chat, and no others.
func (g *gateway) origin(c *gin.Context) {
	h := c.Writer.Header()
	h.Add("Vary", "Origin")
	if !g.origins.Allow(c.Request) {
		problem.Write(c.Writer, c.Request, problem.New(problem.Forbidden, "This origin is not one of the shop's."))
		c.Abort()
		return
	}
	origin := c.Request.Header.Get("Origin")
	if origin == "" {
		return
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", "Retry-After, X-Request-Id")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if c.Request.Method == http.MethodOptions {
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID")
		h.Set("Access-Control-Allow-Methods", "GET, POST")
		h.Set("Access-Control-Max-Age", "600")
	}
}
