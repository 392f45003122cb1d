package gateway

import (
	"context"
	"sync"
	"time"
	"weak"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sauda-commerce/sauda/sdk"
)

// readTime is how long one look at the metrics may ask the store.
const readTime = 2 * time.Second

// collector shows how the shops of a registry are doing, each under its name.
// It asks them when it is asked, and keeps none of them in memory: a registry
// has no end, a shop does.
type collector struct {
	waiting, lanes, dead, unheard, failures, turns *prometheus.Desc

	mu    sync.Mutex
	shops map[string]weak.Pointer[sdk.Shop] // by label
}

// collect registers a shop's numbers. The newest shop of a name is shown: it
// is the one that was stopped and made again.
func collect(r prometheus.Registerer, name string, shop *sdk.Shop) error {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, append([]string{labelShop}, labels...), nil)
	}
	c, err := register(r, &collector{
		waiting:  desc("sauda_events_waiting", "Events received and not handled yet, on all nodes.", "channel"),
		lanes:    desc("sauda_lanes_waiting", "Conversations with messages to send, on all nodes.", "channel"),
		dead:     desc("sauda_dead_letters", "Messages that were given up and wait for a person.", "channel", "class"),
		unheard:  desc("sauda_webhooks_given_up", "Events that a webhook or a hook was not told in three days and that wait for a person.", "subscriber"),
		failures: desc("sauda_store_failures_total", "Commits that the store did not take."),
		turns:    desc("sauda_turn_seconds", "Time of a turn, from loading to the end of its commit."),
		shops:    map[string]weak.Pointer[sdk.Shop]{},
	})
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shops[name] = weak.Make(shop)
	return nil
}

// alive are the shops that there still are.
func (c *collector) alive() map[string]*sdk.Shop {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := map[string]*sdk.Shop{}
	for name, p := range c.shops {
		if shop := p.Value(); shop != nil {
			all[name] = shop
			continue
		}
		delete(c.shops, name)
	}
	return all
}

// Describe implements [prometheus.Collector].
func (c *collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.waiting, c.lanes, c.dead, c.unheard, c.failures, c.turns} {
		out <- d
	}
}

// Collect implements [prometheus.Collector]. While a store cannot be read,
// what lies in it is left out and the rest is shown.
func (c *collector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), readTime)
	defer cancel()
	for name, shop := range c.alive() {
		s, err := shop.Stats(ctx)
		c.show(out, name, s, err == nil)
	}
}

func (c *collector) show(out chan<- prometheus.Metric, shop string, s sdk.Stats, complete bool) {
	gauge := func(d *prometheus.Desc, n int64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), append([]string{shop}, labels...)...)
	}
	for channel, n := range s.Waiting {
		gauge(c.waiting, n, channel)
		if complete {
			gauge(c.lanes, s.Lanes[channel], channel)
		}
	}
	for _, d := range s.DeadLetters {
		gauge(c.dead, d.Letters, d.Channel, d.Class)
	}
	for subscriber, n := range s.Unheard {
		gauge(c.unheard, n, subscriber)
	}
	out <- prometheus.MustNewConstMetric(c.failures, prometheus.CounterValue, float64(s.StoreFailures), shop)
	within := make(map[float64]uint64, len(s.Turns.Within))
	for d, n := range s.Turns.Within {
		within[d.Seconds()] = n
	}
	out <- prometheus.MustNewConstHistogram(c.turns, s.Turns.Count, s.Turns.Sum.Seconds(), within, shop)
}
