package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// reader runs queries on the pool of readers, with a statement prepared once
// for each text. database/sql prepares it again on each connection.
type reader struct {
	db      *sql.DB
	dialect *store.Dialect

	mu     sync.RWMutex
	closed bool
	stmts  map[string]*sql.Stmt // by text as written in package store
}

func (r *reader) query(ctx context.Context, s store.Statement) (store.Rows, error) {
	stmt, err := r.prepared(ctx, s.SQL)
	if err != nil {
		return nil, translate(err)
	}
	all, err := stmt.QueryContext(ctx, s.Args...)
	if err != nil {
		return nil, translate(err)
	}
	return rows{all}, nil
}

func (r *reader) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	r.mu.RLock()
	stmt, closed := r.stmts[text], r.closed
	r.mu.RUnlock()
	if stmt != nil {
		return stmt, nil
	}
	if closed {
		return nil, errClosed
	}
	fresh, err := r.db.PrepareContext(ctx, r.dialect.Render(text))
	if err != nil {
		return nil, err
	}
	return r.keep(text, fresh)
}

// keep stores a statement, unless another caller was first.
func (r *reader) keep(text string, fresh *sql.Stmt) (*sql.Stmt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, closeStmt(fresh, errClosed)
	}
	if stmt := r.stmts[text]; stmt != nil {
		return stmt, closeStmt(fresh, nil)
	}
	if r.stmts == nil {
		r.stmts = map[string]*sql.Stmt{}
	}
	r.stmts[text] = fresh
	return fresh, nil
}

func closeStmt(s *sql.Stmt, err error) error {
	if e := s.Close(); e != nil && err == nil {
		return fmt.Errorf("sqlite: %w", e)
	}
	return err
}

func (r *reader) close() (err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.stmts {
		err = closeStmt(s, err)
	}
	r.closed, r.stmts = true, nil
	return err
}

// rows gives the errors of a result their meaning.
type rows struct{ *sql.Rows }

func (r rows) Err() error { return translate(r.Rows.Err()) }
