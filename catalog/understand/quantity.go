package understand

import "slices"

// quantity is the number and what it is measured in.
type quantity struct {
	value      float64
	currency   string // "" if none was said
	unit       string // canonical, "" if none was said
	unitWord   int    // the token of the unit, -1
	first, end int    // tokens
}

func (r *reading) isCurrency(i int) bool { return r.currencyAt(i) != "" }

// currencyAt reads a currency's name, code or sign.
func (r *reading) currencyAt(i int) string {
	if i < 0 || i >= len(r.toks) {
		return ""
	}
	w := r.toks[i].word
	if code, ok := signs[w]; ok {
		return r.resolve(code)
	}
	if code, ok := r.lang.values["currency"][w]; ok {
		return r.resolve(code)
	}
	return ""
}

// measured reads the number at i with its currency or unit.
func (r *reading) measured(i int) quantity {
	q := quantity{value: r.toks[i].num, unitWord: -1, first: i, end: i + 1}
	if r.lang.is("thousands", r.word(i+1)) {
		q.value, q.end = q.value*1000, i+2
	}
	if c := r.currencyAt(i - 1); c != "" && r.free(i-1) {
		q.currency, q.first = c, i-1
	}
	next := q.end
	if r.word(next) == "-" && next+1 < len(r.toks) && r.toks[next+1].kind == tokenWord && r.toks[next].glued {
		next++ // "2-person"
	}
	if q.cold(r, i) {
		return q
	}
	unit, isUnit := r.lang.values["unit"][r.word(next)]
	isUnit = isUnit && !r.leadsTo(next)
	switch c := r.currencyAt(next); { // "pounds" is money where pounds are
	case isUnit && r.measures(unit) && (c != r.currency()):
		q.unit, q.unitWord, q.end = unit, next, next+1
		q.negate(r, i)
	case c != "":
		q.currency, q.end = c, next+1
		q.cents(r)
	case r.lang.is("cents", r.word(next)):
		q.value, q.currency, q.end = q.value/100, r.currency(), next+1
	case next < len(r.toks) && r.toks[next].kind == tokenWord && !r.lang.is("days", r.word(next)) && r.attributeUnit(next) != "":
		q.unit, q.unitWord, q.end = r.attributeUnit(next), next, next+1
	default:
		q.inverted(r, i)
	}
	return q
}

// leadsTo says whether a word that may be a unit is a preposition: the "in" of
// "put heron 3 in my cart" and of "heron 3 in olive" is no inch.
func (r *reading) leadsTo(i int) bool {
	next := r.word(i + 1)
	switch {
	case !r.lang.is("after-label", r.word(i)) || next == "" || r.lang.is("dimension", next):
		return false
	case r.lang.is("article", next), r.lang.is("command", next):
		return true
	}
	t, _ := r.termAt(i + 1)
	return t != nil && t.kind == KindAttribute
}

// inverted reads the measure in front of its number: «литров на 20».
func (q *quantity) inverted(r *reading, i int) {
	if q.currency != "" || i < 2 || !r.lang.is("inverted", r.word(i-1)) || !r.free(i-2) {
		return
	}
	unit, isUnit := r.lang.values["unit"][r.word(i-2)]
	switch c := r.currencyAt(i - 2); {
	case isUnit && r.measures(unit):
		q.unit, q.first = unit, i-2
	case c != "":
		q.currency, q.first = c, i-2
	case r.lang.numbers[r.word(i-2)] >= 1000 || r.toks[i-2].kind == tokenNumber && r.toks[i-2].num == 1000:
		q.value, q.first = q.value*1000, i-2
	}
}

// cold reads a negative number without a unit as a temperature, if there is
// one to compare with: "a bag for -10".
func (q *quantity) cold(r *reading, i int) bool {
	minus := r.word(i-1) == "-" && r.toks[i].glued && (i < 2 || !r.toks[i-1].glued) || r.lang.is("minus", r.word(i-1))
	if _, isUnit := r.lang.values["unit"][r.word(i+1)]; !minus || isUnit || q.currency != "" || !r.measures("°C") || r.countsNone(i) {
		return false
	}
	q.value, q.unit, q.first = -q.value, "°C", i-1
	return true
}

// negate reads the sign of a temperature: "-10 °C", "minus 10 degrees".
func (q *quantity) negate(r *reading, i int) {
	if q.unit != "°C" && q.unit != "°F" {
		return
	}
	if w := r.word(i - 1); r.lang.is("minus", w) || w == "-" && r.toks[i].glued {
		q.value, q.first = -q.value, i-1
	}
	if w := r.word(q.end); w == "c" || w == "f" { // "10 °C"
		q.end++
	}
}

// cents adds what follows the currency: "5 dollars 50".
func (q *quantity) cents(r *reading) {
	if i := q.end; i+1 < len(r.toks) && r.toks[i].kind == tokenNumber && r.lang.is("cents", r.word(i+1)) && r.toks[i].num < 100 {
		q.value, q.end = q.value+r.toks[i].num/100, i+2
	}
}

// measures says whether the catalogue has an attribute in the unit's dimension.
func (r *reading) measures(unit string) bool {
	for i := range r.vocab.measures {
		if _, ok := convert(1, unit, r.vocab.measures[i].unit); ok {
			return true
		}
	}
	return false
}

// attributeUnit finds a unit, or a name, that only this catalogue uses:
// "4 pockets", "3 season".
func (r *reading) attributeUnit(i int) string {
	for k := range r.vocab.measures {
		m := &r.vocab.measures[k]
		if m.unit != "" && r.toks[i].has(m.unit) {
			return m.unit
		}
		if name := stemOf(r.lang.values["unit"][r.toks[i].word]); m.unit == "" && name != "" && slices.Contains(m.words, name) {
			return name // «сезона» where an attribute is called "seasons"
		}
		if m.unit == "" && m.called(&r.toks[i]) && !r.lang.stop[r.toks[i].word] {
			return r.toks[i].stem
		}
	}
	return ""
}
