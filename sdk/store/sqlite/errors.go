package sqlite

import (
	"database/sql"
	"errors"
	"fmt"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// coded is an error of the driver, with SQLite's (extended) result code.
type coded interface{ Code() int }

// translate gives an error of the driver its meaning for the store. SQLite's
// own texts name columns, never values.
func translate(err error) error {
	switch c := coded(nil); {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrConnDone), errors.Is(err, errClosed):
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	case errors.As(err, &c):
		if kind := meaning(c.Code()); kind != nil {
			return fmt.Errorf("%w: %w", kind, err)
		}
	}
	return err
}

// meaning maps a result code to an error of package store, or nil.
func meaning(code int) error {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return store.ErrConflict
	}
	switch code & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN,
		sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL,
		sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return store.ErrUnavailable
	}
	return nil
}

// isFull says whether an error is that of a full disk.
func isFull(err error) bool { return hasCode(err, sqlite3.SQLITE_FULL) }

// isBusy says whether an error is that of a file that others hold.
func isBusy(err error) bool { return hasCode(err, sqlite3.SQLITE_BUSY) }

func hasCode(err error, code int) bool {
	c := coded(nil)
	return errors.As(err, &c) && c.Code()&0xff == code
}
