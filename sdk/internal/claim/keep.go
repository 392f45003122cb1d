package claim

import (
	"context"
	"time"
)

// Keep renews a lease while work under way takes long: when two thirds of it
// are over, and so on until ctx ends or end is called, which waits for a
// renewal under way and says since when the lease lasts. Quick work renews
// nothing. A renewal that fails is tried again after a sixth of the lease.
//
// The lease lasts since a time of now; renew is told the time from which it
// counts anew.
func Keep(ctx context.Context, since time.Time, lease time.Duration, now func() time.Time,
	renew func(now time.Time) error,
) (end func() time.Time) {
	k := &keeper{lease: lease, now: now, renew: renew, since: since, quit: make(chan struct{}), done: make(chan struct{})}
	begun := time.AfterFunc(k.wait(), func() { k.run(ctx) })
	return func() time.Time {
		if !begun.Stop() {
			close(k.quit)
			<-k.done
		}
		return k.since
	}
}

// keeper keeps one lease. Once run has begun, since is its own until done.
type keeper struct {
	lease      time.Duration
	now        func() time.Time
	renew      func(time.Time) error
	since      time.Time
	quit, done chan struct{}
}

// wait is how long until the lease is renewed. A clock that jumps does not make
// that longer.
func (k *keeper) wait() time.Duration {
	most := k.lease * 2 / 3
	return min(max(most-k.now().Sub(k.since), 0), most)
}

// run begins with a renewal.
func (k *keeper) run(ctx context.Context) {
	defer close(k.done)
	for ctx.Err() == nil {
		wait := k.lease / 6
		begin := k.now()
		if k.renew(begin) == nil {
			k.since = begin
			wait = k.wait()
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
		case <-k.quit:
			timer.Stop()
			return
		}
		timer.Stop()
	}
}
