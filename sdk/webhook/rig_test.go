package webhook_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
	"github.com/sauda-commerce/sauda/sdk/timer"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

var (
	noon   = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	secret = "whsec_" + base64.StdEncoding.EncodeToString([]byte("a secret of thirty-two bytes at least"))
	older  = "whsec_" + base64.StdEncoding.EncodeToString([]byte("the secret that was used until today"))
)

// paid is the event of an order.
func paid(n int) hook.OrderPaid {
	id := fmt.Sprint("o-", n)
	return hook.Stamp(hook.OrderPaid{Order: hook.Order{ID: id}}, id, noon)
}

// rig is a desk on a real store, with its timers and a clock.
type rig struct {
	*testing.T
	*webhook.Desk
	s     *store.Store
	timer *timer.Runner

	mu  sync.Mutex
	now time.Time
}

func open(t *testing.T, c webhook.Config) *rig {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "shop.db"), c)
}

func openAt(t *testing.T, path string, c webhook.Config) *rig {
	t.Helper()
	s, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // a test may have closed it
	r := &rig{T: t, s: s, now: noon}
	r.must(s.Migrate(t.Context()))
	r.Desk, r.timer = r.node(c)
	return r
}

// node is another desk on the same store.
func (r *rig) node(c webhook.Config) (*webhook.Desk, *timer.Runner) {
	r.Helper()
	c.Store, c.Now = r.s, r.clock
	d, err := webhook.New(c)
	r.must(err)
	return d, timer.New(timer.Config{Store: r.s, Now: r.clock, Logger: c.Logger, Handlers: map[string]timer.Handler{webhook.Timer: d.Handle}})
}

func (r *rig) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

// happen commits events.
func (r *rig) happen(events ...hook.Event) {
	r.Helper()
	writes, err := r.Telling(events...)
	r.must(err)
	r.must(r.s.Commit(r.Context(), store.Batch{Writes: writes}))
}

// run lets time pass in steps, and timers run.
func (r *rig) run(d, step time.Duration) {
	for range d/step + 1 {
		for r.timer.Once(r.Context()) > 0 {
		}
		r.mu.Lock()
		r.now = r.now.Add(step)
		r.mu.Unlock()
	}
}

func (r *rig) unheard() []store.Unheard {
	r.Helper()
	all, err := r.s.Unheard(r.Context(), 0, 100)
	r.must(err)
	return all
}

// idle fails if something is still to be told.
func (r *rig) idle() {
	r.Helper()
	if next, ok, err := r.s.NextTimer(r.Context()); ok || err != nil {
		r.Errorf("a timer is left, for %v (error %v)", next, err)
	}
}

// server is a client whose server is a function.
type server func(*http.Request) (*http.Response, error)

func (s server) RoundTrip(r *http.Request) (*http.Response, error) { return s(r) }

func (s server) client() *http.Client { return &http.Client{Transport: s} }

func answer(status int, header http.Header) *http.Response {
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader("thanks"))}
}

// listener is a hook that notes what it hears.
type listener struct {
	mu    sync.Mutex
	heard []string
}

func (l *listener) hook() hook.Hook {
	return hook.On(func(_ context.Context, e hook.Event) error {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.heard = append(l.heard, e.Head().ID)
		return nil
	})
}

func (l *listener) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string{}, l.heard...)
}
