package store

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// Row is one message to send: one request to a platform.
type Row struct {
	ID           string // uuid v7
	Conversation string
	To           message.Address
	Body         message.Outbound
	Created      time.Time
	// Sending says that somebody began to send it and did not say what became
	// of that: see the function of this name. Set by LaneRows.
	Sending bool
}

// Lane is a conversation that has messages to send. Whoever claims it sends
// them in order, one at a time.
type Lane struct {
	Conversation string
	Address      message.Address
	Generation   int64  // counts what was put into it
	Attempt      int    // at its first message, from 1; set by ClaimLanes
	Claim        string // of this claim alone: the fence; set by ClaimLanes
}

// never is when a lane without messages is due.
const never = math.MaxInt64

// Enqueue adds a message to its conversation's lane and wakes the lane unless
// it is claimed or waits for a retry, which order demands.
func Enqueue(r Row) []Statement {
	return []Statement{
		{`INSERT INTO {outbox} (id, conversation, channel, account, address, created, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			[]any{r.ID, r.Conversation, r.To.Channel, r.To.Account, r.To.ID, micros(r.Created), encode(r.Body)}},
		{`INSERT INTO {lane} AS l (conversation, channel, account, address, generation, attempt, next, claim, class)
			VALUES ($1, $2, $3, $4, 1, 0, $5, '', '')
			ON CONFLICT (conversation) DO UPDATE SET generation = l.generation + 1,
			next = CASE WHEN l.next = $6 THEN excluded.next ELSE l.next END`,
			[]any{r.Conversation, r.To.Channel, r.To.Account, r.To.ID, micros(r.Created), int64(never)}},
	}
}

// ClaimLanes takes lanes of a channel that are due and that nobody holds, the
// longest due first, for as long as lease; after that others may claim them.
func (s *Store) ClaimLanes(ctx context.Context, channel string, now time.Time, lease time.Duration, limit int) ([]Lane, error) {
	next, ok, err := s.NextLane(ctx, channel)
	if err != nil || !ok || next.After(now) {
		return nil, err // an idle shop writes nothing
	}
	claimed, err := updated(ctx, s, func(tx Tx) ([]Lane, error) {
		return list(tx.ctx, tx.conn, claimLanes(channel, now, lease, limit), "claim lanes", scanLane)
	})
	slices.SortFunc(claimed, func(a, b Lane) int { return cmp.Compare(a.Conversation, b.Conversation) })
	return claimed, err
}

func claimLanes(channel string, now time.Time, lease time.Duration, limit int) Statement {
	return Statement{`UPDATE {lane} SET next = $2, attempt = attempt + 1, claim = $3
		WHERE conversation IN (SELECT l.conversation FROM {lane} l WHERE l.channel = $5 AND l.next <= $1 AND l.next < 9223372036854775807
			ORDER BY l.next LIMIT $4 {skip locked})
		RETURNING conversation, channel, account, address, generation, attempt, claim`,
		[]any{micros(now), micros(now.Add(lease)), uuid.NewString(), limit, channel}}
}

// NextLane says when a lane of a channel can be claimed next; false if there is
// nothing to send.
func (r Reader) NextLane(ctx context.Context, channel string) (time.Time, bool, error) {
	s := Statement{`SELECT next FROM {lane} WHERE channel = $1 AND next < 9223372036854775807 ORDER BY next LIMIT 1`, []any{channel}}
	all, err := list(ctx, r.q, s, "next lane", scanOne[int64])
	if err != nil || len(all) == 0 {
		return time.Time{}, false, err
	}
	return time.UnixMicro(all[0]).UTC(), true, nil
}

// LaneRows lists a lane's messages in the order to send them.
func (r Reader) LaneRows(ctx context.Context, l Lane, limit int) ([]Row, error) {
	s := Statement{`SELECT id, conversation, channel, account, address, created, body, sending FROM {outbox}
		WHERE conversation = $1 ORDER BY n LIMIT $2`, []any{l.Conversation, limit}}
	return list(ctx, r.q, s, "outbox", scanRow)
}

// GuardLane holds while the lane is still held by this claim.
func GuardLane(l Lane) Guard {
	return Guard{"lane", l.Conversation, `SELECT 1 FROM {lane} WHERE conversation = $1 AND claim = $2 AND claim <> ''`,
		[]any{l.Conversation, l.Claim}}
}

// Sending notes that a message is about to be sent or, with false, that it was
// not sent after all. A message that may not be sent twice is marked before it
// is, under GuardLane: one found marked by a later claim may have arrived.
func Sending(r Row, is bool) Statement {
	return Statement{`UPDATE {outbox} SET sending = $3 WHERE conversation = $1 AND id = $2`, []any{r.Conversation, r.ID, is}}
}

// Delivered removes a message that the platform took and remembers the
// platform's id for it, by which it tells what became of it. Guard it with
// GuardLane.
func Delivered(_ Lane, r Row, receipt channel.Receipt, now time.Time) []Statement {
	all := []Statement{deleteRow(r)}
	if receipt.MessageID == "" {
		return all
	}
	return append(all, Statement{`INSERT INTO {sent} (message_id, account, channel, id, conversation, state, code, at)
		VALUES ($1, $2, $3, $4, $5, 'sent', '', $6) ON CONFLICT (message_id, account, channel) DO NOTHING`,
		[]any{receipt.MessageID, r.To.Account, r.To.Channel, r.ID, r.Conversation, micros(now)}})
}

func deleteRow(r Row) Statement {
	return Statement{`DELETE FROM {outbox} WHERE conversation = $1 AND id = $2`, []any{r.Conversation, r.ID}}
}

// RetryLane lets go of a lane until due, because of a failure of a class, if
// this claim still holds it. l.Attempt is kept as the count so far: a caller
// sets it to 1 when an earlier message of the lane got through meanwhile.
func RetryLane(l Lane, due time.Time, class string) Statement {
	return Statement{`UPDATE {lane} SET next = $3, attempt = $4, class = $5, claim = ''
		WHERE conversation = $1 AND claim = $2 AND claim <> ''`,
		[]any{l.Conversation, l.Claim, micros(due), l.Attempt, class}}
}

// FinishLane lets go of a lane, if this claim still holds it. It falls asleep
// only if nothing is left and nothing was put into it since it was claimed;
// else it is due at once. (A lane that were removed here could take with it the
// wake-up of a message put in at the same time.)
func FinishLane(l Lane) Statement {
	return Statement{`UPDATE {lane} SET attempt = 0, class = '', claim = '',
		next = CASE WHEN generation = $3 AND NOT EXISTS (SELECT 1 FROM {outbox} o WHERE o.conversation = $1) THEN $4 ELSE CAST(1 AS {int}) END
		WHERE conversation = $1 AND claim = $2 AND claim <> ''`,
		[]any{l.Conversation, l.Claim, l.Generation, int64(never)}}
}

func scanLane(rows Rows) (l Lane, err error) {
	err = rows.Scan(&l.Conversation, &l.Address.Channel, &l.Address.Account, &l.Address.ID, &l.Generation, &l.Attempt, &l.Claim)
	return l, err
}

func scanRow(rows Rows) (r Row, err error) {
	var created int64
	var sending int64
	var body []byte
	err = rows.Scan(&r.ID, &r.Conversation, &r.To.Channel, &r.To.Account, &r.To.ID, &created, &body, &sending)
	if err != nil {
		return r, err
	}
	r.Created, r.Sending = fromMicros(created), sending == 1
	return r, decode(body, &r.Body)
}
