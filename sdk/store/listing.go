package store

import (
	"context"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
)

// BeginListing returns the number of a listing of a source that begins now: one
// more than that of the last, whatever the clocks say.
func (s *Store) BeginListing(ctx context.Context, source string) (int64, error) {
	return updated(ctx, s, func(tx Tx) (number int64, err error) {
		_, err = tx.Affect(Statement{`INSERT INTO {counter} AS c (name, value) VALUES ($1, 1)
			ON CONFLICT (name) DO UPDATE SET value = c.value + 1`, []any{"listing/" + source}})
		if err != nil {
			return 0, err
		}
		err = tx.QueryRow(Statement{`SELECT value FROM {counter} WHERE name = $1`, []any{"listing/" + source}}).Scan(&number)
		return number, err
	})
}

// MarkProduct notes that a listing of a source named a product. Of two that run
// at the same time the later one counts: what it named is not missing in the
// other.
func MarkProduct(source string, id catalog.ProductID, listing int64) Statement {
	return Statement{`INSERT INTO {product_seen} (source, id, listing) VALUES ($1, $2, $3)
		ON CONFLICT (source, id) DO UPDATE SET listing = excluded.listing WHERE {product_seen}.listing < excluded.listing`, []any{source, string(id), listing}}
}

// unseen picks the products of a source that a listing did not name.
const unseen = ` FROM {product} p WHERE p.source = $1 AND p.dropped = 0 AND NOT EXISTS (
	SELECT 1 FROM {product_seen} s WHERE s.source = $1 AND s.id = p.id AND s.listing >= $2)`

// Unseen says how many products a source has, and how many of them a full
// listing did not name: what DropUnseen would drop.
func (r Reader) Unseen(ctx context.Context, source string, listing int64) (missing, all int, err error) {
	s := Statement{`SELECT (SELECT COUNT(*)` + unseen + `), (SELECT COUNT(*) FROM {product} WHERE source = $1 AND dropped = 0)`,
		[]any{source, listing}}
	_, err = one(ctx, r.q, s, "unseen products", func(rows Rows) (struct{}, error) {
		return struct{}{}, rows.Scan(&missing, &all)
	})
	return missing, all, err
}

// DropUnseen drops at most limit products that a full listing did not name and
// says how many; call it until it says 0.
func (s *Store) DropUnseen(ctx context.Context, source string, listing int64, now time.Time, limit int) (int, error) {
	return updated(ctx, s, func(tx Tx) (int, error) {
		ids, err := list(tx.ctx, tx.conn, Statement{`SELECT p.id` + unseen + ` ORDER BY p.id LIMIT $3`,
			[]any{source, listing, limit}}, "unseen products", scanOne[string])
		if err != nil {
			return 0, err
		}
		for _, id := range ids {
			if err := tx.Exec(DropProduct(source, catalog.ProductID(id), now)...); err != nil {
				return 0, err
			}
		}
		return len(ids), nil
	})
}
