package search_test

import (
	"math"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/search"
)

// The shop's own ranker orders what is found and finds nothing else, whatever
// it says.
func TestRank(t *testing.T) {
	t.Parallel()
	products := []catalog.Product{lamp("a", "Red lamp"), lamp("b", "Green lamp"), lamp("c", "Blue lamp"), lamp("d", "Blue table")}
	for i := range products {
		products[i].Offer.Price.Minor += int64(i)
	}
	const as, shown = "a b c", "a b c d"
	says := func(c float64) func(catalog.Product) float64 {
		return func(p catalog.Product) float64 {
			if p.ID == "c" {
				return c
			}
			return 1
		}
	}
	for name, tt := range map[string]struct {
		rank         func(catalog.Product) float64
		found, shelf string
	}{
		"none":          {nil, as, shown},
		"nothing new":   {says(1), as, shown},
		"better":        {says(1.5), "c a b", "c a b d"},
		"worse":         {says(0.5), as, "a b d c"},
		"negative":      {says(-3), as, "a b d c"},
		"not a number":  {says(math.NaN()), as, shown},
		"infinite":      {says(math.Inf(1)), "c a b", "c a b d"},
		"minus inf":     {says(math.Inf(-1)), as, "a b d c"},
		"all infinite":  {func(catalog.Product) float64 { return math.Inf(1) }, as, shown},
		"beyond bounds": {func(p catalog.Product) float64 { return map[catalog.ProductID]float64{"b": 1e3, "c": 1e6}[p.ID] }, "b c a", "b c a d"},
		"all like zero": {func(catalog.Product) float64 { return 0 }, as, shown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := search.New(search.Config{Rank: tt.rank})
			for i := range products { // merged on the way
				if err := x.Apply(t.Context(), []catalog.Change{{Put: &products[i]}}); err != nil {
					t.Fatal(err)
				}
			}
			if got := found(t, x, catalog.Query{Text: "lamp"}); got != tt.found {
				t.Errorf("lamps: %q, want %q", got, tt.found)
			}
			if got := found(t, x, catalog.Query{}); got != tt.shelf {
				t.Errorf("all: %q, want %q", got, tt.shelf)
			}
			if got := found(t, x, catalog.Query{Sort: catalog.SortPriceDesc}); got != "d c b a" {
				t.Errorf("by price: %q", got)
			}
		})
	}
}
