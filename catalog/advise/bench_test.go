package advise_test

import (
	"flag"
	"fmt"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/advise"
)

var products = flag.Int("products", 2000, "products in the shop of the benchmarks")

// BenchmarkNext asks the first question of a big shop, beside its floor: one
// search that counts the same facets.
func BenchmarkNext(b *testing.B) {
	all := make([]catalog.Product, *products)
	for i := range all {
		all[i] = tent(fmt.Sprint("p", i), int64(5000+i*37%50000), float64(1+i%6), float64(10+i*7%80)/10,
			[]string{"family", "festival", "alpine", "backpacking"}[i%4], i%3 == 0, float64(30+i%20)/10, i%5)
	}
	ix := index(b, all)
	b.Run("next", func(b *testing.B) {
		for b.Loop() {
			if _, err := advise.Next(b.Context(), ix, tents()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("floor", func(b *testing.B) {
		q := tents().Search()
		q.Facets, q.Limit = []string{"*", catalog.FacetPrice, catalog.FacetCategory}, 100
		for b.Loop() {
			if _, err := ix.Search(b.Context(), q); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkPicks shows products of the same shop.
func BenchmarkPicks(b *testing.B) {
	ix := index(b, shop())
	for b.Loop() {
		if _, err := (advise.Config{}).Now(b.Context(), ix, tents()); err != nil {
			b.Fatal(err)
		}
	}
}
