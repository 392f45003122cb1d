package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
)

// productPage is how many products are read at a time.
const productPage = 500

// PutProduct stores a source's product and gives it the next number in the log
// of changes. One that is stored already, but for the time of its update,
// writes nothing.
func PutProduct(source string, p catalog.Product, now time.Time) []Statement {
	hash, err := hashProduct(p)
	if err != nil {
		return []Statement{{`SELECT 1`, []any{fmt.Errorf("store: product %q: %w", p.ID, err)}}}
	}
	return numbered(p.ID, Statement{`INSERT INTO {product} AS t (id, source, hash, change, dropped, updated, data)
		VALUES ($1, $2, $3, 0, 0, $4, $5)
		ON CONFLICT (id) DO UPDATE SET source = excluded.source, hash = excluded.hash, change = 0, dropped = 0,
		updated = excluded.updated, data = excluded.data
		WHERE t.hash <> excluded.hash OR t.dropped = 1 OR t.source <> excluded.source`,
		[]any{string(p.ID), source, hash, micros(now), encode(p)}})
}

// DropProduct takes a source's product out of the catalogue, and says so in the
// log of changes. One that is not there, or of another source, writes nothing.
func DropProduct(source string, id catalog.ProductID, now time.Time) []Statement {
	return numbered(id, Statement{`UPDATE {product} SET dropped = 1, change = 0, updated = $3, data = '', hash = ''
		WHERE id = $1 AND source = $2 AND dropped = 0`, []any{string(id), source, micros(now)}})
}

// RemoveProduct is DropProduct whatever the source.
func RemoveProduct(id catalog.ProductID, now time.Time) []Statement {
	return numbered(id, Statement{`UPDATE {product} SET dropped = 1, change = 0, updated = $2, data = '', hash = ''
		WHERE id = $1 AND dropped = 0`, []any{string(id), micros(now)}})
}

// numbered follows a statement that sets a product's change to 0 with those
// that give it the next number. The counter's row is locked until the commit,
// so that numbers become visible in their order.
func numbered(id catalog.ProductID, s Statement) []Statement {
	return []Statement{
		s,
		{`UPDATE {counter} SET value = value + 1 WHERE name = 'product'
			AND EXISTS (SELECT 1 FROM {product} p WHERE p.id = $1 AND p.change = 0)`, []any{string(id)}},
		{`UPDATE {product} SET change = (SELECT value FROM {counter} WHERE name = 'product')
			WHERE id = $1 AND change = 0`, []any{string(id)}},
	}
}

// hashProduct is of everything but the time of the update, which some sources
// set anew each time they are asked.
func hashProduct(p catalog.Product) (string, error) {
	p.Updated = time.Time{}
	raw, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

// SetCursor remembers where to go on with a source.
func SetCursor(source, cursor string) Statement { return SetMeta("cursor/"+source, cursor) }

// Cursor returns where to go on with a source; "" for the beginning.
func (r Reader) Cursor(ctx context.Context, source string) (string, error) {
	cursor, err := r.Meta(ctx, "cursor/"+source)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return cursor, err
}

// Products yields every product by id, a page at a time: changes made meanwhile
// may or may not be among them. Read LastChange before, and follow Changes from
// there. It stops after the first error.
func (r Reader) Products(ctx context.Context) iter.Seq2[catalog.Product, error] {
	return func(yield func(catalog.Product, error) bool) {
		for after, more := catalog.ProductID(""), true; more; {
			page, err := r.ProductPage(ctx, after, productPage)
			if err != nil {
				yield(catalog.Product{}, err)
				return
			}
			for _, p := range page {
				if !yield(p, nil) {
					return
				}
				after = p.ID
			}
			more = len(page) == productPage
		}
	}
}

// ProductPage lists products with an id above after, by id, at most limit.
func (r Reader) ProductPage(ctx context.Context, after catalog.ProductID, limit int) ([]catalog.Product, error) {
	s := Statement{`SELECT data FROM {product} WHERE id > $1 AND dropped = 0 ORDER BY id LIMIT $2`, []any{string(after), limit}}
	return list(ctx, r.q, s, "products", func(rows Rows) (p catalog.Product, err error) {
		var data []byte
		if err := rows.Scan(&data); err != nil {
			return p, err
		}
		return p, decode(data, &p)
	})
}

// Product returns a product by id.
func (r Reader) Product(ctx context.Context, id catalog.ProductID) (catalog.Product, error) {
	s := Statement{`SELECT data FROM {product} WHERE id = $1 AND dropped = 0`, []any{string(id)}}
	return one(ctx, r.q, s, "product", func(rows Rows) (p catalog.Product, err error) {
		var data []byte
		if err := rows.Scan(&data); err != nil {
			return p, err
		}
		return p, decode(data, &p)
	})
}

// ProductChange is the latest change of one product. Its Put or its Delete is
// set.
type ProductChange struct {
	Number int64
	catalog.Change
}

// Changes lists changes with a number above after, in order. A product is named
// once, with its latest.
func (r Reader) Changes(ctx context.Context, after int64, limit int) ([]ProductChange, error) {
	s := Statement{`SELECT change, id, dropped, data FROM {product} WHERE change > $1 ORDER BY change LIMIT $2`, []any{after, limit}}
	return list(ctx, r.q, s, "changes", func(rows Rows) (c ProductChange, err error) {
		var id string
		var dropped int64
		var data []byte
		if err := rows.Scan(&c.Number, &id, &dropped, &data); err != nil {
			return c, err
		}
		if dropped == 1 {
			c.Delete = catalog.ProductID(id)
			return c, nil
		}
		c.Put = new(catalog.Product)
		return c, decode(data, c.Put)
	})
}

// LastChange is the number of the last change; 0 if there was none.
func (r Reader) LastChange(ctx context.Context) (int64, error) {
	return one(ctx, r.q, Statement{`SELECT value FROM {counter} WHERE name = 'product'`, nil}, "last change", scanOne[int64])
}
