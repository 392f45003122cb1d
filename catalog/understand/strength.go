package understand

import (
	"slices"
)

// strengths applies "not" and "preferably" to the wishes that follow them, and
// on through lists: "no red or blue".
func (r *reading) strengths() {
	slices.SortStableFunc(r.wishes, func(a, b Wish) int { return a.Span.Start - b.Span.Start })
	for i := range r.wishes {
		w := &r.wishes[i]
		if s, ok := r.strengthAt(w.Span); ok {
			w.Strength = s
		} else if i > 0 && r.wishes[i-1].Strength != Must && alike(r.wishes[i-1], *w) && r.joined(r.wishes[i-1].Span.End, w.Span.Start) {
			w.Strength = r.wishes[i-1].Strength
		}
	}
	r.purposes()
	r.negateWords()
}

// purposes makes a category after "for" a nicety if something else is wanted:
// "a lamp for camping" is a lamp.
func (r *reading) purposes() {
	for i := range r.wishes {
		w := &r.wishes[i]
		if w.Kind != KindCategory || w.Strength != Must || !r.afterFor(r.tokenAt(w.Span.Start)) {
			continue
		}
		if slices.ContainsFunc(r.wishes[:i], func(o Wish) bool { return o.Kind == KindCategory && o.Strength == Must }) || r.contentBefore(w.Span.Start) {
			w.Strength = Nice
		}
	}
}

// afterFor says whether "for" stands before a token, over at most two words
// that describe it: "for winter camping".
func (r *reading) afterFor(i int) bool {
	for k := i - 1; k >= max(0, i-3); k-- {
		if r.lang.is("for", r.word(k)) {
			return true
		}
		if r.toks[k].kind == tokenMark {
			return false
		}
	}
	return false
}

// contentBefore says whether a word to look for stands before a byte, apart
// from those right before it.
func (r *reading) contentBefore(start int) bool {
	seenFor := false
	for i := r.tokenAt(start) - 1; i >= 0; i-- {
		if r.lang.is("for", r.word(i)) {
			seenFor = true
		} else if seenFor && r.content(i) {
			return true
		}
	}
	return false
}

// strengthAt looks for a mark of strength right before a wish, over articles.
func (r *reading) strengthAt(s Span) (Strength, bool) {
	i := r.tokenAt(s.Start) - 1
	for i >= 0 && (r.lang.is("article", r.word(i)) || r.word(i) == "-" || r.lang.polite[r.word(i)] || r.lang.is("after-not", r.word(i))) {
		if st, ok := r.nots[i]; ok {
			return st, true
		}
		i--
	}
	st, ok := r.nots[i]
	return st, ok
}

// alike says whether two wishes are about the same property.
func alike(a, b Wish) bool { return a.Kind == b.Kind && a.Name == b.Name }

// tokenAt is the token that begins at a byte.
func (r *reading) tokenAt(start int) int {
	i, _ := slices.BinarySearchFunc(r.toks, start, func(t token, at int) int { return t.Start - at })
	return i
}

// joined says whether only "or", "and" and commas stand between two bytes.
func (r *reading) joined(from, to int) bool {
	i := r.tokenAt(from)
	for ; i < len(r.toks) && r.toks[i].Start < to; i++ {
		if !r.lang.is("join", r.word(i)) && r.word(i) != "," && r.word(i) != "/" && r.word(i) != "&" {
			return false
		}
	}
	return i > r.tokenAt(from)
}

// negateWords turns "without pockets" into a wish not to have the word, so
// that it is not looked for.
func (r *reading) negateWords() {
	for i := range r.toks {
		if r.nots[i] != Not {
			continue
		}
		j := i + 1
		for j < len(r.toks) && (r.lang.is("article", r.word(j)) || r.lang.is("after-not", r.word(j))) {
			j++
		}
		if r.free(j) && r.toks[j].kind == tokenWord && !r.lang.known[r.word(j)] {
			r.wish(Wish{Kind: KindWords, Strength: Not, Span: r.span(j, j+1), Values: []string{r.toks[j].Of(r.text)}})
			r.take(j, j+1, useWish)
		}
	}
}
