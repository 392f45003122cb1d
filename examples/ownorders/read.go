package main

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func find(ctx context.Context, q querier, code string) (article, error) {
	a := article{code: code}
	err := q.QueryRowContext(ctx, `SELECT name, cents, pieces FROM article WHERE code = ?`, code).Scan(&a.name, &a.cents, &a.pieces)
	if errors.Is(err, sql.ErrNoRows) {
		err = short{a}
	}
	return a, err
}

// sales lists the orders of buyers, newest first; of everybody, without any.
func (s shop) sales(ctx context.Context, limit int, buyers ...string) ([]sale, error) {
	first, second, all := "", "", len(buyers) == 0
	if !all {
		first, second = buyers[0], buyers[len(buyers)-1]
	}
	found, err := rows(ctx, s.db, scanSale, `SELECT id, key, buyer, ship_to, cents, state, at FROM orders
		WHERE ? OR buyer != '' AND buyer IN (?, ?) ORDER BY id DESC LIMIT ?`, all, first, second, limit)
	if err != nil {
		return nil, err
	}
	for i := range found {
		found[i].lines, err = rows(ctx, s.db, func(r *sql.Rows, a *article) error { return r.Scan(&a.code, &a.name, &a.pieces, &a.cents) },
			`SELECT l.code, a.name, l.pieces, l.cents FROM order_line l JOIN article a ON a.code = l.code JOIN orders o ON o.id = l.id
				WHERE o.key = ? ORDER BY l.rowid`, found[i].key)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func scanSale(r *sql.Rows, s *sale) error {
	var id, at int64
	err := r.Scan(&id, &s.key, &s.buyer, &s.shipTo, &s.cents, &s.state, &at)
	s.number, s.at = numbered(id), time.UnixMilli(at)
	return err
}

// each is what f makes of each.
func each[A, B any](all []A, f func(A) B) []B {
	made := make([]B, len(all))
	for i, a := range all {
		made[i] = f(a)
	}
	return made
}

// rows reads all rows of a query.
func rows[T any](ctx context.Context, q querier, scan func(*sql.Rows, *T) error, query string, args ...any) (all []T, err error) {
	r, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	for r.Next() {
		var t T
		if err := scan(r, &t); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, r.Err()
}
