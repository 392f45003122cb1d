package reminder

import (
	"context"
	"errors"
	"time"

	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Recheck decides again about a reminder that waited to be sent: it returns the
// guards that its decision depends on, which commit together with the mark that
// the request has begun, or the reason why the reminder must not go any more.
// Messages of other purposes are none of its business.
//
// A reminder that would have to wait is not sent either: by then it would be
// about another day.
func (d *Desk) Recheck(ctx context.Context, row store.Row) ([]store.Guard, string, error) {
	switch row.Body.Purpose {
	case message.PurposeReminder:
	case message.PurposeAwaited:
		return d.recheckStock(ctx, row)
	default:
		return nil, "", nil
	}
	r, facts, err := d.read(ctx, plan{Conversation: row.Conversation})
	if errors.Is(err, store.ErrNotFound) {
		return nil, "gone", nil
	}
	if err != nil {
		return nil, "", err
	}
	facts.Reminded = time.Time{} // that was this one
	if decision := d.Rule.Decide(facts, d.Now()); decision.Verdict != policy.Send {
		return nil, string(decision.Reason), nil
	}
	guards := []store.Guard{store.GuardContact(r.Contact), store.GuardCart(r.Cart), store.GuardTurn(r.Conversation)}
	return append(guards, r.orders...), "", nil
}
