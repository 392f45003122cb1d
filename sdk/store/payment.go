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

// KnowsPaymentEvent says whether a provider's event has been kept, and so has
// taken effect.
func (r Reader) KnowsPaymentEvent(ctx context.Context, provider, id string) (bool, error) {
	s := Statement{`SELECT 1 FROM {payment_event} WHERE event_id = $2 AND provider = $1`, []any{provider, id}}
	found, err := list(ctx, r.q, s, "payment event", scanOne[int64])
	return len(found) > 0, err
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
	Payment  payments.Payment // what is known of it, by payments.Merge
	Created  time.Time
}

// PutAttempt stores an attempt, by order and number. A (provider, ref) that
// belongs to another is ErrConflict. Guard it with GuardOrder.
func PutAttempt(a Attempt) Statement {
	return Statement{`INSERT INTO {attempt} (order_id, number, provider, ref, state, data) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (order_id, number) DO UPDATE SET provider = excluded.provider, ref = excluded.ref,
		state = excluded.state, data = excluded.data`,
		[]any{a.Order, a.Number, a.Provider, a.Ref, string(a.Payment.State), encode(a)}}
}

// Attempts lists an order's attempts, the first first.
func (r Reader) Attempts(ctx context.Context, orderID string) ([]Attempt, error) {
	s := Statement{`SELECT data FROM {attempt} WHERE order_id = $1 ORDER BY number`, []any{orderID}}
	return list(ctx, r.q, s, "attempts", scanAttempt)
}

// AttemptByRef returns an attempt by its provider's ref.
func (r Reader) AttemptByRef(ctx context.Context, provider, ref string) (Attempt, error) {
	s := Statement{`SELECT data FROM {attempt} WHERE ref = $2 AND provider = $1 AND ref <> ''`, []any{provider, ref}}
	return one(ctx, r.q, s, "attempt", scanAttempt)
}

func scanAttempt(rows Rows) (a Attempt, err error) {
	var data []byte
	if err := rows.Scan(&data); err != nil {
		return a, err
	}
	return a, decode(data, &a)
}
