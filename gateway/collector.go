package gateway

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sauda-commerce/sauda/sdk"
)

// readTime is how long one look at the metrics may ask the store.
const readTime = 2 * time.Second

// collector shows how a shop is doing. It asks the shop when it is asked.
type collector struct {
	stats func(context.Context) (sdk.Stats, error)

	waiting, lanes, dead, failures, turns *prometheus.Desc
}

// collect registers the shop's numbers, under the shop's name, so that two
// shops may share a registry. One that is registered already stays.
func collect(r prometheus.Registerer, shop *sdk.Shop) error {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, labels, prometheus.Labels{"shop": shop.Profile().Name})
	}
	err := r.Register(&collector{
		stats:    shop.Stats,
		waiting:  desc("sauda_events_waiting", "Events received and not handled yet, on all nodes.", "channel"),
		lanes:    desc("sauda_lanes_waiting", "Conversations with messages to send, on all nodes.", "channel"),
		dead:     desc("sauda_dead_letters", "Messages that were given up and wait for a person.", "channel", "class"),
		failures: desc("sauda_store_failures_total", "Commits that the store did not take."),
		turns:    desc("sauda_turn_seconds", "Time of a turn, from loading to the end of its commit."),
	})
	if _, ok := errors.AsType[prometheus.AlreadyRegisteredError](err); ok {
		return nil
	}
	if err != nil {
		return fmt.Errorf("gateway: metrics: %w", err)
	}
	return nil
}

// Describe implements [prometheus.Collector].
func (c *collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.waiting, c.lanes, c.dead, c.failures, c.turns} {
		out <- d
	}
}

// Collect implements [prometheus.Collector]. While the store cannot be read,
// what lies in it is left out and the rest is shown.
func (c *collector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), readTime)
	defer cancel()
	s, err := c.stats(ctx)
	gauge := func(d *prometheus.Desc, n int64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), labels...)
	}
	for channel, n := range s.Waiting {
		gauge(c.waiting, n, channel)
		if err == nil {
			gauge(c.lanes, s.Lanes[channel], channel)
		}
	}
	for _, d := range s.DeadLetters {
		gauge(c.dead, d.Letters, d.Channel, d.Class)
	}
	out <- prometheus.MustNewConstMetric(c.failures, prometheus.CounterValue, float64(s.StoreFailures))
	within := make(map[float64]uint64, len(s.Turns.Within))
	for d, n := range s.Turns.Within {
		within[d.Seconds()] = n
	}
	out <- prometheus.MustNewConstHistogram(c.turns, s.Turns.Count, s.Turns.Sum.Seconds(), within)
}
