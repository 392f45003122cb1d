package store

import (
	"context"

	"github.com/sauda-commerce/sauda/sdk/conversation"
)

// AppendMessage adds a message to a transcript. Its Seq must be the next of the
// conversation; one that is taken is ErrConflict.
func AppendMessage(m conversation.Message) Statement {
	return Statement{`INSERT INTO {message} (id, conversation, seq, sender, at, event, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		[]any{m.ID, m.Conversation, m.Seq, string(m.From), micros(m.At), m.Event, encode(m.Body)}}
}

// Transcript lists messages with a seq above after, in order.
func (r Reader) Transcript(ctx context.Context, id string, after int64, limit int) ([]conversation.Message, error) {
	s := Statement{`SELECT id, conversation, seq, sender, at, event, body FROM {message}
		WHERE conversation = $1 AND seq > $2 ORDER BY seq LIMIT $3`, []any{id, after, limit}}
	return list(ctx, r.q, s, "transcript", scanMessage)
}

// Message returns one message of a conversation; ErrNotFound when it is of
// another.
func (r Reader) Message(ctx context.Context, in, id string) (conversation.Message, error) {
	s := Statement{`SELECT id, conversation, seq, sender, at, event, body FROM {message}
		WHERE id = $2 AND conversation = $1`, []any{in, id}}
	return one(ctx, r.q, s, "message", scanMessage)
}

func scanMessage(rows Rows) (m conversation.Message, err error) {
	var body []byte
	var from string
	var at int64
	if err := rows.Scan(&m.ID, &m.Conversation, &m.Seq, &from, &at, &m.Event, &body); err != nil {
		return m, err
	}
	m.From, m.At = conversation.From(from), fromMicros(at)
	return m, decode(body, &m.Body)
}
