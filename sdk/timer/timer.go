// Package timer runs what is due: a reminder, a reservation's end, a call to
// the host. A timer is one row per key, moved by setting it again; a [Runner]
// claims due rows with a lease and hands them to their kind's handler.
//
// A handler runs at least once: it commits its effect together with finishing
// the timer, fenced by the attempt it was claimed with. While it takes long its
// lease, which is short and judged by the nodes' own clocks, is renewed.
package timer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/sauda-commerce/sauda/sdk/internal/claim"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Handler does what is due. It finishes the timer itself, in its own commit
// (store.FinishTimer), or sets it again; if it does neither, the timer is due
// again when its lease ends. An error makes it due again, later.
type Handler func(ctx context.Context, t store.Timer) error

// Config is what a Runner needs. Store is required.
type Config struct {
	Store *store.Store
	// Handlers by kind. A timer of another kind, of a newer version perhaps,
	// waits and is tried now and then.
	Handlers map[string]Handler
	// Lease is how long a timer of a node that died is kept from the others. A
	// node that lives renews it until the handler's Timeout. Defaults to 8 s; a
	// commit must take far less.
	Lease time.Duration
	// Logger takes what fails. Defaults to nothing being logged.
	Logger *slog.Logger
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Sweep is how long to sleep at most, unless a timer is due before. It
	// finds what others have set. Defaults to 1 s.
	Sweep time.Duration
	// Timeout is when a handler's context ends. If it goes on all the same,
	// another node tries once the lease has ended. Defaults to 20 s.
	Timeout time.Duration
	// Workers is how many handlers run at once. Defaults to 8.
	Workers int
}

// Runner claims and runs due timers. Use New; it is safe for concurrent use.
type Runner struct {
	Config
	loop *claim.Loop[held]
	held claim.Held // timers whose handlers run
}

// New returns a Runner; Run starts it.
func New(c Config) *Runner {
	c.Lease = cmp.Or(c.Lease, 8*time.Second)
	c.Sweep = cmp.Or(c.Sweep, time.Second)
	c.Timeout = cmp.Or(c.Timeout, 20*time.Second)
	c.Workers = cmp.Or(c.Workers, 8)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	r := &Runner{Config: c}
	r.loop = claim.New(claim.Loop[held]{
		Name: "timer", Logger: c.Logger, Sweep: c.Sweep, Workers: c.Workers, Do: r.handle,
		Claim: r.claim,
	})
	return r
}

// claim takes what is due, or says when something will be.
func (r *Runner) claim(ctx context.Context, limit int) ([]held, time.Duration, error) {
	next, ok, err := r.Store.NextTimer(ctx)
	if err != nil || !ok {
		return nil, 0, err
	}
	if wait := next.Sub(r.Now()); wait > 0 {
		return nil, wait, nil
	}
	due, err := claim.Take(&r.held, r.Now, r.Lease, held.fence, func(now time.Time, except []string) ([]held, error) {
		timers, err := r.Store.ClaimTimers(ctx, now, r.Lease, limit, except...)
		all := make([]held, len(timers))
		for i, t := range timers {
			all[i] = held{t, now}
		}
		return all, err
	})
	return due, 0, err
}

// held is a timer that was claimed, and when.
type held struct {
	store.Timer
	at time.Time
}

func (h held) fence() claim.Fence { return claim.Fence{Key: h.Key, Claim: h.Claim} }

// Wake makes the Runner look now. It never blocks.
func (r *Runner) Wake() { r.loop.Wake() }

// Run claims and runs timers until ctx ends, and waits for handlers under way.
func (r *Runner) Run(ctx context.Context) { r.loop.Run(ctx) }

// Once runs what is due now, and what becomes due by that, and returns how
// many there were. It works without Run, and beside it.
func (r *Runner) Once(ctx context.Context) int { return r.loop.Once(ctx) }

// handle runs a claimed timer to its end, whatever becomes of Run.
func (r *Runner) handle(ctx context.Context, t held) {
	defer r.held.Release(t.fence())
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.Timeout)
	defer cancel()
	end := claim.Keep(ctx, t.at, r.Lease, r.Now, func(now time.Time) error { return r.renew(ctx, t, now) })
	err := r.call(ctx, t.Timer)
	end()
	if err == nil {
		return
	}
	wait := backoff(t.Attempt)
	if !errors.Is(err, store.ErrConflict) { // else what it had read was changed meanwhile
		r.Logger.Warn("timer: failed, again later", "kind", t.Kind, "attempt", t.Attempt, "wait", wait, "error", err)
	}
	if err := r.retry(ctx, t.Timer, wait); err != nil {
		r.Logger.Warn("timer: not moved; the lease will end", "kind", t.Kind, "error", err)
	}
}

// renew has the lease count from now. Where it fails the timer may soon be
// another's, or it was moved, and what the handler commits is refused then.
func (r *Runner) renew(ctx context.Context, t held, now time.Time) error {
	ends := now.Add(r.Lease)
	err := r.Store.Commit(ctx, store.Batch{
		Guards: []store.Guard{store.GuardTimer(t.Timer)},
		Writes: []store.Statement{store.RenewTimer(t.Timer, ends)},
	})
	if err == nil {
		r.held.Extend(t.fence(), ends)
	} else if !errors.Is(err, store.ErrConflict) {
		r.Logger.Warn("timer: lease not renewed", "kind", t.Kind, "error", err)
	}
	return err
}

// retry makes a timer due again unless somebody moved it meanwhile. It has time
// of its own: the handler may have used up all of its.
func (r *Runner) retry(ctx context.Context, t store.Timer, wait time.Duration) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.Timeout/2)
	defer cancel()
	return r.Store.Commit(ctx, store.Batch{Writes: []store.Statement{store.RetryTimer(t, r.Now().Add(wait))}})
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
