// Package store keeps a shop's records: conversations and their events, carts,
// orders, payments, timers, outgoing messages, the catalogue.
//
// There are two ways to write. [Store.Commit] takes a [Batch]: guards that must
// hold and statements to run, with no Go code in between, so that many batches
// share one durable commit. [Store.Update] runs a function alone in a
// transaction, for rare work that branches.
//
// Batches are put together from the functions of this package, one file per
// noun: guards (GuardCart), writes (PutCart) and, as methods of [Reader], reads
// (Cart). A noun's Version is that of the stored row; writing it stores
// Version+1, so whoever writes again in the same process reads or counts up.
//
// The SQL is written once, in the form that [Dialect] explains; packages
// sqlite and postgres make it their own and are the only ones with a driver.
//
// Times are stored to the microsecond, in UTC.
package store

import (
	"context"
	"errors"
	"fmt"
)

// Store is the records of one shop. It is safe for concurrent use.
type Store struct {
	Reader
	db DB
}

// New returns the store on a database: see packages sqlite and postgres.
func New(db DB) *Store { return &Store{Reader: Reader{db}, db: db} }

// Migrate brings the schema up to date; it changes nothing when it is. Call it
// before anything else. It returns ErrNewer when the database belongs to a
// newer Sauda.
func (s *Store) Migrate(ctx context.Context) error {
	all, err := migrations()
	if err != nil {
		return err
	}
	return s.db.Migrate(ctx, all)
}

// Current says whether the schema is this program's, and changes nothing: nil,
// ErrOlder, ErrNewer or ErrUnavailable.
func (s *Store) Current(ctx context.Context) error {
	all, err := migrations()
	if err != nil {
		return err
	}
	latest := all[len(all)-1].Version
	have, err := schemaVersion(ctx, s.db)
	switch {
	case errors.Is(err, ErrUnavailable) || ctx.Err() != nil:
		return err
	case err != nil:
		return fmt.Errorf("%w: nothing was ever stored in it, as far as can be seen: %w", ErrOlder, err)
	case have < latest:
		return fmt.Errorf("%w: its schema is %d, this program wants %d", ErrOlder, have, latest)
	case have > latest:
		return fmt.Errorf("%w: its schema is %d, this program knows %d: run the newer program", ErrNewer, have, latest)
	}
	return nil
}

// Ping says whether the store can write now, by writing: nil, or an error that
// is usually ErrUnavailable.
func (s *Store) Ping(ctx context.Context) error {
	return s.Commit(ctx, Batch{Writes: []Statement{SetMeta("ping", "")}})
}

// Close finishes what has been handed over and closes what was opened. Writes
// that come later fail with ErrUnavailable.
func (s *Store) Close() error { return s.db.Close() }

// Commit makes a batch durable: all of it or, with an error, nothing of it. It
// returns ErrConflict when a guard does not hold or a key is taken, and
// ErrUnavailable when the store cannot write now.
//
// A caller whose ctx ends stops waiting and gets ctx's error, but the batch may
// still be committed: the guards then tell a second try.
func (s *Store) Commit(ctx context.Context, b Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b, err := b.resolved()
	if err != nil {
		return err
	}
	return s.db.Commit(ctx, b)
}

// Update runs fn alone in a transaction that is committed if it returns nil;
// otherwise nothing is written and its error is returned. A panic of fn becomes
// an error. Nothing else is written meanwhile on SQLite, so fn is quick, does
// no other I/O, and must not call Commit or Update of the same store: that
// would wait for itself.
// On PostgreSQL others do write: fn requires what it relies on ([Tx.Require]),
// and a statement that fails ends the transaction even if fn passes it over.
//
// fn may run twice, and after a caller whose ctx ended has gone: what it leaves
// in variables must be set anew each time, and read only when the error is nil.
func (s *Store) Update(ctx context.Context, fn func(Tx) error) error {
	return s.db.Update(ctx, func(ctx context.Context, c Conn) error {
		return fn(Tx{Reader: Reader{c}, ctx: ctx, conn: c})
	})
}

// updated is Update with a result. It is handed over, not shared: a caller who
// leaves early must not read what fn is still writing.
func updated[T any](ctx context.Context, s *Store, fn func(Tx) (T, error)) (T, error) {
	results := make(chan T, 1)
	err := s.Update(ctx, func(tx Tx) error {
		v, err := fn(tx)
		select { // of a first run
		case <-results:
		default:
		}
		results <- v
		return err
	})
	if err != nil {
		var none T
		return none, err
	}
	return <-results, nil
}

// Tx is a transaction under way. It has every read of [Reader], sees its own
// writes, and is of no use once the function that got it has returned. It is
// not safe for concurrent use.
type Tx struct {
	Reader
	ctx  context.Context // the transaction's, not the caller's
	conn Conn
}

// Exec runs statements in order and stops at the first error.
func (t Tx) Exec(all ...Statement) error {
	for _, s := range all {
		if _, err := t.Affect(s); err != nil {
			return err
		}
	}
	return nil
}

// Affect runs a statement and says how many rows it changed.
func (t Tx) Affect(s Statement) (int64, error) {
	s, err := s.resolved()
	if err != nil {
		return 0, err
	}
	return t.conn.Exec(t.ctx, s)
}

// Query runs a statement that returns rows, which the caller closes before
// running another.
func (t Tx) Query(s Statement) (Rows, error) {
	s, err := s.resolved()
	if err != nil {
		return nil, err
	}
	return t.conn.Query(t.ctx, s)
}

// QueryRow runs a statement that returns at most one row.
func (t Tx) QueryRow(s Statement) Single { return Single{t, s} }

// Single is the result of [Tx.QueryRow].
type Single struct {
	tx Tx
	s  Statement
}

// Scan runs the statement and copies the columns of its row; ErrNotFound when
// there is none.
func (r Single) Scan(into ...any) error {
	s, err := r.s.resolved()
	if err != nil {
		return err
	}
	_, err = one(r.tx.ctx, r.tx.conn, s, "row", func(rows Rows) (struct{}, error) {
		return struct{}{}, rows.Scan(into...)
	})
	return err
}

// Require checks guards: ErrConflict when one does not hold. What they are
// about stays as it is until the end of the transaction.
func (t Tx) Require(all ...Guard) error {
	if l, ok := t.conn.(Locker); ok {
		if err := l.Lock(t.ctx, all); err != nil {
			return err
		}
	}
	for _, g := range all {
		s, err := Statement{g.SQL, g.Args}.resolved()
		if err != nil {
			return err
		}
		if _, err := one(t.ctx, t.conn, s, g.Table, func(Rows) (struct{}, error) { return struct{}{}, nil }); err != nil {
			return asConflict(err)
		}
	}
	return nil
}
