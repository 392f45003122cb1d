// Package outbox delivers messages to platforms: one lane per conversation, in
// order, each lane leased by one node at a time, failures classified by the
// adapter and decided here.
//
// One row is one request. After a crash in mid-send a reply may be sent twice;
// it is never lost. A reminder or a broadcast may be lost then; it is never
// sent twice, and never after an opt-out.
//
// Each channel has workers of its own: one that hangs keeps no other waiting.
// Messages for a channel that is not configured wait until it is.
package outbox

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/internal/claim"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Config is what a Runner needs. Store is required.
type Config struct {
	Store *store.Store
	// Attempts is how often a message is tried before it becomes a dead
	// letter. Defaults to 15, some two hours.
	Attempts int
	// Channels by name.
	Channels map[string]channel.Channel
	// Fresh is how long after it was decided a message that is not a reply may
	// still go. Defaults to 15 min.
	Fresh time.Duration
	// Logger takes what fails. Defaults to nothing being logged.
	Logger *slog.Logger
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Sweep is how often to look without being woken. Defaults to 1 s.
	Sweep time.Duration
	// Timeout of one request. Defaults to 10 s. The lease is three times that,
	// so a request in flight ends before another node takes the lane.
	Timeout time.Duration
	// Workers is how many lanes of one channel are served at once. Defaults to
	// 16.
	Workers int
}

func (c Config) withDefaults() Config {
	c.Attempts = cmp.Or(c.Attempts, 15)
	c.Fresh = cmp.Or(c.Fresh, 15*time.Minute)
	c.Sweep = cmp.Or(c.Sweep, time.Second)
	c.Timeout = cmp.Or(c.Timeout, 10*time.Second)
	c.Workers = cmp.Or(c.Workers, 16)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

// Runner serves lanes. Use New; it is safe for concurrent use.
type Runner struct {
	Config
	loops []*claim.Loop[store.Lane]
}

// New returns a Runner; Run starts it.
func New(c Config) *Runner {
	r := &Runner{Config: c.withDefaults()}
	for name, ch := range c.Channels {
		if !ch.Capabilities().Transcript { // what the turn commits is delivered
			r.loops = append(r.loops, r.loop(name, ch))
		}
	}
	return r
}

func (r *Runner) loop(name string, ch channel.Channel) *claim.Loop[store.Lane] {
	var l *claim.Loop[store.Lane]
	l = claim.New(claim.Loop[store.Lane]{
		Name: "outbox: " + name, Logger: r.Logger, Sweep: r.Sweep, Workers: r.Workers,
		Claim: func(ctx context.Context, limit int) ([]store.Lane, error) {
			return r.Store.ClaimLanes(ctx, name, r.Now(), r.lease(), limit)
		},
		Do: func(ctx context.Context, lane store.Lane) {
			if served := r.serve(ctx, ch, lane); served {
				l.Wake() // a message may have come in just before the lane was let go
			}
		},
	})
	return l
}

func (r *Runner) lease() time.Duration { return 3 * r.Timeout }

// Wake makes the Runner look now. It never blocks.
func (r *Runner) Wake() {
	for _, l := range r.loops {
		l.Wake()
	}
}

// Run serves lanes until ctx ends, and waits for requests under way.
func (r *Runner) Run(ctx context.Context) {
	var all sync.WaitGroup
	for _, l := range r.loops {
		all.Go(func() { l.Run(ctx) })
	}
	all.Wait()
	<-ctx.Done()
}

// Once serves every lane that is due now and returns how many there were. It
// works without Run, and beside it.
func (r *Runner) Once(ctx context.Context) (n int) {
	for _, l := range r.loops {
		n += l.Once(ctx)
	}
	return n
}
