package rush

import (
	"bytes"
	"context"
	"flag"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

var (
	seed = flag.Uint64("seed", 1, "of what the shoppers do and of what goes wrong")
	logs = flag.Bool("logs", false, "show the shops' log")
)

// noon is when every test begins.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// clock is everybody's. It moves when it is told.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) jump(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// ground is a database and how many nodes stand on it.
type ground struct {
	name  string
	nodes int
	open  func(t testing.TB) func() (*store.Store, error)
}

// grounds are those on which every test runs.
var grounds = []ground{
	{"sqlite", 1, func(t testing.TB) func() (*store.Store, error) {
		path := filepath.Join(t.TempDir(), "shop.db")
		return func() (*store.Store, error) { return sqlite.Open(path) }
	}},
	{"three nodes on postgres", 3, func(t testing.TB) func() (*store.Store, error) {
		dsn := pgtest.DSN(t)
		return func() (*store.Store, error) { return postgres.Open(context.Background(), dsn) }
	}},
}

// shops are the nodes of one shop.
type shops struct {
	t     testing.TB
	clock *clock
	nodes []*node
}

// node is one process of the shop.
type node struct {
	*sdk.Shop
	store *store.Store
	stop  context.CancelFunc // ends Run
	ended chan struct{}
}

// settleIn opens a shop's nodes. What they share is given by each.
func (g ground) settleIn(t testing.TB, c *clock, config func() sdk.Config) *shops {
	t.Helper()
	s := &shops{t: t, clock: c}
	open := g.open(t)
	for range g.nodes {
		db, err := open()
		if err != nil {
			t.Fatal(err)
		}
		n := &node{store: db}
		s.nodes = append(s.nodes, n)
		c := config()
		c.Store, c.Now, c.Logger = db, s.clock.Now, logger(t)
		c.Secrets = [][]byte{bytes.Repeat([]byte("s"), 32)}
		if n.Shop, err = sdk.New(c); err != nil {
			t.Fatal(err)
		}
		if _, err := n.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func logger(t testing.TB) *slog.Logger {
	if !*logs {
		return nil
	}
	return slog.New(slog.NewTextHandler(t.Output(), nil))
}

// close ends the nodes and their connections.
func (s *shops) close() {
	for _, n := range s.nodes {
		if err := n.store.Close(); err != nil {
			s.t.Error(err)
		}
	}
}

// any is the node that a request is led to.
func (s *shops) any(rng *rand.Rand) *node { return s.nodes[rng.IntN(len(s.nodes))] }

// during lets the nodes run while something happens, and then for a few seconds:
// what lost a race to somebody else is tried again after one.
func (s *shops) during(do func()) {
	for _, n := range s.nodes {
		n.run()
	}
	do()
	for _, n := range s.nodes {
		n.rest()
	}
	for range 4 {
		s.settle()
		s.clock.jump(2 * time.Second)
	}
	s.settle()
}

func (n *node) run() {
	ctx, stop := context.WithCancel(context.Background())
	n.stop, n.ended = stop, make(chan struct{})
	go func() {
		defer close(n.ended)
		_ = n.Run(ctx) // it ends with ctx
	}()
}

func (n *node) rest() {
	n.stop()
	<-n.ended
}

// settle does all that is due, on all nodes at once.
func (s *shops) settle() {
	var all sync.WaitGroup
	for _, n := range s.nodes {
		all.Go(func() {
			if err := n.Settle(context.Background()); err != nil {
				s.t.Error(err)
			}
		})
	}
	all.Wait()
}
