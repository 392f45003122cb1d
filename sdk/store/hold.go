package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/stock"
)

// GuardFree holds while need pieces of ref can be promised to an order: what
// the source counted, less what was sold since, less what other orders hold
// reserved. Where the stock is not counted it always holds.
func GuardFree(ref catalog.Ref, need int, s catalog.Stock, now time.Time, order string) Guard {
	if s.Kind != catalog.StockCounted {
		return Guard{SQL: `SELECT 1`}
	}
	g := Guard{Table: "hold", Key: string(ref.Product) + "\x00" + string(ref.Variant)}
	g.SQL = `SELECT 1 WHERE $3
		- COALESCE((SELECT SUM(h.quantity) FROM {hold} h WHERE h.product = $1 AND h.variant = $2 AND h.state = 'sold' AND h.at > $4), 0)
		- COALESCE((SELECT SUM(h.quantity) FROM {hold} h WHERE h.product = $1 AND h.variant = $2 AND h.state = 'reserved'
			AND h.until > $5 AND h.order_id <> $6), 0) >= $7`
	g.Args = []any{string(ref.Product), string(ref.Variant), s.Count, micros(s.AsOf), micros(now), order, need}
	return g
}

// PutHold stores a hold, by order and ref.
func PutHold(h stock.Hold) Statement {
	return Statement{`INSERT INTO {hold} (order_id, product, variant, quantity, state, until, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (order_id, product, variant) DO UPDATE SET quantity = excluded.quantity, state = excluded.state,
		until = excluded.until, at = excluded.at`,
		[]any{h.Order, string(h.Ref.Product), string(h.Ref.Variant), h.Quantity, string(h.State), micros(h.Until), micros(h.At)}}
}

// DropHold forgets a hold, by order and ref.
func DropHold(h stock.Hold) Statement {
	return Statement{`DELETE FROM {hold} WHERE order_id = $1 AND product = $2 AND variant = $3`,
		[]any{h.Order, string(h.Ref.Product), string(h.Ref.Variant)}}
}

// ReleaseHolds gives back what an order holds reserved; what is sold stays.
func ReleaseHolds(order string) Statement {
	return Statement{`DELETE FROM {hold} WHERE order_id = $1 AND state = 'reserved'`, []any{order}}
}

// SellHolds makes what an order holds reserved sold, lapsed or not.
func SellHolds(order string, at time.Time) Statement {
	return Statement{`UPDATE {hold} SET state = 'sold', at = $2 WHERE order_id = $1 AND state = 'reserved'`, []any{order, micros(at)}}
}

const selectHold = `SELECT order_id, product, variant, quantity, state, until, at FROM {hold} `

// Holds lists the holds on things, lapsed ones among them; stock.Free counts.
func (r Reader) Holds(ctx context.Context, refs ...catalog.Ref) ([]stock.Hold, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	var places []string
	var args []any
	for i, ref := range refs {
		places = append(places, fmt.Sprintf("(product = $%d AND variant = $%d)", 2*i+1, 2*i+2))
		args = append(args, string(ref.Product), string(ref.Variant))
	}
	s := Statement{selectHold + `WHERE ` + strings.Join(places, " OR ") + ` ORDER BY product, variant, order_id`, args}
	return list(ctx, r.q, s, "holds", scanHold)
}

// HoldsOf lists what an order holds.
func (r Reader) HoldsOf(ctx context.Context, orderID string) ([]stock.Hold, error) {
	s := Statement{selectHold + `WHERE order_id = $1 ORDER BY product, variant`, []any{orderID}}
	return list(ctx, r.q, s, "holds of an order", scanHold)
}

func scanHold(rows Rows) (h stock.Hold, err error) {
	var product, variant, state string
	var until, at int64
	err = rows.Scan(&h.Order, &product, &variant, &h.Quantity, &state, &until, &at)
	h.Ref = catalog.Ref{Product: catalog.ProductID(product), Variant: catalog.VariantID(variant)}
	h.State, h.Until, h.At = stock.HoldState(state), fromMicros(until), fromMicros(at)
	return h, err
}
