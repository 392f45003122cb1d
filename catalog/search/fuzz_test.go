package search_test

import (
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/search"
)

// FuzzSearch gives any bytes as text, cursor, language and filter.
func FuzzSearch(f *testing.F) {
	products := []catalog.Product{
		lamp("a", "Red 2-person tent", weighs(2.5, "kg")), lamp("b", "Тёплая палатка"), lamp("c", "Café T-shirt"), lamp("d", "Көрпе 1,5 л"),
	}
	x := search.New(search.Config{})
	for i := range products {
		products[i].SKU = "SKU-" + string(products[i].ID)
		if err := x.Apply(f.Context(), []catalog.Change{{Put: &products[i]}}); err != nil {
			f.Fatal(err)
		}
	}
	first, err := x.Search(f.Context(), catalog.Query{Limit: 1})
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{"tnet", "1,5 л", "t-shirt", "sku a", "'s", "=2500g", "\xff\u0301", "gfkfnrf", "red  2 person", "2kg-"} {
		f.Add(text, "", "en", "weight")
	}
	f.Add("", first.Next, "", "")
	f.Fuzz(func(t *testing.T, text, cursor, lang, name string) {
		q := catalog.Query{Text: text, Cursor: cursor, Lang: lang, Limit: 2, Facets: []string{name, "*"}}
		if name != "" {
			q.Filters = []catalog.Filter{{Name: name, Values: []string{text}, Not: true}}
		}
		r, err := x.Search(t.Context(), q)
		if err != nil {
			if !errors.Is(err, catalog.ErrCursor) {
				t.Errorf("Search: %v", err)
			}
			return
		}
		if r.Total > len(products) || len(r.Hits) > 2 || name != "*" && len(r.Facets) < 1 {
			t.Errorf("%d of %d hits, %d facets", len(r.Hits), r.Total, len(r.Facets))
		}
		for _, w := range append(r.Relaxed, r.Corrected) {
			if !utf8.ValidString(w) {
				t.Errorf("invalid text %q in the result", w)
			}
		}
	})
}
