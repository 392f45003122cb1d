package store

import (
	"context"
	"time"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// DeadRow is a message that was given up.
type DeadRow struct {
	Row
	Class string // a channel.Class
	Code  string // the platform's own
	At    time.Time
}

// DeadLetter takes a message out of its lane and keeps it aside with the
// reason. Guard it with GuardLane.
func DeadLetter(_ Lane, r Row, class, code string, now time.Time) []Statement {
	return []Statement{
		{`INSERT INTO {dead_letter} (id, conversation, channel, account, address, created, body, class, code, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			[]any{r.ID, r.Conversation, r.To.Channel, r.To.Account, r.To.ID, micros(r.Created), encode(r.Body), class, code, micros(now)}},
		deleteRow(r),
	}
}

// DeadLetters lists messages that were given up, the latest first.
func (r Reader) DeadLetters(ctx context.Context, limit int) ([]DeadRow, error) {
	s := Statement{`SELECT id, conversation, channel, account, address, created, body, class, code, at FROM {dead_letter}
		ORDER BY n DESC LIMIT $1`, []any{limit}}
	return list(ctx, r.q, s, "dead letters", func(rows Rows) (d DeadRow, err error) {
		var created, at int64
		var body []byte
		err = rows.Scan(&d.ID, &d.Conversation, &d.To.Channel, &d.To.Account, &d.To.ID, &created, &body, &d.Class, &d.Code, &at)
		if err != nil {
			return d, err
		}
		d.Created, d.At = fromMicros(created), fromMicros(at)
		return d, decode(body, &d.Body)
	})
}

// Sent is what is known of a message that a platform took.
type Sent struct {
	ID           string // of the Row
	Conversation string
	State        message.StatusState
	Code         string // why it failed
	At           time.Time
}

// Advance records what a platform says became of a message that it took. A
// state only ever advances, from sent over delivered to read; failed is a word
// on what was not delivered. Ids that are not known change nothing.
func Advance(channel, account string, s message.Status, now time.Time) Statement {
	return Statement{`UPDATE {sent} SET state = $4, code = $5, at = $6
		WHERE message_id = $1 AND account = $2 AND channel = $3 AND (state = 'sent' OR state = 'delivered' AND $4 = 'read')`,
		[]any{s.MessageID, account, channel, string(s.State), s.Code, micros(now)}}
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
