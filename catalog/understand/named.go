package understand

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Numbers in names. What stands before the noun counts, what stands right after
// a name belongs to it: "two croft 2 tents" are two of the Croft 2. A number
// after a name counts nevertheless where it says so: "croft 2, 3 pcs", "x3".

// names says whether the number at i goes on the name that the word before it is
// of. Digits do; number words only where the name ends there, since they may
// count what follows: "headlamp two modes".
func (r *reading) names(i int) bool {
	t := r.toks[i]
	if r.multiplied(i) {
		return r.free(i) && r.thing(i+1) // "lee 3 × 3 tarp", but "croft 2 × 3"
	}
	switch {
	case i == 0, t.kind != tokenNumber, r.toks[i-1].kind != tokenWord, r.countsPieces(i):
		return false
	case r.changes() && r.carried(i-1) && !r.inTitle(i):
		return false // "make the kettle 3"
	case t.word == "#", t.use != useFree && (t.use != useCommand || isReference(t.Of(r.text))):
		return false // also the number of an order
	}
	if isDigit(rune(r.text[t.Start])) {
		return true
	}
	next := i + 1
	return t.num == math.Trunc(t.num) && !r.lang.is("days", r.word(next)) && !r.lang.is("unit", r.word(next)) && !r.thing(next)
}

// changes says whether what the cart holds is to be changed or taken out.
func (r *reading) changes() bool { return r.asked == IntentRemove || r.asked == IntentSetQuantity }

// carried says whether the token at i is a word of a title in the cart.
func (r *reading) carried(i int) bool {
	return slices.ContainsFunc(r.ctx.Cart, func(l Listed) bool { return r.says(foldedWords(l.Title), r.toks[i].Span) })
}

// multiplied says whether "×" or "x" stands between the number at i and one before
// it.
func (r *reading) multiplied(i int) bool {
	switch {
	case i < 1, i >= len(r.toks), r.toks[i].kind != tokenNumber:
		return false
	case r.toks[i-1].kind == tokenNumber:
		return strings.TrimSpace(r.text[r.toks[i-1].End:r.toks[i].Start]) == "×"
	}
	return i >= 2 && r.toks[i-2].kind == tokenNumber && (r.word(i-1) == "x" || r.word(i-1) == "х")
}

// insideName says whether a value stands between a name and its number, and so
// belongs to the name: "meadow air 5".
func (r *reading) insideName(t *term, i, end int) bool {
	if t.kind != KindAttribute || end != i+1 || i == 0 || !r.content(i-1) || r.toks[i-1].kind != tokenWord {
		return false
	}
	if end >= len(r.toks) || r.toks[end].kind != tokenNumber || !r.free(end) || !r.names(end) {
		return false
	}
	values, _ := r.vocab.find(r.toks, end)
	return len(values) == 0 // "moor light 42" is a size
}

// compound says whether a value is only the first half of a word with a hyphen:
// the "long" of "long-walk", but not the "red" of "red-black".
func (r *reading) compound(t *term, i, end int) bool {
	if t.kind != KindAttribute || end != i+1 || r.word(end) != "-" || end+1 >= len(r.toks) || !r.toks[end].glued || !r.toks[end+1].glued {
		return false
	}
	other, _ := r.termAt(end + 1)
	return other == nil && r.toks[end+1].kind == tokenWord && r.content(end+1)
}

// thing says whether the token at i names something or is another number.
func (r *reading) thing(i int) bool {
	if i >= len(r.toks) {
		return false
	}
	return r.toks[i].kind == tokenNumber || r.toks[i].use == useTerm || r.content(i)
}

// countsPieces says whether the number at i counts pieces: "3 pcs".
func (r *reading) countsPieces(i int) bool {
	return i < len(r.toks) && r.toks[i].kind == tokenNumber && r.lang.is("pieces", r.word(i+1))
}

// onlyCounts says whether nothing but a number of pieces stands from i on, up to
// the next separator: it counts what was named before.
func (r *reading) onlyCounts(i int) bool {
	if !r.countsPieces(i) {
		return false
	}
	for k := i + 2; k < len(r.toks) && !r.separates(k); k++ {
		if r.thing(k) {
			return false
		}
	}
	return true
}

// endsName says whether the number at i ends a name that has what the catalogue
// names in it: "trail pack 30". A number after nothing but a kind of goods
// counts: "caps 3". Where no command is about one thing, it may be a price: "warm
// jacket 200".
func (r *reading) endsName(i int) bool {
	if r.asked != IntentAdd && r.asked != tagTake && r.asked != IntentDetails && !r.changes() {
		return false
	}
	if !r.names(i) || !isDigit(rune(r.text[r.toks[i].Start])) || r.toks[i].num != math.Trunc(r.toks[i].num) {
		return false
	}
	first := i
	for first > 0 && r.toks[first-1].use == useTerm {
		first--
	}
	return first < i && first > 0 && r.toks[first-1].kind == tokenWord && r.content(first-1)
}

// inName says whether the number at i was taken for a part of a name.
func (r *reading) inName(i int) bool {
	for _, w := range r.wishes {
		if w.Kind == KindWords && w.Span.Start <= r.toks[i].Start && r.toks[i].End <= w.Span.End {
			return true
		}
	}
	return false
}

// digits are a number as names spell it: "2" for "two", what was written if that
// is digits.
func (r *reading) digits(t token) string {
	if raw := t.Of(r.text); isDigit(rune(raw[0])) {
		return raw
	}
	return strconv.FormatFloat(t.num, 'f', -1, 64)
}

// spelled are the words from token i up to end as names spell them.
func (r *reading) spelled(i, end int) string {
	last := r.toks[end-1]
	if last.kind != tokenNumber || end-i < 2 {
		return fold(r.span(i, end).Of(r.text))
	}
	before := r.text[r.toks[i].Start:last.Start]
	return fold(before + r.digits(last))
}
