package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Reader has the typed reads. A [Store] reads what is committed, each call one
// snapshot; a [Tx] also sees its own writes. A read of one record returns
// ErrNotFound when there is none; a list is then empty.
type Reader struct{ q Querier }

// list reads all rows.
func list[T any](ctx context.Context, q Querier, s Statement, what string, scan func(Rows) (T, error)) ([]T, error) {
	s, err := s.resolved()
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("store: %s: %w", what, err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("store: %s: %w", what, err)
		}
		all = append(all, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: %s: %w", what, err)
	}
	return all, nil
}

// one reads the first row; ErrNotFound when there is none.
func one[T any](ctx context.Context, q Querier, s Statement, what string, scan func(Rows) (T, error)) (T, error) {
	all, err := list(ctx, q, s, what, scan)
	if err != nil || len(all) == 0 {
		var zero T
		if err == nil {
			err = fmt.Errorf("%w: %s", ErrNotFound, what)
		}
		return zero, err
	}
	return all[0], nil
}

// scanOne returns a scan of one column.
func scanOne[T any](rows Rows) (v T, err error) {
	err = rows.Scan(&v)
	return v, err
}

// encode returns v as JSON, or the error as an argument that fails the batch.
func encode(v any) any {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("store: encode %T: %w", v, err)
	}
	return string(raw)
}

// decode reads JSON written by encode.
func decode(raw []byte, into any) error {
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("decode %T: %w", into, err)
	}
	return nil
}

// micros is how a time is stored. The zero time is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// fromMicros is the inverse of micros.
func fromMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}
