package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/sauda-commerce/sauda/sdk/conversation"
)

// AppendMessage adds a message to a transcript. Its Seq must be the next of the
// conversation; one that is taken is ErrConflict.
func AppendMessage(m conversation.Message) Statement {
	return appendMessages([]conversation.Message{m})
}

// AppendMessages is AppendMessage for several, with few statements.
func AppendMessages(all []conversation.Message) []Statement {
	var writes []Statement
	for some := range slices.Chunk(all, len(appendTexts)) {
		writes = append(writes, appendMessages(some))
	}
	return writes
}

// appendTexts add one message, two, and so on.
var appendTexts = insertTexts(`INSERT INTO {message} (id, conversation, seq, sender, at, event, body) VALUES `, 7)

func appendMessages(some []conversation.Message) Statement {
	args := make([]any, 0, 7*len(some))
	for _, m := range some {
		args = append(args, m.ID, m.Conversation, m.Seq, string(m.From), micros(m.At), m.Event, encode(m.Body))
	}
	return Statement{appendTexts[len(some)-1], args}
}

// insertTexts are the texts that insert one row, two, three and four, of as
// many columns.
func insertTexts(head string, columns int) (texts [4]string) {
	text, params := head, make([]string, columns)
	for i := range texts {
		for c := range params {
			params[c] = "$" + strconv.Itoa(i*columns+c+1)
		}
		text += "(" + strings.Join(params, ", ") + ")"
		texts[i] = text
		text += ", "
	}
	return texts
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
