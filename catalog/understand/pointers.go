package understand

import (
	"math"
	"slices"
	"strings"
)

// pointers are the words of a segment that point or count.
type pointers struct {
	first, last int   // tokens; last < first if there are none
	at          []int // positions from 1, negative from the end
	run         int   // "the first two": how many from each position
	quantity    int
	none        bool // a number less than one was said
	that, all   bool
	one, the    bool // "the ... one", "the ..."
}

func (p *pointers) saw(i int) {
	p.first, p.last = min(p.first, i), max(p.last, i)
}

// resolve gives positions from 0 in a list of n.
func (p pointers) resolve(n int) []int {
	var at []int
	for _, pos := range p.at {
		if pos < 0 {
			pos = n + 1 + pos - max(p.run-1, 0)
		}
		for k := pos; k < pos+max(p.run, 1); k++ {
			if k >= 1 && k <= n && !slices.Contains(at, k-1) {
				at = append(at, k-1)
			}
		}
	}
	return at
}

// pointers reads the words of a segment.
func (r *reading) pointers(s segment) pointers {
	p := pointers{first: len(r.toks), last: -1}
	for i := s.first; i < s.end; i++ {
		t := r.toks[i]
		if t.use == useRange || t.use == useTerm || t.use == useWish {
			continue
		}
		switch t.kind {
		case tokenOrdinal:
			p.at = append(p.at, int(max(-100, min(t.num, 1000))))
			p.saw(i)
		case tokenNumber:
			r.count(&p, i, s)
		case tokenWord:
			r.pronoun(&p, i, s)
		}
	}
	r.pointingParts(&p, s)
	return p
}

// count takes a number as a quantity, or as the length of a run of positions.
func (r *reading) count(p *pointers, i int, s segment) {
	n := r.toks[i].num
	if r.inName(i) {
		return
	}
	switch {
	case r.countsNone(i):
		p.none = true
		p.saw(i)
		return
	case r.countsMany(i):
		n = maxQuantity
	}
	if n < 1 || n > maxQuantity || r.toks[i].word == "#" || n != math.Trunc(n) || r.toks[i].use == useItem {
		return
	}
	if r.inTitle(i) || r.nots[i] == Not && r.numberAfter(i, s) {
		return // "heron 2"; «бір емес, үш»
	}
	if len(p.at) > 0 && r.lang.is("after-label", r.word(i-1)) {
		return // "the first in 42"
	}
	if i > s.first && r.toks[i-1].kind == tokenOrdinal && (r.toks[i-1].num == 1 || r.toks[i-1].num == -1) {
		if (i+1 >= s.end || r.toks[i+1].kind != tokenNumber) && !r.isFrom(i-1) {
			p.run = int(min(n, 100))
			p.saw(i)
			return
		}
	}
	if r.lang.is("those", r.word(i-1)) {
		p.that = true // "those two"
		p.saw(i)
		return
	}
	if p.quantity == 0 || r.lang.is("set", r.word(s.first)) {
		p.quantity = int(n)
		p.that = p.that || r.lang.is("more", r.word(i+1)) || r.lang.is("more", r.word(i-1))
		p.saw(i)
	}
}

// isFrom says whether a Kazakh word is in the case of what something is taken
// from: «біріншісінен екеуін» are two of the first.
func (r *reading) isFrom(i int) bool {
	word := kazakhWord(r.toks[i].Of(r.text))
	return strings.HasPrefix(r.toks[i].word, kazakhMark) && (strings.HasSuffix(word, "нен") || strings.HasSuffix(word, "нан"))
}

// numberAfter says whether another number follows in the segment.
func (r *reading) numberAfter(i int, s segment) bool {
	return slices.ContainsFunc(r.toks[i+1:s.end], func(t token) bool { return t.kind == tokenNumber })
}

// inTitle says whether a number stands after the same word as in the title of
// something listed.
func (r *reading) inTitle(i int) bool {
	if i == 0 || r.toks[i-1].kind != tokenWord {
		return false
	}
	for _, list := range [][]Listed{r.ctx.Shown, r.ctx.Cart} {
		for k := range list {
			words := foldedWords(list[k].Title)
			for n := 1; n < len(words); n++ {
				if words[n] == r.digits(r.toks[i]) && words[n-1] == fold(r.toks[i-1].Of(r.text)) {
					return true
				}
			}
		}
	}
	return false
}

// pronoun reads the small words: "the", "one", "x2".
func (r *reading) pronoun(p *pointers, i int, s segment) {
	w := r.toks[i].word
	if n, ok := timesWord(w); ok && p.quantity == 0 {
		p.quantity = n
		p.saw(i)
		return
	}
	switch {
	case r.lang.is("definite", w):
		p.the = p.the || !r.termBefore(i, s)
	case r.lang.is("one", w) && r.onePoints(i, s):
		p.one = true
		p.saw(i)
	case r.lang.is("another", w) && p.quantity == 0:
		p.quantity, p.that = 1, true
		p.saw(i)
	}
}

// termBefore says whether something was named already: the "that" of "jackets
// that are red" points at nothing.
func (r *reading) termBefore(i int, s segment) bool {
	for k := s.first; k < i; k++ {
		if r.toks[k].use == useTerm {
			return true
		}
	}
	return false
}

// onePoints says whether "one" stands for something listed: "the red one" does,
// "a red one" does not.
func (r *reading) onePoints(i int, s segment) bool {
	for k := i - 1; k >= max(s.first, i-5); k-- {
		switch {
		case r.lang.is("definite", r.word(k)):
			return true
		case r.lang.is("indefinite", r.word(k)):
			return false
		}
	}
	return false
}

// timesWord reads "x2".
func timesWord(w string) (int, bool) {
	digits, ok := strings.CutPrefix(w, "x")
	if !ok || digits == "" || len(digits) > 3 {
		return 0, false
	}
	n := 0
	for _, c := range digits {
		if !isDigit(c) {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, n > 0
}

// pointingParts finds "it", "both", "all of them".
func (r *reading) pointingParts(p *pointers, s segment) {
	r.lang.parts.each(r.toks, r.words, func(m match) {
		if m.named[0] < s.first || m.named[len(m.named)-1] >= s.end {
			return
		}
		switch {
		case m.tag == ".it" && r.standsAlone(m):
			p.that = true
		case m.tag == ".all":
			p.all = true
		default:
			return
		}
		p.saw(m.named[0])
		p.saw(m.named[len(m.named)-1])
	})
}

// standsAlone says whether a pronoun is not the article of something: "that
// tent", "all tents".
func (r *reading) standsAlone(m match) bool {
	next := m.named[len(m.named)-1] + 1
	if next >= len(r.toks) {
		return true
	}
	t := r.toks[next]
	return t.use != useTerm && !r.content(next) && t.kind != tokenOrdinal && !r.lang.is("one", t.word) &&
		(t.kind != tokenNumber || r.lang.is("set", r.word(m.named[0]-1)))
}
