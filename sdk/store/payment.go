package store

import (
	"context"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// InsertPaymentEvent keeps what a provider said about an order, with its raw
// words. The same event of the same provider again changes nothing.
func InsertPaymentEvent(provider string, e payments.Event, raw []byte, now time.Time) Statement {
	if raw == nil {
		raw = []byte{}
	}
	return Statement{`INSERT INTO {payment_event} (provider, event_id, order_id, received, data, raw)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (event_id, provider) DO NOTHING`,
		[]any{provider, e.ID, e.Order, micros(now), encode(e), raw}}
}

// PaymentEvents lists what providers said about an order, in the order of
// arrival, which is not the order of happening.
func (r Reader) PaymentEvents(ctx context.Context, orderID string) ([]payments.Event, error) {
	s := Statement{`SELECT data FROM {payment_event} WHERE order_id = $1 ORDER BY n`, []any{orderID}}
	return list(ctx, r.q, s, "payment events", func(rows Rows) (e payments.Event, err error) {
		var data []byte
		if err := rows.Scan(&data); err != nil {
			return e, err
		}
		return e, decode(data, &e)
	})
}

// Attempt is one checkout opened for an order.
type Attempt struct {
	Order    string
	Number   int    // 1, 2 … within the order
	Provider string // its name
	Key      string // payments.Intent.Key: it makes opening idempotent
	Ref      string // the provider's; "" until it answered
	URL      string // of the provider's page
	Amount   money.Amount
	Expires  time.Time
	State    payments.State
	Refunded money.Amount // so far; of Amount's currency
	Created  time.Time
}

// PutAttempt stores an attempt, by order and number. A (provider, ref) that
// belongs to another is ErrConflict. Guard it with GuardOrder.
func PutAttempt(a Attempt) Statement {
	return Statement{`INSERT INTO {attempt} (order_id, number, provider, key, ref, url, minor, currency, refunded, state, expires, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (order_id, number) DO UPDATE SET provider = excluded.provider, key = excluded.key, ref = excluded.ref,
		url = excluded.url, minor = excluded.minor, currency = excluded.currency, refunded = excluded.refunded,
		state = excluded.state, expires = excluded.expires`,
		[]any{a.Order, a.Number, a.Provider, a.Key, a.Ref, a.URL, a.Amount.Minor, a.Amount.Currency, a.Refunded.Minor,
			string(a.State), micros(a.Expires), micros(a.Created)}}
}

const selectAttempt = `SELECT order_id, number, provider, key, ref, url, minor, currency, refunded, state, expires, created FROM {attempt} `

// Attempts lists an order's attempts, the first first.
func (r Reader) Attempts(ctx context.Context, orderID string) ([]Attempt, error) {
	s := Statement{selectAttempt + `WHERE order_id = $1 ORDER BY number`, []any{orderID}}
	return list(ctx, r.q, s, "attempts", scanAttempt)
}

// AttemptByRef returns an attempt by its provider's ref.
func (r Reader) AttemptByRef(ctx context.Context, provider, ref string) (Attempt, error) {
	s := Statement{selectAttempt + `WHERE ref = $2 AND provider = $1 AND ref <> ''`, []any{provider, ref}}
	return one(ctx, r.q, s, "attempt", scanAttempt)
}

func scanAttempt(rows Rows) (a Attempt, err error) {
	var state string
	var expires, created int64
	err = rows.Scan(&a.Order, &a.Number, &a.Provider, &a.Key, &a.Ref, &a.URL, &a.Amount.Minor, &a.Amount.Currency,
		&a.Refunded.Minor, &state, &expires, &created)
	a.State, a.Expires, a.Created = payments.State(state), fromMicros(expires), fromMicros(created)
	if a.Refunded.Minor != 0 {
		a.Refunded.Currency = a.Amount.Currency
	}
	return a, err
}
