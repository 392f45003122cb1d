package store

import (
	"context"

	"github.com/sauda-commerce/sauda/sdk/conversation"
)

// GuardTurn holds while the conversation has c's version and is done as far as
// c says: nobody else has handled a turn.
func GuardTurn(c conversation.Conversation) Guard {
	return Guard{"conversation", c.ID,
		`SELECT 1 FROM {conversation} WHERE id = $1 AND version = $2 AND done = $3`,
		[]any{c.ID, c.Version, c.Done}}
}

// InsertConversation stores a conversation that the shop begins, if there is
// none with its id; [Receive] does it for one that the shopper begins.
func InsertConversation(c conversation.Conversation) Statement {
	c.Version, c.Received, c.Done = 1, 0, 0
	return Statement{`INSERT INTO {conversation} (id, contact, version, received, done, waiting, staff, since, data)
		VALUES ($1, $2, 1, 0, 0, 0, $3, $4, $5) ON CONFLICT (id) DO NOTHING`,
		[]any{c.ID, c.Contact, c.WithStaff, micros(c.Since), encode(c)}}
}

// PutConversation stores all of a conversation that exists but Received, which
// is the inbox's. Its version becomes c.Version+1. Guard it with GuardTurn.
func PutConversation(c conversation.Conversation) Statement {
	return Statement{`UPDATE {conversation} SET contact = $2, version = $3, done = $4, staff = $5, since = $6, data = $7,
		waiting = CASE WHEN received > $4
			THEN COALESCE((SELECT i.received FROM {inbox} i WHERE i.conversation = $1 AND i.seq = $4 + 1), 0) ELSE 0 END
		WHERE id = $1`,
		[]any{c.ID, c.Contact, c.Version + 1, c.Done, c.WithStaff, micros(c.Since), encode(c)}}
}

// Conversation returns a conversation by id.
func (r Reader) Conversation(ctx context.Context, id string) (conversation.Conversation, error) {
	s := Statement{`SELECT data, contact, version, received, done FROM {conversation} WHERE id = $1`, []any{id}}
	return one(ctx, r.q, s, "conversation", scanConversation)
}

// WithStaff lists conversations in which a person of the shop answers, the
// longest so first.
func (r Reader) WithStaff(ctx context.Context, limit int) ([]conversation.Conversation, error) {
	s := Statement{`SELECT data, contact, version, received, done FROM {conversation} WHERE staff = 1
		ORDER BY since, id LIMIT $1`, []any{limit}}
	return list(ctx, r.q, s, "conversations with staff", scanConversation)
}

// ConversationsOf lists the conversations of a contact, the oldest first.
func (r Reader) ConversationsOf(ctx context.Context, contact string) ([]conversation.Conversation, error) {
	s := Statement{`SELECT data, contact, version, received, done FROM {conversation} WHERE contact = $1
		ORDER BY id`, []any{contact}}
	return list(ctx, r.q, s, "conversations of a contact", scanConversation)
}

func scanConversation(rows Rows) (c conversation.Conversation, err error) {
	var data []byte
	var at conversation.Conversation
	if err := rows.Scan(&data, &at.Contact, &at.Version, &at.Received, &at.Done); err != nil {
		return c, err
	}
	err = decode(data, &c)
	c.Contact, c.Version, c.Received, c.Done = at.Contact, at.Version, at.Received, at.Done
	return c, err
}
