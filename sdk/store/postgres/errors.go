package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/sauda-commerce/sauda/sdk/store"
)

var (
	errClosed  = fmt.Errorf("%w: postgres: closed", store.ErrUnavailable)
	errCrowded = fmt.Errorf("%w: postgres: too many batches wait", store.ErrUnavailable)
	// errLost says that the connection was lost, or could not be had.
	errLost = fmt.Errorf("%w: postgres: no connection", store.ErrUnavailable)
	// errAway says that there is no server, as was seen a moment ago.
	errAway = fmt.Errorf("%w: postgres: the server is away", store.ErrUnavailable)
	// errUnknown says that it was lost at the commit, and that the server could
	// not be asked what became of that.
	errUnknown = fmt.Errorf("%w: postgres: nobody knows whether it was committed", store.ErrUnavailable)
)

// failure is an error of the server, without its details: they hold values,
// which may be somebody's name.
type failure struct {
	kind          error // of package store, or nil
	code, message string
}

// Error implements error.
func (f *failure) Error() string {
	text := "postgres: " + f.message + " (SQLSTATE " + f.code + ")"
	if f.kind != nil {
		return f.kind.Error() + ": " + text
	}
	return text
}

// Unwrap gives the failure its meaning for the store.
func (f *failure) Unwrap() error { return f.kind }

// translate gives an error of the driver its meaning for the store. c is the
// connection on which it happened.
func translate(c *pgx.Conn, err error) error {
	var pg *pgconn.PgError
	var early pgx.ErrPreprocessingBatch
	switch {
	case err == nil:
		return nil
	case errors.As(err, &pg):
		f := &failure{meaning(pg.Code), pg.Code, pg.Message}
		if strings.HasPrefix(pg.Code, "22") { // they repeat the value that is wrong
			f.message = "a value is out of its range"
		}
		return f
	case errors.As(err, &early) && !network(err): // an argument of the wrong kind: pgx closes the connection
		return fmt.Errorf("postgres: %w", err)
	case c == nil || c.IsClosed():
		return &lost{err}
	}
	return fmt.Errorf("postgres: %w", err)
}

// lost is an errLost with its cause, in one line: the driver says the same of
// each address that it tried, in a line of its own.
type lost struct{ cause error }

// Error implements error.
func (l *lost) Error() string {
	var said []string
	for line := range strings.Lines(l.cause.Error()) {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(said, line) {
			said = append(said, line)
		}
	}
	return errLost.Error() + ": " + strings.Join(said, " ")
}

// Unwrap gives both their meaning.
func (l *lost) Unwrap() []error { return []error{errLost, l.cause} }

// network says whether an error is one of the connection.
func network(err error) bool {
	var n net.Error
	return errors.As(err, &n) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded)
}

// meaning maps an SQLSTATE to an error of package store, or nil.
func meaning(code string) error {
	switch code {
	case "23505": // unique_violation
		return store.ErrConflict
	case "40001", "40P01", // serialization_failure, deadlock_detected: when they persist
		"25006", "25P03", // read-only, as a standby is; idle in a transaction for too long
		"55P03", "57014", // a lock or a statement took too long
		"58030", "3D000": // the disk fails; no such database, yet
		return store.ErrUnavailable
	}
	switch code[:min(2, len(code))] {
	case "08", "28", "53": // no connection, no entry, out of something
		return store.ErrUnavailable
	}
	if strings.HasPrefix(code, "57P") { // shutting down, starting up
		return store.ErrUnavailable
	}
	return nil
}

// again says that a transaction which failed before its commit may succeed when
// it is run once more.
func again(err error) bool {
	var f *failure
	if !errors.As(err, &f) {
		return errors.Is(err, errLost)
	}
	switch f.code {
	case "40001", "40P01", "25P03":
		return true
	}
	return gone(f)
}

// gone says that the server ended the connection with this failure.
func gone(f *failure) bool {
	return strings.HasPrefix(f.code, "57P") || strings.HasPrefix(f.code, "08")
}

// ended prefers the error of a caller's context, which is not the store's
// fault.
func ended(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
