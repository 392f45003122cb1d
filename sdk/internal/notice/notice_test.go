package notice_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/sauda-commerce/sauda/sdk/internal/notice"
	"github.com/sauda-commerce/sauda/sdk/message"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var errGone = errors.New("the connection is gone")

// wire carries notices between boards in memory, and can be cut.
type wire struct {
	mu    sync.Mutex
	ears  map[chan string]struct{}
	sent  []string
	down  bool
	cut   chan struct{} // closed when it goes down
	stall chan struct{} // Announce waits for it, unless nil
}

func newWire() *wire { return &wire{ears: map[chan string]struct{}{}, cut: make(chan struct{})} }

func (w *wire) Announce(ctx context.Context, text string) error {
	if w.stall != nil {
		select {
		case <-w.stall:
		case <-ctx.Done():
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down {
		return errGone
	}
	w.sent = append(w.sent, text)
	for ear := range w.ears {
		ear <- text
	}
	return nil
}

func (w *wire) Listen(ctx context.Context, fn func(string)) error {
	ear := make(chan string, 1000)
	w.mu.Lock()
	cut, down := w.cut, w.down
	if !down {
		w.ears[ear] = struct{}{}
	}
	w.mu.Unlock()
	if down {
		return errGone
	}
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.ears, ear)
	}()
	for {
		select {
		case text := <-ear:
			fn(text)
		case <-cut:
			return errGone
		case <-ctx.Done():
			return nil
		}
	}
}

func (w *wire) goes(down bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down = down; down {
		close(w.cut)
	} else {
		w.cut = make(chan struct{})
	}
}

// news returns the notices sent that are no hellos.
func (w *wire) news() (all []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, text := range w.sent {
		if !strings.Contains(text, `"h":true`) {
			all = append(all, text)
		}
	}
	return all
}

// node is a board and what it heard.
type node struct {
	*notice.Board
	mu    sync.Mutex
	heard []string
}

func newNode(w *wire) *node {
	n := &node{}
	n.Board = notice.New(notice.Config{
		Announcer: w,
		Grown:     func(a message.Address) { n.note("grown " + a.ID) },
		Left:      func(id string) { n.note("left " + id) },
		Missed:    func() { n.note("missed") },
	})
	return n
}

func (n *node) note(what string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.heard = append(n.heard, what)
}

// hears returns what was heard since the last call, sorted.
func (n *node) hears() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := slices.Sorted(slices.Values(n.heard))
	n.heard = nil
	return all
}

func (n *node) wants(t *testing.T, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, n.hears()); diff != "" {
		t.Errorf("heard (-want +got)\n%s", diff)
	}
}

func run(nodes ...*node) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for _, n := range nodes {
		all.Go(func() { n.Run(ctx) })
	}
	return func() { cancel(); all.Wait() }
}

func at(id string) message.Address {
	return message.Address{Channel: "webchat", Account: "shop", ID: id}
}

// What happens within a moment goes in one notice, which the others hear and
// the teller does not.
func TestCoalesces(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWire()
		a, b := newNode(w), newNode(w)
		defer run(a, b)()
		time.Sleep(time.Second) // a hello that was too early is said again
		a.wants(t, "missed")
		b.wants(t, "missed")
		a.Grew(at("ann"))
		synctest.Wait()
		b.wants(t, "grown ann") // the first at once
		for range 100 {
			a.Grew(at("ann"))
			a.Grew(at("bob"))
			a.Leave("c1")
		}
		time.Sleep(19 * time.Millisecond)
		b.wants(t)
		time.Sleep(2 * time.Millisecond)
		b.wants(t, "grown ann", "grown bob", "left c1")
		a.wants(t)
		if n := len(w.news()); n != 2 {
			t.Errorf("%d notices", n)
		}
	})
}

// However much happens, there is one notice in 20 ms, and none when nothing
// does.
func TestPace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWire()
		a := newNode(w)
		defer run(a)()
		for i := range 1000 {
			a.Grew(at(fmt.Sprint(i % 10)))
			time.Sleep(time.Millisecond)
		}
		if n := len(w.news()); n < 45 || n > 51 {
			t.Errorf("%d notices in a second", n)
		}
		time.Sleep(time.Minute)
		if n := len(w.news()); n > 52 {
			t.Errorf("%d notices after a minute in which nothing happened", n)
		}
	})
}

func TestSizes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		tell    func(*node)
		notices int
		want    string // of the first heard
	}{
		{"two notices", func(n *node) {
			for i := range 200 {
				n.Grew(at(fmt.Sprintf("visitor-%022d", i)))
			}
		}, 2, "grown visitor-0000000000000000000000"},
		{"too many", func(n *node) {
			for i := range 2000 {
				n.Leave(fmt.Sprintf("%036d", i))
			}
		}, 1, "missed"},
		{"without end", func(n *node) {
			for i := range 100_000 {
				n.Leave(fmt.Sprintf("%036d", i))
			}
		}, 1, "missed"},
		{"one too long", func(n *node) { n.Grew(at(strings.Repeat("x", 8000))) }, 1, "missed"},
		{"odd letters", func(n *node) { n.Grew(at("\"\\\n<é>")) }, 1, "grown \"\\\n<é>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWire()
				a, b := newNode(w), newNode(w)
				c.tell(a) // before it runs
				defer run(b)()
				time.Sleep(time.Second)
				defer run(a)()
				time.Sleep(time.Second)
				all := w.news()
				if len(all) != c.notices {
					t.Errorf("%d notices, want %d", len(all), c.notices)
				}
				for _, text := range all {
					if len(text) > 7000 {
						t.Errorf("a notice of %d bytes", len(text))
					}
				}
				if got := b.hears(); !slices.Contains(got, c.want) {
					t.Errorf("heard %d, %q is not among them", len(got), c.want)
				}
			})
		})
	}
}

// A lost connection is taken up again, and then everybody looks at everything:
// the listener for what it could not hear, the others for what was not told.
func TestReconnects(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWire()
		a, b := newNode(w), newNode(w)
		defer run(a, b)()
		time.Sleep(time.Second)
		a.hears()
		b.hears()
		w.goes(true)
		time.Sleep(time.Second)
		a.Grew(at("ann"))
		time.Sleep(time.Minute)
		b.wants(t)
		w.goes(false)
		time.Sleep(20 * time.Second)
		if got := b.hears(); len(got) < 2 || got[0] != "missed" || got[1] != "missed" {
			t.Errorf("after the connection came back b heard %q", got)
		}
		a.wants(t, "missed")
		a.Grew(at("ann"))
		time.Sleep(20 * time.Millisecond)
		b.wants(t, "grown ann")
	})
}

// Nobody waits for a notice, even when the store hangs; and what is pinned when
// Run ends is still told.
func TestNeverBlocks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWire()
		w.stall = make(chan struct{})
		a := newNode(w)
		stop := run(a)
		begin := time.Now()
		for i := range 10_000 {
			a.Grew(at(fmt.Sprint(i)))
		}
		if d := time.Since(begin); d != 0 {
			t.Errorf("it took %v", d)
		}
		time.Sleep(time.Minute)
		close(w.stall)
		time.Sleep(time.Minute)
		w.mu.Lock()
		w.sent = nil
		w.mu.Unlock()
		a.Leave("c1")
		a.Leave("c2")
		stop()
		if all := w.news(); len(all) == 0 || !strings.Contains(strings.Join(all, " "), "c2") {
			t.Errorf("the last notices are %q", all)
		}
	})
}
