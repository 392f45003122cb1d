package store

import "errors"

// Errors that callers branch on.
var (
	// ErrConflict says that a guard did not hold or that a key was taken:
	// somebody else wrote first. Load and decide again.
	ErrConflict = errors.New("store: conflict")
	// ErrNotFound says that there is no such record.
	ErrNotFound = errors.New("store: not found")
	// ErrNewer says that the database, or a backup, was written by a newer Sauda.
	// It is left alone.
	ErrNewer = errors.New("store: written by a newer version")
	// ErrOlder says that Migrate has not been called since the database was
	// written by an older Sauda, or ever.
	ErrOlder = errors.New("store: written by an older version")
	// ErrUnavailable says that the store cannot write (or read) now: disk full,
	// read-only, locked, closed. Answer 503; it recovers by itself.
	ErrUnavailable = errors.New("store: unavailable")
)

// asConflict turns the absence of a guard's row into a conflict.
func asConflict(err error) error {
	if errors.Is(err, ErrNotFound) {
		return ErrConflict
	}
	return err
}
