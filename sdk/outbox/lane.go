package outbox

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/internal/claim"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// lane is a claimed lane being served.
type lane struct {
	*Runner
	line  *line
	track store.Track
	gate  *gate
	claim store.Lane
	since time.Time // from when on the lease counts
	lease time.Duration
	last  bool // nothing is known to be behind the message being sent
	gone  bool // the lane was let go
}

// serve sends a lane's messages in order until none is left, one has to wait,
// or time is up.
func (r *Runner) serve(ctx context.Context, on *line, t store.Track, h held) {
	l := &lane{
		Runner: r, line: on, track: t, claim: h.Lane, gate: on.gate(store.AccountOf(h.Address)),
		since: h.at, lease: h.lease,
	}
	err := l.empty(ctx)
	if err == nil && !l.gone {
		err = l.commit(context.WithoutCancel(ctx), store.FinishLane(l.claim, l.Now()))
	}
	if err != nil {
		r.Logger.Warn("outbox: not recorded; the lane's lease will end", "channel", on.Name(), "error", err)
		return
	}
	r.Wake() // the lane may be due already, or soon
}

// empty sends what is in the lane.
func (l *lane) empty(ctx context.Context) error {
	const batch = 20
	for l.mayGoOn(ctx) {
		rows, err := l.Store.LaneRows(context.WithoutCancel(ctx), l.claim, batch)
		if err != nil || len(rows) == 0 {
			return err
		}
		for i, row := range rows {
			if !l.mayGoOn(ctx) {
				return nil
			}
			l.last = len(rows) < batch && i == len(rows)-1
			waitedFor := slices.ContainsFunc(rows[i+1:], func(r store.Row) bool { return !r.Bulk() })
			if err := l.send(ctx, row, waitedFor); err != nil || l.gone {
				return err
			}
			l.claim.Attempt = 1
		}
	}
	return nil
}

// mayGoOn says whether another request may begin. The wall's clock, by which
// others judge the lease, may have jumped forward, or back.
func (l *lane) mayGoOn(ctx context.Context) bool {
	now := l.Now()
	return ctx.Err() == nil && now.Before(l.until()) && now.Round(0).Before(l.until().Round(0))
}

// until is when requests may begin: a lease that ends soon after might end
// before it is renewed.
func (l *lane) until() time.Time { return l.since.Add(l.lease / 2) }

// request makes one request and keeps the lane meanwhile, however long that
// takes.
func (l *lane) request(ctx context.Context, row store.Row) (channel.Receipt, error) {
	end := claim.Keep(ctx, l.since, l.lease, l.Now, func(now time.Time) error { return l.renew(ctx, now) })
	receipt, err := l.line.request(ctx, row)
	l.since = end()
	return receipt, err
}

// renew has the lease count from now. Where it fails the lane may soon be
// another's, and what comes of the request is recorded only if it is not.
func (l *lane) renew(ctx context.Context, now time.Time) error {
	ends := now.Add(l.lease)
	if err := l.commit(ctx, store.RenewLane(l.claim, ends)); err != nil {
		l.Logger.Warn("outbox: lease not renewed", "channel", l.line.Name(), "error", err)
		return err
	}
	l.line.held.Extend(held{Lane: l.claim}.fence(), ends)
	return nil
}

// patient is how long a bulk message may hold its lane to wait for its turn: a
// reply that comes meanwhile waits that long, too.
const patient = 500 * time.Millisecond

// maxKey is how long a platform's id of a message may be, in bytes, to become a
// key in the store. What cannot be recorded as sent would be sent for ever.
const maxKey = 512

// send makes one request and records its end. waitedFor says that somebody
// waits for a message behind this one.
func (l *lane) send(ctx context.Context, row store.Row, waitedFor bool) error {
	if row.Bulk() && waitedFor && l.claim.Attempt > 1 && !row.Sending {
		return l.bury(ctx, row, overtaken)
	}
	if on, err := l.admitted(ctx, row); !on || err != nil {
		return err
	}
	// A request that has begun is not broken off: who could say then whether it
	// arrived?
	ctx = context.WithoutCancel(ctx)
	if row.Bulk() {
		if refusal, err := l.begin(ctx, row); refusal != nil || err != nil {
			return errors.Join(err, l.bury(ctx, row, refusal))
		}
	}
	receipt, err := l.request(ctx, row)
	if err == nil {
		if len(receipt.MessageID) > maxKey {
			receipt.MessageID = "" // nothing can be kept by it
		}
		err = l.record(ctx, store.Delivered(l.claim, row, receipt, l.Now())...)
		if err == nil || errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrConflict) {
			return err
		}
		l.Logger.Error("outbox: sent, but this cannot be recorded", "channel", row.To.Channel, "message", row.ID, "error", err)
		l.gone = false
		return l.bury(ctx, row, unrecorded)
	}
	failure := channel.Classify(err)
	wait, again := l.decide(failure, row, waitedFor)
	l.Logger.Warn("outbox: send failed", "channel", row.To.Channel, "class", string(failure.Class),
		"code", failure.Code, "attempt", l.claim.Attempt, "again", again)
	if again {
		return l.again(ctx, row, failure, wait)
	}
	return l.bury(ctx, row, failure)
}

// admitted waits until the platform allows another request. If that takes too
// long, it lets the lane go until then.
func (l *lane) admitted(ctx context.Context, row store.Row) (bool, error) {
	deadline := l.until()
	if l.track.Bulk {
		deadline = l.Now().Add(patient)
	}
	wait, err := l.gate.pass(ctx, l.track.Bulk, deadline)
	switch {
	case err != nil:
		return false, err
	case wait.IsZero() && l.mayGoOn(ctx):
		return true, nil
	}
	return false, l.letGo(context.WithoutCancel(ctx), row, wait, "paced", l.claim.Attempt-1)
}

// again lets the lane wait. To be throttled is no failed attempt, and it is the
// whole account that waits unless the platform says that it is one address.
func (l *lane) again(ctx context.Context, row store.Row, f *channel.SendError, wait time.Duration) error {
	var writes []store.Statement
	attempt, due := l.claim.Attempt, l.Now().Add(wait)
	if f.Class == channel.RetryAfter {
		attempt--
		if f.Scope != "address" {
			l.gate.pause(due)
			writes = append(writes, store.Pause(store.AccountOf(row.To), due))
		}
	}
	if row.Bulk() {
		writes = append(writes, store.Sending(row, false)) // it did not arrive
	}
	return l.letGo(ctx, row, due, string(f.Class), attempt, writes...)
}

// letGo ends the claim; the first message waits until due.
func (l *lane) letGo(ctx context.Context, first store.Row, due time.Time, class string, attempt int, writes ...store.Statement) error {
	l.gone = true
	current := l.claim
	current.Attempt = max(0, attempt)
	if due.IsZero() {
		due = l.Now()
	}
	return l.commit(ctx, append(writes, store.RetryLane(current, first, due, class))...)
}

// bury keeps a message that is given up; nil is none. What the platform told of
// the shopper is kept, too.
func (l *lane) bury(ctx context.Context, row store.Row, f *channel.SendError) error {
	if f == nil {
		return nil
	}
	writes := store.DeadLetter(l.claim, row, string(f.Class), f.Code, l.Now())
	switch {
	case f.Class == channel.Unreachable && l.claim.Unreachable.IsZero():
		l.claim.Unreachable = l.Now()
		writes = append(writes, store.Unreachable(l.claim, l.claim.Unreachable))
	case f.Class == channel.OptedOut && f != optedOut:
		withdrawn, err := l.withdraw(row)
		if err != nil {
			return err
		}
		writes = append(writes, withdrawn...)
	}
	return l.record(ctx, writes...)
}

// withdraw opts a shopper out whose platform said that she wants no more.
func (l *lane) withdraw(row store.Row) ([]store.Statement, error) {
	ids := map[message.Purpose]string{}
	for _, p := range []message.Purpose{message.PurposeReminder, message.PurposeMarketing} {
		id, err := uuid.NewV7()
		if err != nil {
			return nil, err
		}
		ids[p] = id.String()
	}
	return store.Withdraw(row.Conversation, row.To.Channel, ids, l.Now()), nil
}

// record writes the end of a message, and lets the lane go with the last. The
// attempts at the next one are its own, even if this node dies now.
func (l *lane) record(ctx context.Context, writes ...store.Statement) error {
	switch {
	case l.last:
		l.gone = true
		writes = append(writes, store.FinishLane(l.claim, l.Now()))
	case l.claim.Attempt > 1:
		writes = append(writes, store.FirstAttempt(l.claim))
	}
	return l.commit(ctx, writes...)
}

// commit writes while the lane is still ours.
func (l *lane) commit(ctx context.Context, writes ...store.Statement) error {
	return l.Store.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardLane(l.claim)}, Writes: writes})
}
