package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// Snapshot implements [store.Snapshotter] with a read transaction. While it
// lasts, the WAL cannot begin anew, so it grows by what others write.
func (db *DB) Snapshot(ctx context.Context, fn func(store.Querier) error) (err error) {
	conn, err := db.reads.Conn(ctx)
	if err != nil {
		return fmt.Errorf("sqlite: snapshot: %w", translate(err))
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	// The pool's own transactions may be immediate ones, which would keep
	// writers out.
	if _, err := conn.ExecContext(ctx, "BEGIN DEFERRED"); err != nil {
		return fmt.Errorf("sqlite: snapshot: %w", translate(err))
	}
	defer func() {
		// An ended ctx must not leave the transaction open in the pool.
		_, e := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		err = errors.Join(err, translate(e))
	}()
	// The first read fixes the moment.
	if _, err := conn.ExecContext(ctx, "SELECT COUNT(*) FROM sqlite_schema"); err != nil {
		return fmt.Errorf("sqlite: snapshot: %w", translate(err))
	}
	return fn(snapshot{conn, db.dialect})
}

// snapshot reads on one connection.
type snapshot struct {
	conn    *sql.Conn
	dialect *store.Dialect
}

// Query implements [store.Querier].
func (s snapshot) Query(ctx context.Context, q store.Statement) (store.Rows, error) {
	all, err := s.conn.QueryContext(ctx, s.dialect.Render(q.SQL), q.Args...)
	if err != nil {
		return nil, translate(err)
	}
	return rows{all}, nil
}
