package understand

import (
	"math"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// bound is a comparison found: the numbers it compares with.
type bound struct {
	tag        string   // ".below", ".max", ".over", ".min", ".about", ".between", "" for none
	hints      []string // attributes that the words are about
	first, end int      // tokens
	numbers    []int    // tokens of the numbers
}

// ranges turns numbers with a comparison, a unit or a currency into wishes.
func (r *reading) ranges() {
	bounds := r.compared()
	for i := 0; i < len(r.toks); i++ {
		if r.toks[i].kind != tokenNumber || !r.free(i) {
			continue
		}
		b, ok := boundAt(bounds, i)
		if bare := r.bare(i); !ok || bare.tag == ".between" && len(b.numbers) == 1 {
			b = bare // also "for 3-4 people"
		}
		if r.readBound(b) {
			i = max(i, r.lastUsed(i))
		}
	}
}

func (r *reading) lastUsed(i int) int {
	for i+1 < len(r.toks) && r.toks[i+1].use == useRange {
		i++
	}
	return i
}

// compared finds the comparisons in the text, those with more words first.
func (r *reading) compared() []bound {
	var found []match
	r.lang.parts.each(r.toks, r.words, func(m match) {
		if m.tag[1] == 'b' || m.tag[1] == 'm' || strings.HasPrefix(m.tag, ".over") || strings.HasPrefix(m.tag, ".about") {
			found = append(found, m)
		}
	})
	slices.SortStableFunc(found, func(a, b match) int { return len(b.named) - len(a.named) })
	bounds := make([]bound, 0, len(found))
	for _, m := range found {
		tag, hints, _ := strings.Cut(m.tag, "@")
		b := bound{tag: tag, first: m.named[0], end: m.named[len(m.named)-1] + 1}
		if hints != "" {
			b.hints = strings.Split(hints, ",")
		}
		for _, i := range m.named {
			if r.toks[i].kind == tokenNumber {
				b.numbers = append(b.numbers, i)
			}
		}
		last := r.toks[b.end-1].word
		if len(b.numbers) == 1 && b.numbers[0] == b.first && b.end < len(r.toks) && !strings.HasPrefix(last, kazakhMark) && (r.toks[b.end].kind == tokenNumber || r.isCurrency(b.end)) {
			continue // "50 and under 100": "under" belongs to 100
		}
		if len(b.numbers) == 1 && (r.hasComma(b.first, b.end) || r.otherNumber(b)) {
			continue // "size 43, budget 150"
		}
		if tag == ".between" && len(b.numbers) == 2 && r.peopleFirst(b.numbers) {
			continue // «на четверых до 50000»
		}
		if len(b.numbers) > 0 && (tag != ".between" || len(b.numbers) == 2) {
			bounds = append(bounds, b)
		}
	}
	return bounds
}

// peopleFirst says whether the first of two numbers counts whom a thing is for
// and the second is a price: they are too far apart to be a range.
func (r *reading) peopleFirst(numbers []int) bool {
	first, second := r.toks[numbers[0]], r.toks[numbers[1]]
	return first.num >= 1 && first.num <= 20 && second.num >= 100*first.num && r.lang.is("for", r.word(numbers[0]-1)) &&
		isDigitsOnly(second.Of(r.text), second.num)
}

// hasComma says whether a comma or full stop stands among tokens.
func (r *reading) hasComma(i, end int) bool {
	return slices.ContainsFunc(r.toks[i:end], func(t token) bool { return t.kind == tokenMark && (t.word == "," || t.word == ".") })
}

// otherNumber says whether a nearer number stands between a number in front and
// the words of comparison: «2 адамға 150-ге дейін».
func (r *reading) otherNumber(b bound) bool {
	return b.numbers[0] == b.first && slices.ContainsFunc(r.toks[b.first+1:b.end], func(t token) bool { return t.kind == tokenNumber })
}

func boundAt(bounds []bound, i int) (bound, bool) {
	for _, b := range bounds {
		if b.numbers[0] == i {
			return b, true
		}
	}
	return bound{}, false
}

// bare makes a bound of a number without words of comparison: signs ("<50",
// "50+", "50-80") or none.
func (r *reading) bare(i int) bound {
	b := bound{first: i, end: i + 1, numbers: []int{i}}
	before := i - 1
	if r.isCurrency(before) {
		before--
	}
	if r.word(before) == "=" {
		before-- // ">="
	}
	switch r.word(before) {
	case "<", "≤":
		b.tag, b.first = ".max", before
	case ">", "≥":
		b.tag, b.first = ".min", before
	case "~":
		b.tag, b.first = ".about", before
	}
	if b.tag != "" {
		return b
	}
	next := i + 1
	if r.isCurrency(next) || r.word(next+1) == "+" && r.lang.is("unit", r.word(next)) {
		next++
	}
	second := next + 1
	if r.isCurrency(second) {
		second++
	}
	switch {
	case r.word(next) == "-" && second < len(r.toks) && r.toks[second].kind == tokenNumber && r.toks[second].num > r.toks[i].num:
		b.tag, b.end, b.numbers = ".between", second+1, []int{i, second}
	case r.word(next) == "+":
		b.tag, b.end = ".min", next+1
	}
	return b
}

// readBound makes a wish of a comparison; false if it is neither about money
// nor about an attribute.
func (r *reading) readBound(b bound) bool {
	last := r.measured(b.numbers[len(b.numbers)-1])
	r.forPeople(&b, &last)
	if r.seats(b, last) {
		return true
	}
	first := last
	if len(b.numbers) == 2 {
		first = r.measured(b.numbers[0])
		first.inherit(&last)
		r.scale(&first, b, last)
	}
	b.first, b.end = min(b.first, first.first), max(b.end, last.end)
	for _, i := range b.numbers {
		if !r.free(i) {
			return false
		}
	}
	if m, ok := r.attributeFor(b, last); ok {
		return r.attributeRange(b, m, first, last)
	}
	if last.unit != "" || last.currency == "" && !r.meansMoney(b, last) {
		return false
	}
	r.priceRange(b, first, last)
	return true
}

// meansMoney says whether a comparison without a currency or unit is about the
// price.
func (r *reading) meansMoney(b bound, q quantity) bool {
	switch {
	case b.tag == "":
		return r.ctx.Asking == AskingBudget
	case len(b.hints) > 0:
		return false // "lighter than 2", where nothing has a weight
	case r.lang.is("unit", r.word(q.end)) && (len(r.word(q.end)) > 2 || r.toks[q.end].glued):
		return false // "under 4 minutes", where nothing takes time
	case b.tag == ".mfor" && r.sets(), b.tag == ".max" && r.sets() && q.value*r.minorUnits(r.currency()) < float64(r.minPrice):
		return false // «измени на 2», «увеличь до 3»
	case b.tag == ".about", b.tag == ".mfor":
		return q.value*r.minorUnits(r.currency()) >= float64(r.minPrice)
	case b.tag == ".between":
		if r.sets() {
			return false // "change 2 to 3"
		}
		return q.value*r.minorUnits(r.currency()) >= float64(r.minPrice) // not "compare 1 to 2"
	}
	return true
}

// sets says whether the text sets a quantity.
func (r *reading) sets() bool {
	return slices.ContainsFunc(r.toks, func(t token) bool { return r.lang.is("set", t.word) })
}

// forPeople reads "a tent for 4" as a number of people where something in the
// catalogue is measured in people, and a bare temperature as the coldest.
func (r *reading) forPeople(b *bound, q *quantity) {
	if q.unit == "°C" && (b.tag == ".mfor" || b.tag == "") {
		b.tag = ".max" // made for at least this cold
		return
	}
	if b.tag != ".mfor" || q.currency != "" || (r.sets() || r.lang.is("days", r.word(q.end))) && q.unit == "" {
		return
	}
	for i := range r.vocab.measures {
		if m := &r.vocab.measures[i]; q.unit == "" && m.unit == "person" && q.value >= m.Min && q.value <= m.Max {
			q.unit = "person"
		}
	}
	if q.unit != "" {
		b.tag = ""
	}
}

// scale reads "10-20 thousand" as ten thousand to twenty thousand.
func (r *reading) scale(first *quantity, b bound, last quantity) {
	raw := r.toks[b.numbers[1]]
	for _, by := range []float64{1e6, 1e3} {
		if n := last.value / by; n >= 1 && first.value <= n && first.value < 1000 && !isDigitsOnly(raw.Of(r.text), last.value) {
			first.value *= by
			return
		}
	}
}

// isDigitsOnly says whether a number is written in digits that are its value.
func isDigitsOnly(raw string, value float64) bool {
	return isDigit(rune(raw[0])) && parseDigits(strings.ReplaceAll(raw, " ", "")) == value
}

// inherit gives both ends of "50 to 80 dollars" the same measure.
func (q *quantity) inherit(other *quantity) {
	if q.currency == "" && q.unit == "" {
		q.currency, q.unit = other.currency, other.unit
	} else if other.currency == "" && other.unit == "" {
		other.currency, other.unit = q.currency, q.unit
	}
}

// attributeFor finds the attribute that a comparison is about: one that the
// words name, else the most frequent one of its unit whose values reach there.
func (r *reading) attributeFor(b bound, q quantity) (*measure, bool) {
	if q.currency != "" {
		return nil, false
	}
	var best *measure
	bestScore := -1
	for i := range r.vocab.measures {
		m := &r.vocab.measures[i]
		score := r.scoreMeasure(m, b, q)
		if score > bestScore {
			best, bestScore = m, score
		}
	}
	return best, bestScore >= 0
}

func (r *reading) scoreMeasure(m *measure, b bound, q quantity) int {
	named := r.namedNear(m, b, q)
	hint := slices.IndexFunc(b.hints, func(h string) bool { return m.Name == h || len(m.words) == 1 && m.words[0] == stemOf(h) })
	value, fits := convert(q.value, q.unit, m.unit)
	switch {
	case q.unit != "" && !fits && !slices.Contains(m.words, q.unit):
		return -1
	case q.unit == "" && !named && hint < 0:
		return -1
	}
	score := 0
	if named {
		score += 8
	}
	if hint >= 0 {
		score += 6 - min(hint, 4)
	}
	if m.unit == q.unit {
		score++
	}
	if q.unit == "" || value >= m.Min && value <= m.Max {
		score += 2
	}
	return score
}

// namedNear says whether a word of the attribute's name stands right before the
// comparison or right after the number.
func (r *reading) namedNear(m *measure, b bound, q quantity) bool {
	for _, i := range []int{b.first - 1, b.first - 2, q.end, q.end + 1} {
		if i >= 0 && i < len(r.toks) && i != q.unitWord && r.toks[i].kind == tokenWord &&
			m.called(&r.toks[i]) && !r.lang.stop[r.toks[i].word] {
			return true
		}
	}
	return q.unitWord >= 0 && m.called(&r.toks[q.unitWord])
}

func (r *reading) attributeRange(b bound, m *measure, first, last quantity) bool {
	lo, hi := r.inUnit(first, m), r.inUnit(last, m)
	w := Wish{Kind: KindAttribute, Strength: Must, Name: m.Name, Unit: m.Unit}
	spread := 0.0
	if b.tag == ".about" {
		spread = 0.2
	} else if !counted[units[m.unit].dimension] {
		spread = 0.1
	}
	w.Range, w.Strict = rangeOf(b.tag, lo, hi, spread)
	r.takeName(m, &b, last.end)
	w.Span = r.span(b.first, b.end)
	r.wish(w)
	r.take(b.first, b.end, useRange)
	return true
}

// takeName adds the attribute's name to the words of the wish.
func (r *reading) takeName(m *measure, b *bound, end int) {
	isName := func(i int) bool {
		return r.free(i) && r.toks[i].kind == tokenWord && m.called(&r.toks[i]) && !r.lang.stop[r.toks[i].word]
	}
	for isName(end) {
		end++
		b.end = max(b.end, end)
	}
	for isName(b.first - 1) {
		b.first--
	}
}

func (r *reading) inUnit(q quantity, m *measure) float64 {
	if v, ok := convert(q.value, q.unit, m.unit); ok && q.unit != "" {
		return v
	}
	return q.value
}

func (r *reading) priceRange(b bound, first, last quantity) {
	w := Wish{Kind: KindPrice, Strength: Must, Currency: last.currency}
	if w.Currency == "" {
		w.Currency = r.currency()
	}
	if b.tag == "" && (r.lang.is("for", r.word(b.first-1)) || r.ctx.Asking == AskingBudget) {
		b.tag = ".max"
	}
	minor := r.minorUnits(w.Currency)
	w.Range, w.Strict = rangeOf(b.tag, math.Round(first.value*minor), math.Round(last.value*minor), 0.2)
	w.Span = r.span(b.first, b.end)
	r.wish(w)
	r.take(b.first, b.end, useRange)
}

// rangeOf turns a comparison into a range; spread is how far "about" reaches.
func rangeOf(tag string, lo, hi, spread float64) (rng catalog.Range, strict bool) {
	if lo > hi {
		lo, hi = hi, lo
	}
	switch tag {
	case ".below":
		return catalog.Range{Max: &hi}, true
	case ".max", ".mfor":
		return catalog.Range{Max: &hi}, false
	case ".over":
		return catalog.Range{Min: &lo}, true
	case ".min":
		return catalog.Range{Min: &lo}, false
	case ".between":
		return catalog.Range{Min: &lo, Max: &hi}, false
	}
	lo, hi = lo-math.Abs(lo)*spread, hi+math.Abs(hi)*spread
	return catalog.Range{Min: &lo, Max: &hi}, false
}
