package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// session is the writer's hold on a connection. Its own it keeps, with its
// prepared statements, until something goes wrong with it; the host's it gives
// back after each transaction, as it was.
type session struct {
	db      *sql.DB
	dialect *store.Dialect
	owned   bool
	conn    *conn     // nil: none now
	tight   bool      // the disk was full, and the journal is not folded since
	failed  time.Time // when folding it failed last
}

// transaction runs fn between BEGIN IMMEDIATE and COMMIT, or ROLLBACK when fn
// or the commit fails. It may run fn twice: when the disk is full it first sees
// whether it is our own journal that fills it.
func (s *session) transaction(fn func(*conn) error) error {
	err := s.attempt(fn)
	switch {
	case !s.owned:
	case isFull(err):
		s.tight = true
		if time.Since(s.failed) > foldEvery && s.folds() {
			err = s.attempt(fn)
		}
	case err == nil && s.tight:
		s.folds()
	}
	return err
}

// foldEvery is how often to try to fold the journal while that fails, where
// others fill the disk: each try reads all of the journal.
const foldEvery = time.Second

// folds moves what is in the journal into the database and says whether that
// succeeded: the next commit begins the journal anew, in the room that it has.
// SQLite does that by itself once the journal is large, and only after a commit:
// on a small disk there is no room for that any more, and no commit succeeds.
func (s *session) folds() bool {
	c, err := s.take()
	if err == nil {
		err = errors.Join(c.exec("PRAGMA wal_checkpoint(RESTART)"), s.give(c))
	}
	if err != nil {
		s.failed = time.Now()
		return false
	}
	s.failed, s.tight = time.Time{}, false
	return true
}

func (s *session) attempt(fn func(*conn) error) error {
	c, err := s.take()
	if err != nil {
		return translate(err)
	}
	if err = c.statement("BEGIN IMMEDIATE"); err != nil {
		c.broken = true // whatever is wrong, a new connection tells
	} else if err = c.finish(fn(c)); err != nil {
		c.rollback()
	}
	return errors.Join(translate(err), s.give(c))
}

func (s *session) take() (*conn, error) {
	if s.conn != nil {
		return s.conn, nil
	}
	raw, err := s.db.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	c := &conn{raw: raw, dialect: s.dialect, stmts: map[string]*sql.Stmt{}}
	if !s.owned {
		if err := c.borrow(); err != nil {
			return nil, errors.Join(err, raw.Close())
		}
	}
	s.conn = c
	return c, nil
}

// give keeps an owned connection that is in order and lets go of any other.
func (s *session) give(c *conn) error {
	if s.owned && !c.broken {
		return nil
	}
	return s.close()
}

func (s *session) close() error {
	if s.conn == nil {
		return nil
	}
	c := s.conn
	s.conn = nil
	return c.close()
}

// conn is a connection inside the writer: nothing on it runs under a caller's
// context, because an expired one would roll back the neighbours.
type conn struct {
	raw         *sql.Conn
	dialect     *store.Dialect
	stmts       map[string]*sql.Stmt // by text as written in package store
	open        []*sql.Rows          // of the function under way
	synchronous int                  // what a borrowed connection had
	patience    int
	borrowed    bool
	broken      bool // its state is not known: never to be used again
}

// borrow makes a host's connection durable and patient, and remembers how it
// was.
func (c *conn) borrow() error {
	c.borrowed = true
	ctx := context.Background()
	if err := c.raw.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&c.synchronous); err != nil {
		return err
	}
	if err := c.raw.QueryRowContext(ctx, "PRAGMA busy_timeout").Scan(&c.patience); err != nil {
		return err
	}
	return c.set(max(c.synchronous, full), max(c.patience, busy))
}

// full is the number of synchronous=FULL.
const full = 2

func (c *conn) set(synchronous, patience int) error {
	return c.exec(fmt.Sprintf("PRAGMA busy_timeout = %d; PRAGMA synchronous = %d", patience, synchronous))
}

func (c *conn) close() error {
	for _, s := range c.stmts {
		if err := s.Close(); err != nil {
			c.broken = true
		}
	}
	if c.borrowed && !c.broken && c.set(c.synchronous, c.patience) != nil {
		c.broken = true
	}
	if c.broken {
		// The pool closes a connection that answers ErrBadConn.
		_ = c.raw.Raw(func(any) error { return driver.ErrBadConn })
		return nil
	}
	return c.raw.Close()
}

func (c *conn) exec(sql string) error {
	_, err := c.raw.ExecContext(context.Background(), sql)
	return err
}

// finish commits, unless there was an error.
func (c *conn) finish(err error) error {
	if err != nil {
		return err
	}
	return c.statement("COMMIT")
}

// rollback ends the transaction. SQLite may have ended it already, after a
// full disk for one; then the connection is opened anew, to be sure.
func (c *conn) rollback() {
	if c.exec("ROLLBACK") != nil {
		c.broken = true
	}
}
