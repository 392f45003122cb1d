package peers_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/catalog/search/internal/relevance"
)

const judged = "../testdata/relevance"

// TestBleve prints our figures beside those of a tuned Bleve. Ours must be no
// worse in either half.
func TestBleve(t *testing.T) {
	products, err := demo.Products()
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "demo", products)
	if products = retail(t); len(products) > 0 {
		compare(t, "retail", products)
	}
}

func compare(t *testing.T, shop string, products []catalog.Product) {
	t.Helper()
	ours, theirs := search.New(search.Config{}), newBleve(t, products)
	changes := make([]catalog.Change, len(products))
	for i := range products {
		changes[i].Put = &products[i]
	}
	if err := ours.Apply(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
	for _, half := range []string{"open", "sealed"} {
		all, err := relevance.Read(judged, shop, half)
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range slices.Sorted(maps.Keys(all)) {
			a := relevance.Measure(all[lang], func(text string) []string { return searchOurs(t, ours, text) })
			b := relevance.Measure(all[lang], func(text string) []string { return searchBleve(t, theirs, text) })
			t.Logf("%-6s %s %-6s  ours   %v\n%32s %v (%.0f times ours)", shop, lang, half, a, "Bleve  ", b, float64(b.Took)/float64(a.Took))
			if a.NDCG < b.NDCG {
				t.Errorf("%s %s %s: Bleve ranks better", shop, lang, half)
			}
		}
	}
}

func searchOurs(t *testing.T, x *search.Index, text string) []string {
	r, err := x.Search(t.Context(), catalog.Query{Text: text, Limit: relevance.Deep})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range append(r.Hits, r.Near...) {
		ids = append(ids, string(h.Product.ID))
	}
	return ids
}

// retail reads the judged products of retail-demo-store, if it is there.
func retail(t *testing.T) []catalog.Product {
	t.Helper()
	b, err := os.ReadFile("../../../../shared/data/retail-demo-store/products.yaml")
	if err != nil {
		t.Log("no shared/data beside the repository: the demo shop alone is compared")
		return nil
	}
	ids, err := os.ReadFile(filepath.Join(judged, "retail.subset.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		ID, Name, Category, Style, Description string
		Gender                                 string `yaml:"gender_affinity"`
	}
	if err := yaml.Unmarshal(b, &rows); err != nil {
		t.Fatal(err)
	}
	subset := strings.Fields(string(ids))
	var all []catalog.Product
	for _, r := range rows {
		if !slices.Contains(subset, r.ID) {
			continue
		}
		p := catalog.Product{
			ID: catalog.ProductID(r.ID), Title: catalog.Text{"": r.Name}, Description: catalog.Text{"": r.Description},
			Category: []catalog.Text{{"": r.Category}, {"": r.Style}},
		}
		if r.Gender != "" {
			p.Attributes = []catalog.Attribute{{Name: "gender", Kind: catalog.AttributeText, Text: []string{r.Gender}}}
		}
		all = append(all, p)
	}
	return all
}
