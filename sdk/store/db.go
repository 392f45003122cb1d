package store

import "context"

// DB is a database that a [Store] can live on. Implementations are safe for
// concurrent use, render SQL by their [Dialect], and return the errors of this
// package where they apply.
type DB interface {
	// Query reads outside any transaction; one statement sees one snapshot. It
	// may run under ctx.
	Querier
	// Commit runs a batch as [Store.Commit] says. Batches that wait together
	// may share a transaction, but one that fails never harms another: it is
	// rolled back alone, and nobody is told of success before the commit. No
	// statement runs under the caller's ctx.
	Commit(ctx context.Context, b Batch) error
	// Update runs fn as [Store.Update] says, with the context that belongs to
	// the transaction.
	Update(ctx context.Context, fn func(context.Context, Conn) error) error
	// Migrate applies those migrations that have not been, each with its
	// record in one transaction, and returns ErrNewer when the database knows
	// one that is not among them. Any number of processes may call it at once.
	Migrate(ctx context.Context, all []Migration) error
	// Close refuses new work with ErrUnavailable, finishes what it has taken,
	// and closes what it opened itself.
	Close() error
}

// Querier runs statements that return rows.
type Querier interface {
	Query(ctx context.Context, s Statement) (Rows, error)
}

// Conn is a connection inside a transaction.
type Conn interface {
	Querier
	// Exec runs a statement and says how many rows it changed.
	Exec(ctx context.Context, s Statement) (int64, error)
}

// Rows is the result of a query, as [database/sql.Rows].
type Rows interface {
	Next() bool
	Scan(into ...any) error
	Err() error
	Close() error
}

// Migration is one step of the schema. SQL holds any number of statements.
type Migration struct {
	Version int64
	Name    string
	SQL     string
}
