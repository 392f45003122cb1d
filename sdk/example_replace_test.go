package sdk_test

import (
	"context"
	"log"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk"
	orders "github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// What a shop can replace is shown in a shop of three things, one example each.
// In a test, shoptest.New(t, cfg) is all that is needed.

// caps are the three things.
func caps() *catalog.Catalog {
	thing := func(id catalog.ProductID, title, brand string, dollars int64) catalog.Product {
		return catalog.Product{
			ID: id, Title: catalog.Text{"en": title}, Brand: brand, Category: []catalog.Text{{"en": "Caps"}},
			Offer: catalog.Offer{Price: money.New(dollars*100, "USD"), Stock: catalog.Stock{Kind: catalog.StockUnlimited}},
		}
	}
	return catalog.New(catalog.List{
		thing("cap-1", "Sun cap", "Alem", 12), thing("cap-2", "Rain cap", "Northpeak", 20), thing("cap-3", "Wool cap", "Northpeak", 30),
	})
}

// visit opens a shop and its web chat; the last thing to do is to leave.
func visit(cfg sdk.Config) (s *shoptest.Shop, leave func()) {
	t := &example{}
	if cfg.Catalog == nil {
		cfg.Catalog = caps()
	}
	return shoptest.New(t, cfg), t.end
}

// buy buys a sun cap, up to the moment before Pay.
func buy(s *shoptest.Shopper) {
	s.Says("add the sun cap")
	s.Taps("Checkout")
	s.Says("Ann Lee, +1 202 555 0143")
}

// firstLine is the first line of what the shop said last.
func firstLine(s *shoptest.Shop) string {
	line, _, _ := strings.Cut(s.News(), "\n")
	return line
}

// example stands for a *testing.T, which an example has not.
type example struct {
	testing.TB
	cleanups []func()
}

func (e *example) Helper()                      {}
func (e *example) Context() context.Context     { return context.Background() }
func (e *example) Cleanup(f func())             { e.cleanups = append(e.cleanups, f) }
func (e *example) Fatalf(text string, a ...any) { log.Fatalf(text, a...) }

func (e *example) TempDir() string {
	dir, err := os.MkdirTemp("", "shop")
	if err != nil {
		log.Fatal(err)
	}
	e.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// end cleans up, the last first.
func (e *example) end() {
	for i := len(e.cleanups) - 1; i >= 0; i-- {
		e.cleanups[i]()
	}
}

// ordered is the order behind the newest pay link.
func ordered(s *shoptest.Shop) orders.Order {
	view, err := s.Shop.PayLink(context.Background(), path.Base(s.PayLink()))
	if err != nil {
		log.Fatal(err)
	}
	return view.Order
}
