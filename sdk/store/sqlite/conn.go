package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// straight runs a batch that cannot be undone alone: a failing write loses the
// transaction, a guard that does not hold does not, for nothing was written.
func (c *conn) straight(b store.Batch) (lost bool, err error) {
	if err := c.guards(b.Guards); err != nil {
		return !errors.Is(err, store.ErrConflict), translate(err)
	}
	err = c.writes(b.Writes)
	return err != nil, translate(err)
}

// savepoint runs a batch so that its failure undoes it alone. lost says that
// the whole transaction is gone, the neighbours' writes with it.
func (c *conn) savepoint(b store.Batch) (lost bool, err error) {
	if err := c.guards(b.Guards); err != nil || len(b.Writes) == 0 {
		return false, translate(err)
	}
	if err := c.statement(savepoint); err != nil {
		return true, err
	}
	if err := c.writes(b.Writes); err != nil {
		undo := errors.Join(c.statement(rollbackTo), c.statement(release))
		return undo != nil, translate(errors.Join(err, undo))
	}
	if err := c.statement(release); err != nil {
		return true, err
	}
	return false, nil
}

const (
	savepoint  = "SAVEPOINT batch"
	rollbackTo = "ROLLBACK TO batch"
	release    = "RELEASE batch"
)

// batch runs a batch in a transaction that is its own.
func (c *conn) batch(b store.Batch) error {
	if err := c.guards(b.Guards); err != nil {
		return translate(err)
	}
	return translate(c.writes(b.Writes))
}

func (c *conn) guards(all []store.Guard) error {
	for _, g := range all {
		ok, err := c.holds(g)
		if err != nil {
			return err
		}
		if !ok {
			return store.ErrConflict
		}
	}
	return nil
}

func (c *conn) holds(g store.Guard) (bool, error) {
	stmt, err := c.prepared(g.SQL)
	if err != nil {
		return false, err
	}
	rows, err := stmt.QueryContext(context.Background(), g.Args...)
	if err != nil {
		return false, err
	}
	ok := rows.Next()
	return ok, errors.Join(rows.Err(), rows.Close())
}

func (c *conn) writes(all []store.Statement) error {
	for _, s := range all {
		stmt, err := c.prepared(s.SQL)
		if err != nil {
			return err
		}
		if _, err := stmt.ExecContext(context.Background(), s.Args...); err != nil {
			return err
		}
	}
	return nil
}

// statement runs one without arguments, prepared.
func (c *conn) statement(text string) error {
	return c.writes([]store.Statement{{SQL: text}})
}

func (c *conn) prepared(text string) (*sql.Stmt, error) {
	if s := c.stmts[text]; s != nil {
		return s, nil
	}
	s, err := c.raw.PrepareContext(context.Background(), c.dialect.Render(text))
	if err != nil {
		return nil, err
	}
	c.stmts[text] = s
	return s, nil
}

// Exec implements [store.Conn] for a function of Update. Only an ended ctx is
// heeded, before the statement.
func (c *conn) Exec(ctx context.Context, s store.Statement) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	stmt, err := c.prepared(s.SQL)
	if err != nil {
		return 0, translate(err)
	}
	res, err := stmt.ExecContext(context.Background(), s.Args...)
	if err != nil {
		return 0, translate(err)
	}
	return res.RowsAffected()
}

// Query implements [store.Conn].
func (c *conn) Query(ctx context.Context, s store.Statement) (store.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	stmt, err := c.prepared(s.SQL)
	if err != nil {
		return nil, translate(err)
	}
	all, err := stmt.QueryContext(context.Background(), s.Args...)
	if err != nil {
		return nil, translate(err)
	}
	c.open = append(c.open, all)
	return rows{all}, nil
}

// call runs a function of Update. A panic becomes an error, and rows that it
// left open are closed: they would hold the connection for ever.
func (c *conn) call(fn func(context.Context, store.Conn) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("sqlite: panic in a transaction: %v", p)
		}
		for _, r := range c.open {
			err = errors.Join(err, r.Close())
		}
		c.open = nil
	}()
	return fn(context.Background(), c)
}
