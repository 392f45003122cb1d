package search

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// tally counts the values of one attribute over all views.
type tally struct {
	attribute // of the first view that has it; unit, label and spelling of all
	values    []counted
	products  int // sum of counts
}

// counted is one value and how many products have it.
type counted struct {
	*value
	count int
}

// count counts how many of the hits have each code. Where the hits are most of
// the view it counts the others and takes them off the known totals.
func (r *run) count() []uint32 {
	k := &r.view.keys
	if cap(r.counts) < len(k.values) {
		r.counts = make([]uint32, len(k.values))
	}
	counts := r.counts[:len(k.values)]
	if len(r.hits)*2 <= len(r.view.products) {
		clear(counts)
		for _, doc := range r.hits {
			for _, c := range k.ofDoc(doc) {
				counts[c]++
			}
		}
		return counts
	}
	for c := range counts {
		counts[c] = k.codeStart[c+1] - k.codeStart[c]
	}
	others := newBitset(len(r.view.products))
	others.fill(len(r.view.products))
	for _, doc := range r.hits {
		others.unset(doc)
	}
	for _, doc := range others.appendTo(nil) {
		for _, c := range k.ofDoc(doc) {
			counts[c]--
		}
	}
	return counts
}

// tallies adds up the counts of some attributes, or of all where names is nil.
func tallies(runs []*run, names []string) []tally {
	at := make(map[attrKey]int)
	var all []tally
	for _, r := range runs {
		counts := r.count()
		for _, a := range r.view.keys.attrs {
			if names != nil && !slices.Contains(names, a.name) {
				continue
			}
			key := attrKey{a.name, a.kind}
			i, ok := at[key]
			if !ok {
				i = len(all)
				at[key] = i
				all = append(all, tally{attribute: a})
			}
			all[i].add(&r.view.keys, a, counts)
		}
	}
	for i := range all {
		if len(runs) > 1 {
			all[i].merge()
		}
	}
	return all
}

func (t *tally) add(k *keywords, a attribute, counts []uint32) {
	t.shown, t.unit = lesser(t.shown, a.shown), lesser(t.unit, a.unit)
	if len(t.label) == 0 {
		t.label = a.label
	}
	for c := a.lo; c < a.hi; c++ {
		if n := int(counts[c]); n > 0 {
			t.values = append(t.values, counted{&k.values[c], n})
			t.products += n
		}
	}
}

// merge adds up equal values of several views and restores their order: text
// alphabetical, numbers by size.
func (t *tally) merge() {
	slices.SortFunc(t.values, func(a, b counted) int {
		return cmp.Or(strings.Compare(a.folded, b.folded), cmp.Compare(a.number, b.number), strings.Compare(a.text, b.text))
	})
	merged := t.values[:0]
	for _, v := range t.values {
		if n := len(merged); n > 0 && merged[n-1].folded == v.folded && merged[n-1].number == v.number {
			merged[n-1].count += v.count
			continue
		}
		merged = append(merged, v)
	}
	t.values = merged
}

// facets counts what the request asks for over all hits.
func (s *snapshot) facets(runs []*run, r *request, maxValues, total int) []catalog.Facet {
	if len(r.Facets) == 0 {
		return nil
	}
	telling := slices.Contains(r.Facets, "*")
	names := make([]string, len(r.Facets))
	for i, f := range r.Facets {
		names[i] = facetKey(f)
	}
	if telling {
		names = nil
	}
	all := tallies(runs, names)
	var facets []catalog.Facet
	for _, name := range r.Facets {
		switch name {
		case "*":
			facets = append(facets, mostTelling(all, priceFacet(runs, r.Currency), maxValues, total)...)
		case catalog.FacetPrice:
			facets = append(facets, priceFacet(runs, r.Currency))
		default:
			facets = append(facets, facetNamed(all, name, maxValues))
		}
	}
	return facets
}

// facetKey is the folded name under which a facet's attribute is kept.
func facetKey(name string) string {
	switch name {
	case catalog.FacetCategory:
		return categoryName
	case catalog.FacetBrand:
		return brandName
	}
	return foldValue(name)
}

// facetNamed makes the facet of a name. Should products use one name for
// values of several kinds, the most used kind is shown; a name that no hit has
// gives a facet without values.
func facetNamed(all []tally, name string, maxValues int) catalog.Facet {
	key := facetKey(name)
	var best *tally
	for i := range all {
		if t := &all[i]; t.name == key && (best == nil || t.products > best.products) {
			best = t
		}
	}
	if best == nil {
		return catalog.Facet{Name: name}
	}
	f := best.facet(maxValues)
	f.Name = name
	return f
}

// facet lists the most frequent values.
func (t *tally) facet(maxValues int) catalog.Facet {
	f := catalog.Facet{Name: t.facetName(), Label: t.label, Kind: t.kind, Unit: t.unit}
	factor := unitOf(t.unit).factor
	if n := len(t.values); n > 0 && t.kind == catalog.AttributeNumber {
		f.Min, f.Max = tidy(t.values[0].number/factor), tidy(t.values[n-1].number/factor)
	}
	// Values are in their own order already, so that a stable sort breaks ties.
	byCount := slices.Clone(t.values)
	slices.SortStableFunc(byCount, func(a, b counted) int { return b.count - a.count })
	for _, v := range byCount[:min(len(byCount), maxValues)] {
		f.Values = append(f.Values, catalog.FacetValue{Value: v.shown(t.kind, factor), Label: v.label, Count: v.count})
	}
	return f
}

func (t *tally) facetName() string {
	switch t.name {
	case categoryName:
		return catalog.FacetCategory
	case brandName:
		return catalog.FacetBrand
	}
	return t.shown
}

// shown is the value as it is shown, a number in the attribute's unit.
func (v *value) shown(kind catalog.AttributeKind, factor float64) string {
	if kind == catalog.AttributeNumber {
		return formatNumber(tidy(v.number / factor))
	}
	return v.text
}

// priceFacet finds the lowest and the highest price to show, in minor units.
func priceFacet(runs []*run, currency string) catalog.Facet {
	f := catalog.Facet{Name: catalog.FacetPrice, Kind: catalog.AttributeNumber, Unit: currency}
	lo, hi := int64(math.MaxInt64), int64(math.MinInt64)
	for _, r := range runs {
		o := &r.view.offers
		code, ok := o.currencyCode(currency)
		for _, doc := range r.hits {
			if ok && o.fromCurrency[doc] == code {
				lo, hi = min(lo, o.from[doc]), max(hi, o.from[doc])
			}
		}
	}
	if lo <= hi {
		f.Min, f.Max = float64(lo), float64(hi)
	}
	return f
}
