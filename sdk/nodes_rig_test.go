package sdk_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

var (
	conversations = flag.Int("nodes.conversations", 30, "conversations of the tests of several nodes; 1000 is the full size")
	messages      = flag.Int("nodes.messages", 6, "messages of each; 20 is the full size")
)

// databases are those on which the tests of several nodes run. SQLite gets an
// announcer that it does not have in life.
var databases = map[string]func(t testing.TB, n int) []store.DB{
	"sqlite": func(t testing.TB, n int) (all []store.DB) {
		path, wire := filepath.Join(t.TempDir(), "shop.db"), &wire{}
		for range n {
			db, err := sqlite.OpenDB(path)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, announcing{db, wire})
		}
		return all
	},
	"postgres": func(t testing.TB, n int) (all []store.DB) {
		dsn := pgtest.DSN(t)
		for range n {
			db, err := postgres.OpenDB(t.Context(), dsn)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, db)
		}
		return all
	},
}

// onEach runs a test on both databases.
func onEach(t *testing.T, test func(t *testing.T, open func(n int) []store.DB)) {
	for name, open := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, func(n int) []store.DB { return open(t, n) })
		})
	}
}

// wire carries notices between the databases of one test.
type wire struct {
	mu   sync.Mutex
	ears map[chan string]struct{}
}

type announcing struct {
	store.DB
	wire *wire
}

func (a announcing) Announce(_ context.Context, notice string) error {
	a.wire.mu.Lock()
	defer a.wire.mu.Unlock()
	for ear := range a.wire.ears {
		select {
		case ear <- notice:
		default:
		}
	}
	return nil
}

func (a announcing) Listen(ctx context.Context, fn func(string)) error {
	ear := make(chan string, 100)
	a.wire.mu.Lock()
	if a.wire.ears == nil {
		a.wire.ears = map[chan string]struct{}{}
	}
	a.wire.ears[ear] = struct{}{}
	a.wire.mu.Unlock()
	defer func() {
		a.wire.mu.Lock()
		defer a.wire.mu.Unlock()
		delete(a.wire.ears, ear)
	}()
	for {
		select {
		case notice := <-ear:
			fn(notice)
		case <-ctx.Done():
			return nil
		}
	}
}

// held is a node's database whose commits can be held back, as those of a
// process that is stopped, and that counts what it is asked.
type held struct {
	store.DB
	hold       atomic.Pointer[chan struct{}] // commits of turns wait until it is closed
	holding    atomic.Int64
	statements atomic.Int64
}

func (h *held) Commit(ctx context.Context, b store.Batch) error {
	h.statements.Add(1)
	if gate := h.hold.Load(); gate != nil && len(b.Guards) > 0 {
		h.holding.Add(1)
		<-*gate
	}
	return h.DB.Commit(ctx, b)
}

func (h *held) Query(ctx context.Context, s store.Statement) (store.Rows, error) {
	h.statements.Add(1)
	return h.DB.Query(ctx, s)
}

// Announce and Listen go through.
func (h *held) Announce(ctx context.Context, notice string) error {
	h.statements.Add(1)
	return h.DB.(store.Announcer).Announce(ctx, notice)
}

func (h *held) Listen(ctx context.Context, fn func(string)) error {
	return h.DB.(store.Announcer).Listen(ctx, fn)
}

// echo answers what nobody understands.
type echo struct{}

func (echo) Name() string { return dialogue.FlowLost }

func (echo) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	return dialogue.Outcome{Say: []message.Outbound{{Text: "echo " + in.Event.Text}}, Next: s}, nil
}

// newNodes returns shops on one store, one for each of its databases.
func newNodes(t testing.TB, all []store.DB, c sdk.Config) (nodes []*live) {
	t.Helper()
	for _, db := range all {
		s := store.New(db)
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		c.Store, c.Flows, c.Catalog = s, []dialogue.Flow{echo{}}, catalog.New(nil)
		c.Secrets = [][]byte{bytes.Repeat([]byte("s"), 32)}
		c.Channels = []channel.Channel{webchat.New(webchat.Config{})}
		shop, err := sdk.New(c)
		if err != nil {
			t.Fatal(err)
		}
		nodes = append(nodes, &live{Shop: shop, t: t, web: channelOf(t, shop)})
	}
	return nodes
}

// at is the same visitor at another node.
func (v *visitor) at(l *live) *visitor { return &visitor{l, v.session, nil} }

// words is what was said of "w…" and "echo w…", in order.
func (v *visitor) words() (all []string) {
	for _, m := range v.messages() {
		if strings.HasPrefix(strings.TrimPrefix(m.Body.Text, "echo "), "w") {
			all = append(all, m.Body.Text)
		}
	}
	return all
}

// answered waits until n words have been answered.
func (v *visitor) answered(n int) []string {
	v.l.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		all := v.words()
		if len(all) >= 2*n {
			return all
		}
		if time.Now().After(deadline) {
			v.l.t.Errorf("%d of %d words were said and answered", len(all), 2*n)
			return all
		}
	}
}

// inTurn is how n words and their answers follow each other.
func inTurn(n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprintf("w%d", i), fmt.Sprintf("echo w%d", i))
	}
	return all
}
