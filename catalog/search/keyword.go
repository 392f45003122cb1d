package search

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// Names of the attributes that brand and category are kept as. No attribute of
// a product can have them.
const (
	brandName    = "\x00brand"
	categoryName = "\x00category"
)

// keywords is everything of a segment that can be filtered and counted by
// value: attributes, options, brand and category (each path and its
// ancestors). Every (attribute, value) has one code; those of an attribute are
// contiguous, text in order of its folded form, numbers in order of size.
type keywords struct {
	attrs     []attribute // by name, then kind
	values    []value     // by code
	docStart  []uint32    // by document, into docCodes
	docCodes  []uint32
	codeStart []uint32 // by code, into codeDocs
	codeDocs  []uint32 // ascending for each code
}

// attribute is one property and its range of codes.
type attribute struct {
	name   string // folded
	shown  string // as the products spell it
	kind   catalog.AttributeKind
	label  catalog.Text
	unit   string
	lo, hi uint32
}

// value is one value of an attribute.
type value struct {
	text   string // as the products spell it; "" for numbers
	folded string
	label  catalog.Text
	number float64 // in base units
}

func (k *keywords) ofDoc(doc uint32) []uint32 { return k.docCodes[k.docStart[doc]:k.docStart[doc+1]] }

func (k *keywords) docs(code uint32) []uint32 {
	return k.codeDocs[k.codeStart[code]:k.codeStart[code+1]]
}

// named returns the attributes of a folded name, one per kind.
func (k *keywords) named(name string) []attribute {
	lo := sort.Search(len(k.attrs), func(i int) bool { return k.attrs[i].name >= name })
	hi := lo
	for hi < len(k.attrs) && k.attrs[hi].name == name {
		hi++
	}
	return k.attrs[lo:hi]
}

// code finds the code of a folded text value.
func (k *keywords) code(a attribute, folded string) (uint32, bool) {
	i, ok := slices.BinarySearchFunc(k.values[a.lo:a.hi], folded, func(v value, f string) int { return strings.Compare(v.folded, f) })
	return a.lo + uint32(i), ok
}

// between returns the codes of a number attribute from min to max, inclusive.
func (k *keywords) between(a attribute, lo, hi float64) (from, to uint32) {
	all := k.values[a.lo:a.hi]
	from = a.lo + uint32(sort.Search(len(all), func(i int) bool { return all[i].number >= lo-slack(lo) }))
	to = a.lo + uint32(sort.Search(len(all), func(i int) bool { return all[i].number > hi+slack(hi) }))
	return from, max(from, to)
}

// slack forgives what conversion between units may have cost.
func slack(n float64) float64 {
	if math.IsInf(n, 0) {
		return 0
	}
	return math.Abs(n) * 1e-8
}

// foldValue is how values are compared: case, diacritics and surplus space do
// not matter.
func foldValue(s string) string { return strings.Join(strings.Fields(fold(s)), " ") }

// keywordBuilder numbers values as they come and sorts them at the end.
type keywordBuilder struct {
	attrs  map[attrKey]uint32
	list   []attribute
	values map[valueKey]uint32
	all    []value
	owner  []uint32 // attribute of each value
	starts []uint32
	codes  []uint32
}

type attrKey struct {
	name string
	kind catalog.AttributeKind
}

type valueKey struct {
	attr   uint32
	folded string
	number float64
}

func newKeywordBuilder() *keywordBuilder {
	return &keywordBuilder{attrs: make(map[attrKey]uint32), values: make(map[valueKey]uint32), starts: []uint32{0}}
}

func (b *keywordBuilder) attr(name string, kind catalog.AttributeKind, label catalog.Text, unit string) uint32 {
	return b.keyed(attrKey{foldValue(name), kind}, name, label, unit)
}

// own numbers brand or category, whose names no folding gives.
func (b *keywordBuilder) own(name string) uint32 {
	return b.keyed(attrKey{name, catalog.AttributeText}, name, nil, "")
}

func (b *keywordBuilder) keyed(key attrKey, name string, label catalog.Text, unit string) uint32 {
	id, ok := b.attrs[key]
	if !ok {
		id = uint32(len(b.list))
		b.attrs[key] = id
		b.list = append(b.list, attribute{name: key.name, shown: name, kind: key.kind, label: label, unit: unit})
	}
	a := &b.list[id]
	a.shown, a.unit = lesser(a.shown, name), lesser(a.unit, unit)
	if len(a.label) == 0 {
		a.label = label
	}
	return id
}

// lesser picks one of several spellings in the same way whatever their order.
func lesser(a, b string) string {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

func (b *keywordBuilder) text(attr uint32, text string, label catalog.Text) uint32 {
	return b.code(valueKey{attr: attr, folded: foldValue(text)}, value{text: text, label: label})
}

func (b *keywordBuilder) number(attr uint32, n float64) uint32 {
	n = tidy(n)
	return b.code(valueKey{attr: attr, number: n}, value{number: n})
}

func (b *keywordBuilder) code(key valueKey, v value) uint32 {
	id, ok := b.values[key]
	if !ok {
		id = uint32(len(b.all))
		b.values[key] = id
		v.folded = key.folded
		b.all, b.owner = append(b.all, v), append(b.owner, key.attr)
		return id
	}
	old := &b.all[id]
	old.text = lesser(old.text, v.text)
	if len(old.label) == 0 {
		old.label = v.label
	}
	return id
}

// doc ends a document with the codes it has, in any order.
func (b *keywordBuilder) doc(codes []uint32) {
	slices.Sort(codes)
	b.codes = append(b.codes, slices.Compact(codes)...)
	b.starts = append(b.starts, uint32(len(b.codes)))
}

// build sorts attributes and values and returns the final code of each
// provisional one.
func (b *keywordBuilder) build() (keywords, []uint32) {
	attrRank := ranks(len(b.list), func(i, j uint32) int {
		return cmp.Or(strings.Compare(b.list[i].name, b.list[j].name), strings.Compare(string(b.list[i].kind), string(b.list[j].kind)))
	})
	final := ranks(len(b.all), func(i, j uint32) int {
		return cmp.Or(cmp.Compare(attrRank[b.owner[i]], attrRank[b.owner[j]]),
			strings.Compare(b.all[i].folded, b.all[j].folded), cmp.Compare(b.all[i].number, b.all[j].number))
	})
	k := keywords{attrs: make([]attribute, len(b.list)), values: make([]value, len(b.all)), docStart: slices.Clip(b.starts), docCodes: slices.Clip(b.codes)}
	for i, r := range attrRank {
		k.attrs[r] = b.list[i]
		k.attrs[r].lo = uint32(len(b.all))
	}
	for i, code := range final {
		k.values[code] = b.all[i]
		a := &k.attrs[attrRank[b.owner[i]]]
		a.lo, a.hi = min(a.lo, code), max(a.hi, code+1)
	}
	for i, c := range k.docCodes {
		k.docCodes[i] = final[c]
	}
	k.invert()
	return k, final
}

// ranks returns the place of each of n things in sorted order.
func ranks(n int, compare func(i, j uint32) int) []uint32 {
	order := make([]uint32, n)
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, compare)
	rank := make([]uint32, n)
	for r, i := range order {
		rank[i] = uint32(r)
	}
	return rank
}

// invert lists the documents of each code.
func (k *keywords) invert() {
	k.codeStart = make([]uint32, len(k.values)+1)
	for _, c := range k.docCodes {
		k.codeStart[c+1]++
	}
	for c := range k.values {
		k.codeStart[c+1] += k.codeStart[c]
	}
	at := slices.Clone(k.codeStart)
	k.codeDocs = make([]uint32, len(k.docCodes))
	for doc := range len(k.docStart) - 1 {
		for _, c := range k.ofDoc(uint32(doc)) {
			k.codeDocs[at[c]] = uint32(doc)
			at[c]++
		}
	}
}
