package outbox

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/store"
)

const (
	// ahead is how much of an account's time a node takes at once, at most: a
	// node that dies loses it, and a reply waits for it behind bulk messages.
	ahead = 250 * time.Millisecond
	// grace is how late a request may be that was given out; afterwards it is
	// not made up for, so that late ones do not crowd.
	grace = 20 * time.Millisecond
	// glance is how old the knowledge may be that an account is not paused.
	glance = 5 * time.Millisecond
)

// gate lets requests of one account through, as the platform allows over all
// nodes, and none while the account is paused.
type gate struct {
	store   *store.Store
	now     func() time.Time
	account store.Account
	limit   store.Limit // Every 0: none

	mu         sync.Mutex // held while asking the store: the others want the same answer
	live, bulk block
	until      time.Time // paused
	looked     time.Time // when the store was asked
}

// block is requests that were given out to this node.
type block struct {
	at     []time.Time
	size   int  // of the next
	wasted bool // some were not used in time
}

func newGate(s *store.Store, now func() time.Time, a store.Account, c channel.Capabilities) *gate {
	g := &gate{store: s, now: now, account: a}
	if c.Rate > 0 {
		g.limit = store.Limit{Every: time.Duration(float64(time.Second) / c.Rate), Burst: max(1, c.Burst)}
	}
	return g
}

// pass waits until a request may be made: the zero time. If that is after the
// deadline, it says when to ask again.
func (g *gate) pass(ctx context.Context, bulk bool, deadline time.Time) (time.Time, error) {
	for g.limit.Every > 0 {
		at, given, err := g.slot(context.WithoutCancel(ctx), bulk, deadline)
		if err != nil {
			return time.Time{}, err
		}
		if !at.Before(deadline) {
			if given {
				g.back(at, bulk)
			}
			return at, nil
		}
		sleep(ctx, at.Sub(g.now()))
		if given || ctx.Err() != nil {
			break
		}
	}
	return g.paused(context.WithoutCancel(ctx))
}

// slot returns the time of the next request given out to this node, or false
// and when to ask again. Who stood in line beyond the deadline takes none: it
// could not use it, and those behind would wait for one more commit.
func (g *gate) slot(ctx context.Context, bulk bool, deadline time.Time) (at time.Time, given bool, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if !now.Before(deadline) {
		return now, false, nil
	}
	g.live.expire(now)
	g.bulk.expire(now)
	b := &g.live
	if bulk || len(g.bulk.at) > 0 && len(g.live.at) == 0 {
		b = &g.bulk
	}
	if len(b.at) == 0 {
		n := b.next(int(ahead / g.limit.Every))
		slots, err := g.store.TakeSlots(ctx, g.account, g.limit, n, bulk, now, deadline)
		if err != nil || len(slots.At) == 0 {
			return slots.Wait, false, err
		}
		b.at = slots.At
	}
	at, b.at = b.at[0], b.at[1:]
	return at, true, nil
}

// back gives a request back that cannot wait for its time.
func (g *gate) back(at time.Time, bulk bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	b := &g.live
	if bulk {
		b = &g.bulk
	}
	b.at = append(b.at, at)
	slices.SortFunc(b.at, time.Time.Compare)
}

// expire forgets what was not used in time.
func (b *block) expire(now time.Time) {
	for len(b.at) > 0 && now.Sub(b.at[0]) > grace {
		b.at, b.wasted = b.at[1:], true
	}
}

// next says how many to take: twice as many as before where all were used, and
// one where not.
func (b *block) next(most int) int {
	b.size = max(1, min(2*b.size, most))
	if b.wasted {
		b.size, b.wasted = 1, false
	}
	return b.size
}

// paused says until when the account is paused; the zero time if it is not.
func (g *gate) paused(ctx context.Context) (time.Time, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if !g.until.After(now) && now.Sub(g.looked) >= glance {
		until, err := g.store.Paused(ctx, g.account)
		if err != nil {
			return time.Time{}, err
		}
		g.until, g.looked = until, now
	}
	if g.until.After(now) {
		return g.until, nil
	}
	return time.Time{}, nil
}

// pause keeps this node from making requests before a time, at once.
func (g *gate) pause(until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until.After(g.until) {
		g.until = until
	}
}
