package store

import (
	"context"
	"time"

	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// GuardContact holds while the contact has c's version; 0 means that there is
// none.
func GuardContact(c contact.Contact) Guard {
	g := Guard{Table: "contact", Key: c.ID, Args: []any{c.ID, c.Version}}
	g.SQL = `SELECT 1 FROM {contact} WHERE id = $1 AND version = $2`
	if c.Version == 0 {
		g.SQL, g.Args = `SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM {contact} WHERE id = $1)`, g.Args[:1]
	}
	return g
}

// GuardListening holds while the contact of a conversation has not opted out.
func GuardListening(conversation string) Guard {
	return Guard{"contact of a conversation", conversation,
		`SELECT 1 FROM {contact} WHERE opted_out = 0 AND id = (SELECT contact FROM {conversation} WHERE id = $1)`,
		[]any{conversation}}
}

// PutContact stores a contact. Its version becomes c.Version+1. Guard it with
// GuardContact. A new one, of version 0, is ErrConflict where there is one by
// now, guarded or not: [Receive] makes contacts without a guard, and an opt-out
// that came with it must not be overwritten.
func PutContact(c contact.Contact) Statement {
	var since int64
	if c.OptedOut {
		since = max(1, micros(c.OptedOutAt))
	}
	if c.Version == 0 {
		return Statement{`INSERT INTO {contact} (id, version, opted_out, data) VALUES ($1, $2, $3, $4)`, []any{c.ID, 1, since, encode(c)}}
	}
	return Statement{`INSERT INTO {contact} (id, version, opted_out, data) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, opted_out = excluded.opted_out, data = excluded.data`,
		[]any{c.ID, c.Version + 1, since, encode(c)}}
}

// OptOut makes the contact of a conversation opted out from now on, in the
// commit that receives the event which says so: what is sent after it sees it.
// An event that has been handled already changes nothing; one that waits and is
// delivered again says so again.
func OptOut(e message.Event, now time.Time) Statement {
	return Statement{`UPDATE {contact} SET opted_out = $5, version = version + 1 WHERE opted_out = 0 AND id IN (
		SELECT c.contact FROM {conversation} c JOIN {inbox} i ON i.conversation = c.id AND i.seq > c.done
		WHERE c.id = $1 AND i.event_id = $2 AND i.account = $3 AND i.channel = $4)`,
		[]any{conversation.IDOf(e.From), e.ID, e.From.Account, e.From.Channel, micros(now)}}
}

// Contact returns a contact by id.
func (r Reader) Contact(ctx context.Context, id string) (contact.Contact, error) {
	return r.contact(ctx, Statement{`SELECT data, version, opted_out FROM {contact} WHERE id = $1`, []any{id}})
}

// ContactOf returns the contact whose a conversation is.
func (r Reader) ContactOf(ctx context.Context, conversationID string) (contact.Contact, error) {
	return r.contact(ctx, Statement{`SELECT p.data, p.version, p.opted_out FROM {conversation} c
		JOIN {contact} p ON p.id = c.contact WHERE c.id = $1`, []any{conversationID}})
}

func (r Reader) contact(ctx context.Context, s Statement) (contact.Contact, error) {
	return one(ctx, r.q, s, "contact", func(rows Rows) (c contact.Contact, err error) {
		var data []byte
		var version, optedOut int64
		if err := rows.Scan(&data, &version, &optedOut); err != nil {
			return c, err
		}
		return readContact(data, version, optedOut)
	})
}

// readContact puts a contact together from its columns.
func readContact(data []byte, version, optedOut int64) (c contact.Contact, err error) {
	err = decode(data, &c)
	c.Version, c.OptedOut, c.OptedOutAt = version, optedOut > 0, time.Time{}
	if c.OptedOut {
		c.OptedOutAt = fromMicros(optedOut)
	}
	return c, err
}

// ConsentAction says what a line of the ledger did.
type ConsentAction string

// Actions of the consent ledger.
const (
	ConsentGrant    ConsentAction = "grant"
	ConsentWithdraw ConsentAction = "withdraw"
)

// Consent is one line of the consent ledger: when, how and with which words
// somebody allowed or forbade something. Lines are added, never changed.
type Consent struct {
	ID      string // uuid v7
	Contact string
	Channel string
	Purpose string // what was allowed: a message.Purpose, or "all"
	Action  ConsentAction
	Method  string // how: "button", "word", "api", "platform"
	Wording string // the words that were shown
	Event   string // the shopper's event, if there was one
	At      time.Time
}

// AppendConsent adds a line to the ledger.
func AppendConsent(c Consent) Statement {
	return Statement{`INSERT INTO {consent} (id, contact, channel, purpose, action, method, wording, event, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		[]any{c.ID, c.Contact, c.Channel, c.Purpose, string(c.Action), c.Method, c.Wording, c.Event, micros(c.At)}}
}

// Consents lists a contact's ledger, oldest first.
func (r Reader) Consents(ctx context.Context, contact string) ([]Consent, error) {
	s := Statement{`SELECT id, contact, channel, purpose, action, method, wording, event, at FROM {consent}
		WHERE contact = $1 ORDER BY at, id`, []any{contact}}
	return list(ctx, r.q, s, "consents", func(rows Rows) (c Consent, err error) {
		var action string
		var at int64
		err = rows.Scan(&c.ID, &c.Contact, &c.Channel, &c.Purpose, &action, &c.Method, &c.Wording, &c.Event, &at)
		c.Action, c.At = ConsentAction(action), fromMicros(at)
		return c, err
	})
}
