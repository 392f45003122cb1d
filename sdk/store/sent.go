package store

import (
	"cmp"
	"context"
	"time"

	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Sent is what is known of a message that a platform took.
type Sent struct {
	ID           string // of the Row; "" while its sender has not said that it was taken
	Conversation string
	State        message.StatusState
	Code         string // why it failed
	At           time.Time
}

// Advance records what a platform says became of a message to an address. A
// state only ever advances, from sent over delivered to read; failed is a word
// on what was not delivered. What comes before the sender has recorded the send
// is kept for it.
//
// Where the platform gives our reference back, the message is known even when
// its sender never learned what became of it: it is taken out of its lane or
// from among the dead letters, because it has arrived.
func Advance(to message.Address, s message.Status, now time.Time) []Statement {
	var all []Statement
	id := conversation.IDOf(to)
	if s.Reference != "" && s.State != message.StatusFailed {
		all = append(all, deleteRow(Row{ID: s.Reference, Conversation: id}),
			Statement{`DELETE FROM {dead_letter} WHERE id = $1 AND conversation = $2`, []any{s.Reference, id}})
	}
	return append(all, Statement{`INSERT INTO {sent} AS s (message_id, account, channel, id, conversation, state, code, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (message_id, account, channel) DO UPDATE SET state = excluded.state, code = excluded.code, at = excluded.at
		WHERE s.state = 'sent' AND excluded.state <> 'sent' OR s.state = 'delivered' AND excluded.state = 'read'`,
		[]any{cmp.Or(s.MessageID, s.Reference), to.Account, to.Channel, s.Reference, id, string(s.State), s.Code, micros(now)}})
}

// Sent returns a message by the platform's id for it.
func (r Reader) Sent(ctx context.Context, channel, account, messageID string) (Sent, error) {
	s := Statement{`SELECT id, conversation, state, code, at FROM {sent} WHERE message_id = $1 AND account = $2 AND channel = $3`,
		[]any{messageID, account, channel}}
	return one(ctx, r.q, s, "sent message", func(rows Rows) (s Sent, err error) {
		var state string
		var at int64
		err = rows.Scan(&s.ID, &s.Conversation, &state, &s.Code, &at)
		s.State, s.At = message.StatusState(state), fromMicros(at)
		return s, err
	})
}
