package rush

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
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
	open  func(t testing.TB) func() (store.DB, error)
}

// grounds are those on which every test runs.
var grounds = []ground{
	{"sqlite", 1, func(t testing.TB) func() (store.DB, error) {
		path := filepath.Join(t.TempDir(), "shop.db")
		return func() (store.DB, error) { return sqlite.OpenDB(path) }
	}},
	{"three nodes on postgres", 3, func(t testing.TB) func() (store.DB, error) {
		dsn := pgtest.DSN(t)
		return func() (store.DB, error) { return postgres.OpenDB(context.Background(), dsn) }
	}},
}

// shops are the nodes of one shop.
type shops struct {
	t      testing.TB
	clock  *clock
	open   func() (store.DB, error)
	config func() sdk.Config

	mu    sync.Mutex
	nodes []*node
}

// node is one process of the shop, from its start to its end, which may come in
// the midst of anything.
type node struct {
	*sdk.Shop
	store *store.Store
	db    store.DB
	stop  func() // ends Run, and waits for it
	dead  atomic.Bool
	gone  chan struct{} // closed when another has taken its place
}

// mortal is a node's database: the dead neither read nor write.
type mortal struct {
	store.DB
	node *node
}

func (m mortal) Query(ctx context.Context, s store.Statement) (store.Rows, error) {
	if m.node.dead.Load() {
		return nil, store.ErrUnavailable
	}
	return m.DB.Query(ctx, s)
}

// Commit may be made and nobody hears of it.
func (m mortal) Commit(ctx context.Context, b store.Batch) error {
	if m.node.dead.Load() {
		return store.ErrUnavailable
	}
	err := m.DB.Commit(ctx, b)
	if m.node.dead.Load() {
		return store.ErrUnavailable
	}
	return err
}

// Update is as Commit.
func (m mortal) Update(ctx context.Context, fn func(context.Context, store.Conn) error) error {
	if m.node.dead.Load() {
		return store.ErrUnavailable
	}
	return m.DB.Update(ctx, fn)
}

// settleIn opens a shop's nodes, each with a configuration of its own.
func (g ground) settleIn(t testing.TB, c *clock, config func() sdk.Config) *shops {
	t.Helper()
	s := &shops{t: t, clock: c, open: g.open(t), config: config}
	for range g.nodes {
		s.nodes = append(s.nodes, s.start())
	}
	return s
}

// start begins a node's life.
func (s *shops) start() *node {
	db, err := s.open()
	if err != nil {
		s.t.Error(err)
		s.t.FailNow()
	}
	n := &node{db: db, stop: func() {}, gone: make(chan struct{})}
	n.store = store.New(mortal{db, n})
	c := s.config()
	c.Store, c.Now, c.Logger = n.store, s.clock.Now, logger(s.t)
	c.Secrets = [][]byte{bytes.Repeat([]byte("s"), 32)}
	if n.Shop, err = sdk.New(c); err == nil {
		_, err = n.Sync(context.Background())
	}
	if err != nil {
		s.t.Error(err)
		s.t.FailNow()
	}
	return n
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
		n.stop()
		if err := n.db.Close(); err != nil {
			s.t.Error(err)
		}
	}
}

// any is a node that a request is led to. It lives, so far.
func (s *shops) any(rng *rand.Rand) *node {
	for {
		s.mu.Lock()
		n := s.nodes[rng.IntN(len(s.nodes))]
		s.mu.Unlock()
		if !n.dead.Load() {
			return n
		}
		<-n.gone
	}
}

// kill ends a node in the midst of whatever it does, and starts another in its
// place when its connections are closed.
func (s *shops) kill(place int) {
	s.mu.Lock()
	n := s.nodes[place]
	s.mu.Unlock()
	n.dead.Store(true)
	n.stop()
	if err := n.db.Close(); err != nil {
		s.t.Error(err)
	}
	next := s.start()
	next.run()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nodes[place] = next
	close(n.gone)
}

// during lets the nodes run while something happens, and then for a few seconds:
// what lost a race to somebody else is tried again after one.
func (s *shops) during(do func()) {
	for _, n := range s.nodes {
		n.run()
	}
	do()
	for _, n := range s.nodes {
		n.stop()
	}
	for range 4 {
		s.settle()
		s.clock.jump(2 * time.Second)
	}
	s.settle()
}

func (n *node) run() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = n.Run(ctx) // it ends with ctx
	}()
	n.stop = func() {
		cancel()
		<-ended
	}
}

// settle does all that is due, on all nodes at once. A database that does not
// answer in time is asked again, as a node that runs would.
func (s *shops) settle() {
	var all sync.WaitGroup
	for _, n := range s.nodes {
		all.Go(func() {
			err := n.Settle(context.Background())
			for again := 0; again < 5 && errors.Is(err, store.ErrUnavailable); again++ {
				err = n.Settle(context.Background())
			}
			if err != nil {
				s.t.Error(err)
			}
		})
	}
	all.Wait()
}
