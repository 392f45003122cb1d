package store

import "context"

// SetMeta stores a small value under a key: settings and marks of Sauda's own.
// Secrets do not belong here.
func SetMeta(key, value string) Statement {
	return Statement{`INSERT INTO {meta} (key, value) VALUES ($1, $2)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, []any{key, value}}
}

// Meta returns the value under a key, or ErrNotFound.
func (r Reader) Meta(ctx context.Context, key string) (string, error) {
	return one(ctx, r.q, Statement{`SELECT value FROM {meta} WHERE key = $1`, []any{key}}, "meta", scanOne[string])
}
