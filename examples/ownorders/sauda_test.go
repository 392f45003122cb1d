package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// A customer buys in the chat: it is in the shop's own table, and so is what
// she bought before on the website.
func TestSells(t *testing.T) {
	t.Parallel()
	own := open(t)
	own.exec(t, `INSERT INTO orders (key, buyer, ship_to, cents, state, at) VALUES ('web-1', 'ann', 'Ann Lee', 900, 'paid', 1764000000000);
		INSERT INTO order_line VALUES (1, 'A3', 1, 900)`)
	s := shoptest.New(t, chat{own}.config())
	ann := s.Customer("ann")
	ann.Says("my orders")
	ann.Sees("W-1001")
	ann.Says("rain hat")
	ann.Taps("Add to cart")
	ann.Taps("Checkout") // asked for nothing: the shop knows her
	ann.Sees("Ann Lee", "$26.00")
	ann.Taps("Pay")
	ann.Sees("W-1002")
	ann.Pays()
	ann.Sees("Thank you", "W-1002")

	all, err := own.sales(t.Context(), 10)
	if err != nil || len(all) != 2 {
		t.Fatalf("the shop has %d orders (%v)", len(all), err)
	}
	if o := all[0]; o.state != "paid" || o.cents != 2600 || len(o.lines) != 1 || o.lines[0].code != "A2" || !strings.Contains(o.shipTo, "Ann Lee") {
		t.Errorf("the shop's order is %+v", o)
	}
	if hats, err := find(t.Context(), own.db, "A2"); err != nil || hats.pieces != 2 {
		t.Errorf("%d hats are left (%v), of 3", hats.pieces, err)
	}
}

// The last hats are sold over the counter while she decides: she is told, the
// hat is out of her cart, and there is nothing to pay.
func TestRejects(t *testing.T) {
	t.Parallel()
	own := open(t)
	s := shoptest.New(t, chat{own}.config())
	s.Says("rain hat")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Bob Ray, +1 202 555 0144")
	own.exec(t, `UPDATE article SET pieces = 0 WHERE code = 'A2'`)
	s.Taps("Pay")
	s.Sees("Rain hat is sold out", "Nothing is charged", "Your cart is empty now")
	if link := s.PayLink(); link != "" {
		t.Errorf("the shopper was sent a link to pay: %s", link)
	}
	if opened := s.Sandbox.Payments(); len(opened) != 0 {
		t.Errorf("%d payments were begun", len(opened))
	}
	if all, err := own.sales(t.Context(), 10); err != nil || len(all) != 0 {
		t.Errorf("the shop has %d orders (%v)", len(all), err)
	}
}

// Of four mugs that she wants three are left: she is told, her cart has three,
// and she orders those.
func TestTakesWhatIsLeft(t *testing.T) {
	t.Parallel()
	own := open(t)
	s := shoptest.New(t, chat{own}.config())
	s.Says("add 4 tin mug")
	s.Says("add a rain hat")
	s.Taps("Checkout")
	s.Says("Bob Ray, +1 202 555 0144")
	own.exec(t, `UPDATE article SET pieces = 3 WHERE code = 'A3'`)
	s.Taps("Pay")
	s.Sees("Only 3 of Tin mug are left", "Nothing is charged", "Your cart: 4 things, $53.00")
	s.Taps("Checkout")
	s.Taps("Pay")
	s.Sees("W-1001", "$53.00")
	if all, err := own.sales(t.Context(), 10); err != nil || len(all) != 1 || all[0].cents != 5300 {
		t.Errorf("the shop has %+v (%v)", all, err)
	}
}

// down is the shop when it does not answer.
type down struct {
	chat
	off *atomic.Bool
}

func (d down) Place(ctx context.Context, o order.Order) (order.Placement, error) {
	if d.off.Load() {
		return order.Placement{}, errHost
	}
	return d.chat.Place(ctx, o)
}

// The shop is down for two minutes: she is asked for no money, told to wait when
// she asks, told that we go on trying, and the order is placed once when it is
// back. What she reads is in testdata/down.txt.
func TestDownForAMinute(t *testing.T) {
	t.Parallel()
	own, off := open(t), &atomic.Bool{}
	cfg := chat{own}.config()
	cfg.Orders = down{chat{own}, off}
	s := shoptest.New(t, cfg)
	off.Store(true)
	buyMug(s.Shopper, "Bob Ray, +1 202 555 0144")
	s.Says("pay") // she asks what is going on
	for range 9 {
		s.Advance(10 * time.Second)
	}
	s.Says("where is my order")
	s.Taps("Order again") // and orders nothing twice
	s.Says("empty my cart")
	s.Taps("Yes, empty it")
	if link := s.PayLink(); link != "" {
		t.Errorf("the shopper was sent a link to pay: %s", link)
	}
	off.Store(false)
	s.Advance(2 * time.Minute)
	s.Pays()
	if all, err := own.sales(t.Context(), 10); err != nil || len(all) != 1 || all[0].state != "paid" {
		t.Errorf("the shop has %+v (%v)", all, err)
	}
	golden(t, "testdata/down.txt", s.Shopper)
}

var update = flag.Bool("update", false, "write down what shoppers read")

// golden compares what a shopper has written and read with a file.
func golden(t *testing.T, file string, w *shoptest.Shopper) {
	t.Helper()
	var b strings.Builder
	for _, m := range w.Transcript() {
		fmt.Fprintf(&b, "%s: %s\n", m.From, strings.ReplaceAll(m.Body.Text, "\n", "\n      "))
	}
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// slow is the shop when it is asked for prices and does not answer in time.
type slow struct{ chat }

func (slow) Quote(context.Context, quote.Draft) (quote.Quote, error) {
	return quote.Quote{}, context.DeadlineExceeded
}

// The price went up and the catalogue does not know yet: she sees the new one
// and is asked again before anything is sold.
func TestAnotherPrice(t *testing.T) {
	t.Parallel()
	own := open(t)
	cfg := chat{own}.config()
	cfg.Orders = slow{chat{own}}
	s := shoptest.New(t, cfg)
	own.exec(t, `UPDATE article SET cents = 1100 WHERE code = 'A3'`)
	s.Says("tin mug")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Bob Ray, +1 202 555 0144")
	s.Sees("$9.00")
	s.Taps("Pay")
	s.Sees("changed the price", "$11.00")
	if link := s.PayLink(); link != "" {
		t.Errorf("the shopper was sent a link to pay: %s", link)
	}
	s.Taps("Pay")
	s.Sees("W-1001", "$11.00")
	s.Pays()
	s.Sees("Thank you")
	if all, err := own.sales(t.Context(), 10); err != nil || len(all) != 1 || all[0].cents != 1100 {
		t.Errorf("the shop has %+v (%v)", all, err)
	}
}

// The price goes up while she reads the summary: Pay orders nothing at a price
// that she has not seen.
func TestPriceGoesUpBeforePay(t *testing.T) {
	t.Parallel()
	own := open(t)
	s := shoptest.New(t, chat{own}.config())
	s.Says("tin mug")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Bob Ray, +1 202 555 0144")
	s.Sees("$9.00")
	own.exec(t, `UPDATE article SET cents = 1100 WHERE code = 'A3'`)
	s.Taps("Pay")
	s.Sees("changed the price", "$11.00")
	if all, err := own.sales(t.Context(), 10); err != nil || len(all) != 0 {
		t.Fatalf("the shop has %+v (%v) before she agreed", all, err)
	}
	s.Taps("Pay")
	s.Sees("W-1001", "$11.00")
	if all, err := own.sales(t.Context(), 10); err != nil || len(all) != 1 || all[0].cents != 1100 {
		t.Errorf("the shop has %+v (%v)", all, err)
	}
}

// She changes her mind: the order is cancelled at the shop, and the hat is back
// on the shelf.
func TestCancels(t *testing.T) {
	t.Parallel()
	own := open(t)
	s := shoptest.New(t, chat{own}.config())
	s.Says("rain hat")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Bob Ray, +1 202 555 0144")
	s.Taps("Pay")
	s.Sees("W-1001")
	s.Says("cancel my order")
	s.Taps("Yes, cancel it")
	s.Sees("W-1001", "nothing is charged")
	if all, err := own.sales(t.Context(), 10); err != nil || len(all) != 1 || all[0].state != "cancelled" {
		t.Errorf("the shop has %+v (%v)", all, err)
	}
	if hats, err := find(t.Context(), own.db, "A2"); err != nil || hats.pieces != 3 {
		t.Errorf("%d hats are on the shelf (%v), of 3", hats.pieces, err)
	}
}
