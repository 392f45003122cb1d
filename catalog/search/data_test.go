package search_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
)

// sharedData finds a file of the public data beside the repository, or skips.
func sharedData(t *testing.T, name string) []byte {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		b, err := os.ReadFile(filepath.Join(dir, "shared", "data", name))
		if err == nil {
			return b
		}
	}
	t.Skipf("no shared/data/%s beside the repository: skipping the search of real products", name)
	return nil
}

func retailStore(t *testing.T) []catalog.Product {
	t.Helper()
	var rows []struct {
		ID, Name, Category, Style, Description string
		Price                                  float64
		CurrentStock                           int    `yaml:"current_stock"`
		Gender                                 string `yaml:"gender_affinity"`
	}
	if err := yaml.Unmarshal(sharedData(t, "retail-demo-store/products.yaml"), &rows); err != nil {
		t.Fatal(err)
	}
	all := make([]catalog.Product, len(rows))
	for i, r := range rows {
		all[i] = catalog.Product{
			ID: catalog.ProductID(r.ID), Title: catalog.Text{"": r.Name}, Description: catalog.Text{"": r.Description},
			Category: []catalog.Text{{"": r.Category}, {"": r.Style}},
			Offer: catalog.Offer{
				Price: money.New(int64(math.Round(r.Price*100)), "USD"),
				Stock: catalog.Stock{Kind: catalog.StockCounted, Count: r.CurrentStock},
			},
		}
		if r.Gender != "" {
			all[i].Attributes = []catalog.Attribute{{Name: "gender", Kind: catalog.AttributeText, Text: []string{r.Gender}}}
		}
	}
	return all
}

func eshop(t *testing.T) []catalog.Product {
	t.Helper()
	var rows []struct {
		ID                             int
		Type, Brand, Name, Description string
		Price                          float64
	}
	if err := json.Unmarshal(sharedData(t, "eshop/catalog.json"), &rows); err != nil {
		t.Fatal(err)
	}
	all := make([]catalog.Product, len(rows))
	for i, r := range rows {
		all[i] = catalog.Product{
			ID: catalog.ProductID(fmt.Sprint(r.ID)), Title: catalog.Text{"": r.Name}, Description: catalog.Text{"": r.Description},
			Category: []catalog.Text{{"": r.Type}}, Brand: r.Brand,
			Offer: catalog.Offer{Price: money.New(int64(math.Round(r.Price*100)), "USD")},
		}
	}
	return all
}

func indexOf(t testing.TB, products []catalog.Product) *search.Index {
	t.Helper()
	changes := make([]catalog.Change, len(products))
	for i := range products {
		changes[i].Put = &products[i]
	}
	x := search.New(search.Config{})
	if err := x.Apply(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
	return x
}

// shopperQuery is what a shopper types and what one of the first three
// products must have in its title, category or brand.
type shopperQuery struct{ text, kind string }

func TestRetailDemoStore(t *testing.T) {
	t.Parallel()
	all := retailStore(t)
	x := indexOf(t, all)
	if x.Len() != 2465 {
		t.Fatalf("indexed %d products, want 2465", x.Len())
	}
	askAll(t, x, []shopperQuery{
		{"backpack", "backpack"}, {"back pack", "backpack"}, {"bakpack", "backpack"}, {"leather backpacks", "backpack"},
		{"red dress", "dress"}, {"womens shoes", "footwear"}, {"sneekers", "sneaker"}, {"black boots", "boot"},
		{"sunglases", "glasses"}, {"wrist watch", "watch"}, {"necklace", "necklace"}, {"gold earings", "earrings"},
		{"guitar", "guitar"}, {"headphones", "headphones"}, {"camera", "camera"}, {"coffee table", "furniture"},
		{"sofa", "sofas"}, {"lipstik", "lipstick"}, {"socks", "socks"},
		{"jaket", "jacket"}, {"t-shirt", "shirt"}, {"christmas lights", "christmas"}, {"chefs knife", "knife"},
		{"fishing rod", "fishing"}, {"camping tent", "camping"}, {"flowers bouquet", "floral"}, {"headpho", "headphones"},
	})
}

func TestEshop(t *testing.T) {
	t.Parallel()
	all := eshop(t)
	x := indexOf(t, all)
	if x.Len() != 101 {
		t.Fatalf("indexed %d products, want 101", x.Len())
	}
	askAll(t, x, []shopperQuery{
		{"hiking boots", "boots"}, {"black hiking boot", "boots"}, {"climbing harness", "harness"}, {"harnes", "harness"},
		{"ski goggles", "goggles"}, {"goggels", "goggles"}, {"waterproof jacket", "jacket"}, {"backpack", "backpack"},
		{"snowboard", "ski/boarding"}, {"Daybird", "daybird"}, {"gravitator", "gravitator"}, {"headlamp", "lamp"},
		{"rope", "rope"}, {"tent", "tent"}, {"trekking poles", "pole"}, {"cycling helmet", "helmet"},
	})
}

func askAll(t *testing.T, x *search.Index, queries []shopperQuery) {
	t.Helper()
	for _, q := range queries {
		r, err := x.Search(t.Context(), catalog.Query{Text: q.text, Limit: 3})
		if err != nil {
			t.Errorf("Search(%q): %v", q.text, err)
			continue
		}
		var titles []string
		good := 0
		for _, h := range r.Hits {
			p := h.Product
			seen := strings.ToLower(p.Title.In("") + " " + p.CategoryPath() + " " + p.Brand)
			titles = append(titles, p.Title.In("")+" ("+p.CategoryPath()+")")
			if strings.Contains(seen, q.kind) || strings.Contains(strings.ReplaceAll(seen, "-", "/"), q.kind) {
				good++
			}
		}
		t.Logf("%-20s %4d found, corrected %q, relaxed %q, partial %t: %q", q.text, r.Total, r.Corrected, r.Relaxed, r.Partial, titles)
		if good == 0 {
			t.Errorf("Search(%q): none of the first three is %q", q.text, q.kind)
		}
	}
}
