package search

import (
	"math"
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
)

// place is where a product stands in a result: higher keys first, then ids in
// ascending order.
type place struct {
	key float64
	id  catalog.ProductID
}

func (p place) before(o place) bool { return p.key > o.key || p.key == o.key && p.id < o.id }

// ranked is one document with its key.
type ranked struct {
	key float64
	run *run
	doc uint32
}

func (r ranked) place() place { return place{r.key, r.run.view.products[r.doc].ID} }

// before compares within one view without looking at ids: documents are
// numbered in their order.
func (r ranked) before(o ranked) bool {
	switch {
	case r.key != o.key:
		return r.key > o.key
	case r.run == o.run:
		return r.doc < o.doc
	}
	return r.place().before(o.place())
}

// top keeps the best few of many.
type top struct {
	limit int
	best  []ranked
	worst float64 // key of the last of a full best, else -Inf
}

func (t *top) add(r ranked) {
	if len(t.best) == t.limit {
		if !r.before(t.best[t.limit-1]) {
			return
		}
		t.best = t.best[:t.limit-1]
	}
	i, _ := slices.BinarySearchFunc(t.best, r, func(a, b ranked) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
	t.best = slices.Insert(t.best, i, r)
	if len(t.best) == t.limit {
		t.worst = t.best[t.limit-1].key
	}
}

// order gives documents their keys.
type order struct {
	sort     catalog.Sort
	words    bool
	currency string
}

// keysOf returns the function that gives the documents of one run their keys.
func (o order) keysOf(r *run) func(doc uint32) float64 {
	v := r.view
	switch o.sort {
	case catalog.SortPriceAsc:
		return v.priceKey(o.currency, -1)
	case catalog.SortPriceDesc:
		return v.priceKey(o.currency, 1)
	case catalog.SortRating:
		return func(doc uint32) float64 { return float64(v.rating[doc]) }
	case catalog.SortNewest:
		return func(doc uint32) float64 { return float64(v.updated[doc]) }
	case catalog.SortRelevance:
	}
	if o.words {
		return func(doc uint32) float64 { return float64(r.cells[doc].score * v.prior[doc]) }
	}
	return func(doc uint32) float64 { return float64(v.browsing[doc]) }
}

// priceKey orders by the price to show; products priced in another currency
// come last.
func (v *view) priceKey(currency string, direction float64) func(doc uint32) float64 {
	code, ok := v.offers.currencyCode(currency)
	return func(doc uint32) float64 {
		if !ok || v.offers.fromCurrency[doc] != code {
			return math.Inf(-1)
		}
		return direction * float64(v.offers.from[doc])
	}
}

// page picks the products after a place. rest is how many come after it,
// those of the page included. The zero place is before all.
func page(runs []*run, o order, limit int, after place) (best []ranked, rest int) {
	t := top{limit: limit, worst: math.Inf(-1)}
	for _, r := range runs {
		key := o.keysOf(r)
		for _, doc := range r.hits {
			k := key(doc)
			if after.id != "" && (k > after.key || k == after.key && r.view.products[doc].ID <= after.id) {
				continue
			}
			rest++
			if k >= t.worst { // most are worse, and need no more than this
				t.add(ranked{k, r, doc})
			}
		}
	}
	return t.best, rest
}
