package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// lane is a claimed lane being served.
type lane struct {
	*Runner
	ch    channel.Channel
	claim store.Lane
	until time.Time // no request begins after that: the lease would end before it
}

// serve sends a lane's messages in order until none is left, one has to wait,
// or time is up, and says whether the lane was let go.
func (r *Runner) serve(ctx context.Context, ch channel.Channel, claim store.Lane) bool {
	l := &lane{Runner: r, ch: ch, claim: claim, until: r.Now().Add(r.lease() - r.Timeout)}
	done, err := l.empty(ctx)
	if err == nil && done {
		err = l.commit(context.WithoutCancel(ctx), store.FinishLane(l.claim))
	}
	if err != nil {
		r.Logger.Warn("outbox: not recorded; the lane's lease will end", "channel", ch.Name(), "error", err)
	}
	return err == nil && done
}

// empty sends what is in the lane; false when a message has to wait.
func (l *lane) empty(ctx context.Context) (bool, error) {
	const batch = 20
	for l.mayGoOn(ctx) {
		rows, err := l.Store.LaneRows(context.WithoutCancel(ctx), l.claim, batch)
		if err != nil || len(rows) == 0 {
			return true, err
		}
		for _, row := range rows {
			if !l.mayGoOn(ctx) {
				return true, nil
			}
			// A request that has begun is not broken off: who could say then
			// whether it arrived?
			if on, err := l.send(context.WithoutCancel(ctx), row); err != nil || !on {
				return false, err
			}
			l.claim.Attempt = 1
		}
	}
	return true, nil
}

func (l *lane) mayGoOn(ctx context.Context) bool { return ctx.Err() == nil && l.Now().Before(l.until) }

// send makes one request and records its end. It says whether the lane goes on.
func (l *lane) send(ctx context.Context, row store.Row) (bool, error) {
	if !replayable(row) {
		if refusal, err := l.begin(ctx, row); refusal != nil || err != nil {
			return err == nil, errors.Join(err, l.bury(ctx, row, refusal))
		}
	}
	receipt, err := l.request(ctx, row)
	if err == nil {
		return true, l.commit(ctx, store.Delivered(l.claim, row, receipt, l.Now())...)
	}
	failure := channel.Classify(err)
	wait, again := l.decide(failure, row)
	l.Logger.Warn("outbox: send failed", "channel", row.To.Channel, "class", string(failure.Class),
		"code", failure.Code, "attempt", l.claim.Attempt, "again", again)
	if again {
		return false, l.again(ctx, row, failure, wait)
	}
	return true, l.bury(ctx, row, failure)
}

// begin marks a message that must not go twice. It says why it may not go at
// all: it was begun before, is too old, or its reader has opted out. The mark
// and the look at the opt-out are one commit.
func (l *lane) begin(ctx context.Context, row store.Row) (*channel.SendError, error) {
	switch {
	case row.Sending:
		return &channel.SendError{Class: channel.Ambiguous, Code: "interrupted"}, nil
	case l.Now().Sub(row.Created) > l.Fresh:
		return &channel.SendError{Class: channel.BadRequest, Code: "too_old"}, nil
	}
	err := l.Store.Commit(ctx, store.Batch{
		Guards: []store.Guard{store.GuardLane(l.claim), store.GuardListening(row.Conversation)},
		Writes: []store.Statement{store.Sending(row, true)},
	})
	if errors.Is(err, store.ErrConflict) {
		return &channel.SendError{Class: channel.OptedOut, Code: "opted_out"}, nil
	}
	return nil, err
}

// request asks the platform. An adapter's panic is its mistake, not an outage.
func (l *lane) request(ctx context.Context, row store.Row) (receipt channel.Receipt, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &channel.SendError{Class: channel.BadRequest, Code: "panic", Err: fmt.Errorf("outbox: panic: %v", p)}
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, l.Timeout)
	defer cancel()
	return l.ch.Send(ctx, row.To, channel.Message{ID: row.ID, Outbound: row.Body})
}

// again lets the lane wait. To be throttled is no failed attempt.
func (l *lane) again(ctx context.Context, row store.Row, f *channel.SendError, wait time.Duration) error {
	claim := l.claim
	if f.Class == channel.RetryAfter {
		claim.Attempt--
	}
	writes := []store.Statement{store.RetryLane(claim, l.Now().Add(wait), string(f.Class))}
	if !replayable(row) {
		writes = append(writes, store.Sending(row, false)) // it did not arrive
	}
	return l.commit(ctx, writes...)
}

// bury keeps a message that is given up; nil is none.
func (l *lane) bury(ctx context.Context, row store.Row, f *channel.SendError) error {
	if f == nil {
		return nil
	}
	return l.commit(ctx, store.DeadLetter(l.claim, row, string(f.Class), f.Code, l.Now())...)
}

// commit writes while the lane is still ours.
func (l *lane) commit(ctx context.Context, writes ...store.Statement) error {
	return l.Store.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardLane(l.claim)}, Writes: writes})
}
