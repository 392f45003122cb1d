package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Receive stores an event for its conversation to handle, and the conversation
// and its contact where they are new. The event gets the conversation's next
// seq under the lock of its row. An event that is known already, by channel,
// account and id, changes nothing at all.
func Receive(e message.Event, now time.Time) []Statement {
	id, guest := conversation.IDOf(e.From), conversation.GuestOf(e.From)
	c := conversation.Conversation{ID: id, Address: e.From, Contact: guest, Version: 1, Created: now}
	return []Statement{
		{`INSERT INTO {conversation} (id, contact, version, received, done, waiting, staff, since, data)
			VALUES ($1, $2, 1, 0, 0, 0, 0, 0, $3) ON CONFLICT (id) {do lock}`, []any{id, guest, encode(c)}},
		// The conversation's contact, which may be another than the guest by now.
		{`INSERT INTO {contact} (id, version, opted_out, data) SELECT c.contact, 1, 0, $2 FROM {conversation} c
			WHERE c.id = $1 AND c.contact = $3 ON CONFLICT (id) DO NOTHING`,
			[]any{id, encode(contact.Contact{ID: guest, Version: 1, Created: now}), guest}},
		{`INSERT INTO {inbox} (channel, account, event_id, conversation, seq, received, body)
			SELECT $2, $3, $4, c.id, c.received + 1, $5, $6 FROM {conversation} c WHERE c.id = $1
			ON CONFLICT (event_id, account, channel) DO NOTHING`,
			[]any{id, e.From.Channel, e.From.Account, e.ID, micros(now), encode(e)}},
		received(id, now),
	}
}

// ReceiveKnown is [Receive] for a conversation that the caller knows to be
// stored, and its contact: half the work. If the conversation is not there the
// batch fails, and nothing is lost: Receive is the way then.
func ReceiveKnown(e message.Event, now time.Time) []Statement {
	id := conversation.IDOf(e.From)
	return []Statement{
		// Without a conversation there is no seq, which may not be.
		{`INSERT INTO {inbox} (conversation, channel, account, event_id, seq, received, body)
			VALUES ($1, $2, $3, $4, (SELECT c.received + 1 FROM {conversation} c WHERE c.id = $1), $5, $6)
			ON CONFLICT (event_id, account, channel) DO NOTHING`,
			[]any{id, e.From.Channel, e.From.Account, e.ID, micros(now), encode(e)}},
		received(id, now),
	}
}

// received counts the event that was just put into the inbox: only if it was
// new is there a row one ahead.
func received(id string, now time.Time) Statement {
	return Statement{`UPDATE {conversation} SET received = received + 1, waiting = CASE WHEN received = done THEN $2 ELSE waiting END
		WHERE id = $1 AND EXISTS (SELECT 1 FROM {inbox} i WHERE i.conversation = $1 AND i.seq = {conversation}.received + 1)`,
		[]any{id, micros(now)}}
}

// Event returns an event that was received, by its id; ErrNotFound for one that
// was not, or so long ago that it is forgotten.
func (r Reader) Event(ctx context.Context, from message.Address, id string) (message.Event, error) {
	s := Statement{`SELECT body FROM {inbox} WHERE event_id = $1 AND account = $2 AND channel = $3`, []any{id, from.Account, from.Channel}}
	return one(ctx, r.q, s, "event", func(rows Rows) (e message.Event, err error) {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return e, err
		}
		return e, decode(body, &e)
	})
}

// PutFacts keeps what was prepared for an event, so that deciding again sees
// the same.
func PutFacts(conversation string, seq int64, facts json.RawMessage) Statement {
	return Statement{`UPDATE {inbox} SET facts = $3 WHERE conversation = $1 AND seq = $2`,
		[]any{conversation, seq, string(facts)}}
}

// Pending lists the ids of conversations with an event to handle, the longest
// waiting first.
func (r Reader) Pending(ctx context.Context, limit int) ([]string, error) {
	s := Statement{`SELECT id FROM {conversation} WHERE received > done ORDER BY waiting LIMIT $1`, []any{limit}}
	return list(ctx, r.q, s, "pending conversations", scanOne[string])
}

// PendingSince is Pending for the conversations whose next event was received
// before a time: whoever received it should have handled it by now.
func (r Reader) PendingSince(ctx context.Context, before time.Time, limit int) ([]string, error) {
	s := Statement{`SELECT id FROM {conversation} WHERE received > done AND waiting < $1 ORDER BY waiting LIMIT $2`,
		[]any{micros(before), limit}}
	return list(ctx, r.q, s, "conversations left behind", scanOne[string])
}

// Backlog is what waits to be handled on one channel.
type Backlog struct {
	Channel string
	Events  int64
	Oldest  time.Time // when the next event of the conversation that waits longest was received
}

// Backlog counts the events not handled yet, by channel; channels where none
// waits are left out.
func (r Reader) Backlog(ctx context.Context) ([]Backlog, error) {
	s := Statement{`SELECT i.channel, CAST(SUM(c.received - c.done) AS {int}), MIN(c.waiting)
		FROM {conversation} c JOIN {inbox} i ON i.conversation = c.id AND i.seq = c.done + 1
		WHERE c.received > c.done GROUP BY i.channel ORDER BY i.channel`, nil}
	return list(ctx, r.q, s, "backlog", func(rows Rows) (b Backlog, err error) {
		var oldest int64
		err = rows.Scan(&b.Channel, &b.Events, &oldest)
		b.Oldest = fromMicros(oldest)
		return b, err
	})
}

// sweepInbox looks at the oldest events, up to the first that is to be kept:
// they lie in the order in which they came, and need no index by time.
const sweepInbox = `DELETE FROM {inbox} WHERE n IN (
	SELECT i.n FROM {inbox} i JOIN {conversation} c ON c.id = i.conversation
	WHERE i.seq <= c.done AND i.n < COALESCE((SELECT k.n FROM {inbox} k WHERE k.received >= $1 ORDER BY k.n LIMIT 1), 9223372036854775807)
	ORDER BY i.n LIMIT $2)`

// Sweep forgets events that were received before a time and have been handled,
// sent messages as old and deep links that had expired by then, at most limit of
// each, and says how many. A second delivery of a forgotten event would be taken
// for new: keep them 30 days.
func (s *Store) Sweep(ctx context.Context, before time.Time, limit int) (int, error) {
	return updated(ctx, s, func(tx Tx) (swept int, err error) {
		for _, s := range []Statement{
			{sweepInbox, []any{micros(before), limit}},
			{`DELETE FROM {sent} WHERE (message_id, account, channel) IN (SELECT message_id, account, channel FROM {sent}
				WHERE at < $1 ORDER BY at LIMIT $2)`, []any{micros(before), limit}},
			{`DELETE FROM {deep_link} WHERE hash IN (SELECT hash FROM {deep_link} WHERE expires < $1 ORDER BY expires LIMIT $2)`,
				[]any{micros(before), limit}},
		} {
			n, err := tx.Affect(s)
			if err != nil {
				return 0, err
			}
			swept += int(n)
		}
		return swept, nil
	})
}

// SweepDead forgets dead letters that were given up before a time, the oldest
// first, at most limit, and says how many.
func (s *Store) SweepDead(ctx context.Context, before time.Time, limit int) (int, error) {
	return s.affect(ctx, Statement{`DELETE FROM {dead_letter} WHERE n IN (
		SELECT n FROM {dead_letter} WHERE at < $1 ORDER BY n LIMIT $2)`, []any{micros(before), limit}})
}
