package understand

import "strings"

// puts says whether words put things somewhere: "add".
func (r *reading) puts() bool {
	for _, t := range r.toks {
		if r.lang.is("put", t.word) {
			return true
		}
	}
	return false
}

// countsNone says whether the number at i is a count of nothing: "add 0 of the
// first", "add -3". A minus is one where the text begins, or what is to be put
// was named before; elsewhere it may be a temperature.
func (r *reading) countsNone(i int) bool {
	t := r.toks[i]
	if t.kind != tokenNumber || t.use == useRange || t.use == useTerm {
		return false
	}
	if !r.negative(i) {
		return t.num < 1 && r.puts()
	}
	switch {
	case i == 1:
		return r.puts() || t.num < coldest && r.countsThing(i+1)
	case r.lang.is("put", r.word(i-2)), r.toks[i-2].kind == tokenOrdinal:
		return r.puts()
	}
	return false
}

// coldest is the number from which on a minus before a thing is a temperature:
// "-10 sleeping bag", but "-1 tent".
const coldest = 5

// negative says whether a minus stands before the number at i, and is no hyphen.
func (r *reading) negative(i int) bool {
	hyphen := r.word(i-1) == "-" && r.toks[i].glued && (i < 2 || !r.toks[i-1].glued)
	return hyphen || r.lang.is("minus", r.word(i-1))
}

// countsThing says whether the token at i names goods, so that a number before
// it counts them.
func (r *reading) countsThing(i int) bool {
	if i >= len(r.toks) || !r.free(i) {
		return i < len(r.toks) && r.toks[i].use == useTerm
	}
	t, _ := r.termAt(i)
	return t != nil && t.kind == KindCategory
}

// countsMany says whether the number at i is a count beyond all measure: "add
// 1000000". Other long numbers are references.
func (r *reading) countsMany(i int) bool {
	t := r.toks[i]
	whole := t.num > maxQuantity && t.num <= 1e15 && int64(t.num)%1000 == 0
	return t.kind == tokenNumber && whole && t.use != useRange && t.use != useTerm && r.puts()
}

// saysSimilar says whether "more like it" asks for what is like something: what
// it is like was pointed at, or no word is for further ones.
func (r *reading) saysSimilar(items []Item) bool {
	alike, further := false, false
	for _, t := range r.toks {
		alike = alike || r.begins("alike", t.word)
		further = further || r.lang.is("more", t.word)
	}
	pointed := len(items) == 1 && items[0].Pointed && len(items[0].At) > 0
	kind := r.wants(KindCategory, KindBrand, KindAttribute, KindPrice) && !r.wants(KindWords) // «похожие палатки»
	return alike && (pointed || !further && !kind)
}

// begins says whether a word begins with one of a table.
func (r *reading) begins(table, word string) bool {
	for w := range r.lang.values[table] {
		if strings.HasPrefix(word, w) {
			return true
		}
	}
	return false
}
