package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Timer is work that is due at a time. There is one per key.
type Timer struct {
	Key     string // "cart:" and the contact, say
	Kind    string // who handles it
	Due     time.Time
	Payload []byte
	Attempt int    // which this is, from 1; set by ClaimTimers
	Claim   string // of this attempt alone: the fence; set by ClaimTimers
}

// SetTimer sets or moves a timer. One that somebody has claimed is taken from
// them: their GuardTimer does not hold any more.
func SetTimer(t Timer) Statement {
	if t.Payload == nil {
		t.Payload = []byte{}
	}
	return Statement{`INSERT INTO {timer} (key, kind, due, next, attempt, claim, payload) VALUES ($1, $2, $3, $3, 0, '', $4)
		ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, due = excluded.due, next = excluded.next,
		attempt = 0, claim = '', payload = excluded.payload`,
		[]any{t.Key, t.Kind, micros(t.Due), t.Payload}}
}

// PlanTimer sets a timer if there is none with its key.
func PlanTimer(t Timer) Statement {
	if t.Payload == nil {
		t.Payload = []byte{}
	}
	return Statement{`INSERT INTO {timer} (key, kind, due, next, attempt, claim, payload) VALUES ($1, $2, $3, $3, 0, '', $4)
		ON CONFLICT (key) DO NOTHING`,
		[]any{t.Key, t.Kind, micros(t.Due), t.Payload}}
}

// CancelTimer removes a timer, claimed or not, if there is one.
func CancelTimer(key string) Statement {
	return Statement{`DELETE FROM {timer} WHERE key = $1`, []any{key}}
}

// ClaimTimers takes timers that are due and that nobody holds, the longest due
// first, for as long as lease; after that others may claim them. Those with keys
// in except it leaves alone. It writes: ask NextTimer first.
func (s *Store) ClaimTimers(ctx context.Context, now time.Time, lease time.Duration, limit int, except ...string) ([]Timer, error) {
	claimed, err := updated(ctx, s, func(tx Tx) ([]Timer, error) {
		return list(tx.ctx, tx.conn, claimTimers(now, lease, limit, except), "claim timers", scanTimer)
	})
	slices.SortFunc(claimed, func(a, b Timer) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Key, b.Key)) })
	return claimed, err
}

func claimTimers(now time.Time, lease time.Duration, limit int, except []string) Statement {
	args := []any{micros(now), micros(now.Add(lease)), uuid.NewString(), limit}
	others, args := but("t.key", except, args)
	return Statement{`UPDATE {timer} SET next = $2, attempt = attempt + 1, claim = $3
		WHERE key IN (SELECT t.key FROM {timer} t WHERE t.next <= $1` + others + ` ORDER BY t.next LIMIT $4 {skip locked})
		RETURNING key, kind, due, payload, attempt, claim`, args}
}

// GuardTimer holds while a claimed timer is still held by this attempt.
func GuardTimer(t Timer) Guard {
	return Guard{"timer", t.Key, `SELECT 1 FROM {timer} WHERE key = $1 AND claim = $2 AND claim <> ''`, []any{t.Key, t.Claim}}
}

// RenewTimer has a claimed timer be held until a later time, if this attempt
// still holds it. Guard it with GuardTimer to learn whether it does.
func RenewTimer(t Timer, ends time.Time) Statement {
	return Statement{`UPDATE {timer} SET next = $3 WHERE key = $1 AND claim = $2 AND claim <> ''`,
		[]any{t.Key, t.Claim, micros(ends)}}
}

// FinishTimer removes a claimed timer, if this attempt still holds it.
func FinishTimer(t Timer) Statement {
	return Statement{`DELETE FROM {timer} WHERE key = $1 AND claim = $2 AND claim <> ''`, []any{t.Key, t.Claim}}
}

// RetryTimer makes a claimed timer due again, if this attempt still holds it.
// Attempts are counted on.
func RetryTimer(t Timer, due time.Time) Statement {
	return Statement{`UPDATE {timer} SET due = $3, next = $3, claim = '' WHERE key = $1 AND claim = $2 AND claim <> ''`,
		[]any{t.Key, t.Claim, micros(due)}}
}

// NextTimer says when a timer can be claimed next; false if there is none.
func (r Reader) NextTimer(ctx context.Context) (time.Time, bool, error) {
	s := Statement{`SELECT next FROM {timer} ORDER BY next LIMIT 1`, nil}
	all, err := list(ctx, r.q, s, "next timer", scanOne[int64])
	if err != nil || len(all) == 0 {
		return time.Time{}, false, err
	}
	return fromMicros(all[0]), true, nil
}

// Timer returns the timer with a key.
func (r Reader) Timer(ctx context.Context, key string) (Timer, error) {
	s := Statement{`SELECT key, kind, due, payload, attempt, claim FROM {timer} WHERE key = $1`, []any{key}}
	return one(ctx, r.q, s, "timer", scanTimer)
}

func scanTimer(rows Rows) (t Timer, err error) {
	var due int64
	err = rows.Scan(&t.Key, &t.Kind, &due, &t.Payload, &t.Attempt, &t.Claim)
	t.Due = fromMicros(due)
	return t, err
}
