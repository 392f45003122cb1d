package gateway

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics counts requests by route. Labels come from closed sets: a path, a
// token or an invented method never makes a new series.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

// newMetrics registers the metrics, or finds those of another gateway in the
// same registry.
func newMetrics(r prometheus.Registerer) (*metrics, error) {
	requests, err := register(r, prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "sauda_http_requests_total", Help: "Requests answered, by route, method and status.",
	}, []string{"route", "method", "status"}))
	if err != nil {
		return nil, err
	}
	seconds, err := register(r, prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "sauda_http_request_seconds", Help: "Time until the answer was complete; streams and long polls are left out.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
	}, []string{"route", "method"}))
	if err != nil {
		return nil, err
	}
	return &metrics{requests, seconds}, nil
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
