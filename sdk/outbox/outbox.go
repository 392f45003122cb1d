// Package outbox delivers messages to platforms: one lane per conversation, in
// order, each lane leased by one node at a time, failures classified by the
// adapter and decided here.
//
// One row is one request. After a crash in mid-send a reply may be sent twice;
// it is never lost. A reminder or a broadcast may be lost then; it is never
// sent twice, and never after an opt-out: it waits among the dead letters until
// the platform tells that it arrived, or for a person.
//
// Each channel has workers of its own: one that hangs keeps no other waiting.
// Lanes with a message that somebody waits for have workers of their own, too,
// and go first where the platform limits requests. Limits and pauses are an
// account's and shared by all nodes: see store.TakeSlots and store.Pause.
//
// A lease is short, so that a dead node's lanes are soon taken over, and renewed
// by who holds it while a request takes long. It is written and judged by the
// nodes' own clocks, not the store's: where they are further apart than a
// quarter of it, one may take a lane from another that is still sending, and a
// reply may go twice.
//
// Messages for a channel that is not configured wait until it is.
package outbox

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// RecheckFunc decides again, at send time, about a message that nobody waits
// for. It returns the guards that its decision depends on, or the reason why
// the message must not go any more.
type RecheckFunc func(ctx context.Context, r store.Row) (guards []store.Guard, refusal string, err error)

// Config is what a Runner needs. Store is required.
type Config struct {
	Store *store.Store
	// Attempts is how often a message is tried before it becomes a dead
	// letter. A try whose node died is none. Defaults to 15, some two hours.
	Attempts int
	// Channels by name.
	Channels map[string]channel.Channel
	// Fresh is how long after it was decided a message that is not a reply may
	// still go. Defaults to 15 min.
	Fresh time.Duration
	// Lease is how long a lane of a node that died is kept from the others. A
	// node that lives renews it while a request takes long, and begins none
	// after half of it. Defaults to 8 s. It is longer, up to 20 s, as long as
	// the store takes seconds to commit.
	Lease time.Duration
	// Logger takes what fails. Defaults to nothing being logged.
	Logger *slog.Logger
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Recheck decides again about reminders and broadcasts. Defaults to asking
	// only whether the shopper has opted out, which is asked in any case.
	Recheck RecheckFunc
	// Sweep is how long to sleep at most, unless a lane is due before. It finds
	// what others have put in. Defaults to 1 s.
	Sweep time.Duration
	// Timeout of one request. Defaults to 8 s. An adapter that does not heed it
	// is left behind a quarter later.
	Timeout time.Duration
	// Workers is how many lanes of one channel are served at once; half as many
	// more serve those that nobody waits for. Each is a request and a commit
	// at a time, and commits that come together cost little more than one.
	// Defaults to 64.
	Workers int
}

func (c Config) withDefaults() Config {
	c.Attempts = cmp.Or(c.Attempts, 15)
	c.Fresh = cmp.Or(c.Fresh, 15*time.Minute)
	c.Lease = cmp.Or(c.Lease, 8*time.Second)
	c.Sweep = cmp.Or(c.Sweep, time.Second)
	c.Timeout = cmp.Or(c.Timeout, 8*time.Second)
	c.Workers = cmp.Or(c.Workers, 64)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Recheck == nil {
		c.Recheck = func(context.Context, store.Row) ([]store.Guard, string, error) { return nil, "", nil }
	}
	return c
}

// Runner serves lanes. Use New; it is safe for concurrent use.
type Runner struct {
	Config
	tracks []*track
	wake   chan struct{}
}

// New returns a Runner; Run starts it.
func New(c Config) *Runner {
	r := &Runner{Config: c.withDefaults(), wake: make(chan struct{}, 1)}
	for _, name := range slices.Sorted(maps.Keys(c.Channels)) {
		ch := c.Channels[name]
		if ch.Capabilities().Transcript { // what the turn commits is delivered
			continue
		}
		l := &line{Channel: ch, runner: r, gates: map[string]*gate{}}
		r.tracks = append(r.tracks, r.track(l, false), r.track(l, true))
	}
	return r
}

// span is how long to wait for an adapter: its deadline and some grace.
func (r *Runner) span() time.Duration { return r.Timeout + r.Timeout/4 }

// Wake makes the Runner look now. It never blocks.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run serves lanes until ctx ends, and waits for requests under way.
func (r *Runner) Run(ctx context.Context) {
	var all sync.WaitGroup
	for _, t := range r.tracks {
		all.Go(func() { t.Run(ctx) })
	}
	if len(r.tracks) > 0 {
		all.Go(func() { r.watch(ctx) })
	}
	all.Wait()
	<-ctx.Done()
}

// Once serves every lane that is due now and returns how many there were. It
// works without Run, and beside it.
func (r *Runner) Once(ctx context.Context) (n int) {
	for _, t := range r.tracks {
		n += t.Once(ctx)
	}
	return n
}
