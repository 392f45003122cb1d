package store

import (
	"context"
	"math"
	"time"
)

// Tell sets the timers by which subscribers hear of an event, and notes that
// they do. An event with an id that is noted already sets none.
func Tell(eventID string, now time.Time, timers ...Timer) []Statement {
	all := make([]Statement, 0, len(timers)+1)
	for _, t := range timers {
		all = append(all, Statement{`INSERT INTO {timer} (key, kind, due, next, attempt, claim, payload)
			SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS {int}), CAST($3 AS {int}), 0, '', CAST($4 AS {blob})
			WHERE NOT EXISTS (SELECT 1 FROM {told} WHERE id = $5) ON CONFLICT (key) DO NOTHING`,
			[]any{t.Key, t.Kind, micros(t.Due), t.Payload, eventID}})
	}
	return append(all, Statement{`INSERT INTO {told} (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, []any{eventID, micros(now)}})
}

// Unheard is an event that a subscriber was not told in time, kept with the
// reason.
type Unheard struct {
	N          int64 // its place in the list: later ones have higher numbers
	Subscriber string
	Event      string // its id
	Type       string
	Body       []byte // JSON, as package hook writes it
	Tries      int
	Reason     string    // of the last
	At         time.Time // when it was given up
}

// PutUnheard keeps an event that was given up.
func PutUnheard(u Unheard) Statement {
	return Statement{`INSERT INTO {unheard} (subscriber, event, type, body, tries, reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		[]any{u.Subscriber, u.Event, u.Type, u.Body, u.Tries, u.Reason, micros(u.At)}}
}

const unheardColumns = `n, subscriber, event, type, body, tries, reason, at`

// Unheard lists events that were given up, the latest first, from before a
// place in the list; 0 is its beginning.
func (r Reader) Unheard(ctx context.Context, before int64, limit int) ([]Unheard, error) {
	if before <= 0 {
		before = math.MaxInt64
	}
	s := Statement{`SELECT ` + unheardColumns + ` FROM {unheard} WHERE n < $1 ORDER BY n DESC LIMIT $2`, []any{before, limit}}
	return list(ctx, r.q, s, "unheard events", scanUnheard)
}

// UnheardCounts counts the events that were given up, by subscriber. It reads
// them all.
func (r Reader) UnheardCounts(ctx context.Context) (map[string]int64, error) {
	type count struct {
		subscriber string
		n          int64
	}
	s := Statement{`SELECT subscriber, COUNT(*) FROM {unheard} GROUP BY subscriber`, nil}
	all, err := list(ctx, r.q, s, "unheard events", func(rows Rows) (c count, err error) {
		return c, rows.Scan(&c.subscriber, &c.n)
	})
	if err != nil {
		return nil, err
	}
	counts := make(map[string]int64, len(all))
	for _, c := range all {
		counts[c.subscriber] = c.n
	}
	return counts, nil
}

// TakeUnheard removes an event that was given up, and returns it. Of two who
// take the same at once the other gets ErrNotFound, as for one that is not there.
func (t Tx) TakeUnheard(n int64) (Unheard, error) {
	taken := Statement{`DELETE FROM {unheard} WHERE n = $1 RETURNING ` + unheardColumns, []any{n}}
	return one(t.ctx, t.conn, taken, "unheard event", scanUnheard)
}

// SweepUnheard forgets events that were given up before a time, the oldest
// first, at most limit, and says how many.
func (s *Store) SweepUnheard(ctx context.Context, before time.Time, limit int) (int, error) {
	return s.affect(ctx, Statement{`DELETE FROM {unheard} WHERE n IN (
		SELECT n FROM {unheard} WHERE at < $1 ORDER BY n LIMIT $2)`, []any{micros(before), limit}})
}

// SweepTold forgets which events were told before a time, at most limit, and
// says how many.
func (s *Store) SweepTold(ctx context.Context, before time.Time, limit int) (int, error) {
	return s.affect(ctx, Statement{`DELETE FROM {told} WHERE id IN (
		SELECT id FROM {told} WHERE at < $1 ORDER BY at LIMIT $2)`, []any{micros(before), limit}})
}

// affect runs one statement, alone, and says how many rows it changed.
func (s *Store) affect(ctx context.Context, one Statement) (int, error) {
	return updated(ctx, s, func(tx Tx) (int, error) {
		n, err := tx.Affect(one)
		return int(n), err
	})
}

func scanUnheard(rows Rows) (u Unheard, err error) {
	var at int64
	err = rows.Scan(&u.N, &u.Subscriber, &u.Event, &u.Type, &u.Body, &u.Tries, &u.Reason, &at)
	u.At = fromMicros(at)
	return u, err
}
