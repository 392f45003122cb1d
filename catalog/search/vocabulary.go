package search

import (
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// makeVocabulary counts what all living products say.
func (s *snapshot) makeVocabulary() *catalog.Vocabulary {
	runs := make([]*run, len(s.views))
	for i, v := range s.views {
		runs[i] = &run{scratch: new(scratch), view: v, gate: s.gateFor(v, &request{})}
		runs[i].collectAll()
	}
	voc := &catalog.Vocabulary{Currency: s.currency}
	if price := priceFacet(runs, s.currency); s.currency != "" {
		voc.MinPrice = money.New(int64(price.Min), s.currency)
		voc.MaxPrice = money.New(int64(price.Max), s.currency)
	}
	all, bearers := tallies(runs, nil), bearers(runs)
	slices.SortFunc(all, func(a, b tally) int { return strings.Compare(a.name+string(a.kind), b.name+string(b.kind)) })
	for i := range all {
		t := &all[i]
		switch {
		case len(t.values) == 0:
		case t.name == categoryName:
			voc.Categories = t.terms()
		case t.name == brandName:
			voc.Brands = t.terms()
		default:
			voc.Attributes = append(voc.Attributes, t.vocabulary(bearers))
		}
	}
	return voc
}

// terms lists all values, most frequent first.
func (t *tally) terms() []catalog.Term {
	var terms []catalog.Term
	for _, v := range t.facet(len(t.values)).Values {
		terms = append(terms, catalog.Term(v))
	}
	return terms
}

func (t *tally) vocabulary(bearers map[attrKey]int) catalog.AttributeTerm {
	f := t.facet(0)
	a := catalog.AttributeTerm{Name: f.Name, Label: f.Label, Kind: f.Kind, Unit: f.Unit, Count: bearers[attrKey{t.name, t.kind}], Min: f.Min, Max: f.Max}
	if t.kind == catalog.AttributeText {
		a.Values = t.terms()
	}
	return a
}

// bearers counts the products that have each attribute, whatever its values.
func bearers(runs []*run) map[attrKey]int {
	total := make(map[attrKey]int)
	for _, r := range runs {
		k := &r.view.keys
		owner := make([]uint32, len(k.values))
		for i, a := range k.attrs {
			for c := a.lo; c < a.hi; c++ {
				owner[c] = uint32(i)
			}
		}
		count, last := make([]int, len(k.attrs)), make([]uint32, len(k.attrs))
		for _, doc := range r.hits {
			for _, c := range k.ofDoc(doc) {
				if a := owner[c]; last[a] != doc+1 {
					last[a] = doc + 1
					count[a]++
				}
			}
		}
		for i, a := range k.attrs {
			total[attrKey{a.name, a.kind}] += count[i]
		}
	}
	return total
}
