package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// Update implements [store.DB]. It is READ COMMITTED: others write meanwhile,
// and what fn relies on it requires by guards, whose rows stay locked. fn that
// does nothing for 3 s, or whose process stops, loses its locks and runs again.
func (db *DB) Update(ctx context.Context, fn func(context.Context, store.Conn) error) error {
	if !db.begin() {
		return errClosed
	}
	var err error
	done := make(chan struct{})
	go func() {
		defer db.work.Done()
		defer close(done)
		select {
		case s := <-db.updates:
			defer func() { db.updates <- s }()
			err = persist(func() error { return s.update(fn) })
		case <-db.gate.down():
			err = errAway
		}
	}()
	return wait(ctx, done, &err)
}

// update runs fn in a transaction.
func (s *session) update(fn func(context.Context, store.Conn) error) error {
	t, err := s.begin()
	if err != nil {
		return err
	}
	defer t.end()
	if err := t.open(); err != nil {
		return err
	}
	c := &conn{t: t}
	if err := c.call(fn); err != nil {
		if c.failed != nil && again(c.failed) { // whatever fn made of it
			return c.failed
		}
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), trip)
	defer cancel()
	tag, err := t.c.Exec(ctx, "COMMIT")
	return t.committed(tag, err)
}

// open begins the transaction, in a trip of its own.
func (t *transaction) open() error {
	ctx, cancel := context.WithTimeout(context.Background(), trip)
	defer cancel()
	r := t.send(ctx, t.opening(mark))
	defer r.Close()
	if err := r.opened(t.s); err != nil {
		return err
	}
	return translate(t.c, r.Close())
}

// conn is the connection of a function of Update. Nothing on it runs under a
// caller's context.
type conn struct {
	t      *transaction
	open   []*streamed
	failed error // the first error of the server
	long   bool  // its trips have no limit
}

// trip is a context of one trip.
func (c *conn) trip() (context.Context, context.CancelFunc) {
	if c.long {
		return context.WithCancel(context.Background())
	}
	return context.WithTimeout(context.Background(), trip)
}

// Unlimit implements [store.Limiter]. Waiting for a lock stays limited.
func (c *conn) Unlimit(ctx context.Context) error {
	c.long = true
	_, err := c.Exec(ctx, store.Statement{SQL: `SELECT set_config('statement_timeout', '0', true),
		set_config('idle_in_transaction_session_timeout', '0', true)`})
	return err
}

// call runs fn. A panic becomes an error, and rows that it left open are
// closed.
func (c *conn) call(fn func(context.Context, store.Conn) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("postgres: panic in a transaction: %v", p)
		}
		for _, r := range c.open {
			err = errors.Join(err, r.Close())
		}
	}()
	return fn(context.Background(), c)
}

func (c *conn) note(err error) error {
	err = translate(c.t.c, err)
	if c.failed == nil {
		c.failed = err
	}
	return err
}

// Exec implements [store.Conn].
func (c *conn) Exec(ctx context.Context, s store.Statement) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	own, cancel := c.trip()
	defer cancel()
	tag, err := c.t.c.Exec(own, c.t.s.db.dialect.Render(s.SQL), toArgs(s.Args)...)
	return tag.RowsAffected(), c.note(err)
}

// Query implements [store.Conn].
func (c *conn) Query(ctx context.Context, s store.Statement) (store.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	own, cancel := c.trip()
	all, err := c.t.c.Query(own, c.t.s.db.dialect.Render(s.SQL), toArgs(s.Args)...)
	if err != nil {
		cancel()
		return nil, c.note(err)
	}
	r := &streamed{rows: rows{Rows: all, conn: c.t.c}, c: c, cancel: cancel}
	c.open = append(c.open, r)
	return r, nil
}

// Lock implements [store.Locker].
func (c *conn) Lock(_ context.Context, all []store.Guard) error {
	p := newPlan()
	for _, g := range all {
		p.guard(c.t.s.db.schema, g)
	}
	ctx, cancel := context.WithTimeout(context.Background(), trip)
	defer cancel()
	for _, s := range p.statements() {
		if _, err := c.t.c.Exec(ctx, c.t.s.db.dialect.Render(s.SQL), s.Args...); err != nil {
			return c.note(err)
		}
	}
	return nil
}

// streamed is rows within a transaction.
type streamed struct {
	rows
	c      *conn
	cancel context.CancelFunc
}

// Err implements [store.Rows].
func (r *streamed) Err() error { return r.c.note(r.Rows.Err()) }

// Close implements [store.Rows].
func (r *streamed) Close() error {
	err := r.rows.Close()
	r.cancel()
	return err
}

var (
	_ store.Locker  = (*conn)(nil)
	_ store.Limiter = (*conn)(nil)
)

// Snapshot implements [store.Snapshotter].
func (db *DB) Snapshot(ctx context.Context, fn func(store.Querier) error) (err error) {
	if !db.begin() {
		return errClosed
	}
	defer db.work.Done()
	c, err := db.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	tx, err := c.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return ended(ctx, translate(c.Conn(), err))
	}
	// The connection is rolled back or closed: nothing was written.
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	return fn(&snapshot{db: db, tx: tx})
}

// snapshot reads in one transaction.
type snapshot struct {
	db *DB
	tx pgx.Tx
}

// Query implements [store.Querier].
func (s *snapshot) Query(ctx context.Context, st store.Statement) (store.Rows, error) {
	all, err := s.tx.Query(ctx, s.db.dialect.Render(st.SQL), toArgs(st.Args)...)
	if err != nil {
		return nil, ended(ctx, translate(s.tx.Conn(), err))
	}
	return rows{Rows: all, conn: s.tx.Conn()}, nil
}
