package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
)

// floor is a turn as one would write it by hand for speed alone: prepared
// statements on one connection, 64 turns a commit, a savepoint each, and only
// the rows that cannot be done without: event, conversation, message, outbox.
type floor struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

const (
	floorInbox   = `INSERT INTO inbox (channel, account, event_id, conversation, seq, received, body) VALUES ('web', 'shop', ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
	floorRead    = `SELECT data, version, received, done FROM conversation WHERE id = ?`
	floorUpdate  = `UPDATE conversation SET version = version + 1, received = received + 1, done = done + 1, data = ? WHERE id = ? AND version = ?`
	floorMessage = `INSERT INTO message (id, conversation, seq, sender, at, event, body) VALUES (?, ?, ?, 'shop', ?, ?, ?)`
	floorOutbox  = `INSERT INTO outbox (id, conversation, channel, account, address, created, body) VALUES (?, ?, 'web', 'shop', ?, ?, ?)`
)

func newFloor(b *testing.B, source string) *floor {
	b.Helper()
	pool, err := sql.Open("sqlite", source)
	if err != nil {
		b.Fatal(err)
	}
	conn, err := pool.Conn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := errors.Join(conn.Close(), pool.Close()); err != nil {
			b.Error(err)
		}
	})
	f := &floor{conn, map[string]*sql.Stmt{}}
	for _, text := range []string{floorInbox, floorRead, floorUpdate, floorMessage, floorOutbox,
		"BEGIN IMMEDIATE", "COMMIT", "SAVEPOINT s", "RELEASE s"} {
		if f.stmts[text], err = conn.PrepareContext(context.Background(), text); err != nil {
			b.Fatal(err)
		}
	}
	return f
}

func (f *floor) exec(text string, args ...any) error {
	_, err := f.stmts[text].ExecContext(context.Background(), args...)
	return err
}

// turns does turns from to to, in groups.
func (f *floor) turns(b *testing.B, w *workload, from, to int) {
	for from < to {
		n := min(group, to-from)
		if err := f.exec("BEGIN IMMEDIATE"); err != nil {
			b.Fatal(err)
		}
		for i := from; i < from+n; i++ {
			if err := f.turn(w, i); err != nil {
				b.Fatal(err)
			}
		}
		if err := f.exec("COMMIT"); err != nil {
			b.Fatal(err)
		}
		from += n
	}
}

func (f *floor) turn(w *workload, i int) error {
	id, now := w.ids[i%len(w.ids)], int64(i)
	name := fmt.Sprintf("f%036d", i)
	if err := f.exec("SAVEPOINT s"); err != nil {
		return err
	}
	var data []byte
	var version, received, done int64
	if err := f.stmts[floorRead].QueryRowContext(context.Background(), id).Scan(&data, &version, &received, &done); err != nil {
		return err
	}
	for _, s := range []struct {
		text string
		args []any
	}{
		{floorInbox, []any{name, id, received + 1, now, w.event}},
		{floorUpdate, []any{string(data), id, version}},
		{floorMessage, []any{name, id, int64(1_000_000 + i), now, "", w.reply}},
		{floorOutbox, []any{name, id, id, now, w.reply}},
	} {
		if err := f.exec(s.text, s.args...); err != nil {
			return err
		}
	}
	return f.exec("RELEASE s")
}
