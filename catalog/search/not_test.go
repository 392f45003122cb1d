package search_test

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
)

func TestFiltersReachBrandAndCategory(t *testing.T) {
	t.Parallel()
	x := search.New(search.Config{})
	offer := catalog.Offer{Price: money.New(100, "USD")}
	var changes []catalog.Change
	for _, p := range []catalog.Product{
		{ID: "a", Title: catalog.Text{"": "a"}, Brand: "Northfell", Category: []catalog.Text{{"": "Camping"}, {"": "Tents"}}, Offer: offer},
		{ID: "b", Title: catalog.Text{"": "b"}, Brand: "Other", Category: []catalog.Text{{"": "Camping"}, {"": "Stoves"}}, Offer: offer},
		{ID: "c", Title: catalog.Text{"": "c"}, Offer: offer},
	} {
		changes = append(changes, catalog.Change{Put: &p})
	}
	if err := x.Apply(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		f    catalog.Filter
		want string
	}{
		{"brand", catalog.Filter{Name: catalog.FacetBrand, Values: []string{"Northfell"}}, "a"},
		{"not brand", catalog.Filter{Name: catalog.FacetBrand, Values: []string{"Northfell"}, Not: true}, "bc"},
		{"not category", catalog.Filter{Name: catalog.FacetCategory, Values: []string{"Camping/Tents"}, Not: true}, "bc"},
		{"not the category above", catalog.Filter{Name: catalog.FacetCategory, Values: []string{"Camping"}, Not: true}, "c"},
	} {
		r, err := x.Search(t.Context(), catalog.Query{Filters: []catalog.Filter{c.f}})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, h := range r.Hits {
			got += string(h.Product.ID)
		}
		if got != c.want {
			t.Errorf("%s: found %q, want %q", c.name, got, c.want)
		}
	}
}
