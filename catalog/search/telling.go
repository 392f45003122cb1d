package search

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// manyValues is how many values a shopper can still look through; a facet with
// more tells less, down to names that every product has its own.
const manyValues = 24

// enough is the information in bits that one question can use: eight answers.
const enough = 3

// mostTelling picks the facets that divide a result best.
func mostTelling(all []tally, price catalog.Facet, maxValues, total int) []catalog.Facet {
	type choice struct {
		*tally
		telling float64
	}
	var choices []choice
	for i := range all {
		if bits := all[i].telling(total); bits > 0 {
			choices = append(choices, choice{&all[i], bits})
		}
	}
	slices.SortFunc(choices, func(a, b choice) int {
		return cmp.Or(cmp.Compare(b.telling, a.telling), strings.Compare(a.name, b.name), cmp.Compare(a.kind, b.kind))
	})
	var facets []catalog.Facet
	for _, c := range choices[:min(len(choices), tellingMost)] {
		facets = append(facets, c.facet(maxValues))
	}
	if price.Min < price.Max && len(facets) < tellingMost {
		facets = append(facets, price)
	}
	return facets
}

// telling is how well an attribute divides total products: the share of them
// that have it, times the information in its values.
func (t *tally) telling(total int) float64 {
	if total == 0 || len(t.values) < 2 {
		return 0
	}
	entropy := 0.0
	for _, v := range t.values {
		p := float64(v.count) / float64(t.products)
		entropy -= p * math.Log2(p)
	}
	coverage := min(1, float64(t.products)/float64(total))
	crowd := min(1, manyValues/float64(len(t.values)))
	if t.kind == catalog.AttributeNumber {
		crowd = 1 // numbers are asked for by range
	}
	return coverage * crowd * min(enough, entropy)
}
