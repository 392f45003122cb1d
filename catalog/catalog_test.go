package catalog_test

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
)

func TestTextIn(t *testing.T) {
	t.Parallel()
	full := catalog.Text{"": "own", "en": "English", "pt-BR": "brasileiro", "pt": "português", "kk": ""}
	for _, c := range []struct {
		text catalog.Text
		lang string
		want string
	}{
		{full, "en", "English"}, {full, "en-GB", "English"}, {full, "pt-BR", "brasileiro"}, {full, "pt-PT", "português"},
		{full, "kk", "own"}, {full, "", "own"}, {full, "ru", "own"}, {full, "EN-gb", "English"},
		{catalog.Text{"en": "English", "az": "dil"}, "ru", "English"}, {catalog.Text{"ru": "русский", "de": "deutsch"}, "fr", "deutsch"},
		{catalog.Text{"ru": "", "zz": "z"}, "ru", "z"}, {nil, "en", ""}, {catalog.Text{}, "", ""},
	} {
		if got := c.text.In(c.lang); got != c.want {
			t.Errorf("%v.In(%q) = %q, want %q", c.text, c.lang, got, c.want)
		}
	}
}

func offer(minor int64, count int) catalog.Offer {
	return catalog.Offer{Price: money.New(minor, "USD"), Stock: catalog.Stock{Kind: catalog.StockCounted, Count: count}}
}

func withOffers(offers ...catalog.Offer) catalog.Product {
	p := catalog.Product{ID: "p", Title: catalog.Text{"": "Tee"}, Offer: offer(1, 99)}
	for i, o := range offers {
		p.Variants = append(p.Variants, catalog.Variant{ID: catalog.VariantID(rune('a' + i)), Offer: o})
	}
	return p
}

func TestFrom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		product catalog.Product
		minor   int64
		from    bool
	}{
		{"no variants", catalog.Product{Offer: offer(700, 0)}, 700, false},
		{"same price", withOffers(offer(500, 1), offer(500, 1)), 500, false},
		{"cheapest", withOffers(offer(900, 1), offer(500, 1)), 500, true},
		{"cheapest that can be bought", withOffers(offer(900, 1), offer(500, 0), offer(800, 2)), 800, true},
		{"only one can be bought", withOffers(offer(900, 1), offer(500, 0)), 900, false},
		{"all sold out", withOffers(offer(900, 0), offer(500, 0)), 500, true},
		{"extremes", withOffers(offer(math.MaxInt64, 1), offer(math.MinInt64, 1)), math.MinInt64, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, from := c.product.From()
			if got.Price.Minor != c.minor || from != c.from {
				t.Errorf("From() = %d, %t, want %d, %t", got.Price.Minor, from, c.minor, c.from)
			}
			if price, again := c.product.Price(); price != got.Price || again != from {
				t.Errorf("Price() = %v, %t, want %v, %t", price, again, got.Price, from)
			}
		})
	}
}

func TestOfferOf(t *testing.T) {
	t.Parallel()
	single, several := catalog.Product{Offer: offer(700, 1)}, withOffers(offer(900, 1), offer(500, 0))
	for _, c := range []struct {
		product catalog.Product
		variant catalog.VariantID
		minor   int64
		ok      bool
	}{{single, "", 700, true}, {single, "a", 700, false}, {several, "b", 500, true}, {several, "", 0, false}, {several, "z", 0, false}} {
		got, ok := c.product.OfferOf(c.variant)
		if ok != c.ok || ok && got.Price.Minor != c.minor {
			t.Errorf("OfferOf(%q) = %d, %t, want %d, %t", c.variant, got.Price.Minor, ok, c.minor, c.ok)
		}
	}
	if v, ok := several.Variant("a"); !ok || v.ID != "a" {
		t.Errorf("Variant(a) = %v, %t", v, ok)
	}
	if _, ok := several.Variant("z"); ok {
		t.Error("Variant(z) is found")
	}
	if !several.Available() || withOffers(offer(1, 0)).Available() || !(catalog.Product{}).Available() {
		t.Error("Available: want true where one variant is in stock or nothing is known, else false")
	}
}

func TestReduced(t *testing.T) {
	t.Parallel()
	for was, want := range map[money.Amount]bool{money.New(200, "USD"): true, money.New(100, "USD"): false, money.New(200, "EUR"): false, {}: false} {
		if got := (catalog.Offer{Price: money.New(100, "USD"), Was: was}).Reduced(); got != want {
			t.Errorf("100 USD, before %v: Reduced() = %t, want %t", was, got, want)
		}
	}
}

func TestCategoryPath(t *testing.T) {
	t.Parallel()
	p := catalog.Product{Category: []catalog.Text{{"": "Camping", "ru": "Кемпинг"}, {"en": "Tents/Tarps"}}}
	if got, want := p.CategoryPath(), "Camping/Tents-Tarps"; got != want {
		t.Errorf("CategoryPath() = %q, want %q", got, want)
	}
	if got := (catalog.Product{}).CategoryPath(); got != "" {
		t.Errorf("CategoryPath() of no category = %q", got)
	}
}

func TestRowError(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]*catalog.RowError{
		"line 3: price: is empty": {Line: 3, Field: "price", Reason: "is empty"},
		"price: is empty":         {Field: "price", Reason: "is empty"},
		"is empty":                {Reason: "is empty"},
	} {
		if got := e.Error(); got != want {
			t.Errorf("Error() = %q, want %q", got, want)
		}
	}
}

func TestCatalog(t *testing.T) {
	t.Parallel()
	p := withOffers(offer(900, 1))
	index := search.New(search.Config{})
	if err := index.Apply(t.Context(), []catalog.Change{{Put: &p}}); err != nil {
		t.Fatal(err)
	}
	c := catalog.New(nil)
	if c.Source() != nil || c.Index() != nil {
		t.Error("a catalogue of nothing has a source or an index")
	}
	c = c.WithIndex(index)
	if r, err := c.Search(context.Background(), catalog.Query{Text: "tee"}); err != nil || r.Total != 1 {
		t.Errorf("Search found %d, %v", r.Total, err)
	}
	got, o, err := c.Offer(catalog.Ref{Product: "p", Variant: "a"})
	if err != nil || o.Price.Minor != 900 || cmp.Diff(p, got) != "" {
		t.Errorf("Offer = %v, %v, %v", got, o, err)
	}
	for _, ref := range []catalog.Ref{{Product: "p"}, {Product: "p", Variant: "z"}, {Product: "q"}} {
		if _, _, err := c.Offer(ref); !errors.Is(err, catalog.ErrNotFound) {
			t.Errorf("Offer(%v): %v, want ErrNotFound", ref, err)
		}
	}
}
