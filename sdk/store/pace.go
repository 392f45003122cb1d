package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// Account is the shop's identity on a channel: what platforms limit.
type Account struct{ Channel, Account string }

// AccountOf returns the account that an address is reached by.
func AccountOf(a message.Address) Account { return Account{a.Channel, a.Account} }

// Limit is how often an account may make requests, over all nodes: Every this
// long, and Burst at once after a pause. Burst is at least 1.
type Limit struct {
	Every time.Duration
	Burst int
}

// Slots are requests that a node may make: one at each of the times, or later.
type Slots struct {
	At []time.Time
	// Wait is until when there are none, because the account is paused, because
	// all before then are given out or, for bulk messages, because others go
	// first.
	Wait time.Time
}

// paceRow is an account's row; exists is false while it has none.
type paceRow struct {
	exists       bool
	taken, until int64
}

// TakeSlots gives out at most n requests of an account, or none where the first
// could not be made before a time: whoever cannot wait for it would waste it.
// Each is given out once, to one node. Requests that somebody waits for are given out ahead of time;
// bulk ones only where nobody else has taken what they would use, and never
// from the burst: that is kept for the others.
func (s *Store) TakeSlots(ctx context.Context, a Account, limit Limit, n int, bulk bool, now, before time.Time) (Slots, error) {
	const races = 50
	for range races {
		row, err := s.pace(ctx, a)
		if err != nil {
			return Slots{}, err
		}
		if until := max(row.until, row.ahead(bulk)); until > micros(now) {
			return Slots{Wait: fromMicros(until)}, nil
		}
		slots, taken := row.give(limit, n, bulk, now)
		if first := slots.At[0]; !first.Before(before) {
			return Slots{Wait: first}, nil
		}
		err = s.Commit(ctx, row.take(a, taken))
		if err == nil || !errors.Is(err, ErrConflict) {
			return slots, err
		}
	}
	return Slots{}, fmt.Errorf("store: slots: %d races lost: %w", races, ErrConflict)
}

// ahead is up to when others go first.
func (r paceRow) ahead(bulk bool) int64 {
	if bulk {
		return r.taken
	}
	return 0
}

// give lists the times of the next n requests and up to when that takes the
// account.
func (r paceRow) give(limit Limit, n int, bulk bool, now time.Time) (Slots, int64) {
	base := max(r.taken, micros(now))
	early := int64(limit.Burst-1) * limit.Every.Microseconds()
	if bulk {
		early = 0
	}
	var slots Slots
	for range n {
		slots.At = append(slots.At, time.UnixMicro(max(base-early, micros(now))).UTC())
		base += limit.Every.Microseconds()
	}
	return slots, base
}

// take is the commit that gives out requests up to a time, if nobody else did
// meanwhile. Its guard is about all that is known of the account, its absence
// included: see Guard.
func (r paceRow) take(a Account, taken int64) Batch {
	args := []any{a.Channel, a.Account}
	key := a.Channel + "\x00" + a.Account
	if !r.exists {
		return Batch{Writes: []Statement{{`INSERT INTO {pace} (channel, account, taken, until) VALUES ($1, $2, $3, 0)`, append(args, taken)}}}
	}
	return Batch{
		Guards: []Guard{{"pace", key, `SELECT 1 WHERE EXISTS (SELECT 1 FROM {pace} WHERE channel = $1 AND account = $2 AND taken = $3 AND until = $4)`,
			append(args, r.taken, r.until)}},
		Writes: []Statement{{`UPDATE {pace} SET taken = $3 WHERE channel = $1 AND account = $2`, append(args, taken)}},
	}
}

func (r Reader) pace(ctx context.Context, a Account) (paceRow, error) {
	s := Statement{`SELECT taken, until FROM {pace} WHERE channel = $1 AND account = $2`, []any{a.Channel, a.Account}}
	all, err := list(ctx, r.q, s, "pace", func(rows Rows) (p paceRow, err error) {
		p.exists = true
		err = rows.Scan(&p.taken, &p.until)
		return p, err
	})
	if err != nil || len(all) == 0 {
		return paceRow{}, err
	}
	return all[0], nil
}

// Pause keeps all nodes from making requests of an account before a time: the
// platform said so. A longer pause is not shortened.
func Pause(a Account, until time.Time) Statement {
	return Statement{`INSERT INTO {pace} AS p (channel, account, taken, until) VALUES ($1, $2, 0, $3)
		ON CONFLICT (channel, account) DO UPDATE SET until = CASE WHEN p.until < excluded.until THEN excluded.until ELSE p.until END`,
		[]any{a.Channel, a.Account, micros(until)}}
}

// Paused says until when an account is paused; the zero time if it never was.
func (r Reader) Paused(ctx context.Context, a Account) (time.Time, error) {
	row, err := r.pace(ctx, a)
	return fromMicros(row.until), err
}
