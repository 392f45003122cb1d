package understand

import (
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// Config adjusts a [Reader]. The zero Config is usable.
type Config struct {
	// Currency is what amounts are in when neither the text nor the context
	// names one. Defaults to the vocabulary's.
	Currency string
}

// Reader understands texts about one catalogue. It never changes, so it is
// safe for concurrent use; make a new one when the vocabulary changes.
type Reader struct {
	vocab           *vocabulary
	words           *language
	speller         *speller
	defaultCurrency string
	minPrice        int64
}

// New returns a reader for a vocabulary; nil stands for an empty catalogue. It
// takes time in proportion to the vocabulary's words, not to the products.
func New(v *catalog.Vocabulary, c Config) *Reader {
	r := &Reader{vocab: newVocabulary(v), words: allWords(), speller: newSpeller(), defaultCurrency: c.Currency}
	if v != nil {
		r.minPrice = v.MinPrice.Minor
		if c.Currency == "" {
			r.defaultCurrency = v.Currency
		}
	}
	for _, w := range r.vocab.order {
		r.speller.add(w)
	}
	return r
}

// Read says what a text means. It accepts any bytes: what is not valid UTF-8
// is passed over, and only the first 500 runes are understood.
func (r *Reader) Read(text string, ctx Context) Meaning {
	s := r.start(text, ctx)
	s.ranges()
	s.terms()
	s.parts()
	found := s.findIntents()
	s.strengths()
	s.asked = s.provisional(found)
	s.drop(found.best)
	s.drop(found.loose)
	s.greeted(found.polite)
	s.residue()
	return s.conclude(found)
}

// start prepares the tokens.
func (r *Reader) start(text string, ctx Context) *reading {
	s := &reading{Reader: r, lang: r.words, ctx: ctx, text: clip(text), narrow: map[int]bool{}}
	var heard hearing
	s.toks, heard, s.main = r.speak(s.text, scan(s.text), tongueOf(ctx.Lang))
	s.written = heard.clearly(s.main)
	s.toks = s.lang.joinNumbers(s.toks)
	for i := range s.toks {
		s.prepare(&s.toks[i])
	}
	for i, t := range s.toks {
		if t.kind != tokenMark && !s.lang.polite[t.word] {
			s.words = append(s.words, i)
		}
	}
	return s
}

// prepare mends and stems a word.
func (r *reading) prepare(t *token) {
	switch t.kind {
	case tokenMark, tokenNumber:
		t.known, t.stem = true, t.word
		if t.kind == tokenNumber && t.Of(r.text) != t.word {
			t.stem = fold(t.Of(r.text))
		}
		return
	}
	raw := t.Of(r.text)
	t.stem = stemOf(t.word)
	known := t.kind == tokenOrdinal || r.lang.knows(t.word) || r.vocab.words[t.word] || r.lang.namesStem(t.stem)
	if !known || strings.HasPrefix(t.word, kazakhMark) || r.main == kazakh {
		t.keys = r.vocab.keys(raw)
	}
	t.known = known || r.vocab.names(t)
	if t.known {
		return
	}
	if mended := r.mend(t.word, raw); mended != "" {
		t.word, t.stem, t.known = mended, stemOf(mended), true
		r.mended = true
	}
}

// mend returns the word that a word with a typo stands for, or "".
func (r *reading) mend(word, raw string) string {
	mended := r.speller.mend(word, tableSpeller())
	if mended == "" && r.main == kazakh {
		mended = r.speller.mend(kazakhWord(raw), tableSpeller())
	}
	return mended
}

// residue makes wishes of the words that nothing else took: they are looked
// for in the products' texts.
func (r *reading) residue() {
	for i := 0; i < len(r.toks); i++ {
		if !r.content(i) && !r.ordinalName(i) && !r.endsName(i) {
			continue
		}
		end := i + 1
		for r.continues(end) || end == i+1 && r.toks[i].kind == tokenOrdinal {
			end++
		}
		span := r.span(i, end)
		if r.toks[i].kind == tokenOrdinal {
			r.toks[i].use = useTerm
		}
		r.wish(Wish{Kind: KindWords, Strength: Must, Span: span, Values: []string{r.spelled(i, end)}})
		i = end - 1
	}
	slices.SortStableFunc(r.wishes, func(a, b Wish) int { return a.Span.Start - b.Span.Start })
}

// ordinalName says whether an ordinal is part of a name ("first aid") and does
// not point at anything shown.
func (r *reading) ordinalName(i int) bool {
	t := r.toks[i]
	if t.kind != tokenOrdinal || t.use != useFree || !r.content(i+1) || r.toks[i+1].kind != tokenWord || isDigit(rune(r.text[t.Start])) {
		return false
	}
	for _, list := range [][]Listed{r.ctx.Shown, r.ctx.Cart} {
		for k := range list {
			if r.says(listedWords(&list[k]), r.toks[i+1].Span) {
				return false
			}
		}
	}
	return true
}

// content says whether a token is a word to look for.
func (r *reading) content(i int) bool {
	if i >= len(r.toks) || !r.free(i) {
		return false
	}
	t := r.toks[i]
	switch t.kind {
	case tokenWord:
		if r.lang.polite[t.word] || r.lang.stop[t.word] || r.lang.commands(t.word) || strings.HasPrefix(t.word, "thumbs-") {
			return false
		}
		if _, times := timesWord(t.word); times && i > 0 && (r.toks[i-1].use == useTerm || r.toks[i-1].kind == tokenNumber) {
			return false // "caps x3", "croft 2 x3"
		}
		return len([]rune(t.word)) > 1 || r.beginsCode(i)
	case tokenNumber:
		return isReference(t.Of(r.text)) && !r.countsMany(i)
	}
	return false
}

// beginsCode keeps single letters that are part of a code: "a-1".
func (r *reading) beginsCode(i int) bool {
	return i+2 < len(r.toks) && r.word(i+1) == "-" && r.toks[i+1].glued && r.toks[i+2].glued
}

// continues says whether a token goes on a run of letters, digits and hyphens
// without spaces ("AB-1234"), or is a number right after a word ("model 12").
func (r *reading) continues(i int) bool {
	if i >= len(r.toks) {
		return false
	}
	if r.names(i) || r.multiplied(i+1) && r.names(i+1) {
		return true
	}
	if !r.free(i) {
		return false
	}
	t := r.toks[i]
	switch t.kind {
	case tokenMark:
		return t.glued && (t.word == "-" || t.word == "/" || t.word == ".") && i+1 < len(r.toks) && r.toks[i+1].glued &&
			r.toks[i+1].kind != tokenMark && r.free(i+1)
	}
	return t.glued
}

// isReference says whether digits are a number of something (an order, a bar
// code) rather than a count of it.
func isReference(raw string) bool {
	raw, marked := strings.CutPrefix(raw, "#")
	return (len(raw) >= 5 || marked) && strings.IndexFunc(raw, func(c rune) bool { return !isDigit(c) }) < 0
}

// unknown lists the words that nobody knows.
func (r *reading) unknown() []Span {
	var spans []Span
	for _, t := range r.toks {
		if t.kind == tokenWord && !t.known && t.use == useFree {
			spans = append(spans, t.Span)
		}
	}
	return spans
}
