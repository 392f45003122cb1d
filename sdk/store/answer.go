package store

import (
	"context"
	"time"
)

// Answer is how a request that bore a key was answered, kept so that the same
// request, made again, gets the same answer and has no second effect.
type Answer struct {
	Key     string    // of the request; unique
	Request string    // a digest of what was asked
	Claim   string    // of whoever is finding the answer; "": it is found
	At      time.Time // when the claim was made, or the answer found
	Status  int       // HTTP; 0 while it is not found
	Body    []byte
}

// InsertAnswer claims a key that nobody has claimed: ErrConflict when somebody
// has.
func InsertAnswer(a Answer) Statement {
	return Statement{`INSERT INTO {answer} (key, request, claim, at, status, body) VALUES ($1, $2, $3, $4, $5, $6)`, answerArgs(a)}
}

// PutAnswer changes an answer. Guard it with GuardAnswer.
func PutAnswer(a Answer) Statement {
	return Statement{`UPDATE {answer} SET request = $2, claim = $3, at = $4, status = $5, body = $6 WHERE key = $1`, answerArgs(a)}
}

func answerArgs(a Answer) []any {
	body := a.Body
	if body == nil {
		body = []byte{}
	}
	return []any{a.Key, a.Request, a.Claim, micros(a.At), a.Status, body}
}

// GuardAnswer holds while the answer is as a says: claimed by the same, or
// found at the same time.
func GuardAnswer(a Answer) Guard {
	return Guard{"answer", a.Key, `SELECT 1 FROM {answer} WHERE key = $1 AND claim = $2 AND at = $3`, []any{a.Key, a.Claim, micros(a.At)}}
}

// DropAnswer forgets an answer, or gives a claim back. Guard it with
// GuardAnswer.
func DropAnswer(key string) Statement {
	return Statement{`DELETE FROM {answer} WHERE key = $1`, []any{key}}
}

// Answer returns the answer under a key, or the claim to find one.
func (r Reader) Answer(ctx context.Context, key string) (Answer, error) {
	s := Statement{`SELECT key, request, claim, at, status, body FROM {answer} WHERE key = $1`, []any{key}}
	return one(ctx, r.q, s, "answer", func(rows Rows) (a Answer, err error) {
		var at, status int64
		err = rows.Scan(&a.Key, &a.Request, &a.Claim, &at, &status, &a.Body)
		a.At, a.Status = fromMicros(at), int(status)
		return a, err
	})
}

// SweepAnswers forgets answers and claims made before a time, the oldest first,
// at most limit, and says how many.
func (s *Store) SweepAnswers(ctx context.Context, before time.Time, limit int) (int, error) {
	return updated(ctx, s, func(tx Tx) (int, error) {
		n, err := tx.Affect(Statement{`DELETE FROM {answer} WHERE key IN (
			SELECT key FROM {answer} WHERE at < $1 ORDER BY at LIMIT $2)`, []any{micros(before), limit}})
		return int(n), err
	})
}
