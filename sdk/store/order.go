package store

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/sdk/order"
)

// InsertOrder stores a new order, as version 1. An order without a number gets
// the next one in the same commit: 1001, 1002 … Read it to learn which.
func InsertOrder(o order.Order) []Statement { return InsertNumbered(o, order.Pattern{}) }

// InsertNumbered is InsertOrder with the next number written by a pattern.
func InsertNumbered(o order.Order, p order.Pattern) []Statement {
	all := []Statement{{`INSERT INTO {orders} (id, number, version, state, contact, conversation, token, provider, checkout, total, currency, created, data, ref)
		VALUES ($1, COALESCE(NULLIF($2, ''), (SELECT CAST($15 AS TEXT) || substr(CAST($16 AS TEXT), length(CAST(value AS TEXT)) + 1) || CAST(value AS TEXT) || CAST($17 AS TEXT)
			FROM {counter} WHERE name = 'order')), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		append(orderArgs(o, 1), p.Before, strings.Repeat("0", p.Digits), p.After)}}
	if o.Number != "" {
		return all
	}
	return append([]Statement{{`UPDATE {counter} SET value = value + 1 WHERE name = 'order'`, nil}}, all...)
}

// GuardOrder holds while the order has o's version.
func GuardOrder(o order.Order) Guard {
	return Guard{"orders", o.ID, `SELECT 1 FROM {orders} WHERE id = $1 AND version = $2`, []any{o.ID, o.Version}}
}

// PutOrder stores an order that exists. Its version becomes o.Version+1; an
// empty Number keeps the stored one. Guard it with GuardOrder.
func PutOrder(o order.Order) Statement {
	return Statement{`UPDATE {orders} SET number = COALESCE(NULLIF($2, ''), number), version = $3, state = $4, contact = $5,
		conversation = $6, token = $7, provider = $8, checkout = $9, total = $10, currency = $11, created = $12, data = $13, ref = $14
		WHERE id = $1`, orderArgs(o, o.Version+1)}
}

func orderArgs(o order.Order, version int64) []any {
	return []any{o.ID, o.Number, version, string(o.State), o.Contact, o.Conversation, o.PayToken, o.Provider, o.Checkout,
		o.Quote.Total.Minor, o.Quote.Total.Currency, micros(o.Created), encode(o), o.HostRef}
}

const selectOrder = `SELECT data, number, version, contact FROM {orders} `

// Order returns an order by id.
func (r Reader) Order(ctx context.Context, id string) (order.Order, error) {
	return one(ctx, r.q, Statement{selectOrder + `WHERE id = $1`, []any{id}}, "order", scanOrder)
}

// OrderByToken returns the order of a pay link.
func (r Reader) OrderByToken(ctx context.Context, token string) (order.Order, error) {
	s := Statement{selectOrder + `WHERE token = $1 AND token <> ''`, []any{token}}
	return one(ctx, r.q, s, "order of a pay link", scanOrder)
}

// OrderByCheckout returns the order that a provider's checkout belongs to, by
// the provider's ref: the one open now, or one of an earlier [Attempt].
func (r Reader) OrderByCheckout(ctx context.Context, provider, ref string) (order.Order, error) {
	s := Statement{selectOrder + `WHERE id IN (
		SELECT id FROM {orders} WHERE checkout = $2 AND provider = $1 AND checkout <> ''
		UNION SELECT order_id FROM {attempt} WHERE ref = $2 AND provider = $1 AND ref <> '')`, []any{provider, ref}}
	return one(ctx, r.q, s, "order of a checkout", scanOrder)
}

// OrdersOf lists a contact's orders, newest first.
func (r Reader) OrdersOf(ctx context.Context, contact string, limit int) ([]order.Order, error) {
	s := Statement{selectOrder + `WHERE contact = $1 ORDER BY created DESC, id DESC LIMIT $2`, []any{contact, limit}}
	return list(ctx, r.q, s, "orders", scanOrder)
}

// OrderByRef returns the order that the host knows by a reference; of several,
// which a host should not have, the newest.
func (r Reader) OrderByRef(ctx context.Context, ref string) (order.Order, error) {
	s := Statement{selectOrder + `WHERE ref = $1 AND ref <> '' ORDER BY created DESC, id DESC LIMIT 1`, []any{ref}}
	return one(ctx, r.q, s, "order of the host's", scanOrder)
}

// OrderByNumber returns the order with a number; of several the newest.
func (r Reader) OrderByNumber(ctx context.Context, number string) (order.Order, error) {
	s := Statement{selectOrder + `WHERE number = $1 ORDER BY created DESC, id DESC LIMIT 1`, []any{number}}
	return one(ctx, r.q, s, "order by number", scanOrder)
}

// OrdersBefore lists all orders, newest first, from the one after a time and an
// id on: those of the last order of the page before. The zero time is for the
// first page.
func (r Reader) OrdersBefore(ctx context.Context, created time.Time, id string, limit int) ([]order.Order, error) {
	before := micros(created)
	if created.IsZero() {
		before = math.MaxInt64
	}
	s := Statement{selectOrder + `WHERE created < $1 OR created = $1 AND id < $2 ORDER BY created DESC, id DESC LIMIT $3`, []any{before, id, limit}}
	return list(ctx, r.q, s, "orders", scanOrder)
}

// GuardNoRef holds while no order has a reference of the host's. Of several
// that would add one with it, the first commits.
func GuardNoRef(ref string) Guard {
	return Guard{"ref of an order", ref, `SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM {orders} WHERE ref = $1 AND ref <> '')`, []any{ref}}
}

// DropOrder forgets an order that is the same as another. Guard it with
// GuardOrder.
func DropOrder(id string) Statement {
	return Statement{`DELETE FROM {orders} WHERE id = $1`, []any{id}}
}

// MoveOrders makes the orders of one contact those of another.
func MoveOrders(from, to string) Statement {
	return Statement{`UPDATE {orders} SET contact = $2, version = version + 1 WHERE contact = $1`, []any{from, to}}
}

func scanOrder(rows Rows) (o order.Order, err error) {
	var data []byte
	var number, contact string
	var version int64
	if err := rows.Scan(&data, &number, &version, &contact); err != nil {
		return o, err
	}
	err = decode(data, &o)
	o.Number, o.Version, o.Contact = number, version, contact
	return o, err
}
