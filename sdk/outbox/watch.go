package outbox

import (
	"context"
	"time"

	"github.com/sauda-commerce/sauda/sdk/internal/claim"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// track is one kind of a channel's lanes, with the workers that serve it.
type track struct {
	*claim.Loop[held]
	store.Track
}

func (r *Runner) track(l *line, bulk bool) *track {
	t := store.Track{Channel: l.Name(), Bulk: bulk}
	workers := r.Workers
	if bulk {
		workers = max(1, workers/2)
	}
	return &track{Track: t, Loop: claim.New(claim.Loop[held]{
		Name: "outbox: " + l.Name(), Logger: r.Logger, Workers: workers,
		Claim: func(ctx context.Context, limit int) ([]held, time.Duration, error) {
			if l.deaf() {
				return nil, 0, nil // until some of its requests have come to an end
			}
			lanes, err := r.take(ctx, l, t, limit)
			return lanes, 0, err
		},
		Do: func(ctx context.Context, lane held) {
			defer l.held.Release(lane.fence())
			r.serve(ctx, l, t, lane)
		},
	})}
}

// held is a lane that was claimed, when and for how long.
type held struct {
	store.Lane
	at    time.Time
	lease time.Duration
}

func (h held) fence() claim.Fence { return claim.Fence{Key: h.Conversation, Claim: h.Claim} }

// take claims lanes, those not that are being served here.
func (r *Runner) take(ctx context.Context, l *line, t store.Track, limit int) ([]held, error) {
	lease := l.lease()
	return claim.Take(&l.held, r.Now, lease, held.fence, func(now time.Time, except []string) ([]held, error) {
		lanes, err := r.Store.ClaimLanes(ctx, t, now, lease, limit, except...)
		all := make([]held, len(lanes))
		for i, lane := range lanes {
			all[i] = held{lane, now, lease}
		}
		if len(all) > 0 {
			l.took.Store(int64(r.Now().Sub(now)))
		}
		return all, err
	})
}

// breath is how long the Runner sleeps between two looks at least: everything
// that happens within it is found by one.
const breath = 2 * time.Millisecond

// watch wakes the workers of lanes that are due: one statement looks after all
// channels.
func (r *Runner) watch(ctx context.Context) {
	all := make([]store.Track, len(r.tracks))
	for i, t := range r.tracks {
		all[i] = t.Track
	}
	for ctx.Err() == nil {
		wait := r.look(ctx, all)
		sleep(ctx, breath)
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-r.wake:
		}
		timer.Stop()
	}
}

// look says when to look again.
func (r *Runner) look(ctx context.Context, all []store.Track) time.Duration {
	now, wait := r.Now(), r.Sweep
	next, err := r.Store.NextLanes(ctx, now, all...)
	if err != nil {
		if ctx.Err() == nil {
			r.Logger.Warn("outbox: looking failed", "error", err)
		}
		return wait
	}
	for i, at := range next {
		switch {
		case at.IsZero():
		case at.After(now):
			wait = min(wait, at.Sub(now))
		default:
			r.tracks[i].Wake()
		}
	}
	return wait
}

// sleep sleeps for a while, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
