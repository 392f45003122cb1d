package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
)

const (
	timeout = 15 * time.Second // of one call
	// patience is how long an event is told again at most, held back time
	// included.
	patience = 4 * 24 * time.Hour
	// longest is the longest Retry-After that is obeyed.
	longest = 24 * time.Hour
	// writing is how long keeping the outcome may take: the call may have used
	// up all of the handler's own time.
	writing = 4 * time.Second
)

// after is how long to wait after a try that failed, the first first.
var after = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// failure is why a subscriber was not told. Its text shows nothing of the URL.
type failure struct {
	reason string
	wait   time.Duration // at least, as the receiver asked
	gone   bool          // it will never want to hear of it
}

func (f *failure) Error() string { return f.reason }

// Handle tells the subscriber that a timer names of its event. What comes of it
// is committed: the timer is finished or moved.
func (d *Desk) Handle(ctx context.Context, t store.Timer) error {
	var n note
	if err := json.Unmarshal(t.Payload, &n); err != nil {
		return fmt.Errorf("webhook: timer: %w", err)
	}
	i := slices.IndexFunc(d.subscribers, func(s *subscriber) bool { return s.name == n.To })
	if i < 0 { // of another configuration: a node that has it may come by
		return d.again(ctx, t, n, errAbsent)
	}
	s := d.subscribers[i]
	if wait := s.pass.enter(ctx, d.Now); wait > 0 {
		return d.finish(ctx, t, store.RetryTimer(t, d.Now().Add(jitter(wait))))
	}
	err := s.tell(ctx, n)
	s.pass.leave(d.Now(), err != nil)
	if err != nil {
		return d.again(ctx, t, n, err)
	}
	return d.finish(ctx, t, store.FinishTimer(t))
}

// again moves the timer of an event that was not told, or gives it up.
func (d *Desk) again(ctx context.Context, t store.Timer, n note, cause error) error {
	now := d.Now()
	n.Tries++
	var asked failure
	if f := new(failure); errors.As(cause, &f) {
		asked = *f
	}
	if asked.gone || n.Tries > len(after) || now.Sub(n.Since) > patience {
		d.Logger.Error("webhook: given up; \"sauda webhooks\" lists it and tells again", "subscriber", n.To, "type", n.Type, "event", n.ID, "tries", n.Tries, "error", cause)
		return d.finish(ctx, t, store.FinishTimer(t), store.PutUnheard(store.Unheard{
			Subscriber: n.To, Event: n.ID, Type: n.Type, Body: n.Body, Tries: n.Tries, Reason: short(cause), At: now,
		}))
	}
	wait := max(jitter(after[n.Tries-1]), min(asked.wait, longest))
	next, err := timerOf(n, now.Add(wait))
	if err != nil {
		return err
	}
	d.Logger.Warn("webhook: not told, again later", "subscriber", n.To, "type", n.Type, "event", n.ID, "tries", n.Tries, "wait", wait, "error", cause)
	return d.finish(ctx, t, store.SetTimer(next))
}

// finish writes while a timer is still held by this claim.
func (d *Desk) finish(ctx context.Context, t store.Timer, writes ...store.Statement) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writing)
	defer cancel()
	return d.Store.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardTimer(t)}, Writes: writes})
}

// Resend has an event that was given up told again, from the first try on. N
// is its place in the list; without it, it is store.ErrNotFound.
func Resend(ctx context.Context, s *store.Store, n int64, now time.Time) error {
	return s.Update(ctx, func(tx store.Tx) error {
		u, err := tx.TakeUnheard(n)
		if err != nil {
			return err
		}
		t, err := timerOf(note{To: u.Subscriber, ID: u.Event, Type: u.Type, Since: now, Body: u.Body}, now)
		if err != nil {
			return err
		}
		return tx.Exec(store.SetTimer(t))
	})
}

// short is an error in few words: what a hook says may be of any length.
func short(err error) string {
	const most = 200
	s := err.Error()
	if len(s) > most {
		s = s[:most]
	}
	return strings.ToValidUTF8(s, "")
}

// jitter makes a time up to a tenth longer, so that what failed together does
// not come back together.
func jitter(d time.Duration) time.Duration {
	return d + rand.N(d/10+1)
}
