package store

import (
	"context"
	"slices"
	"time"

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

// Bulk says that nobody looks at the chat for a message: it answers nothing that
// was said just now. It goes after what somebody does wait for, and never twice.
func (r Row) Bulk() bool {
	switch r.Body.Purpose {
	case message.PurposeReminder, message.PurposeAwaited, message.PurposeMarketing:
		return true
	case "", message.PurposeReply, message.PurposeTransactional:
	}
	return false
}

// Enqueue adds a message to its conversation's lane and wakes the lane unless
// it is claimed or waits for a retry, which order demands. A message that is
// waited for makes its whole lane so, and does not let a bulk message before it
// wait for its retry, unless the platform told the lane to wait.
func Enqueue(r Row) []Statement { return EnqueueAll([]Row{r}) }

// EnqueueAll is Enqueue for messages of one conversation to one address, with
// few statements.
func EnqueueAll(all []Row) []Statement {
	var writes []Statement
	for some := range slices.Chunk(all, len(enqueueTexts)) {
		args := make([]any, 0, 7*len(some))
		for _, r := range some {
			args = append(args, r.ID, r.Conversation, r.To.Channel, r.To.Account, r.To.ID, micros(r.Created), encode(r.Body))
		}
		writes = append(writes, Statement{enqueueTexts[len(some)-1], args})
	}
	for i, r := range all {
		if i == 0 || r.Bulk() != all[i-1].Bulk() {
			writes = append(writes, wake(r))
		}
	}
	return writes
}

// enqueueTexts put one message into the outbox, two, and so on.
var enqueueTexts = insertTexts(`INSERT INTO {outbox} (id, conversation, channel, account, address, created, body) VALUES `, 7)

// wake tells a message's lane that it is there.
func wake(r Row) Statement {
	return Statement{`INSERT INTO {lane} AS l (conversation, channel, account, address, generation, attempt, next, claim, class, bulk)
		VALUES ($1, $2, $3, $4, 1, 0, $5, '', '', $7)
		ON CONFLICT (conversation) DO UPDATE SET generation = l.generation + 1,
		bulk = CASE WHEN l.next = $6 OR excluded.bulk < l.bulk THEN excluded.bulk ELSE l.bulk END,
		next = CASE WHEN l.next = $6 OR excluded.bulk < l.bulk AND l.claim = '' AND l.class <> 'retry_after'
			THEN excluded.next ELSE l.next END`,
		[]any{r.Conversation, r.To.Channel, r.To.Account, r.To.ID, micros(r.Created), int64(never), r.Bulk()}}
}

// LaneRows lists a lane's messages in the order to send them.
func (r Reader) LaneRows(ctx context.Context, l Lane, limit int) ([]Row, error) {
	s := Statement{`SELECT id, conversation, channel, account, address, created, body, sending FROM {outbox}
		WHERE conversation = $1 ORDER BY n LIMIT $2`, []any{l.Conversation, limit}}
	return list(ctx, r.q, s, "outbox", scanRow)
}

// Sending notes that a message is about to be sent or, with false, that it was
// not sent after all. A message that may not be sent twice is marked before it
// is, under GuardUnsent: one found marked by a later claim may have arrived.
func Sending(r Row, is bool) Statement {
	return Statement{`UPDATE {outbox} SET sending = $3 WHERE conversation = $1 AND id = $2`, []any{r.Conversation, r.ID, is}}
}

// GuardUnsent holds while the lane is still held by this claim, and a message
// is in it that nobody began to send.
func GuardUnsent(l Lane, r Row) Guard {
	return Guard{"lane", l.Conversation, `SELECT 1 FROM {lane} l JOIN {outbox} o ON o.conversation = l.conversation
		WHERE l.conversation = $1 AND l.claim = $2 AND l.claim <> '' AND o.id = $3 AND o.sending = 0`,
		[]any{l.Conversation, l.Claim, r.ID}}
}

// Delivered removes a message that the platform took and remembers the
// platform's id for it, by which it tells what became of it, or has told
// already. Guard it with GuardLane.
func Delivered(l Lane, r Row, receipt channel.Receipt, now time.Time) []Statement {
	all := []Statement{deleteRow(r)}
	if receipt.MessageID != "" {
		all = append(all, Statement{`INSERT INTO {sent} AS s (message_id, account, channel, id, conversation, state, code, at)
			VALUES ($1, $2, $3, $4, $5, 'sent', '', $6)
			ON CONFLICT (message_id, account, channel) DO UPDATE SET id = excluded.id, conversation = excluded.conversation WHERE s.id = ''`,
			[]any{receipt.MessageID, r.To.Account, r.To.Channel, r.ID, r.Conversation, micros(now)}})
	}
	if !l.Unreachable.IsZero() {
		all = append(all, reachable(l, time.Time{}))
	}
	return all
}

func deleteRow(r Row) Statement {
	return Statement{`DELETE FROM {outbox} WHERE conversation = $1 AND id = $2`, []any{r.Conversation, r.ID}}
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
