package understand

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// reading is the state of understanding one text.
type reading struct {
	*Reader
	lang *language
	ctx  Context
	main tongue // the language that most of the text is in
	// written is that language's tag, if there is no doubt.
	written string
	text    string
	toks    []token
	words   []int // tokens that patterns look at: no punctuation, nothing polite
	wishes  []Wish
	nots    map[int]Strength // strength that starts at a token
	narrow  map[int]bool     // bytes where a category is named by less than all it holds: «кружка» of cookware
	mended  bool
	asked   Intent // as far as the words alone tell
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
		t, end := r.termAt(i)
		if t == nil || r.insideName(t, i, end) || r.compound(t, i, end) {
			continue
		}
		r.wish(r.termWish(t, i, end))
		r.take(i, end, useTerm)
		i = end - 1
	}
}

// termAt is what the tokens from i on name: in the catalogue's words, or in the
// language's own.
func (r *reading) termAt(i int) (*term, int) {
	meanings, end := r.vocab.find(r.toks, i)
	t := r.choose(meanings, i, end)
	if s, n := r.synonym(i); s != nil && (t == nil || n > end-i || n == 1 && end == i+1 && t.kind == KindAttribute && s.count > t.count) {
		t, end = s, i+n
	}
	if g, n := r.goods(i); g != nil && (t == nil || n > end-i || n == end-i && (t.weak || t.kind == KindAttribute)) {
		t, end = g, i+n
	}
	return t, end
}

// goods finds the category that the language's own word for things means:
// «палатка» where the catalogue only says "Tents".
func (r *reading) goods(i int) (*term, int) {
	keys, n := r.lang.nameAt("goods", r.toks, i)
	if n == 0 {
		return nil, 0
	}
	keys, narrow := strings.CutSuffix(keys, "+")
	if narrow {
		r.narrow[r.toks[i].Start] = true
	}
	for key := range strings.SplitSeq(keys, "/") {
		if t := r.vocab.called(KindCategory, "", key); t != nil {
			return t, n
		}
	}
	if at := strings.LastIndexByte(keys, '_'); at >= 0 {
		return r.vocab.called(KindCategory, "", keys[at+1:]), n
	}
	return nil, 0
}

// choose picks the meaning of a phrase, or nil if it says something else here.
// What is spelled like the word comes before what only has its stem:
// "backpacking" before "Backpacks".
func (r *reading) choose(meanings []*term, i, end int) *term {
	var first *term
	for _, t := range meanings {
		switch {
		case !r.plausible(t, i, end):
		case end-i > 1 || t.spelled(r.word(i)):
			return t
		case first == nil:
			first = t
		}
	}
	return first
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
	case len(tok.word) == 1 && r.main != english && i > 0 && r.toks[i-1].use == useTerm:
		return t.kind == KindAttribute // «футболка m»
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
	first, _ := utf8.DecodeRuneInString(t.Of(text))
	return unicode.IsUpper(first)
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
	name, ok := r.labelAt(i)
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

// labelAt is the attribute or option that a word is the name of: in the
// catalogue's words, or in the language's own («рост» for a size).
func (r *reading) labelAt(i int) (string, bool) {
	if name, ok := r.vocab.label(&r.toks[i]); ok {
		return name, true
	}
	for name := range strings.SplitSeq(r.lang.values["named"][r.toks[i].word], "/") {
		if r.vocab.attributes[name] {
			return name, true
		}
	}
	return "", false
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
	if key, n := r.lang.nameAt("value", r.toks, i); n > 0 {
		if t := r.vocab.called(KindAttribute, name, key); t != nil {
			return t, i + n
		}
	}
	return nil, 0
}

// synonym finds the common value that a word stands for: M for "medium".
func (r *reading) synonym(i int) (*term, int) {
	key, n := r.lang.nameAt("value", r.toks, i)
	if n == 0 || len(r.toks[i].word) < 3 {
		return nil, 0
	}
	for key := range strings.SplitSeq(key, "/") {
		if t := r.vocab.called(KindAttribute, "", key); t != nil {
			return t, n
		}
	}
	return nil, 0
}
