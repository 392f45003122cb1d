package store

import (
	"context"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/sdk/conversation"
)

// IdentityKind says what identifies a contact, besides the host's user id,
// which the contact's own id is made of.
type IdentityKind string

// Kinds of identities.
const (
	IdentityPhone IdentityKind = "phone" // E.164
	IdentityEmail IdentityKind = "email" // folded to lower case
)

// PutIdentity notes whom a phone number or an e-mail address belongs to, on the
// word of the host or a platform: never on the shopper's own. The last word
// counts.
func PutIdentity(kind IdentityKind, value, contact string) Statement {
	return Statement{`INSERT INTO {identity} AS i (kind, value, contact) VALUES ($1, $2, $3)
		ON CONFLICT (kind, value) DO UPDATE SET contact = excluded.contact WHERE i.contact <> excluded.contact`,
		[]any{string(kind), value, contact}}
}

// MoveIdentities makes what identifies one contact identify another.
func MoveIdentities(from, to string) Statement {
	return Statement{`UPDATE {identity} SET contact = $2 WHERE contact = $1`, []any{from, to}}
}

// Identified returns the id of the contact that a phone number or an e-mail
// address belongs to.
func (r Reader) Identified(ctx context.Context, kind IdentityKind, value string) (string, error) {
	s := Statement{`SELECT contact FROM {identity} WHERE kind = $1 AND value = $2`, []any{string(kind), value}}
	return one(ctx, r.q, s, "identity", scanOne[string])
}

// MoveConversations makes the conversations of one contact those of another.
func MoveConversations(from, to string) Statement {
	return Statement{`UPDATE {conversation} SET contact = $2, version = version + 1 WHERE contact = $1`, []any{from, to}}
}

// MoveConsents makes the consents of one contact those of another.
func MoveConsents(from, to string) Statement {
	return Statement{`UPDATE {consent} SET contact = $2 WHERE contact = $1`, []any{from, to}}
}

// TouchContact counts a contact's version up, so that what others have decided
// on it is decided again.
func TouchContact(id string) Statement {
	return Statement{`UPDATE {contact} SET version = version + 1 WHERE id = $1`, []any{id}}
}

// DropContact forgets a contact that has become another. Guard it with
// GuardContact.
func DropContact(id string) Statement {
	return Statement{`DELETE FROM {contact} WHERE id = $1`, []any{id}}
}

// LatestConversation returns the conversation of a contact in which she spoke
// last.
func (r Reader) LatestConversation(ctx context.Context, contact string) (conversation.Conversation, error) {
	all, err := r.ConversationsOf(ctx, contact)
	if err != nil {
		return conversation.Conversation{}, err
	}
	if len(all) == 0 {
		return conversation.Conversation{}, fmt.Errorf("%w: conversation of a contact", ErrNotFound)
	}
	latest := all[0]
	for _, c := range all[1:] {
		if spoke(c).After(spoke(latest)) {
			latest = c
		}
	}
	return latest, nil
}

// spoke is when a shopper last said something, or began.
func spoke(c conversation.Conversation) time.Time {
	if c.Heard.IsZero() {
		return c.Created
	}
	return c.Heard
}
