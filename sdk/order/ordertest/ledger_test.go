package ordertest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/order/ordertest"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

var (
	errUnsold  = errors.New("ledger: not sold here")
	errNoOrder = errors.New("ledger: no such order")
)

// ledger is an order system in memory that keeps every promise.
type ledger struct {
	mu    sync.Mutex
	cents map[catalog.ProductID]int64
	left  map[catalog.ProductID]int // of what is short
	rows  []order.Order
}

func newLedger() *ledger {
	return &ledger{cents: map[catalog.ProductID]int64{"cap": 1900, "sock": 700}, left: map[catalog.ProductID]int{}}
}

// rig is a ledger with its strings.
func (l *ledger) rig() ordertest.Rig {
	return ordertest.Rig{
		Backend: l,
		Draft: quote.Draft{Currency: "USD", Lines: []quote.DraftLine{
			{Ref: catalog.Ref{Product: "cap"}, Title: "Cap", Quantity: 2, Unit: money.New(1, "USD")},
			{Ref: catalog.Ref{Product: "sock"}, Title: "Sock", Quantity: 1, Unit: money.New(1, "USD")},
		}},
		Customer: order.Customer{ID: "ann", Contact: contact.Contact{ID: "c1", Customer: "ann", Name: "Ann Lee", Phone: "+12025550143"}},
		Count: func(_ context.Context, id string) (int, error) {
			l.mu.Lock()
			defer l.mu.Unlock()
			return len(slices.DeleteFunc(slices.Clone(l.rows), func(o order.Order) bool { return o.ID != id })), nil
		},
		Reprice: func(_ context.Context, ref catalog.Ref, unit money.Amount) error {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.cents[ref.Product] = unit.Minor
			return nil
		},
		Leave: func(_ context.Context, ref catalog.Ref, pieces int) error {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.left[ref.Product] = pieces
			return nil
		},
	}
}

func (l *ledger) Quote(ctx context.Context, d quote.Draft) (quote.Quote, error) {
	if err := ctx.Err(); err != nil {
		return quote.Quote{}, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.quote(d)
}

func (l *ledger) quote(d quote.Draft) (quote.Quote, error) {
	for i, line := range d.Lines {
		cents, ok := l.cents[line.Ref.Product]
		if !ok {
			return quote.Quote{}, errUnsold
		}
		d.Lines[i].Unit = money.New(cents, d.Currency)
	}
	return quote.Rules{}.Quote(d, "en")
}

func (l *ledger) Place(ctx context.Context, o order.Order) (order.Placement, error) {
	if err := ctx.Err(); err != nil {
		return order.Placement{}, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	i := l.index(o.ID)
	if i < 0 {
		if refused, ok := l.refuses(o); ok {
			return refused, nil
		}
		i = l.add(o)
	}
	return order.Placement{Accepted: true, Ref: l.rows[i].HostRef, Number: l.rows[i].Number}, ctx.Err()
}

func (l *ledger) index(id string) int {
	return slices.IndexFunc(l.rows, func(o order.Order) bool { return o.ID == id })
}

func (l *ledger) add(o order.Order) int {
	n := len(l.rows) + 1
	o.State, o.HostRef, o.Number = order.Open, fmt.Sprint("row-", n), fmt.Sprint("L-", n)
	l.rows = append(l.rows, o)
	return n - 1
}

func (l *ledger) refuses(o order.Order) (p order.Placement, refused bool) {
	d := quote.Draft{Currency: o.Quote.Total.Currency}
	for _, line := range o.Quote.Lines {
		if left, short := l.left[line.Ref.Product]; short && left < line.Quantity {
			p.Rejected = line.Title + " is short."
			p.Lines = append(p.Lines, order.RejectedLine{Ref: line.Ref, Left: left})
		}
		d.Lines = append(d.Lines, quote.DraftLine{Ref: line.Ref, Title: line.Title, Quantity: line.Quantity})
	}
	q, err := l.quote(d)
	switch {
	case p.Refused():
		return p, true
	case err != nil:
		return order.Placement{Rejected: "We do not sell this."}, true
	case q.Total != o.Quote.Total:
		return order.Placement{Changed: &q}, true
	}
	return order.Placement{}, false
}

func (l *ledger) Paid(ctx context.Context, o order.Order, _ payments.Payment) error {
	return l.moves(ctx, o, func(row *order.Order) error { row.State = order.Paid; return nil })
}

func (l *ledger) Cancel(ctx context.Context, o order.Order, _ string) error {
	err := l.moves(ctx, o, func(row *order.Order) error {
		if !row.Settled() {
			row.State = order.Cancelled
		}
		return nil
	})
	if errors.Is(err, errNoOrder) {
		return nil
	}
	return err
}

// moves changes one row.
func (l *ledger) moves(ctx context.Context, o order.Order, how func(*order.Order) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	i := l.index(o.ID)
	if i < 0 {
		return errNoOrder
	}
	return how(&l.rows[i])
}

func (l *ledger) Find(ctx context.Context, c order.Customer, limit int) (found []order.Order, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, o := range slices.Backward(l.rows) {
		hers := c.Contact.ID != "" && o.Contact == c.Contact.ID || c.ID != "" && o.Customer == c.ID
		if hers && len(found) < limit {
			found = append(found, o)
		}
	}
	return found, ctx.Err()
}
