package search

import (
	"fmt"
	"hash/fnv"
	"math"

	"github.com/sauda-commerce/sauda/catalog"
)

// Limits of what one query may ask for.
const (
	maxText     = 200 // runes of Query.Text
	maxWords    = 32
	maxLimit    = 100
	usualLimit  = 10
	maxFacets   = 32
	tellingMost = 6 // facets picked for "*"
)

// request is a query made ready: defaults filled in, names and values folded.
type request struct {
	catalog.Query
	categories []string
	brands     []string
	filters    []wish
}

// wish is a filter with folded name and values.
type wish struct {
	catalog.Filter
	name   string
	values []string
}

func newRequest(q catalog.Query, mainCurrency string) request {
	r := request{Query: q, categories: foldAll(q.Categories), brands: foldAll(q.Brands)}
	r.Text = clean(q.Text, maxText)
	if r.Limit <= 0 {
		r.Limit = usualLimit
	}
	r.Limit = min(r.Limit, maxLimit)
	r.Facets = q.Facets[:min(len(q.Facets), maxFacets)]
	if r.Currency == "" {
		r.Currency = mainCurrency
	}
	for _, f := range q.Filters {
		r.filters = append(r.filters, wish{f, facetKey(f.Name), foldAll(f.Values)})
	}
	return r
}

func foldAll(all []string) []string {
	folded := make([]string, len(all))
	for i, s := range all {
		folded[i] = foldValue(s)
	}
	return folded
}

// identity tells queries apart in cursors: all that decides what is found and
// in which order, but not the page size and the facets.
func (r *request) identity() uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%q %q %q %q %s %q %q", r.Text, r.Lang, r.categories, r.brands, interval(r.Price), r.Currency, r.Sort)
	for _, f := range r.filters {
		truth := "-"
		if f.Bool != nil {
			truth = boolText(*f.Bool)
		}
		fmt.Fprintf(h, " %q %q %s %s %t", f.name, f.values, interval(f.Range), truth, f.Not)
	}
	fmt.Fprintf(h, " %t %t %q %q", r.InStock, r.Reduced, r.Exclude, r.Only)
	return h.Sum64()
}

func interval(r catalog.Range) string {
	lo, hi := bounds(r)
	return fmt.Sprintf("%g..%g", lo, hi)
}

// bounds returns the ends of a range; an open end is infinite.
func bounds(r catalog.Range) (lo, hi float64) {
	lo, hi = math.Inf(-1), math.Inf(1)
	if r.Min != nil {
		lo = *r.Min
	}
	if r.Max != nil {
		hi = *r.Max
	}
	return lo, hi
}

func isOpen(r catalog.Range) bool { return r.Min == nil && r.Max == nil }
