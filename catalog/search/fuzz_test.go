package search_test

import (
	"errors"
	"strings"
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

// FuzzApply indexes any text; what a product is called finds it.
func FuzzApply(f *testing.F) {
	for _, title := range []string{"Red tent", "Тёплая палатка", "t‑shirt 1,5 л", "\xff'ʼs", "ǅ ﬀ ℡ İ", "'a''s", "1.2.3,4 kg kg", "东京 سوق", "e\u0301"} {
		f.Add(title, "description", 1.5, "l")
	}
	f.Fuzz(func(t *testing.T, title, description string, number float64, unit string) {
		title = strings.ToValidUTF8(title, "")
		p := lamp("a", title, weighs(number, unit), catalog.Attribute{Name: description, Kind: catalog.AttributeText, Text: []string{title}})
		p.Description = catalog.Text{"": description}
		p.Category = []catalog.Text{{"": title}}
		x := search.New(search.Config{})
		if err := x.Apply(t.Context(), []catalog.Change{{Put: &p}}); err != nil {
			t.Fatal(err)
		}
		x.Vocabulary()
		r, err := x.Search(t.Context(), catalog.Query{Text: title, Facets: []string{"*", unit}})
		if err != nil {
			t.Fatal(err)
		}
		if utf8.RuneCountInString(title) < 60 && r.Total != 1 {
			t.Errorf("Search(%q) does not find the product of that title", title)
		}
		if err := x.Apply(t.Context(), []catalog.Change{{Delete: "a"}}); err != nil || x.Len() != 0 {
			t.Errorf("after deleting there are %d products, %v", x.Len(), err)
		}
	})
}
