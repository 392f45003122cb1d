// Package engine runs conversations: it receives events, decides one turn at a
// time per conversation, and commits what was decided.
//
// A turn is load, decide, commit. Loading and deciding take no lock; the commit
// is guarded by the conversation's version and by how many events it has
// handled, so of two nodes that decide the same turn one commits and the other
// finds nothing left to do. That is why no lease is needed.
package engine

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/handoff"
	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// ErrBusy says that too many events wait to be handled: try again later.
var ErrBusy = errors.New("engine: too many events are waiting")

// ErrUnknownChannel says that no channel of this shop has that name.
var ErrUnknownChannel = errors.New("engine: unknown channel")

// Config is what an Engine needs; all of it, but for Customers.
type Config struct {
	Store     *store.Store
	Channels  map[string]channel.Channel
	Catalog   *catalog.Catalog
	Router    *dialogue.Router
	Texts     *locale.Texts
	Shop      dialogue.Shop
	Customers contact.Customers
	Checkout  *checkout.Desk
	Handoff   *handoff.Desk
	Reminder  *reminder.Desk
	Choices   sign.Key // signs the payloads of choices
	Backlog   int      // events that may wait; above it ErrBusy
	Workers   int      // turns at once
	Deadline  time.Duration
	Now       func() time.Time
	Logger    *slog.Logger
	// Wake is told of a commit that left messages to send or timers to run.
	Wake func()
}

// Engine runs conversations. Use New.
type Engine struct {
	Config
	readers readers
	waiting atomic.Int64 // events received and not handled, about
	slots   chan struct{}

	mu      sync.Mutex
	open    bool             // Run is running
	running map[string]*work // conversations whose turns are under way
	turns   sync.WaitGroup
}

// work is one conversation being worked on.
type work struct{ again bool } // something came meanwhile

// New returns an Engine; Run makes it work.
func New(c Config) *Engine {
	return &Engine{Config: c, slots: make(chan struct{}, c.Workers), running: map[string]*work{}}
}

// sweep is how often the engine looks for turns that nobody runs.
const sweep = time.Second

// Run runs turns until ctx ends, and waits for those under way.
func (e *Engine) Run(ctx context.Context) {
	e.setOpen(true)
	defer e.turns.Wait()
	defer e.setOpen(false)
	tick := time.NewTicker(sweep)
	defer tick.Stop()
	for {
		e.Sweep(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (e *Engine) setOpen(open bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.open = open
}

// Sweep starts the turns that wait and that nobody here runs: left by a crash,
// by another node, or by a store that was down.
func (e *Engine) Sweep(ctx context.Context) {
	const most = 1000
	ids, err := e.Store.Pending(ctx, most)
	if err != nil {
		e.warn(ctx, "looking for waiting turns failed", err)
		return
	}
	for _, id := range ids {
		e.Schedule(id)
	}
	if n, err := e.Store.Backlog(ctx); err == nil {
		e.waiting.Store(n)
	}
}

// Schedule makes a conversation's waiting events be handled soon. It never
// blocks; while the engine does not run it does nothing, and Run will find
// them.
func (e *Engine) Schedule(conversationID string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.open {
		return
	}
	if w, ok := e.running[conversationID]; ok {
		w.again = true
		return
	}
	w := &work{}
	e.running[conversationID] = w
	e.turns.Go(func() {
		e.slots <- struct{}{}
		defer func() { <-e.slots }()
		e.work(conversationID, w)
	})
}

// Settle handles, one after the other, all events that wait, and says how many
// conversations had some.
func (e *Engine) Settle(ctx context.Context) (int, error) {
	const most = 1000
	ids, err := e.Store.Pending(ctx, most)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if err := e.drain(ctx, id); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

// Working says whether a conversation's turn is under way here.
func (e *Engine) Working(conversationID string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, ok := e.running[conversationID]
	return ok
}

// work runs a conversation's turns until none is left.
func (e *Engine) work(id string, w *work) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		err := e.drain(ctx, id)
		if err != nil {
			e.warn(ctx, "a turn failed; it will be tried again", err)
		}
		if e.done(id, w, err) {
			return
		}
	}
}

// drain handles a conversation's events until none waits.
func (e *Engine) drain(ctx context.Context, id string) error {
	for {
		if err := e.turn(ctx, id); err != nil {
			if errors.Is(err, store.ErrNotFound) {
				return nil
			}
			return err
		}
		e.waiting.Add(-1)
	}
}

// done ends the work on a conversation unless something came meanwhile. After
// an error it ends in any case, and the sweep comes back to it.
func (e *Engine) done(id string, w *work, err error) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if w.again && err == nil {
		w.again = false
		return false
	}
	delete(e.running, id)
	return true
}

func (e *Engine) warn(ctx context.Context, what string, err error) {
	if ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
		e.Logger.Warn("engine: "+what, "error", err)
	}
}
