package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
)

// world is a case of the crash test under way: a shop, a platform, shoppers on
// two channels and a killer.
type world struct {
	crash
	seed     uint64
	began    time.Time
	shop     *fleet
	platform *platform
	killer   *killer
	over     atomic.Bool // the kills are done: finish what you say

	mu  sync.Mutex
	all []*shopper
}

func newWorld(t *testing.T, c crash, chance uint64) *world {
	t.Helper()
	w := &world{crash: c, seed: chance, began: time.Now()}
	w.platform = newPlatform(t, func() http.RoundTripper { return w.shop }, chance)
	w.shop = newFleet(t, w.settings(t), c.nodes)
	w.killer = &killer{shop: w.shop, rng: w.rng(0)}
	if c.nodes > 1 && canStop {
		w.killer.stops = 10 * time.Second
	}
	return w
}

// rng is a source of chances of its own for each number.
func (w *world) rng(n uint64) *rand.Rand { return rand.New(rand.NewPCG(w.seed, n)) }

// settings are those of the shop, in YAML.
func (w *world) settings(t *testing.T) string {
	t.Helper()
	all := []string{
		"base_url: http://" + shopHost,
		"secret: " + shopSecret,
		"log: error",
		"reminders: {idle: 1m, quiet_hours: none}",
		fmt.Sprintf("channels: {parcel: {account: shop, base_url: %q, token: %q, secret: %q}}", w.platform.url, parcelToken, parcelSecret),
	}
	if w.store == "postgres" {
		all = append(all, fmt.Sprintf("store: %q", pgtest.DSN(t)))
	}
	return strings.Join(all, "\n") + "\n"
}

// live lets shoppers chat, one after the other on each of many phones, while
// nodes are killed. The first that waits in vain ends it all.
func (w *world) live(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	var all sync.WaitGroup
	for n := range 2 * uint64(*shoppers) {
		all.Go(func() { w.seat(ctx, n, &all, cancel) })
	}
	if err := w.killer.rounds(ctx, w.kills); err != nil {
		cancel(err)
	}
	w.over.Store(true)
	all.Wait()
	if err := context.Cause(ctx); err != nil {
		t.Error(err)
	}
}

// seat has one shopper after the other. One who waits long for an answer gets
// up and waits aside: there is always somebody who talks when a node dies.
func (w *world) seat(ctx context.Context, n uint64, all *sync.WaitGroup, fail func(error)) {
	for i := uint64(0); !w.over.Load() && ctx.Err() == nil; i++ {
		s, err := w.shopper(ctx, n, i)
		if err != nil {
			fail(err)
			return
		}
		left := make(chan struct{})
		all.Go(func() {
			defer close(left)
			if err := w.visit(ctx, s, i); err != nil {
				fail(err)
			}
		})
		select {
		case <-left:
		case <-time.After(3 * time.Second):
		}
	}
}

// visit is what a shopper came for: every fourth buys.
func (w *world) visit(ctx context.Context, s *shopper, i uint64) error {
	if i%4 == 3 {
		return s.buys(ctx, w.shop)
	}
	return s.chat(ctx, numbered(s.rng, *lines), w.over.Load)
}

// shopper is the i-th on the n-th seat. Every second seat is at parcel.
func (w *world) shopper(ctx context.Context, n, i uint64) (*shopper, error) {
	s := &shopper{rng: w.rng(n<<32 + i + 1), patience: *patience}
	if n%2 == 1 {
		s.name = fmt.Sprintf("parcel-%d-%d", n, i)
		s.phone = &parcelPhone{w.platform, s.name}
	} else {
		s.name = fmt.Sprintf("web-%d-%d", n, i)
		p, err := newWebPhone(ctx, w.shop, s.rng)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		s.phone, s.begins = p, []string{"I'm the bot of"}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, s)
	return s, nil
}

// judge checks what everybody received, and says how it was.
func (w *world) judge(t *testing.T) {
	at := w.killer.at()
	var messages, doubled, wrong int
	var longest time.Duration
	for _, s := range w.all {
		what := s.finish(t.Context())
		for _, what := range append(s.check(at), what...) {
			if wrong++; wrong <= 20 {
				t.Errorf("%s: %s", s.name, what)
			}
		}
		messages, doubled, longest = messages+len(s.said), doubled+s.doubled(), max(longest, s.longest())
	}
	t.Logf("%s, %d node(s), seed %d, %v: %d kills (%s); %d conversations, %d messages acknowledged, %d wrong, %d sent again; longest answer %v",
		w.store, w.nodes, w.seed, time.Since(w.began).Round(time.Second/10), w.kills, w.killer, len(w.all), messages, wrong, doubled, longest.Round(time.Millisecond))
}
