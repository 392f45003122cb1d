package store

import (
	"context"
	"math"
	"time"
)

// DeadRow is a message that was given up.
type DeadRow struct {
	Row
	N     int64  // its place in the list: later ones have higher numbers
	Class string // a channel.Class
	Code  string // the platform's own, or ours
	At    time.Time
}

// DeadLetter takes a message out of its lane and keeps it aside with the
// reason, unless it has left the lane meanwhile because it arrived. Guard it
// with GuardLane.
func DeadLetter(_ Lane, r Row, class, code string, now time.Time) []Statement {
	return []Statement{
		{`INSERT INTO {dead_letter} (id, conversation, channel, account, address, created, body, class, code, at)
			SELECT id, conversation, channel, account, address, created, body, CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS {int})
			FROM {outbox} WHERE conversation = $1 AND id = $2`,
			[]any{r.Conversation, r.ID, class, code, micros(now)}},
		deleteRow(r),
	}
}

const deadColumns = `id, conversation, channel, account, address, created, body, class, code, at, n`

// DeadLetters lists messages that were given up, the latest first, from before
// a place in the list; 0 is its beginning.
func (r Reader) DeadLetters(ctx context.Context, before int64, limit int) ([]DeadRow, error) {
	if before <= 0 {
		before = math.MaxInt64
	}
	s := Statement{`SELECT ` + deadColumns + ` FROM {dead_letter} WHERE n < $1 ORDER BY n DESC LIMIT $2`, []any{before, limit}}
	return list(ctx, r.q, s, "dead letters", scanDead)
}

// DeadCount is how many messages of a channel were given up for a reason.
type DeadCount struct {
	Channel string
	Class   string // a channel.Class
	Letters int64
}

// DeadCounts counts the messages that were given up. It reads them all.
func (r Reader) DeadCounts(ctx context.Context) ([]DeadCount, error) {
	s := Statement{`SELECT channel, class, COUNT(*) FROM {dead_letter} GROUP BY channel, class ORDER BY channel, class`, nil}
	return list(ctx, r.q, s, "dead letters", func(rows Rows) (c DeadCount, err error) {
		err = rows.Scan(&c.Channel, &c.Class, &c.Letters)
		return c, err
	})
}

// Resend puts a dead letter at the end of its lane, as if it were new. Of two
// who ask for the same at once one does it; the other gets ErrNotFound, as for
// a letter that does not exist.
func (s *Store) Resend(ctx context.Context, id string, now time.Time) error {
	return s.Update(ctx, func(tx Tx) error {
		d, err := tx.takeDead(id)
		if err != nil {
			return err
		}
		d.Created = now
		return tx.Exec(Enqueue(d.Row)...)
	})
}

// Discard forgets a dead letter. One that does not exist is ErrNotFound.
func (s *Store) Discard(ctx context.Context, id string) error {
	return s.Update(ctx, func(tx Tx) error {
		_, err := tx.takeDead(id)
		return err
	})
}

func (t Tx) takeDead(id string) (DeadRow, error) {
	taken := Statement{`DELETE FROM {dead_letter} WHERE id = $1 RETURNING ` + deadColumns, []any{id}}
	return one(t.ctx, t.conn, taken, "dead letter", scanDead)
}

func scanDead(rows Rows) (d DeadRow, err error) {
	var created, at int64
	var body []byte
	err = rows.Scan(&d.ID, &d.Conversation, &d.To.Channel, &d.To.Account, &d.To.ID, &created, &body, &d.Class, &d.Code, &at, &d.N)
	if err != nil {
		return d, err
	}
	d.Created, d.At = fromMicros(created), fromMicros(at)
	return d, decode(body, &d.Body)
}
