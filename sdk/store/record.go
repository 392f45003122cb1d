package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/sauda-commerce/sauda/payments"
)

// Records keeps small records by kind and key, for providers of payments that
// have no books of their own (payments.Records). It is safe for concurrent use.
type Records struct{ s *Store }

// Records returns the store's records.
func (s *Store) Records() Records { return Records{s} }

// Record returns a record and its version; nil and 0 say that there is none.
// Errors: ErrUnavailable.
func (r Records) Record(ctx context.Context, kind, key string) (data []byte, version int64, err error) {
	s := Statement{`SELECT version, data FROM {record} WHERE kind = $1 AND key = $2`, []any{kind, key}}
	_, err = one(ctx, r.s.q, s, "record", func(rows Rows) (struct{}, error) {
		return struct{}{}, rows.Scan(&version, &data)
	})
	if errors.Is(err, ErrNotFound) {
		return nil, 0, nil
	}
	return data, version, err
}

// PutRecord stores a record in the place of the one with a version; 0 is for
// the first. Its version is one more. Errors: payments.ErrConflict, when the
// stored one has another version; ErrUnavailable.
func (r Records) PutRecord(ctx context.Context, kind, key string, version int64, data []byte) error {
	if data == nil {
		data = []byte{}
	}
	g := Guard{"record", kind + "\x00" + key, `SELECT 1 WHERE COALESCE((SELECT version FROM {record} WHERE kind = $1 AND key = $2), 0) = $3`,
		[]any{kind, key, version}}
	put := Statement{`INSERT INTO {record} (kind, key, version, data) VALUES ($1, $2, $3, $4)
		ON CONFLICT (kind, key) DO UPDATE SET version = excluded.version, data = excluded.data`, []any{kind, key, version + 1, data}}
	err := r.s.Commit(ctx, Batch{Guards: []Guard{g}, Writes: []Statement{put}})
	if errors.Is(err, ErrConflict) {
		return fmt.Errorf("%w: the record has changed", payments.ErrConflict)
	}
	return err
}
