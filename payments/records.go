package payments

import "context"

// Records keep small records under a kind and a key, for providers whose own
// books are not enough. The caller may be any number of goroutines and nodes.
type Records interface {
	// Record returns a record and its version, which grows with each change; nil
	// and 0 where there is none yet.
	Record(ctx context.Context, kind, key string) (data []byte, version int64, err error)
	// PutRecord stores a record in place of the version given, 0 for none. When
	// that is not the one that is stored, nothing changes and the error wraps
	// ErrConflict.
	PutRecord(ctx context.Context, kind, key string, version int64, data []byte) error
}
