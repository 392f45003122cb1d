package postgres

import (
	"bytes"
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// slow is how long a read may take until its rows are closed.
const slow = 20 * time.Second

// Query implements [store.DB].
func (db *DB) Query(ctx context.Context, s store.Statement) (store.Rows, error) {
	if !db.begin() {
		return nil, errClosed
	}
	text, args := db.dialect.Render(s.SQL), toArgs(s.Args)
	for tries := db.pool.Stat().TotalConns(); ; tries-- {
		r, had, err := db.query(ctx, text, args)
		if err == nil {
			return r, nil
		}
		// A connection that had died in the pool says nothing of the server.
		if !had || !again(err) || tries <= 0 || ctx.Err() != nil {
			db.work.Done()
			return nil, ended(ctx, err)
		}
	}
}

// query runs a read up to its first row, where errors show. had says that
// there was a connection.
func (db *DB) query(ctx context.Context, text string, args []any) (_ *pooled, had bool, err error) {
	c, err := db.acquire(ctx)
	if err != nil {
		return nil, false, err
	}
	ctx, cancel := context.WithTimeout(ctx, slow)
	all, err := c.Query(ctx, text, args...)
	r := &pooled{rows: rows{Rows: all, conn: c.Conn()}, c: c, cancel: cancel, db: db}
	if err == nil {
		r.peeked, r.more = true, all.Next()
		err = all.Err()
	}
	if err != nil {
		err = translate(c.Conn(), err)
		r.release()
		return nil, true, err
	}
	return r, true, nil
}

// pooled is rows with the connection that they come from.
type pooled struct {
	rows
	c            *pgxpool.Conn
	cancel       context.CancelFunc
	db           *DB
	peeked, more bool // whether Next was called, and what it said
}

// Next implements [store.Rows].
func (r *pooled) Next() bool {
	if r.peeked {
		r.peeked = false
		return r.more
	}
	return r.rows.Next()
}

// Close implements [store.Rows].
func (r *pooled) Close() error {
	if r.c == nil {
		return nil
	}
	err := r.rows.Close()
	r.release()
	r.db.work.Done()
	return err
}

func (r *pooled) release() {
	if r.Rows != nil {
		r.Rows.Close()
	}
	r.c.Release()
	r.c = nil
	r.cancel()
}

// rows makes pgx's result one of package store.
type rows struct {
	pgx.Rows
	conn *pgx.Conn
}

// Scan implements [store.Rows].
func (r rows) Scan(into ...any) error {
	if err := r.Rows.Scan(into...); err != nil {
		return translate(r.conn, err)
	}
	for i, v := range into {
		r.restore(i, v)
	}
	return nil
}

// restore undoes toText, and makes numbers of any kind int64, as on SQLite.
func (r rows) restore(i int, v any) {
	switch v := v.(type) {
	case *string:
		*v = fromText(*v)
	case *[]byte:
		if bytes.Contains(*v, []byte(escape)) && r.FieldDescriptions()[i].DataTypeOID != pgtype.ByteaOID {
			*v = []byte(fromText(string(*v)))
		}
	case *any:
		switch inner := (*v).(type) {
		case string:
			*v = fromText(inner)
		case int32:
			*v = int64(inner)
		}
	}
}

// Err implements [store.Rows].
func (r rows) Err() error { return translate(r.conn, r.Rows.Err()) }

// Close implements [store.Rows].
func (r rows) Close() error {
	r.Rows.Close()
	return nil
}
