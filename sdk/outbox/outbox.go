// Package outbox delivers messages to platforms: one lane per conversation, in
// order, each lane leased by one node at a time, failures classified by the
// adapter and decided here.
//
// One row is one request. After a crash in mid-send a reply may be sent twice;
// it is never lost.
package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Config is what a Runner needs.
type Config struct {
	Store    *store.Store
	Channels map[string]channel.Channel // by name
	Now      func() time.Time
	Logger   *slog.Logger
	// Timeout of one request. Defaults to 10 s. The lease is three times that,
	// so a request in flight ends before another node takes the lane.
	Timeout time.Duration
	// Sweep is how often to look without being woken. Defaults to 1 s.
	Sweep time.Duration
	// Workers is how many lanes are served at once. Defaults to 32.
	Workers int
	// Attempts is how often a message is tried before it becomes a dead
	// letter. Defaults to 12, about two hours.
	Attempts int
}

// Runner serves lanes. Use New.
type Runner struct {
	Config
	wake  chan struct{}
	slots chan struct{}
	lanes sync.WaitGroup
}

// New returns a Runner; Run starts it.
func New(c Config) *Runner {
	if c.Timeout == 0 {
		c.Timeout = 10 * time.Second
	}
	if c.Sweep == 0 {
		c.Sweep = time.Second
	}
	if c.Workers == 0 {
		c.Workers = 32
	}
	if c.Attempts == 0 {
		c.Attempts = 12
	}
	return &Runner{Config: c, wake: make(chan struct{}, 1), slots: make(chan struct{}, c.Workers)}
}

// Wake makes the Runner look now. It never blocks.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run serves lanes until ctx ends, and waits for requests under way. A lane
// that hangs holds one worker, never the others.
func (r *Runner) Run(ctx context.Context) {
	tick := time.NewTicker(r.Sweep)
	defer tick.Stop()
	defer r.lanes.Wait()
	for {
		for r.claim(ctx) {
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-r.wake:
		}
	}
}

// Once serves every lane that is due now and waits for them.
func (r *Runner) Once(ctx context.Context) {
	for r.claim(ctx) {
	}
	r.lanes.Wait()
}

// claim starts as many due lanes as there are free workers and says whether
// there may be more.
func (r *Runner) claim(ctx context.Context) bool {
	free := r.acquire()
	if free == 0 || ctx.Err() != nil {
		r.release(free)
		return false
	}
	lanes, err := r.Store.ClaimLanes(ctx, r.Now(), 3*r.Timeout, free)
	if err != nil && ctx.Err() == nil {
		r.Logger.Warn("outbox: claiming failed", "error", err)
	}
	r.release(free - len(lanes))
	for _, l := range lanes {
		r.lanes.Go(func() {
			defer r.release(1)
			if again := r.serve(context.WithoutCancel(ctx), l); again {
				r.Wake()
			}
		})
	}
	return len(lanes) == free
}

// acquire waits for one free worker and takes all that are free.
func (r *Runner) acquire() (n int) {
	r.slots <- struct{}{}
	for n = 1; n < r.Workers; n++ {
		select {
		case r.slots <- struct{}{}:
		default:
			return n
		}
	}
	return n
}

func (r *Runner) release(n int) {
	for range n {
		<-r.slots
	}
}

// serve sends a lane's messages in order until one has to wait, and says
// whether the lane has something new.
func (r *Runner) serve(ctx context.Context, l store.Lane) bool {
	const batch = 20
	deadline := time.Now().Add(2 * r.Timeout)
	for time.Now().Before(deadline) {
		rows, err := r.Store.LaneRows(ctx, l, batch)
		if err != nil {
			r.Logger.Warn("outbox: reading a lane failed", "error", err)
			return false
		}
		for _, row := range rows {
			if on, err := r.send(ctx, l, row); err != nil || !on {
				r.warn(err)
				return false
			}
			l.Attempt = 1
			if !time.Now().Before(deadline) {
				break
			}
		}
		if len(rows) == 0 {
			break
		}
	}
	r.warn(r.commit(ctx, l, store.FinishLane(l)))
	return true
}

// send makes one request and records its end. It says whether the lane goes on.
func (r *Runner) send(ctx context.Context, l store.Lane, row store.Row) (bool, error) {
	receipt, err := r.request(ctx, row)
	now := r.Now()
	if err == nil {
		return true, r.commit(ctx, l, store.Delivered(l, row, receipt, now)...)
	}
	failure := channel.Classify(err)
	wait, again := r.decide(failure, l.Attempt, row.Body.Purpose)
	r.Logger.Warn("outbox: send failed", "channel", row.To.Channel, "class", string(failure.Class), "code", failure.Code, "attempt", l.Attempt, "again", again)
	if again {
		return false, r.commit(ctx, l, store.RetryLane(l, now.Add(wait), string(failure.Class)))
	}
	return true, r.commit(ctx, l, store.DeadLetter(l, row, string(failure.Class), failure.Code, now)...)
}

func (r *Runner) request(ctx context.Context, row store.Row) (receipt channel.Receipt, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &channel.SendError{Class: channel.BadRequest, Code: "panic", Err: fmt.Errorf("%v", p)}
		}
	}()
	ch, ok := r.Channels[row.To.Channel]
	if !ok {
		return channel.Receipt{}, &channel.SendError{Class: channel.Config, Code: "unknown_channel"}
	}
	ctx, cancel := context.WithTimeout(ctx, r.Timeout)
	defer cancel()
	return ch.Send(ctx, row.To, channel.Message{ID: row.ID, Outbound: row.Body})
}

// decide says whether to try again, and after how long. Where a message's fate
// is unknown, a reply goes again (better twice than never) and a reminder does
// not (better never than twice): it waits among the dead letters for a person.
func (r *Runner) decide(f *channel.SendError, attempt int, p message.Purpose) (time.Duration, bool) {
	if attempt >= r.Attempts {
		return 0, false
	}
	switch f.Class {
	case channel.Ambiguous:
		return backoff(attempt), replayable(p)
	case channel.Retry:
		return backoff(attempt), true
	case channel.RetryAfter:
		return max(f.After, time.Second), true
	case channel.Auth, channel.Config:
		return max(backoff(attempt), time.Minute), true // the owner may mend it meanwhile
	}
	return 0, false
}

// commit writes while the lane is still ours.
func (r *Runner) commit(ctx context.Context, l store.Lane, writes ...store.Statement) error {
	return r.Store.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardLane(l)}, Writes: writes})
}

func (r *Runner) warn(err error) {
	if err != nil {
		r.Logger.Warn("outbox: not recorded; the lane's lease will end", "error", err)
	}
}

// backoff doubles from 1 s to 30 min, with a quarter of jitter.
func backoff(attempt int) time.Duration {
	d := min(30*time.Minute, time.Second<<min(max(attempt-1, 0), 11))
	return d + time.Duration(rand.Int64N(int64(d)/4+1))
}

func replayable(p message.Purpose) bool {
	return p == message.PurposeReply || p == message.PurposeTransactional || p == ""
}
