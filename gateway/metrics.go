package gateway

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sauda-commerce/sauda/sdk"
)

// labelShop is the label that tells the shops in one registry apart.
const labelShop = "shop"

// shopLabel is what a shop is called in metrics.
func shopLabel(shop *sdk.Shop) string { return strings.ToValidUTF8(shop.Profile().Name, "?") }

// metrics counts a shop's requests by route. Labels come from closed sets: a
// path, a token or an invented method never makes a new series.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  prometheus.ObserverVec
}

// newMetrics registers the metrics, or finds those of another gateway in the
// same registry, for a shop of the given name.
func newMetrics(r prometheus.Registerer, shop string) (*metrics, error) {
	requests, err := register(r, prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "sauda_http_requests_total", Help: "Requests answered, by route, method and status.",
	}, []string{labelShop, "route", "method", "status"}))
	if err != nil {
		return nil, err
	}
	seconds, err := register(r, prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "sauda_http_request_seconds", Help: "Time until the answer was complete; streams and long polls are left out.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
	}, []string{labelShop, "route", "method"}))
	if err != nil {
		return nil, err
	}
	// The label is one of those above, so currying cannot fail.
	label := prometheus.Labels{labelShop: shop}
	return &metrics{requests.MustCurryWith(label), seconds.MustCurryWith(label)}, nil
}

func register[C prometheus.Collector](r prometheus.Registerer, c C) (C, error) {
	err := r.Register(c)
	if err == nil {
		return c, nil
	}
	if again, ok := errors.AsType[prometheus.AlreadyRegisteredError](err); ok {
		if same, ok := again.ExistingCollector.(C); ok {
			return same, nil
		}
	}
	return c, fmt.Errorf("gateway: metrics: %w", err)
}

// waiting are the routes that take long on purpose.
var waiting = []string{"/webchat/events", "/webchat/messages"}

var methods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

func (m *metrics) observe(route, method string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	if !slices.Contains(methods, method) {
		method = "other"
	}
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	if method != "GET" || !slices.Contains(waiting, route) {
		m.seconds.WithLabelValues(route, method).Observe(took.Seconds())
	}
}
