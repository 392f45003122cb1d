package search

import (
	"github.com/sauda-commerce/sauda/catalog"
)

// gate says which documents of a view a request lets through.
type gate struct {
	allowed bitset     // nil: all
	offers  *offerTest // nil: none
	view    *view
}

func (g *gate) pass(doc uint32) bool {
	return (g.allowed == nil || g.allowed.has(doc)) && (g.offers == nil || g.offers.pass(g.view, doc))
}

// gateFor compiles the filters of a request for one view. What holds of the
// product as a whole becomes one set of documents; what must hold of one and
// the same offer (price, stock, reduction, variant values) is tested on offers.
func (s *snapshot) gateFor(v *view, r *request) gate {
	b := gateBuilder{snapshot: s, view: v}
	if v.dead != nil {
		b.all().andNot(v.dead)
	}
	if len(r.Only) > 0 {
		b.keep(b.ids(r.Only))
	}
	if len(r.Exclude) > 0 {
		b.all().andNot(b.ids(r.Exclude))
	}
	if len(r.categories) > 0 {
		b.keep(b.having(b.texts(categoryName, r.categories)))
	}
	if len(r.brands) > 0 {
		b.keep(b.having(b.texts(brandName, r.brands)))
	}
	test := b.offerTest(r)
	for i := range test.filters {
		if f := &test.filters[i]; !f.not {
			b.keep(b.having(f.codes))
		}
	}
	g := gate{allowed: b.allowed, view: v}
	if test.needed() {
		g.offers = test
	}
	return g
}

// gateBuilder narrows a set of documents.
type gateBuilder struct {
	*snapshot
	view    *view
	allowed bitset
}

// all returns the set so far, for taking away from it.
func (b *gateBuilder) all() bitset {
	if b.allowed == nil {
		b.allowed = newBitset(len(b.view.products))
		b.allowed.fill(len(b.view.products))
	}
	return b.allowed
}

func (b *gateBuilder) keep(docs bitset) {
	if b.allowed == nil {
		b.allowed = docs
		return
	}
	b.allowed.and(docs)
}

func (b *gateBuilder) ids(ids []catalog.ProductID) bitset {
	set := newBitset(len(b.view.products))
	for _, id := range ids {
		if doc, ok := b.view.find(id); ok {
			set.set(doc)
		}
	}
	return set
}

func (b *gateBuilder) having(codes []uint32) bitset {
	set := newBitset(len(b.view.products))
	for _, c := range codes {
		for _, doc := range b.view.keys.docs(c) {
			set.set(doc)
		}
	}
	return set
}

// texts returns the codes of text values of one attribute.
func (b *gateBuilder) texts(name string, folded []string) []uint32 {
	var codes []uint32
	for _, a := range b.view.keys.named(name) {
		if a.kind == catalog.AttributeNumber {
			continue
		}
		for _, f := range folded {
			if c, ok := b.view.keys.code(a, f); ok {
				codes = append(codes, c)
			}
		}
	}
	return codes
}

// codes returns the codes that a filter wants; one without a condition wants
// any value at all.
func (b *gateBuilder) codes(w *wish) []uint32 {
	open := isOpen(w.Range)
	if len(w.values) == 0 && open && w.Bool == nil {
		return b.owned(w.name)
	}
	codes := b.texts(w.name, w.values)
	if w.Bool != nil {
		codes = append(codes, b.texts(w.name, []string{boolText(*w.Bool)})...)
	}
	factor := unitOf(b.unit(w.name)).factor
	for _, a := range b.view.keys.named(w.name) {
		if a.kind != catalog.AttributeNumber {
			continue
		}
		if !open {
			lo, hi := bounds(w.Range)
			codes = b.between(codes, a, lo*factor, hi*factor)
		}
		for _, v := range w.values {
			if t := tokenize(v, nil); len(t) == 1 && t[0].number {
				n := parseNumber(v[t[0].start:t[0].end]) * factor
				codes = b.between(codes, a, n, n)
			}
		}
	}
	return codes
}

func (b *gateBuilder) between(codes []uint32, a attribute, lo, hi float64) []uint32 {
	from, to := b.view.keys.between(a, lo, hi)
	for c := from; c < to; c++ {
		codes = append(codes, c)
	}
	return codes
}

// owned returns all codes of an attribute.
func (b *gateBuilder) owned(name string) []uint32 {
	var codes []uint32
	for _, a := range b.view.keys.named(name) {
		for c := a.lo; c < a.hi; c++ {
			codes = append(codes, c)
		}
	}
	return codes
}

// unit returns the unit in which numbers of an attribute are shown: the
// alphabetically first of those that products use.
func (s *snapshot) unit(name string) string {
	unit := ""
	for _, v := range s.views {
		for _, a := range v.keys.named(name) {
			unit = lesser(unit, a.unit)
		}
	}
	return unit
}
