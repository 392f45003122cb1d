package store

import (
	"context"
	"time"
)

// DeepLink is a link that logs a customer in, once. Its token is not kept: who
// reads the store cannot use it.
type DeepLink struct {
	Hash         string // of the token
	Customer     string // the host's user id
	Referral     string // where it leads
	Expires      time.Time
	Conversation string // that used it; "": none has yet
}

// AddDeepLink stores a new link.
func AddDeepLink(l DeepLink) Statement {
	return Statement{`INSERT INTO {deep_link} (hash, customer, referral, expires, conversation) VALUES ($1, $2, $3, $4, $5)`,
		[]any{l.Hash, l.Customer, l.Referral, micros(l.Expires), l.Conversation}}
}

// GuardDeepLink holds while no conversation has used a link.
func GuardDeepLink(hash string) Guard {
	return Guard{"deep_link", hash, `SELECT 1 FROM {deep_link} WHERE hash = $1 AND conversation = ''`, []any{hash}}
}

// UseDeepLink says that a conversation has used a link. Guard it with
// GuardDeepLink.
func UseDeepLink(hash, conversation string) Statement {
	return Statement{`UPDATE {deep_link} SET conversation = $2 WHERE hash = $1`, []any{hash, conversation}}
}

// DeepLink returns a link, or ErrNotFound: some time after it has expired it is
// forgotten (Sweep).
func (r Reader) DeepLink(ctx context.Context, hash string) (DeepLink, error) {
	s := Statement{`SELECT hash, customer, referral, expires, conversation FROM {deep_link} WHERE hash = $1`, []any{hash}}
	return one(ctx, r.q, s, "deep link", func(rows Rows) (l DeepLink, err error) {
		var expires int64
		err = rows.Scan(&l.Hash, &l.Customer, &l.Referral, &expires, &l.Conversation)
		l.Expires = fromMicros(expires)
		return l, err
	})
}
