package main

import (
	"context"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/order/ordertest"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// The shop keeps every promise of a host's order system.
func TestKeepsThePromises(t *testing.T) {
	t.Parallel()
	ordertest.Run(t, ordertest.Harness{New: func(t *testing.T) ordertest.Rig { return rig(open(t)) }})
}

func rig(s shop) ordertest.Rig {
	line := func(code string, n int) quote.DraftLine {
		return quote.DraftLine{Ref: catalog.Ref{Product: catalog.ProductID(code)}, Title: "Thing", Quantity: n, Unit: usd(1)}
	}
	set := func(ctx context.Context, statement string, args ...any) error {
		_, err := s.db.ExecContext(ctx, statement, args...)
		return err
	}
	return ordertest.Rig{
		Backend:  chat{s},
		Draft:    quote.Draft{Currency: "USD", Lines: []quote.DraftLine{line("A1", 1), line("A3", 1)}},
		Customer: order.Customer{ID: "ann", Contact: contact.Contact{ID: "c1", Customer: "ann", Name: "Ann Lee", Phone: "+12025550143"}},
		Count: func(ctx context.Context, id string) (n int, err error) {
			err = s.db.QueryRowContext(ctx, `SELECT count(*) FROM orders WHERE key = ?`, id).Scan(&n)
			return n, err
		},
		Reprice: func(ctx context.Context, ref catalog.Ref, unit money.Amount) error {
			return set(ctx, `UPDATE article SET cents = ? WHERE code = ?`, unit.Minor, string(ref.Product))
		},
		Leave: func(ctx context.Context, ref catalog.Ref, pieces int) error {
			return set(ctx, `UPDATE article SET pieces = ? WHERE code = ?`, pieces, string(ref.Product))
		},
	}
}

func open(t *testing.T) shop {
	t.Helper()
	s, err := openShop(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.db.Close() })
	return s
}

func (s shop) exec(t *testing.T, statement string) {
	t.Helper()
	if _, err := s.db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
