// Package floor is a turn as one would write it by hand for speed alone, which
// benchmarks compare with, and only the rows that cannot be done without: event,
// conversation, message, outbox. On SQLite: prepared statements on one
// connection, 64 turns a commit, a savepoint each; on PostgreSQL see [Postgres].
package floor

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
)

// Group is how many turns share a commit.
const Group = 64

const (
	inbox   = `INSERT INTO inbox (channel, account, event_id, conversation, seq, received, body) VALUES ('web', 'shop', ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
	read    = `SELECT data, version, received, done FROM conversation WHERE id = ?`
	update  = `UPDATE conversation SET version = version + 1, received = received + 1, done = done + 1, data = ? WHERE id = ? AND version = ?`
	message = `INSERT INTO message (id, conversation, seq, sender, at, event, body) VALUES (?, ?, ?, 'shop', ?, ?, ?)`
	outbox  = `INSERT INTO outbox (id, conversation, channel, account, address, created, body) VALUES (?, ?, 'web', 'shop', ?, ?, ?)`
)

// Said is an event and its answer, as JSON.
type Said struct{ Event, Reply string }

// Floor is a store's file, written by hand. It is not safe for concurrent use.
type Floor struct {
	pool  *sql.DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

// Open opens the file of a migrated store. The caller links the driver.
func Open(path string) (*Floor, error) {
	pragmas := url.Values{"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)",
		"wal_autocheckpoint(8000)", "cache_size(-16384)", "temp_store(MEMORY)"}}
	pool, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path)+"?"+pragmas.Encode())
	if err != nil {
		return nil, err
	}
	f := &Floor{pool: pool, stmts: map[string]*sql.Stmt{}}
	if f.conn, err = pool.Conn(context.Background()); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	for _, text := range []string{inbox, read, update, message, outbox, "BEGIN IMMEDIATE", "COMMIT", "SAVEPOINT s", "RELEASE s"} {
		if f.stmts[text], err = f.conn.PrepareContext(context.Background(), text); err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	return f, nil
}

// Close closes the file.
func (f *Floor) Close() error { return errors.Join(f.conn.Close(), f.pool.Close()) }

// Turns does the turns with numbers from to to, in the conversations by turns.
func (f *Floor) Turns(conversations []string, said []Said, from, to int) error {
	for from < to {
		n := min(Group, to-from)
		if err := f.exec("BEGIN IMMEDIATE"); err != nil {
			return err
		}
		for i := from; i < from+n; i++ {
			if err := f.turn(conversations[i%len(conversations)], said[i%len(said)], i); err != nil {
				return err
			}
		}
		if err := f.exec("COMMIT"); err != nil {
			return err
		}
		from += n
	}
	return nil
}

func (f *Floor) exec(text string, args ...any) error {
	_, err := f.stmts[text].ExecContext(context.Background(), args...)
	return err
}

func (f *Floor) turn(id string, said Said, i int) error {
	now, name := int64(i), fmt.Sprintf("f%036d", i)
	if err := f.exec("SAVEPOINT s"); err != nil {
		return err
	}
	var data []byte
	var version, received, done int64
	if err := f.stmts[read].QueryRowContext(context.Background(), id).Scan(&data, &version, &received, &done); err != nil {
		return err
	}
	for _, s := range []struct {
		text string
		args []any
	}{
		{inbox, []any{name, id, received + 1, now, said.Event}},
		{update, []any{string(data), id, version}},
		{message, []any{name, id, int64(1_000_000 + i), now, "", said.Reply}},
		{outbox, []any{name, id, id, now, said.Reply}},
	} {
		if err := f.exec(s.text, s.args...); err != nil {
			return err
		}
	}
	return f.exec("RELEASE s")
}
