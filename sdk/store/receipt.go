package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Receipt is a picture, or a document, by which a shopper shows that she has
// paid. It is personal data.
type Receipt struct {
	ID      string // of its order and bytes: the same twice is one
	Order   string // id
	Attempt string // key of the attempt to pay that it is for
	Type    string // of the content, as the bytes say: "image/jpeg"
	Size    int    // bytes
	Data    []byte // left out of lists
	At      time.Time
}

// AddReceipt stores a receipt; one with the id of another changes nothing.
func AddReceipt(r Receipt) Statement {
	return Statement{`INSERT INTO {receipt} (id, order_id, attempt, type, size, data, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO NOTHING`, []any{r.ID, r.Order, r.Attempt, r.Type, len(r.Data), r.Data, micros(r.At)}}
}

// GuardReceipts holds while an order has less than so many receipts beside r.
func GuardReceipts(r Receipt, most int) Guard {
	return Guard{"receipts of an order", r.Order,
		`SELECT 1 WHERE (SELECT COUNT(*) FROM {receipt} WHERE order_id = $1 AND id <> $2) < $3`, []any{r.Order, r.ID, most}}
}

const receiptColumns = `id, order_id, attempt, type, size, at`

// Receipts lists an order's receipts, the first first, without their data.
func (r Reader) Receipts(ctx context.Context, orderID string) ([]Receipt, error) {
	s := Statement{`SELECT ` + receiptColumns + ` FROM {receipt} WHERE order_id = $1 ORDER BY at, id`, []any{orderID}}
	return list(ctx, r.q, s, "receipts", func(rows Rows) (Receipt, error) { return scanReceipt(rows) })
}

// Receipt returns one receipt of an order, with its data.
func (r Reader) Receipt(ctx context.Context, orderID, id string) (Receipt, error) {
	s := Statement{`SELECT ` + receiptColumns + `, data FROM {receipt} WHERE id = $1 AND order_id = $2`, []any{id, orderID}}
	return one(ctx, r.q, s, "receipt", func(rows Rows) (Receipt, error) {
		var data []byte
		v, err := scanReceipt(rows, &data)
		v.Data = data
		return v, err
	})
}

func scanReceipt(rows Rows, more ...any) (r Receipt, err error) {
	var at int64
	err = rows.Scan(append([]any{&r.ID, &r.Order, &r.Attempt, &r.Type, &r.Size, &at}, more...)...)
	r.At = fromMicros(at)
	return r, err
}

// SweepReceipts forgets receipts that came before a time, the oldest first, at
// most limit, and says how many. Those of payments under way are kept.
func (s *Store) SweepReceipts(ctx context.Context, before time.Time, limit int) (int, error) {
	return s.affect(ctx, Statement{`DELETE FROM {receipt} WHERE id IN (SELECT id FROM {receipt} WHERE at < $1
		AND order_id NOT IN (SELECT order_id FROM {attempt} WHERE state = 'processing') ORDER BY at LIMIT $2)`, []any{micros(before), limit}})
}

// Processing lists attempts to pay that are under way at some providers, by
// order and number, from the one after an order's on; the first page is after
// "" and 0.
func (r Reader) Processing(ctx context.Context, providers []string, order string, number, limit int) ([]Attempt, error) {
	if len(providers) == 0 {
		return nil, nil
	}
	args := []any{order, number, limit}
	var places []string
	for _, p := range providers {
		args = append(args, p)
		places = append(places, fmt.Sprintf("$%d", len(args)))
	}
	s := Statement{`SELECT data FROM {attempt} WHERE state = 'processing' AND (order_id > $1 OR order_id = $1 AND number > $2)
		AND provider IN (` + strings.Join(places, ", ") + `) ORDER BY order_id, number LIMIT $3`, args}
	return list(ctx, r.q, s, "payments under way", scanAttempt)
}
