// Package engine runs conversations: it receives events, decides one turn at a
// time per conversation, and commits what was decided.
//
// A turn is load, decide, commit. Loading and deciding take no lock; the commit
// is guarded by the conversation's version and by how many events it has
// handled, so of two nodes that decide the same turn one commits and the other
// finds nothing left to do. That is why no lease is needed.
package engine

import (
	"cmp"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/internal/host"
	"github.com/sauda-commerce/sauda/sdk/internal/identify"
	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// ErrBusy says that too many events wait to be handled: try again later.
var ErrBusy = errors.New("engine: too many events are waiting")

// ErrUnknownChannel says that no channel of this shop has that name.
var ErrUnknownChannel = errors.New("engine: unknown channel")

// Config is what an Engine needs. What has no default is required.
type Config struct {
	Store    *store.Store
	Channels map[string]channel.Channel // by name
	Catalog  *catalog.Catalog           // with an index
	Router   *dialogue.Router
	Texts    *locale.Texts
	Shop     dialogue.Shop
	Checkout *checkout.Desk
	Identify *identify.Desk
	Reminder *reminder.Desk
	// Choices signs the payloads of choices, DeepLinks the tokens of deep links.
	Choices, DeepLinks sign.Key

	// Backlog is how many events of one channel may wait, on all nodes,
	// before Receive says ErrBusy. Defaults to 10,000.
	Backlog int
	// Customers are the host's logins. Defaults to nobody known.
	Customers contact.Customers
	// Orders is the host's order system. Defaults to Sauda keeping the orders.
	Orders order.Backend
	// Deadline is how long a turn's decision may take. Defaults to 10 s.
	Deadline time.Duration
	// Failed is told of turns that failed. Defaults to nobody.
	Failed func(error)
	// Grace is how long an event may wait before a sweep concludes that the
	// node that received it does not handle it. Defaults to 5 s; the clocks of
	// nodes should not differ by more.
	Grace time.Duration
	// Stale says whether the source of the products has not answered for long.
	// It is asked in every turn. Defaults to never.
	Stale func() bool
	// Grown is told of each transcript that this node made grow, on channels
	// whose shoppers read it. It must not block. Defaults to nobody.
	Grown func(message.Address)
	// Left is told of conversations with events to handle for which there is no
	// worker free here. It must not block. Defaults to nobody.
	Left func(conversationID string)
	// Model puts words that nobody understands into others. Defaults to none.
	Model dialogue.Model
	// Logger takes what happens. Defaults to nothing being logged.
	Logger *slog.Logger
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Telling returns the writes that tell the host of events:
	// webhook.Desk.Telling. Defaults to nobody being told.
	Telling func(...hook.Event) ([]store.Statement, error)
	// Wake is told of a commit that may have left messages to send or timers
	// to run. Defaults to nobody.
	Wake func()
	// Workers is how many turns run at once. Defaults to 64.
	Workers int
}

// withDefaults fills in what was left out.
func (c Config) withDefaults() Config {
	c.Backlog = cmp.Or(c.Backlog, 10_000)
	c.Deadline = cmp.Or(c.Deadline, 10*time.Second)
	c.Grace = cmp.Or(c.Grace, 5*time.Second)
	c.Workers = cmp.Or(c.Workers, 64)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.Orders = host.Orders(c.Orders, c.Logger)
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Wake == nil {
		c.Wake = func() {}
	}
	if c.Failed == nil {
		c.Failed = func(error) {}
	}
	if c.Stale == nil {
		c.Stale = func() bool { return false }
	}
	if c.Grown == nil {
		c.Grown = func(message.Address) {}
	}
	if c.Telling == nil {
		c.Telling = func(...hook.Event) ([]store.Statement, error) { return nil, nil }
	}
	if c.Left == nil {
		c.Left = func(string) {}
	}
	return c
}

// Engine runs conversations. Use New.
type Engine struct {
	Config
	readers readers
	recent  recent
	backlog backlog
	stats   stats
	slots   chan struct{} // workers that have something to do
	drained chan struct{} // tells Run that what a sweep took is done

	mu      sync.Mutex
	closing chan struct{}    // closed when Run ends; nil: it does not run
	running map[string]*work // conversations whose turns are under way, or wait for a worker
	hungry  bool             // the last sweep left some
	turns   sync.WaitGroup
}

// work is one conversation being worked on.
type work struct{ again bool } // something came meanwhile

// New returns an Engine; Run makes it work.
func New(c Config) *Engine {
	c = c.withDefaults()
	return &Engine{Config: c, slots: make(chan struct{}, c.Workers), drained: make(chan struct{}, 1), running: map[string]*work{}}
}
