package sdk_test

import (
	"context"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// shelf is a source whose only lamp is counted.
type shelf struct{ lamps int }

func (s *shelf) Changes(context.Context, string) iter.Seq2[catalog.Change, error] {
	return func(yield func(catalog.Change, error) bool) {
		lamp := catalog.Product{ID: "lamp", Title: catalog.Text{"": "Glow Lamp"}, Offer: catalog.Offer{
			Price: money.New(3500, "USD"), Stock: catalog.Stock{Kind: catalog.StockCounted, Count: s.lamps},
		}}
		_ = yield(catalog.Change{Put: &lamp}, nil) && yield(catalog.Change{Done: &catalog.Done{Cursor: "1"}}, nil)
	}
}

// awaiting is a shop without lamps, and a shopper who wants to hear of them.
type awaiting struct {
	*shoptest.Shop
	t     *testing.T
	shelf *shelf
}

func newAwaiting(t *testing.T) awaiting {
	t.Helper()
	a := awaiting{t: t, shelf: &shelf{lamps: 0}}
	a.Shop = shoptest.New(t, sdk.Config{Catalog: catalog.New(a.shelf), Rules: delivered, Profile: sdk.Profile{Country: "US"}})
	a.Says("glow lamp")
	a.Taps("Tell me when it is back")
	a.Sees("once Glow Lamp is back")
	return a
}

// stocks has the source say how many lamps there are.
func (a awaiting) stocks(n int) {
	a.t.Helper()
	a.shelf.lamps = n
	if _, err := a.Sync(a.t.Context()); err != nil {
		a.t.Fatal(err)
	}
}

// told is how often the shopper was told.
func (a awaiting) told() (n int) {
	a.t.Helper()
	for _, m := range a.Transcript() {
		if m.From == conversation.Shop && strings.Contains(m.Body.Text, "Glow Lamp is in stock again") {
			n++
		}
	}
	return n
}

// What is back is told once, in the hour, with a card that sells it.
func TestToldWhenItIsBack(t *testing.T) {
	t.Parallel()
	a := newAwaiting(t)
	a.Advance(3 * time.Hour)
	if n := a.told(); n != 0 {
		t.Fatalf("told %d times of what is not there", n)
	}
	a.stocks(2)
	a.Advance(time.Hour)
	a.Sees("Glow Lamp is in stock again", "Add to cart", "$35.00")
	a.stocks(0)
	a.Advance(2 * time.Hour)
	a.stocks(5)
	a.Advance(48 * time.Hour)
	if n := a.told(); n != 1 {
		t.Errorf("told %d times, want once", n)
	}
	a.Taps("Add to cart")
	a.Sees("Glow Lamp is in your cart")
}

// Why nobody is told.
func TestNotToldThatItIsBack(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(a awaiting){
		"stopped":    func(a awaiting) { a.Says("stop"); a.stocks(2) },
		"never mind": func(a awaiting) { a.Taps("Never mind"); a.stocks(2) },
		"stopped and started again": func(a awaiting) {
			a.Says("stop")
			a.Taps("Start them again")
			a.stocks(2)
		},
		"bought": func(a awaiting) {
			a.stocks(2)
			a.Says("add a glow lamp")
			a.Taps("Checkout")
			a.Says("Ann Lee, +1 202 555 0143")
			a.Taps("Pickup · free")
			a.Taps("Pay")
			a.Pays()
			a.Sees("Thank you")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAwaiting(t)
			do(a)
			a.Advance(48 * time.Hour)
			if n := a.told(); n != 0 {
				t.Errorf("told %d times", n)
			}
		})
	}
}

// At night it waits for the morning.
func TestToldInTheMorning(t *testing.T) {
	t.Parallel()
	a := newAwaiting(t)
	a.Advance(9*time.Hour + time.Minute) // 21:01
	a.stocks(2)
	a.Advance(10 * time.Hour)
	if n := a.told(); n != 0 {
		t.Errorf("told %d times at night", n)
	}
	a.Advance(2 * time.Hour)
	if n := a.told(); n != 1 {
		t.Errorf("told %d times in the morning", n)
	}
}
