package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
)

var placements = flag.Int("placements", 36, "how many orders TestProofPlacedOnce places with a host that fails")

// fault is a way in which the shop answers badly.
type fault int

// Faults of a host.
const (
	none    fault = iota
	late          // it acts, and its answer comes after the deadline
	twice         // it gets the request two times at once
	broken        // 500: it does nothing
	givenUp       // it acts after we gave up, while we ask again
	panics        // it acts, and trips over its own answer
	faults        // how many there are
)

var errHost = errors.New("500 internal server error")

// faulty is the shop behind a bad line. The first two calls for an order have
// a fault each; the nth order has the nth pair of them.
type faulty struct {
	chat
	mu     sync.Mutex
	orders map[string]*asked
	seen   [faults]int
	acting sync.WaitGroup
}

// asked is what became of one order's calls.
type asked struct {
	n, calls int
	again    chan struct{} // closed by the call after one that was given up
}

// next is the fault of an order's next call. What waits for that call goes on.
func (f *faulty) next(id string) (fault, *asked) {
	f.mu.Lock()
	defer f.mu.Unlock()
	a := f.orders[id]
	if a == nil {
		a = &asked{n: len(f.orders)}
		f.orders[id] = a
	}
	if a.again != nil {
		close(a.again)
		a.again = nil
	}
	now := none
	switch a.calls {
	case 0:
		now = fault(a.n) % faults
	case 1:
		now = fault(a.n) / faults % faults
	}
	a.calls++
	f.seen[now]++
	if now == givenUp {
		a.again = make(chan struct{})
	}
	return now, a
}

func (f *faulty) Place(ctx context.Context, o order.Order) (order.Placement, error) {
	now, a := f.next(o.ID)
	switch now {
	case late:
		_, err := f.chat.Place(ctx, o)
		return order.Placement{}, errors.Join(context.DeadlineExceeded, err)
	case twice:
		f.acting.Go(func() { _, _ = f.chat.Place(context.WithoutCancel(ctx), o) })
	case broken:
		return order.Placement{}, errHost
	case givenUp:
		again := a.again
		f.acting.Go(func() {
			<-again
			_, _ = f.chat.Place(context.WithoutCancel(ctx), o)
		})
		return order.Placement{}, context.DeadlineExceeded
	case panics:
		_, err := f.chat.Place(ctx, o)
		panic(err)
	}
	return f.chat.Place(ctx, o)
}

// However badly the shop answers, each order is in its table once, takes one
// piece from the shelf, and its shopper gets one link to pay. Sauda keeps its
// records beside the shop's own or in PostgreSQL.
func TestProofPlacedOnce(t *testing.T) {
	t.Parallel()
	for name, keep := range map[string]func(*testing.T) *store.Store{
		"sqlite":   func(*testing.T) *store.Store { return nil },
		"postgres": func(t *testing.T) *store.Store { return pgtest.Open(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			provePlacedOnce(t, keep(t))
		})
	}
}

func provePlacedOnce(t *testing.T, records *store.Store) {
	own := open(t)
	own.exec(t, `UPDATE article SET pieces = 1000000 WHERE code = 'A3'`)
	f := &faulty{chat: chat{own}, orders: map[string]*asked{}}
	cfg := f.chat.config()
	cfg.Orders = f
	if records != nil {
		cfg.Store = records
	}
	s := shoptest.New(t, cfg)
	shoppers := make([]*shoptest.Shopper, *placements)
	for i := range shoppers {
		shoppers[i] = s.NewShopper()
		buyMug(shoppers[i], fmt.Sprintf("Ann Lee, ann%d@example.com", i))
	}
	s.Advance(2 * time.Hour)
	f.acting.Wait()
	for i, w := range shoppers {
		if i%10 == 0 {
			w.Pays()
			w.Sees("Thank you")
		}
	}
	checkTable(t, own, len(shoppers))
	numbers := map[string]bool{}
	for _, w := range shoppers {
		numbers[linkText(t, w)] = true
		checkWaiting(t, w)
	}
	if len(numbers) != len(shoppers) {
		t.Errorf("%d shoppers were told %d orders", len(shoppers), len(numbers))
	}
	t.Logf("%d orders; calls by fault (none, late, twice, 500, given up, panics): %v", len(f.orders), f.seen)
}

func buyMug(w *shoptest.Shopper, who string) {
	w.Says("tin mug")
	w.Taps("Add to cart")
	w.Taps("Checkout")
	w.Says(who)
	w.Taps("Pay")
}

// linkText is the message with the one link to pay that a shopper has got.
func linkText(t *testing.T, w *shoptest.Shopper) (text string) {
	t.Helper()
	links := 0
	for _, m := range w.Transcript() {
		if m.Body.Link != nil {
			links, text = links+1, m.Body.Text
		}
	}
	if links != 1 || !strings.Contains(text, "W-") {
		t.Errorf("a shopper was sent %d links to pay, the last with %q", links, text)
	}
	return text
}

// checkWaiting: that an order is being placed is said once at most, and never
// after it is placed.
func checkWaiting(t *testing.T, w *shoptest.Shopper) {
	t.Helper()
	said, placed := 0, false
	for _, m := range w.Transcript() {
		placed = placed || m.Body.Link != nil
		if strings.Contains(m.Body.Text, "being placed") {
			said++
			if placed {
				t.Error("a shopper was told that her order is being placed when it was")
			}
		}
	}
	if said > 1 {
		t.Errorf("a shopper was told %d times that her order is being placed", said)
	}
}

// checkTable looks at the shop's own tables.
func checkTable(t *testing.T, own shop, want int) {
	t.Helper()
	var orders, keys, lines, paid, left int
	err := own.db.QueryRowContext(t.Context(), `SELECT count(*), count(DISTINCT key), (SELECT count(*) FROM order_line),
		count(*) FILTER (WHERE state = 'paid'), (SELECT pieces FROM article WHERE code = 'A3') FROM orders`).Scan(&orders, &keys, &lines, &paid, &left)
	if err != nil {
		t.Fatal(err)
	}
	if orders != want || keys != want || lines != want || paid != (want+9)/10 || left != 1000000-want {
		t.Errorf("%d placed: the table has %d orders, %d keys, %d lines, %d paid, %d pieces taken", want, orders, keys, lines, paid, 1000000-left)
	}
}
