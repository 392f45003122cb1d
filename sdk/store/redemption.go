package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// GuardUses holds while an order may use a promotion: in fewer orders than
// Uses, and in fewer of its shopper's than UsesEach; a limit of 0 is none. She
// is known by her contact and by her id at the host. Of several orders that
// would be the last, the first commits.
func GuardUses(p quote.Promotion, o order.Order) Guard {
	if !p.Limited() {
		return Guard{SQL: `SELECT 1`}
	}
	limit := func(n int) int {
		if n <= 0 {
			return math.MaxInt
		}
		return n
	}
	code := quote.FoldCode(p.Code)
	return Guard{"redemption", code, `SELECT 1
		WHERE (SELECT COUNT(*) FROM {redemption} r WHERE r.code = $1 AND r.order_id <> $2) < $3
		AND (SELECT COUNT(*) FROM {redemption} r WHERE r.code = $1 AND r.order_id <> $2
			AND (r.contact = $5 AND r.contact <> '' OR r.customer = $6 AND r.customer <> '')) < $4`,
		[]any{code, o.ID, limit(p.Uses), limit(p.UsesEach), o.Contact, o.Customer}}
}

// PutRedemption notes that an order uses a promotion; again it changes nothing.
func PutRedemption(code string, o order.Order, at time.Time) Statement {
	return Statement{`INSERT INTO {redemption} (code, order_id, contact, customer, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (code, order_id) DO NOTHING`, []any{quote.FoldCode(code), o.ID, o.Contact, o.Customer, micros(at)}}
}

// ReturnRedemptions gives back what an order used: it is given up.
func ReturnRedemptions(orderID string) Statement {
	return Statement{`DELETE FROM {redemption} WHERE order_id = $1`, []any{orderID}}
}

// MoveRedemptions makes what one contact has used another's.
func MoveRedemptions(from, to string) Statement {
	return Statement{`UPDATE {redemption} SET contact = $2 WHERE contact = $1`, []any{from, to}}
}

// Used says how often codes were used, in all and by the shopper of an order,
// but for the order itself. Codes that nobody has used are left out. Of the order
// ID, Contact and Customer count; each may be "".
func (r Reader) Used(ctx context.Context, codes []string, o order.Order) ([]quote.Usage, error) {
	var places []string
	args := []any{o.ID, o.Contact, o.Customer}
	for _, c := range codes {
		if c = quote.FoldCode(c); !slices.Contains(args[3:], any(c)) {
			args = append(args, c)
			places = append(places, fmt.Sprintf("$%d", len(args)))
		}
	}
	if len(places) == 0 {
		return nil, nil
	}
	s := Statement{`SELECT code, COUNT(*), SUM(CASE WHEN contact = $2 AND contact <> '' OR customer = $3 AND customer <> '' THEN 1 ELSE 0 END)
		FROM {redemption} WHERE order_id <> $1 AND code IN (` + strings.Join(places, ", ") + `) GROUP BY code ORDER BY code`, args}
	return list(ctx, r.q, s, "uses of promotions", func(rows Rows) (u quote.Usage, err error) {
		err = rows.Scan(&u.Code, &u.All, &u.Hers)
		return u, err
	})
}
