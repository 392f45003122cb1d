package search_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
)

func lamp(id, title string, attributes ...catalog.Attribute) catalog.Product {
	return catalog.Product{ID: catalog.ProductID(id), Title: catalog.Text{"": title}, Attributes: attributes, Offer: catalog.Offer{Price: money.New(1000, "USD")}}
}

func weighs(n float64, unit string) catalog.Attribute {
	return catalog.Attribute{Name: "weight", Kind: catalog.AttributeNumber, Number: n, Unit: unit}
}

func found(t *testing.T, x *search.Index, q catalog.Query) string {
	t.Helper()
	r, err := x.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range append(r.Hits, r.Near...) {
		ids = append(ids, string(h.Product.ID))
	}
	return strings.Join(ids, " ")
}

func TestText(t *testing.T) {
	t.Parallel()
	mat := lamp("mat", "Foam mat")
	mat.Description = catalog.Text{"": "Goes under any tent. Great capacity for comfort."}
	x := indexOf(t, []catalog.Product{
		lamp("bottle", "Steel bottle", catalog.Attribute{Name: "volume", Kind: catalog.AttributeNumber, Number: 1.5, Unit: "l"}),
		lamp("flask", "Flask 500 ml"), lamp("tent2", "2-person tent"), lamp("tent4", "Tent for 4 persons"),
		lamp("tee", "Cotton T-shirt"), lamp("pack", "Backpack"), lamp("cap", "Cap"), lamp("жылы", "Жылы көрпе"), lamp("шатер", "Шатёр походный"), mat,
	})
	for _, c := range []struct{ text, want string }{
		{"1,5 л", "bottle"}, {"1.5l", "bottle"}, {"1500 ml", "bottle"}, {"0.5 l flask", "flask bottle"}, {"2 person tent", "tent2"}, {"tent 4 person", "tent4"},
		{"tshirt", "tee"}, {"t-shirt", "tee"}, {"t shirt", "tee"}, {"back pack", "pack"}, {"back-pack", "pack"},
		{"cap", "cap"}, {"жылы корпе", "жылы"}, {"көрпелер", "жылы"}, {"shater", "шатер"}, {"ifnth", "шатер"}, {"ефте", ""}, {"еуте", "tent2 tent4 mat"},
		{"foammat", "mat"}, {"the for with", "tent4"}, {"tent", "tent2 tent4 mat"},
	} {
		if got := found(t, x, catalog.Query{Text: c.text}); got != c.want {
			t.Errorf("Search(%q) found %q, want %q", c.text, got, c.want)
		}
	}
}

func TestCorrectedIsWhatWasSearched(t *testing.T) {
	t.Parallel()
	x := indexOf(t, []catalog.Product{lamp("a", "Rain jacket"), lamp("b", "Палатка"), lamp("c", "Waterproof boots")})
	for text, want := range map[string]string{
		"rainjacket": "rain jacket", "  Raim  jaket!": "rain  jacket!", "palatka": "палатка", "watrprof boots": "waterproof boots", "boots": "", "zzzz": "",
	} {
		r, err := x.Search(t.Context(), catalog.Query{Text: text})
		if err != nil || r.Corrected != want {
			t.Errorf("Search(%q): Corrected is %q, want %q (%v)", text, r.Corrected, want, err)
			continue
		}
		if again := found(t, x, catalog.Query{Text: want}); want != "" && again != found(t, x, catalog.Query{Text: text}) {
			t.Errorf("Search(%q) finds %q, other than %q does", want, again, text)
		}
	}
}

func TestMaxTypos(t *testing.T) {
	t.Parallel()
	products := []catalog.Product{lamp("a", "Waterproof tent")}
	for _, c := range []struct {
		maxTypos int
		text     string
		total    int
	}{{0, "waterprooof", 1}, {0, "watreprofo", 1}, {1, "watreprofo", 0}, {1, "waterprofo", 1}, {-1, "waterprofo", 0}, {0, "tnt", 0}, {0, "tnet", 1}, {0, "tetn", 1}, {0, "tetnn", 0}} {
		x := search.New(search.Config{MaxTypos: c.maxTypos})
		if err := x.Apply(t.Context(), []catalog.Change{{Put: &products[0]}}); err != nil {
			t.Fatal(err)
		}
		if r, err := x.Search(t.Context(), catalog.Query{Text: c.text}); err != nil || r.Total != c.total {
			t.Errorf("MaxTypos %d: %q finds %d, want %d (%v)", c.maxTypos, c.text, r.Total, c.total, err)
		}
	}
}

func TestUnitsOfNumbers(t *testing.T) {
	t.Parallel()
	x := indexOf(t, []catalog.Product{lamp("a", "Lamp", weighs(2200, "g")), lamp("b", "Lamp", weighs(2.2, "kg")), lamp("c", "Lamp", weighs(3, "kg"))})
	lo, hi := 2200.0, 2200.0
	q := catalog.Query{Filters: []catalog.Filter{{Name: "Weight", Range: catalog.Range{Min: &lo, Max: &hi}}}}
	if got := found(t, x, q); got != "a b" {
		t.Errorf("2200 g finds %q, want a and b", got)
	}
	r, err := x.Search(t.Context(), catalog.Query{Facets: []string{"weight"}})
	if err != nil {
		t.Fatal(err)
	}
	want := catalog.Facet{
		Name: "weight", Kind: catalog.AttributeNumber, Unit: "g", Min: 2200, Max: 3000,
		Values: []catalog.FacetValue{{Value: "2200", Count: 2}, {Value: "3000", Count: 1}},
	}
	if diff := cmp.Diff([]catalog.Facet{want}, r.Facets); diff != "" {
		t.Errorf("facet (-want +got):\n%s", diff)
	}
}

func TestTellingFacets(t *testing.T) {
	t.Parallel()
	var all []catalog.Product
	for i := range 40 {
		p := lamp(fmt.Sprint(100+i), "Lamp",
			catalog.Attribute{Name: "colour", Kind: catalog.AttributeText, Text: []string{colours[i%4]}},
			catalog.Attribute{Name: "always", Kind: catalog.AttributeText, Text: []string{"same"}},
			catalog.Attribute{Name: "serial", Kind: catalog.AttributeText, Text: []string{fmt.Sprint("n", i)}},
			weighs(float64(i%8), "kg"))
		p.Offer.Price.Minor += int64(i)
		all = append(all, p)
	}
	r, err := indexOf(t, all).Search(t.Context(), catalog.Query{Facets: []string{"*"}})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range r.Facets {
		names = append(names, f.Name)
	}
	if want := []string{"weight", "colour", "serial", "price"}; !slices.Contains(names, "colour") || slices.Contains(names, "always") || slices.Index(names, "serial") < slices.Index(names, "weight") {
		t.Errorf("the most telling facets are %q, want the like of %q", names, want)
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	x := search.New(search.Config{})
	a, nameless := lamp("a", "Lamp"), lamp("", "Lamp")
	if err := x.Apply(t.Context(), []catalog.Change{{Put: &a}, {Put: &nameless}}); !errors.Is(err, search.ErrProduct) || x.Len() != 0 {
		t.Errorf("Apply of a product without id: %v, %d products; want ErrProduct and none", err, x.Len())
	}
	if err := x.Apply(t.Context(), []catalog.Change{{Put: &a}, {Done: &catalog.Done{Full: true}}, {}}); err != nil || x.Len() != 1 {
		t.Errorf("Apply with Done: %v, %d products; want one", err, x.Len())
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	if _, err := x.Search(ctx, catalog.Query{}); err == nil || err.Error() != "enough" {
		t.Errorf("Search with a cancelled context: %v, want its cause", err)
	}
}

func TestOddNumbers(t *testing.T) {
	t.Parallel()
	p := lamp("a", "Lamp", weighs(math.NaN(), "kg"), weighs(math.Inf(1), "g"), weighs(-1e300, "kg"))
	p.Rating = catalog.Rating{Average: math.NaN(), Count: -1}
	p.Variants = []catalog.Variant{{ID: "v", Offer: catalog.Offer{Price: money.New(math.MinInt64, "")}}, {ID: "w", Offer: catalog.Offer{Price: money.New(math.MaxInt64, "USD")}}}
	x := indexOf(t, []catalog.Product{p, lamp("b", "Lamp", weighs(1, "kg"))})
	nan := math.NaN()
	for _, q := range []catalog.Query{
		{Text: "lamp", Facets: []string{"*", "weight", "price"}}, {Sort: catalog.SortPriceAsc}, {Sort: "unheard of"},
		{Price: catalog.Range{Min: &nan}}, {Filters: []catalog.Filter{{Name: "weight", Range: catalog.Range{Min: &nan, Max: &nan}}}}, {Filters: []catalog.Filter{{}}},
	} {
		if _, err := x.Search(t.Context(), q); err != nil {
			t.Errorf("Search(%+v): %v", q, err)
		}
	}
	x.Vocabulary()
}

// TestMemoryIsBounded puts the same products over and over: what is replaced
// must not pile up.
func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	s := newSynthetic(3)
	x := search.New(search.Config{})
	for range 20 {
		if err := x.Apply(t.Context(), s.changes(100)); err != nil {
			t.Fatal(err)
		}
		for i := range 30 {
			if err := x.Apply(t.Context(), []catalog.Change{{Put: s.product(i)}}); err != nil {
				t.Fatal(err)
			}
		}
		if segments, stored := search.Stored(x); stored > 2*x.Len() || segments > 6 {
			t.Fatalf("%d products are stored as %d in %d segments", x.Len(), stored, segments)
		}
	}
}

func TestWeights(t *testing.T) {
	t.Parallel()
	said, called := lamp("a", "Lamp"), lamp("b", "Lantern")
	said.Description = catalog.Text{"": "Like a lantern."}
	for _, c := range []struct {
		weights search.Weights
		want    string
	}{{search.Weights{}, "b a"}, {search.Weights{Title: 0.1, Description: 9}, "a b"}, {search.Weights{Description: -1}, "b"}} {
		x := search.New(search.Config{Weights: c.weights, OnlySynonyms: true})
		if err := x.Apply(t.Context(), []catalog.Change{{Put: &said}, {Put: &called}}); err != nil {
			t.Fatal(err)
		}
		if got := found(t, x, catalog.Query{Text: "lantern"}); got != c.want {
			t.Errorf("with %+v lantern finds %q, want %q", c.weights, got, c.want)
		}
	}
}

// TestDeletesFreeMemory deletes most products, a few at a time.
func TestDeletesFreeMemory(t *testing.T) {
	t.Parallel()
	x := search.New(search.Config{})
	if err := x.Apply(t.Context(), newSynthetic(4).changes(600)); err != nil {
		t.Fatal(err)
	}
	for i := range 59 {
		var changes []catalog.Change
		for j := range 10 {
			changes = append(changes, catalog.Change{Delete: catalog.ProductID(fmt.Sprintf("p%07d", i*10+j))})
		}
		if err := x.Apply(t.Context(), changes); err != nil {
			t.Fatal(err)
		}
		if _, stored := search.Stored(x); stored > 2*x.Len() {
			t.Fatalf("%d products are stored as %d", x.Len(), stored)
		}
	}
}

// TestPagesWhileScoresMove makes the words of a query rarer and more common
// between its pages, together and each by itself.
func TestPagesWhileScoresMove(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, other string
		want        int
	}{{"lamp", "Chair", 24}, {"lamp shade", "Shade", 20}} {
		t.Run(c.text+" among "+c.other, func(t *testing.T) {
			t.Parallel()
			pagesWhileScoresMove(t, c.text, c.other, c.want)
		})
	}
}

func pagesWhileScoresMove(t *testing.T, text, other string, want int) {
	t.Helper()
	x := search.New(search.Config{})
	for i := range 24 {
		p := lamp(fmt.Sprintf("p%02d", i), strings.Repeat("lamp ", 1+i%3)+strings.Repeat(" shade", i%6))
		if err := x.Apply(t.Context(), []catalog.Change{{Put: &p}}); err != nil {
			t.Fatal(err)
		}
	}
	var seen []string
	q := catalog.Query{Text: text, Limit: 3}
	for round := 0; ; round++ {
		r, err := x.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range r.Hits {
			if h.Product.ID[0] == 'p' {
				seen = append(seen, string(h.Product.ID))
			}
		}
		if q.Cursor = r.Next; q.Cursor == "" {
			break
		}
		var others []catalog.Change
		for i := range 2 + 6*round {
			p := lamp(fmt.Sprintf("x%d-%d", round, i), other)
			others = append(others, catalog.Change{Put: &p})
		}
		if err := x.Apply(t.Context(), others); err != nil {
			t.Fatal(err)
		}
	}
	unique := slices.Compact(slices.Sorted(slices.Values(seen)))
	if len(seen) != want || len(unique) != want {
		t.Errorf("the pages have %d products, %d different, want %d: %q", len(seen), len(unique), want, seen)
	}
}
