// Package timer runs what is due: a reminder, a reservation's end, a call to
// the host. A timer is one row per key, moved by setting it again; a [Runner]
// claims due rows with a lease and hands them to their kind's handler.
//
// A handler runs at least once: it commits its effect together with finishing
// the timer, fenced by the attempt it was claimed with.
package timer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// Handler does what is due. It finishes the timer itself, in its own commit
// (store.FinishTimer), or sets it again. An error makes it due again, later.
type Handler func(ctx context.Context, t store.Timer) error

// Config is what a Runner needs.
type Config struct {
	Store    *store.Store
	Handlers map[string]Handler // by kind
	Now      func() time.Time
	Logger   *slog.Logger
	// Lease is how long a handler may take before another node tries.
	// Defaults to 30 s; a handler's context ends somewhat before.
	Lease time.Duration
	// Sweep is how often to look without being woken. Defaults to 1 s.
	Sweep time.Duration
	// Workers is how many handlers run at once. Defaults to 8.
	Workers int
}

// Runner claims and runs due timers. Use New.
type Runner struct {
	Config
	wake chan struct{}
}

// New returns a Runner; Run starts it.
func New(c Config) *Runner {
	if c.Lease == 0 {
		c.Lease = 30 * time.Second
	}
	if c.Sweep == 0 {
		c.Sweep = time.Second
	}
	if c.Workers == 0 {
		c.Workers = 8
	}
	return &Runner{Config: c, wake: make(chan struct{}, 1)}
}

// Wake makes the Runner look now. It never blocks.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run claims and runs timers until ctx ends, and waits for handlers under way.
func (r *Runner) Run(ctx context.Context) {
	tick := time.NewTicker(r.Sweep)
	defer tick.Stop()
	for {
		for r.Once(ctx) > 0 && ctx.Err() == nil {
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-r.wake:
		}
	}
}

// Once runs what is due now and returns how many there were.
func (r *Runner) Once(ctx context.Context) int {
	due, err := r.Store.ClaimTimers(ctx, r.Now(), r.Lease, 4*r.Workers)
	if err != nil {
		if ctx.Err() == nil {
			r.Logger.Warn("timer: claiming failed", "error", err)
		}
		return 0
	}
	var all sync.WaitGroup
	slots := make(chan struct{}, r.Workers)
	for _, t := range due {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			r.handle(context.WithoutCancel(ctx), t)
		})
	}
	all.Wait()
	return len(due)
}

func (r *Runner) handle(ctx context.Context, t store.Timer) {
	ctx, cancel := context.WithTimeout(ctx, r.Lease*2/3)
	defer cancel()
	err := r.call(ctx, t)
	if err == nil || errors.Is(err, store.ErrConflict) { // a conflict: somebody else moved it
		return
	}
	due := r.Now().Add(backoff(t.Attempt))
	r.Logger.Warn("timer: failed, again later", "kind", t.Kind, "attempt", t.Attempt, "error", err)
	if err := r.Store.Commit(ctx, store.Batch{Writes: []store.Statement{store.RetryTimer(t, due)}}); err != nil {
		r.Logger.Warn("timer: not moved; the lease will end", "kind", t.Kind, "error", err)
	}
}

// call keeps a handler's panic from taking the process down.
func (r *Runner) call(ctx context.Context, t store.Timer) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("timer: %s: panic: %v", t.Kind, p)
		}
	}()
	h, ok := r.Handlers[t.Kind]
	if !ok {
		return fmt.Errorf("timer: nothing handles kind %q", t.Kind)
	}
	return h(ctx, t)
}

// backoff grows from 1 s to an hour.
func backoff(attempt int) time.Duration {
	return min(time.Hour, time.Second<<min(max(attempt-1, 0), 12))
}
