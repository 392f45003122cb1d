package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
)

var modelWords = strings.Fields("tent tents red redder blue backpack back pack café Ёлка елки палатка палатки 2l 1.5 kg t-shirt waterproof")

// drawProduct makes a product of few words and values, so that products have
// much in common.
func drawProduct(r *rand.Rand, id int) *catalog.Product {
	words := func(n int) string {
		var w []string
		for range 1 + r.IntN(n) {
			w = append(w, modelWords[r.IntN(len(modelWords))])
		}
		return strings.Join(w, " ")
	}
	offer := func() catalog.Offer {
		return catalog.Offer{
			Price: money.New(int64(r.IntN(9)*100), []string{"USD", "USD", "EUR"}[r.IntN(3)]), Was: money.New(500, "USD"),
			Stock: catalog.Stock{Kind: []catalog.StockKind{catalog.StockUnknown, catalog.StockCounted}[r.IntN(2)], Count: r.IntN(2)},
		}
	}
	p := &catalog.Product{
		ID: catalog.ProductID(fmt.Sprintf("p%02d", id)), SKU: fmt.Sprint("s", r.IntN(5)), Title: catalog.Text{"": words(4)}, Description: catalog.Text{"": words(9)},
		Brand: []string{"", "Acme", "Bolt"}[r.IntN(3)], Category: []catalog.Text{{"": "A"}, {"": []string{"x", "y"}[r.IntN(2)]}},
		Attributes: []catalog.Attribute{
			{Name: "weight", Kind: catalog.AttributeNumber, Number: float64(1 + r.IntN(3)), Unit: "kg"},
			{Name: "colour", Kind: catalog.AttributeText, Text: []string{[]string{"Red", "blue"}[r.IntN(2)]}},
		},
		Offer: offer(), Rating: catalog.Rating{Average: float64(r.IntN(6)), Count: r.IntN(9)},
	}
	for i := range r.IntN(3) {
		p.Variants = append(p.Variants, catalog.Variant{ID: catalog.VariantID(fmt.Sprint(i)), Values: map[string]string{"size": []string{"S", "M"}[r.IntN(2)]}, Offer: offer()})
	}
	return p
}

func modelQueries() []catalog.Query {
	lo, hi := 200.0, 600.0
	all := []string{"*"}
	queries := []catalog.Query{
		{Facets: all}, {Text: "tent", Facets: all}, {Text: "red tents"}, {Text: "bakcpack"}, {Text: "ba"}, {Text: "палатку"}, {Text: "2 l"}, {Text: "s3"},
		{InStock: true, Facets: []string{"colour", "weight", catalog.FacetPrice}}, {Reduced: true}, {Price: catalog.Range{Min: &lo, Max: &hi}},
		{Sort: catalog.SortPriceAsc, Categories: []string{"a/x"}}, {Sort: catalog.SortRating, Brands: []string{"ACME"}},
		{Filters: []catalog.Filter{{Name: "size", Values: []string{"m"}}, {Name: "colour", Values: []string{"red"}, Not: true}}},
		{Filters: []catalog.Filter{{Name: "weight", Range: catalog.Range{Max: &hi}}}, InStock: true, Text: "backpack"},
	}
	for i := range queries {
		queries[i].Limit = 100
	}
	return queries
}

// TestHistoryDoesNotMatter applies changes in random portions and compares
// with an index that was given the final products at once.
func TestHistoryDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		x, now := search.New(search.Config{}), make(map[catalog.ProductID]*catalog.Product)
		for range rapid.IntRange(1, 12).Draw(t, "portions") {
			var changes []catalog.Change
			for range 1 + r.IntN(20) {
				p := drawProduct(r, r.IntN(40))
				if r.IntN(3) == 0 {
					changes = append(changes, catalog.Change{Delete: p.ID})
					delete(now, p.ID)
				} else {
					changes = append(changes, catalog.Change{Put: p})
					now[p.ID] = p
				}
			}
			if err := x.Apply(context.Background(), changes); err != nil {
				t.Fatal(err)
			}
		}
		fresh := search.New(search.Config{})
		var changes []catalog.Change
		for _, p := range now {
			changes = append(changes, catalog.Change{Put: p})
		}
		if err := fresh.Apply(context.Background(), changes); err != nil {
			t.Fatal(err)
		}
		compareIndexes(t, x, fresh)
	})
}

func compareIndexes(t *rapid.T, got, want *search.Index) {
	if got.Len() != want.Len() {
		t.Fatalf("%d products, want %d", got.Len(), want.Len())
	}
	if diff := cmp.Diff(want.Vocabulary(), got.Vocabulary()); diff != "" {
		t.Errorf("vocabulary (-fresh +grown):\n%s", diff)
	}
	for _, q := range modelQueries() {
		a, errA := want.Search(context.Background(), q)
		b, errB := got.Search(context.Background(), q)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("Search(%+v) (-fresh +grown):\n%s", q, diff)
		}
	}
}

// TestFiltersAgainstScan compares filters with looking at every product.
func TestFiltersAgainstScan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		var all []*catalog.Product
		var changes []catalog.Change
		for i := range 30 {
			all = append(all, drawProduct(r, i))
			changes = append(changes, catalog.Change{Put: all[i]})
		}
		x := search.New(search.Config{})
		if err := x.Apply(context.Background(), changes); err != nil {
			t.Fatal(err)
		}
		lo, hi := float64(r.IntN(500)), float64(500+r.IntN(500))
		q := catalog.Query{Price: catalog.Range{Min: &lo, Max: &hi}, Currency: "USD", InStock: r.IntN(2) == 0, Reduced: r.IntN(2) == 0, Limit: 100}
		size := []string{"", "S", "M"}[r.IntN(3)]
		if size != "" {
			q.Filters = []catalog.Filter{{Name: "size", Values: []string{size}}}
		}
		got, err := x.Search(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		var want, found []string
		for _, p := range all {
			if sells(p, q, size) {
				want = append(want, string(p.ID))
			}
		}
		for _, h := range got.Hits {
			found = append(found, string(h.Product.ID))
		}
		slices.Sort(found)
		if !slices.Equal(found, want) {
			t.Errorf("Search(%+v) found %q, want %q", q, found, want)
		}
	})
}

// sells says whether one and the same offer of a product is all that q asks.
func sells(p *catalog.Product, q catalog.Query, size string) bool {
	fits := func(o catalog.Offer, has string) bool {
		price := float64(o.Price.Minor)
		return o.Price.Currency == q.Currency && price >= *q.Price.Min && price <= *q.Price.Max && (size == "" || has == size) &&
			(!q.InStock || o.Stock.Available(1)) && (!q.Reduced || o.Reduced())
	}
	if len(p.Variants) == 0 {
		return fits(p.Offer, "")
	}
	return slices.ContainsFunc(p.Variants, func(v catalog.Variant) bool { return fits(v.Offer, v.Values["size"]) })
}

// TestPagesUnderChange follows pages while products come and go: no product
// that was there all the time is missed or seen twice.
func TestPagesUnderChange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		x := search.New(search.Config{})
		var changes []catalog.Change
		for i := range 40 {
			changes = append(changes, catalog.Change{Put: drawProduct(r, i)})
		}
		if err := x.Apply(context.Background(), changes); err != nil {
			t.Fatal(err)
		}
		sort := rapid.SampledFrom([]catalog.Sort{catalog.SortRelevance, catalog.SortPriceAsc, catalog.SortRating, catalog.SortNewest}).Draw(t, "sort")
		seen, gone := make(map[catalog.ProductID]int), make(map[catalog.ProductID]bool)
		q := catalog.Query{Sort: sort, Limit: 4, Currency: "USD"}
		for {
			res, err := x.Search(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range res.Hits {
				seen[h.Product.ID]++
			}
			if q.Cursor = res.Next; q.Cursor == "" {
				break
			}
			drop := catalog.ProductID(fmt.Sprintf("p%02d", r.IntN(40)))
			if r.IntN(2) == 0 {
				drop = res.Hits[len(res.Hits)-1].Product.ID
			}
			gone[drop] = true
			if err := x.Apply(context.Background(), []catalog.Change{{Delete: drop}, {Put: drawProduct(r, 50+r.IntN(20))}}); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 40 {
			id := catalog.ProductID(fmt.Sprintf("p%02d", i))
			if n := seen[id]; n > 1 || n == 0 && !gone[id] {
				t.Errorf("sorted by %q product %s was seen %d times", sort, id, n)
			}
		}
	})
}

// TestReadersBesideWriter is for the race detector.
func TestReadersBesideWriter(t *testing.T) {
	t.Parallel()
	x := search.New(search.Config{})
	var wg sync.WaitGroup
	for reader := range 3 {
		wg.Go(func() {
			for i := range 60 {
				queries := modelQueries()
				if _, err := x.Search(t.Context(), queries[(i+reader)%len(queries)]); err != nil {
					t.Error(err)
				}
				x.Vocabulary()
				x.Get("p01")
			}
		})
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 60 {
		changes := []catalog.Change{{Put: drawProduct(r, r.IntN(30))}, {Put: drawProduct(r, r.IntN(30))}, {Delete: drawProduct(r, r.IntN(30)).ID}}
		if err := x.Apply(t.Context(), changes); err != nil {
			t.Fatal(err)
		}
	}
	wg.Wait()
}
