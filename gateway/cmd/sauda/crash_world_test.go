package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
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

// newWorld makes one in a folder; dsn is of the database if that is PostgreSQL.
func newWorld(t *testing.T, c crash, chance uint64, dir, dsn string) *world {
	t.Helper()
	w := &world{crash: c, seed: chance, began: time.Now()}
	w.platform = newPlatform(t, func() http.RoundTripper { return w.shop }, chance)
	w.shop = newFleet(t, dir, w.settings(dsn), c.nodes)
	w.killer = &killer{shop: w.shop, rng: w.rng(0)}
	if c.nodes > 1 && canStop {
		w.killer.stops = 10 * time.Second
	}
	return w
}

// rng is a source of chances of its own for each number.
func (w *world) rng(n uint64) *rand.Rand { return rand.New(rand.NewPCG(w.seed, n)) }

// settings are those of the shop, in YAML.
func (w *world) settings(dsn string) string {
	all := []string{
		"base_url: http://" + shopHost,
		"secret: " + shopSecret,
		"log: warn",
		"reminders: {idle: 3s, quiet_hours: none}",
		fmt.Sprintf("channels: {parcel: {account: shop, base_url: %q, token: %q, secret: %q}}", w.platform.url, parcelToken, parcelSecret),
	}
	if dsn != "" {
		all = append(all, fmt.Sprintf("store: %q", dsn))
	}
	return strings.Join(all, "\n") + "\n"
}

// live lets shoppers chat, one after the other on each of many phones, during
// something. The first that waits in vain ends it all.
func (w *world) live(t *testing.T, during func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	var all sync.WaitGroup
	for n := range 2 * uint64(*shoppers) {
		all.Go(func() { w.seat(ctx, n, &all, cancel) })
	}
	if err := during(ctx); err != nil {
		cancel(err)
	}
	w.over.Store(true)
	all.Wait()
	if err := context.Cause(ctx); err != nil {
		t.Error(err)
	}
}

// seat has one shopper after the other. One who waits long for an answer gets
// up and waits aside: there is somebody who talks when a node dies. Few do, lest
// a busy machine get more to do than it can.
func (w *world) seat(ctx context.Context, n uint64, all *sync.WaitGroup, fail func(error)) {
	const aside = 3
	present := make(chan struct{}, 1+aside)
	for i := uint64(0); !w.over.Load() && ctx.Err() == nil; i++ {
		present <- struct{}{} // all end when ctx does
		s, err := w.shopper(ctx, n, i)
		if err != nil {
			fail(err)
			return
		}
		left := make(chan struct{})
		all.Go(func() {
			defer func() { <-present }()
			defer close(left)
			if err := w.visit(ctx, s, n, i); err != nil {
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
func (w *world) visit(ctx context.Context, s *shopper, n, i uint64) error {
	if i%4 == 3 {
		return s.buys(ctx, w.shop)
	}
	return s.chat(ctx, numbered(s.rng, *lines, n%2 == 1), w.over.Load)
}

// shopper is the i-th on the n-th seat. Every second seat is at parcel.
func (w *world) shopper(ctx context.Context, n, i uint64) (*shopper, error) {
	s := &shopper{rng: w.rng(n<<32 + i + 1), patience: *patience, killed: w.killer.last}
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
func (w *world) judge(t *testing.T) (sum figures) {
	t.Helper()
	at := w.killer.at()
	for _, s := range w.all {
		wrong := s.finish(t.Context())
		for _, what := range append(s.check(at), wrong...) {
			if sum.wrong++; sum.wrong <= 20 {
				t.Errorf("%s: %s", s.name, what)
			}
		}
		sum.add(s.record, at)
	}
	t.Logf("%s, %d node(s), -seed %d, %v: killed %s; %d conversations, %v",
		w.store, w.nodes, w.seed, time.Since(w.began).Round(time.Second/10), w.killer, len(w.all), sum)
	if t.Failed() {
		w.shop.quit()
	}
	return sum
}

// figures are what a run came to.
type figures struct {
	messages, doubled, reminders, paid, wrong int
	longest, takeover                         time.Duration
	undisturbed                               []time.Duration // what answers took with no kill meanwhile
}

func (f *figures) add(r record, kills []time.Time) {
	_, reminders := r.distinct()
	longest, takeover, undisturbed := r.times(kills)
	f.undisturbed = append(f.undisturbed, undisturbed...)
	f.messages += len(r.said)
	f.doubled += r.doubled()
	f.reminders += len(reminders)
	f.paid += len(r.ends)
	f.longest, f.takeover = max(f.longest, longest), max(f.takeover, takeover)
}

// usual is what an answer took with no kill meanwhile, but for the slowest
// hundredth.
func (f figures) usual() time.Duration {
	all := slices.Sorted(slices.Values(f.undisturbed))
	if len(all) == 0 {
		return 0
	}
	return all[(len(all)-1)*99/100]
}

func (f figures) String() string {
	return fmt.Sprintf("%d messages acknowledged, %d wrong, %d sent again, %d orders paid, %d reminders; longest answer %v, longest after a kill %v, without one usually at most %v",
		f.messages, f.wrong, f.doubled, f.paid, f.reminders, f.longest.Round(time.Millisecond), f.takeover.Round(time.Millisecond), f.usual().Round(time.Millisecond))
}
