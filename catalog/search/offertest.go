package search

// offerTest is what must hold of one and the same offer of a product.
type offerTest struct {
	priced   bool
	lo, hi   float64
	currency int // code, or -1 if no offer has it
	flags    uint8
	filters  []codeFilter
}

// codeFilter wants one of some codes. Where a variant has the attribute
// itself, its value decides; elsewhere those of the product do.
type codeFilter struct {
	codes []uint32
	want  bitset
	owned bitset // all codes of the attribute
	not   bool
}

func (b *gateBuilder) offerTest(r *request) *offerTest {
	t := &offerTest{priced: !isOpen(r.Price), currency: -1}
	if t.priced {
		t.lo, t.hi = bounds(r.Price)
		if c, ok := b.view.offers.currencyCode(r.Currency); ok {
			t.currency = int(c)
		}
	}
	if r.InStock {
		t.flags |= available
	}
	if r.Reduced {
		t.flags |= reduced
	}
	n := len(b.view.keys.values)
	for i := range r.filters {
		w := &r.filters[i]
		f := codeFilter{codes: b.codes(w), want: newBitset(n), owned: newBitset(n), not: w.Not}
		for _, c := range f.codes {
			f.want.set(c)
		}
		for _, c := range b.owned(w.name) {
			f.owned.set(c)
		}
		t.filters = append(t.filters, f)
	}
	return t
}

// needed says whether the test tells more than the sets of documents do: one
// wanted value alone is had by some offer of every product in its set.
func (t *offerTest) needed() bool {
	return t.priced || t.flags != 0 || len(t.filters) > 1 || len(t.filters) == 1 && t.filters[0].not
}

func (t *offerTest) pass(v *view, doc uint32) bool {
	o := &v.offers
	for i := o.start[doc]; i < o.start[doc+1]; i++ {
		if o.flags[i]&t.flags != t.flags || t.priced && !t.inRange(o, i) {
			continue
		}
		if t.holds(v, doc, i) {
			return true
		}
	}
	return false
}

func (t *offerTest) inRange(o *offers, i uint32) bool {
	p := float64(o.price[i])
	return int(o.currency[i]) == t.currency && p >= t.lo && p <= t.hi
}

// holds tests the filters on one offer.
func (t *offerTest) holds(v *view, doc, offer uint32) bool {
	for i := range t.filters {
		f := &t.filters[i]
		hit, owned := f.test(v.offers.codesOf(offer))
		if !owned {
			hit, _ = f.test(v.keys.ofDoc(doc))
		}
		if hit == f.not {
			return false
		}
	}
	return true
}

// test says whether one of codes is wanted, and whether one is of the attribute.
func (f *codeFilter) test(codes []uint32) (hit, owned bool) {
	for _, c := range codes {
		if f.owned.has(c) {
			owned = true
			hit = hit || f.want.has(c)
		}
	}
	return hit, owned
}
