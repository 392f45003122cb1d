package search_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/catalog/search"
)

// judgedQuery is a query and how well products fit it, 3 best; testdata/relevance/README.txt
// tells who judged and how.
type judgedQuery struct {
	Query  string
	Lang   string
	Judged map[string]int
}

// figures are what a way to search reaches over some queries.
type figures struct {
	queries          int
	ndcg, recall     float64 // means: nDCG of the first 10, share of what fits (2 or better) in the first 50
	nothing          float64 // share of queries that find nothing though something fits
	took             time.Duration
	judged, relevant int
}

// floors are a little below what is reached: a change that makes search worse
// fails. They hold for either half; only the open one was tuned on.
var floors = map[string]struct{ ndcg, recall float64 }{
	"demo en": {0.70, 0.82}, "demo ru": {0.78, 0.84}, "demo kk": {0.83, 0.89}, "retail en": {0.82, 0.85},
}

// TestRelevance compares our order with that of plain BM25 over judged queries.
// Run it with -v to see the figures.
func TestRelevance(t *testing.T) {
	t.Parallel()
	t.Run("demo", func(t *testing.T) {
		t.Parallel()
		products, err := demo.Products()
		if err != nil {
			t.Fatal(err)
		}
		relevance(t, "demo", products)
	})
	t.Run("retail", func(t *testing.T) {
		t.Parallel()
		relevance(t, "retail", subset(t, retailStore(t)))
	})
}

func relevance(t *testing.T, shop string, products []catalog.Product) {
	x, plain := indexOf(t, products), newPlainBM25(products)
	for _, half := range []string{"open", "sealed"} {
		all := judgedQueries(t, shop, half)
		for _, lang := range slices.Sorted(maps.Keys(all)) {
			name := shop + " " + lang
			ours := measure(all[lang], func(text string) []string { return best(t, x, text) })
			theirs := measure(all[lang], func(text string) []string { return plain.search(text, 50) })
			t.Logf("%-10s %-6s  ours  %s\n%29s %s", name, half, ours, "BM25 ", theirs)
			floor := floors[name]
			if ours.ndcg < max(floor.ndcg, theirs.ndcg) || ours.recall < max(floor.recall, theirs.recall) || ours.nothing > theirs.nothing {
				t.Errorf("%s, %s: ours are below the floors, nDCG %.2f and recall %.2f, or below BM25", name, half, floor.ndcg, floor.recall)
			}
		}
	}
}

func (f figures) String() string {
	return fmt.Sprintf("%3d queries: nDCG@10 %.3f, recall@50 %.3f, nothing found %.3f, %v a query", f.queries, f.ndcg, f.recall, f.nothing, f.took.Round(time.Microsecond))
}

// best returns the first 50 products found.
func best(t *testing.T, x *search.Index, text string) []string {
	r, err := x.Search(t.Context(), catalog.Query{Text: text, Limit: 50})
	if err != nil {
		t.Errorf("Search(%q): %v", text, err)
	}
	var ids []string
	for _, h := range r.Hits {
		ids = append(ids, string(h.Product.ID))
	}
	return ids
}

func measure(queries []judgedQuery, find func(text string) []string) figures {
	f := figures{queries: len(queries)}
	start := time.Now()
	for _, q := range queries {
		ids := find(q.Query)
		if len(q.Judged) == 0 {
			continue
		}
		f.judged++
		f.ndcg += ndcg(q, ids)
		if len(ids) == 0 {
			f.nothing++
		}
		if r, ok := recall(q, ids); ok {
			f.relevant++
			f.recall += r
		}
	}
	f.took = time.Since(start) / time.Duration(max(1, len(queries)))
	f.ndcg, f.nothing = f.ndcg/float64(max(1, f.judged)), f.nothing/float64(max(1, f.judged))
	f.recall /= float64(max(1, f.relevant))
	return f
}

// ndcg is the gain of the first ten, discounted by their places, as a share of
// the best possible.
func ndcg(q judgedQuery, ids []string) float64 {
	grades := slices.Sorted(maps.Values(q.Judged))
	slices.Reverse(grades)
	sum, most := 0.0, 0.0
	for i := range 10 {
		discount := 1 / math.Log2(float64(i+2))
		if i < len(ids) {
			sum += (math.Exp2(float64(q.Judged[ids[i]])) - 1) * discount
		}
		if i < len(grades) {
			most += (math.Exp2(float64(grades[i])) - 1) * discount
		}
	}
	return sum / most
}

// recall is the share of the products that fit which were found; false if none
// fits.
func recall(q judgedQuery, ids []string) (float64, bool) {
	fit, found := 0, 0
	for id, grade := range q.Judged {
		if grade >= 2 {
			fit++
			if slices.Contains(ids, id) {
				found++
			}
		}
	}
	return float64(found) / float64(max(1, fit)), fit > 0
}

// judgedQueries reads one half of a shop's queries, by language.
func judgedQueries(t *testing.T, shop, half string) map[string][]judgedQuery {
	t.Helper()
	b, err := os.ReadFile("testdata/relevance/queries." + shop + "." + half + ".jsonl")
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string][]judgedQuery)
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		var q judgedQuery
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		all[q.Lang] = append(all[q.Lang], q)
	}
	return all
}

// subset picks the products that were judged.
func subset(t *testing.T, products []catalog.Product) []catalog.Product {
	t.Helper()
	b, err := os.ReadFile("testdata/relevance/retail.subset.txt")
	if err != nil {
		t.Fatal(err)
	}
	judged := strings.Fields(string(b))
	return slices.DeleteFunc(products, func(p catalog.Product) bool { return !slices.Contains(judged, string(p.ID)) })
}
