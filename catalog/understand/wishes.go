package understand

import (
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// reading is the state of understanding one text.
type reading struct {
	*Reader
	lang   *language
	ctx    Context
	text   string
	toks   []token
	words  []int // tokens that patterns look at: no punctuation, nothing polite
	wishes []Wish
	nots   map[int]Strength // strength that starts at a token
	mended bool
}

func (r *reading) free(i int) bool { return i >= 0 && i < len(r.toks) && r.toks[i].use == useFree }

func (r *reading) word(i int) string {
	if i < 0 || i >= len(r.toks) {
		return ""
	}
	return r.toks[i].word
}

// take marks tokens i up to end as used.
func (r *reading) take(i, end int, u use) {
	for ; i < end; i++ {
		r.toks[i].use = u
	}
}

func (r *reading) span(i, end int) Span { return Span{r.toks[i].Start, r.toks[end-1].End} }

func (r *reading) wish(w Wish) { r.wishes = append(r.wishes, w) }

// terms finds what the catalogue names and turns it into wishes, from left to
// right, the longest names first.
func (r *reading) terms() {
	for i := 0; i < len(r.toks); i++ {
		if !r.free(i) {
			continue
		}
		if n := r.labelled(i); n > 0 {
			i += n - 1
			continue
		}
		meanings, end := r.vocab.find(r.toks, i)
		t := r.choose(meanings, i, end)
		if s := r.synonym(i); s != nil && (t == nil || end == i+1 && t.kind == KindAttribute && s.count > t.count) {
			t, end = s, i+1
		}
		if t == nil {
			continue
		}
		r.wish(r.termWish(t, i, end))
		r.take(i, end, useTerm)
		i = end - 1
	}
}

// choose picks the meaning of a phrase, or nil if it says something else here.
func (r *reading) choose(meanings []*term, i, end int) *term {
	for _, t := range meanings {
		if r.plausible(t, i, end) {
			return t
		}
	}
	return nil
}

// plausible keeps words of the language from being read as names of the
// catalogue: a brand called "More", a size called "S", a value "2".
func (r *reading) plausible(t *term, i, end int) bool {
	if end-i > 1 {
		return true
	}
	tok := r.toks[i]
	switch {
	case tok.kind == tokenOrdinal, tok.kind == tokenNumber && t.kind == KindAttribute:
		// Numbers are values after the option's name ("size 42"), or big ones
		// after a thing ("boots 42").
		return tok.kind == tokenNumber && tok.num >= 15 && i > 0 && r.toks[i-1].use == useTerm
	case len(tok.word) == 1 && len(r.toks) == 1:
		return t.kind == KindAttribute
	case len(tok.word) == 1:
		return t.kind == KindAttribute && tok.upper && !tok.glued && (!isUpper(r.text) || i > 0 && r.toks[i-1].use == useTerm)
	case t.kind == KindCategory:
		return !r.lang.stop[tok.word] || t.count > 0 && !r.lang.is("command", tok.word)
	case t.kind == KindBrand:
		return !r.lang.known[tok.word] || tok.capital(r.text) && i > 0
	}
	return !r.lang.stop[tok.word]
}

// capital says whether the word was written with a capital.
func (t token) capital(text string) bool {
	first := t.Of(text)
	return first != "" && strings.ToLower(first[:1]) != first[:1]
}

// termWish makes the wish for tokens i up to end.
func (r *reading) termWish(t *term, i, end int) Wish {
	w := Wish{Kind: t.kind, Strength: Must, Span: r.span(i, end), Name: t.name, Values: slices.Clone(t.values)}
	if t.truth {
		yes := true
		w.Bool = &yes
	}
	return w
}

// labelled reads "size M", "size 42", "M size", "colour: red": the name of an
// option and one of its values, in any case. It returns how many tokens it took.
func (r *reading) labelled(i int) int {
	name, ok := r.vocab.labels[r.toks[i].stem]
	if !ok {
		return 0
	}
	next := i + 1
	for next < len(r.toks) && (r.word(next) == ":" || r.word(next) == "=" || r.lang.is("after-label", r.word(next))) {
		next++
	}
	if t, end := r.valueOf(name, next); t != nil {
		r.wish(r.termWish(t, i, end))
		r.take(i, end, useTerm)
		r.otherValues(name, end)
		return end - i
	}
	if t, end := r.valueOf(name, i-1); t != nil && end == i {
		r.wish(r.termWish(t, i-1, i+1))
		r.take(i-1, i+1, useTerm)
		return 1
	}
	return 0
}

// otherValues reads on after "size M": "or L", ", XL".
func (r *reading) otherValues(name string, i int) {
	for r.lang.is("join", r.word(i)) || r.word(i) == "," || r.word(i) == "/" {
		t, end := r.valueOf(name, i+1)
		if t == nil {
			return
		}
		r.wish(r.termWish(t, i+1, end))
		r.take(i, end, useTerm)
		i = end
	}
}

// valueOf finds a value of one attribute at a token.
func (r *reading) valueOf(name string, i int) (*term, int) {
	if !r.free(i) {
		return nil, 0
	}
	meanings, end := r.vocab.find(r.toks, i)
	for _, t := range meanings {
		if t.name == name {
			return t, end
		}
	}
	if key, ok := r.lang.values["value"][r.toks[i].word]; ok {
		if t := r.named(name, key); t != nil {
			return t, i + 1
		}
	}
	return nil, 0
}

// synonym finds the common value that a word stands for: M for "medium".
func (r *reading) synonym(i int) *term {
	key, ok := r.lang.values["value"][r.toks[i].word]
	if !ok || len(r.toks[i].word) < 3 {
		return nil
	}
	return r.named("", key)
}

// named finds an attribute's value by its folded text; "" is any attribute.
func (r *reading) named(name, key string) *term {
	for _, p := range r.vocab.phrases[stem(key)] {
		if p.kind == KindAttribute && len(p.stems) == 1 && (name == "" || p.name == name) {
			return p.term
		}
	}
	return nil
}

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

// parts reads sort, stock, reduced, negation and preference.
func (r *reading) parts() {
	r.nots = map[int]Strength{}
	taken := map[int]int{} // token -> words of the longest match that took it
	r.lang.parts.each(r.toks, r.words, func(m match) {
		if strings.HasPrefix(m.tag, ".sort") || m.tag == ".stock" || m.tag == ".reduced" {
			r.partWish(m, taken)
		}
		last := m.named[len(m.named)-1]
		switch m.tag {
		case ".not":
			r.nots[last] = Not
		case ".nice":
			r.nots[last] = Nice
		case ".nice-before":
			r.niceBefore(m.named[0])
		default:
			return
		}
		for _, i := range m.named {
			if r.toks[i].use == useFree {
				r.toks[i].use = useFiller
			}
		}
	})
}

// niceBefore marks a wish that stands before "if possible".
func (r *reading) niceBefore(first int) {
	for i := len(r.wishes) - 1; i >= 0; i-- {
		if w := &r.wishes[i]; w.Span.End <= r.toks[first].Start && r.tokenAt(w.Span.End) >= first-4 {
			if w.Kind == KindCategory {
				continue
			}
			w.Strength = Nice
			return
		}
	}
}

func (r *reading) partWish(m match, taken map[int]int) {
	for _, i := range m.named {
		if r.toks[i].use != useFree && r.toks[i].use != useWish || taken[i] >= len(m.named) {
			return
		}
	}
	first, last := m.named[0], m.named[len(m.named)-1]
	w := Wish{Strength: Must, Span: r.span(first, last+1)}
	switch kind, value, _ := strings.Cut(m.tag[1:], "."); kind {
	case "sort":
		w.Kind, w.Values = KindSort, []string{value}
	case "stock":
		w.Kind = KindStock
	default:
		w.Kind = KindReduced
	}
	r.wishes = slices.DeleteFunc(r.wishes, func(o Wish) bool {
		return (o.Kind == KindSort || o.Kind == KindStock || o.Kind == KindReduced) && o.Span.Start < w.Span.End && w.Span.Start < o.Span.End
	})
	r.wish(w)
	for _, i := range m.named {
		taken[i] = len(m.named)
		r.toks[i].use = useWish
	}
}

// sortOf reads the order a sort wish asks for.
func sortOf(w Wish) catalog.Sort { return catalog.Sort(w.Values[0]) }
