package outbox

import (
	"context"
	"errors"
	"fmt"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// begin marks a message that must not go twice. It says why it may not go at
// all: it was begun before, is too old, cannot arrive, its reader has opted out,
// or what it speaks of is not so any more. The mark and the look at all that
// are one commit, which a purchase or an opt-out in the same moment breaks.
func (l *lane) begin(ctx context.Context, row store.Row) (*channel.SendError, error) {
	const races = 5
	for range races {
		refusal, guards, err := l.mayGo(ctx, row)
		if refusal != nil || err != nil {
			return refusal, err
		}
		err = l.Store.Commit(ctx, store.Batch{
			Guards: append(guards, store.GuardUnsent(l.claim, row), store.GuardListening(row.Conversation)),
			Writes: []store.Statement{store.Sending(row, true)},
		})
		if err == nil || !errors.Is(err, store.ErrConflict) {
			return nil, err
		}
		if refusal, err = l.conflict(ctx, row); refusal != nil || err != nil {
			return refusal, err
		}
	}
	return nil, fmt.Errorf("outbox: %d races lost: %w", races, store.ErrConflict)
}

// mayGo decides what can be decided without a lock.
func (l *lane) mayGo(ctx context.Context, row store.Row) (*channel.SendError, []store.Guard, error) {
	switch {
	case row.Sending:
		return &channel.SendError{Class: channel.Ambiguous, Code: "interrupted"}, nil, nil
	case l.Now().Sub(row.Created) > l.Fresh:
		return &channel.SendError{Class: channel.BadRequest, Code: "too_old"}, nil, nil
	}
	switch reached, err := l.reached(ctx, row); {
	case err != nil:
		return nil, nil, err
	case !reached:
		return &channel.SendError{Class: channel.Unreachable, Code: "unreachable"}, nil, nil
	}
	guards, refusal, err := l.Recheck(ctx, row)
	if err != nil {
		return nil, nil, fmt.Errorf("outbox: recheck: %w", err)
	}
	if refusal != "" {
		return &channel.SendError{Class: channel.BadRequest, Code: refusal}, nil, nil
	}
	return nil, guards, nil
}

// reached says whether a shopper can be reached, as far as is known: one who
// could not has written since.
func (l *lane) reached(ctx context.Context, row store.Row) (bool, error) {
	if l.claim.Unreachable.IsZero() {
		return true, nil
	}
	c, err := l.Store.Conversation(ctx, row.Conversation)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return c.Heard.After(l.claim.Unreachable), err
}

// conflict finds out why the commit of begin was refused: neither a refusal nor
// an error means that it is worth another try.
func (l *lane) conflict(ctx context.Context, row store.Row) (*channel.SendError, error) {
	holds := func(g store.Guard) error { return l.Store.Commit(ctx, store.Batch{Guards: []store.Guard{g}}) }
	if err := holds(store.GuardUnsent(l.claim, row)); err != nil {
		return nil, err // the lane is another's by now, or the message has arrived
	}
	err := holds(store.GuardListening(row.Conversation))
	if errors.Is(err, store.ErrConflict) {
		return optedOut, nil
	}
	return nil, err
}
