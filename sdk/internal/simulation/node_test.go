package simulation

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/parcel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

var (
	errDead      = errors.New("simulation: the process is dead")
	errImpatient = errors.New("simulation: no answer yet")
)

// node is one life of the shop, from its start to its death. A dead node goes
// on running for a while without knowing it, as goroutines must; but whatever
// it does has no effect any more, and whatever is done to it has no answer.
type node struct {
	w     *world
	shop  *sdk.Shop
	db    store.DB
	life  context.Context // ends with the node
	die   context.CancelFunc
	fuse  atomic.Int64 // commits until death; 0: none
	after atomic.Bool  // the last commit is made, and nobody is told
	ended chan struct{}
}

func (n *node) dead() bool { return n.life.Err() != nil }

// start begins a life on the world's file.
func (w *world) start() (*node, error) {
	db, err := sqlite.OpenDB(filepath.Join(w.dir, "shop.db"))
	if err != nil {
		return nil, err
	}
	n := &node{w: w, db: db, ended: make(chan struct{})}
	n.life, n.die = context.WithCancel(context.Background())
	if err := n.begin(); err != nil {
		n.die()
		return nil, errors.Join(err, db.Close())
	}
	return n, nil
}

// begin makes the shop and lets it run.
func (n *node) begin() error {
	w := n.w
	ch, err := parcel.New(parcel.Config{
		Account: "shop", Token: "token", Secrets: []string{"secret"}, Now: w.clock.shop,
		BaseURL: "http://parcel.example", HTTPClient: &http.Client{Transport: line{n}},
	})
	if err != nil {
		return err
	}
	n.shop, err = sdk.New(sdk.Config{
		Store: store.New(mortal{n, n.db}), Catalog: catalog.New(tents{}), Channels: []channel.Channel{ch, webchat.New(webchat.Config{Now: w.clock.shop})}, Now: w.clock.shop,
		Payments: []payments.Provider{purse{w.box, n}}, Secrets: [][]byte{bytes.Repeat([]byte("s"), 32)},
		BaseURL: "https://shop.example", Profile: sdk.Profile{TimeZone: zone.String()}, Logger: w.logger(),
	})
	if err != nil {
		return err
	}
	if _, err := n.shop.Sync(n.life); err != nil {
		return err
	}
	go func() {
		defer close(n.ended)
		_ = n.shop.Run(n.life) // it ends with the life
	}()
	return nil
}

func (w *world) logger() *slog.Logger {
	if !*logs {
		return nil
	}
	return slog.New(slog.NewTextHandler(w.t.Output(), nil))
}

// bury waits until a dead node has stopped moving and closes its file.
func (n *node) bury() error {
	<-n.ended
	return n.db.Close()
}

// mortal is a database that refuses the dead.
type mortal struct {
	n *node
	store.DB
}

func (m mortal) Query(ctx context.Context, s store.Statement) (store.Rows, error) {
	m.n.w.dawdle()
	if m.n.dead() {
		return nil, store.ErrUnavailable
	}
	return m.DB.Query(ctx, s)
}

func (m mortal) Commit(ctx context.Context, b store.Batch) error {
	m.n.w.pass(b)
	return m.write(func() error { return m.DB.Commit(ctx, b) })
}

func (m mortal) Update(ctx context.Context, fn func(context.Context, store.Conn) error) error {
	return m.write(func() error { return m.DB.Update(ctx, fn) })
}

// write writes while the node lives. The commit at which the fuse is burnt down
// is the last thing that it does, or just not.
func (m mortal) write(do func() error) error {
	m.n.w.dawdle()
	if m.n.dead() || m.n.w.full.Load() {
		return store.ErrUnavailable
	}
	last := m.n.fuse.Add(-1) == 0
	if last && !m.n.after.Load() {
		m.n.die()
		return store.ErrUnavailable
	}
	err := do()
	if last {
		m.n.die()
	}
	if m.n.dead() {
		return store.ErrUnavailable // whatever became of it, nobody hears of it
	}
	return err
}

// dawdle lets others go first, some times, so that whatever is under way at the
// same time is mixed. It cannot sleep: time stands still in a bubble while
// somebody waits for a mutex.
func (w *world) dawdle() {
	if w.slow.Load() {
		turn := w.dawdled.Add(1)
		for range rand.New(rand.NewPCG(w.seed, turn)).IntN(50) {
			runtime.Gosched()
		}
	}
}

// line is a node's way to the platform. It is cut when the node dies.
type line struct{ n *node }

func (l line) RoundTrip(r *http.Request) (*http.Response, error) {
	if l.n.dead() {
		return nil, errDead
	}
	ctx, cancel := context.WithCancel(r.Context())
	context.AfterFunc(l.n.life, cancel)
	l.n.w.inFlight.Add(1)
	response, err := l.n.w.platform.RoundTrip(r.WithContext(ctx))
	l.n.w.inFlight.Add(-1)
	if l.n.dead() {
		return nil, errDead
	}
	return response, err
}

// purse is a node's way to the payment provider.
type purse struct {
	*sandbox.Sandbox
	n *node
}

func (p purse) Start(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	return alive(p.n, func() (payments.Checkout, error) { return p.Sandbox.Start(ctx, in) })
}

func (p purse) Fetch(ctx context.Context, ref string) (payments.Payment, error) {
	return alive(p.n, func() (payments.Payment, error) { return p.Sandbox.Fetch(ctx, ref) })
}

func (p purse) Refund(ctx context.Context, r payments.Refund) (payments.RefundState, error) {
	return alive(p.n, func() (payments.RefundState, error) { return p.Sandbox.Refund(ctx, r) })
}

func (p purse) Cancel(ctx context.Context, ref string) (payments.Payment, error) {
	return alive(p.n, func() (payments.Payment, error) { return p.Sandbox.Cancel(ctx, ref) })
}

// alive does something for a node that lives before and after it.
func alive[T any](n *node, do func() (T, error)) (T, error) {
	var none T
	if n.dead() {
		return none, &payments.Error{Provider: "sandbox", Retry: true, Err: errDead}
	}
	v, err := do()
	if n.dead() {
		return none, &payments.Error{Provider: "sandbox", Retry: true, Err: errDead}
	}
	return v, err
}

// keeper sees to it that there is a living node in one place, until the world
// ends.
type keeper struct {
	w    *world
	node *atomic.Pointer[node]
	rng  *rand.Rand
	stop chan struct{}
	done sync.WaitGroup
}

func (w *world) keep(place int) *keeper {
	k := &keeper{w: w, node: &w.nodes[place], rng: rand.New(rand.NewPCG(w.seed, uint64(1+place))), stop: make(chan struct{})}
	k.done.Go(k.run)
	return k
}

// run buries the dead and starts the next life after a while.
func (k *keeper) run() {
	for {
		n := k.node.Load()
		select {
		case <-n.life.Done():
		case <-k.stop:
			n.die()
		}
		err := n.bury()
		k.w.broke("the shop has died")
		if err != nil {
			k.w.t.Errorf("seed %d: closing the store of a dead node: %v", k.w.seed, err)
		}
		select {
		case <-k.stop:
			return
		case <-time.After(time.Duration(k.rng.IntN(3000)) * time.Millisecond):
		}
		for k.w.full.Load() { // nothing can start
			time.Sleep(time.Second)
		}
		next, err := k.w.start()
		for errors.Is(err, store.ErrUnavailable) && k.w.full.Load() { // it has just filled up
			time.Sleep(time.Second)
			next, err = k.w.start()
		}
		if err != nil {
			k.w.t.Errorf("seed %d: starting again: %v", k.w.seed, err)
			return
		}
		k.node.Store(next)
	}
}

// end ends the node and its keeper. A node that does not end cannot be left
// behind: the bubble would wait for it for ever.
func (k *keeper) end() {
	close(k.stop)
	ended := make(chan struct{})
	go func() {
		k.done.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(patience):
		panic(fmt.Sprintf("seed %d: a node was told to end and did not (again with -seed %d); pending: %s", k.w.seed, k.w.seed, k.w.pending()))
	}
}
