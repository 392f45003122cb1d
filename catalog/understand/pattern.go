package understand

import (
	"slices"
	"strconv"
	"strings"
)

// pattern is a sequence of words that means a tag. See words/en.txt for how
// patterns are written.
type pattern struct {
	tag   string
	soft  bool // yields to any other meaning
	score int  // added to the score of a match
	// worded patterns match only where a word of theirs does
	worded bool
	elems  []element
}

type elementKind uint8

const (
	elementWord elementKind = iota
	elementGap              // up to max words of any kind
	elementNumber
	elementCount // a number small enough to count things
	elementReference
	elementOrdinal
	elementStart
	elementEnd
)

// element is one step of a pattern.
type element struct {
	kind     elementKind
	words    []string
	prefixes []string // "deliver*"
	ordinal  bool     // a position may stand here too
	number   bool     // a count may
	long     bool     // a number of something may
	optional bool
	max      int
}

// match is a pattern found: the tokens it names, in order.
type match struct {
	*pattern

	named []int
}

// patterns finds patterns by the word they can begin with.
type patterns struct {
	byWord   map[string][]*pattern
	byPrefix map[string][]*pattern // by the first letters, see prefixKey
	prefixes map[string][]string   // every beginning in any place, by the same
	anywhere []*pattern            // begin with a number or a gap
	english  []*pattern            // those of anywhere that a text without Russian and Kazakh words may fit
}

// add indexes a pattern under every word that may be its first.
func (ps *patterns) add(p *pattern) {
	for _, e := range p.elems {
		for _, w := range e.prefixes {
			if key := prefixKey(w); !slices.Contains(ps.prefixes[key], w) {
				ps.prefixes[key] = append(ps.prefixes[key], w)
			}
		}
	}
	for _, e := range p.elems {
		switch e.kind {
		case elementStart:
			continue
		case elementWord:
			for _, w := range e.words {
				ps.byWord[w] = append(ps.byWord[w], p)
			}
			for _, w := range e.prefixes {
				ps.byPrefix[prefixKey(w)] = append(ps.byPrefix[prefixKey(w)], p)
			}
			if e.ordinal || e.number || e.long {
				ps.addAnywhere(p)
			}
		default:
			ps.addAnywhere(p)
			return
		}
		if !e.optional {
			return
		}
	}
}

func (ps *patterns) addAnywhere(p *pattern) {
	ps.anywhere = append(ps.anywhere, p)
	if !p.worded {
		ps.english = append(ps.english, p)
	}
}

// each calls f with every match among the tokens whose positions are words, at
// most one of each pattern at each position. Parts of number wishes are matched
// by nothing.
func (ps *patterns) each(toks []token, words []int, f func(match)) {
	m := matcher{toks: toks, words: words}
	anywhere := ps.english
	if slices.ContainsFunc(toks, func(t token) bool { return t.kind == tokenWord && !isLatin(t.word) }) {
		anywhere = ps.anywhere
	}
	for at, i := range words {
		t := &toks[i]
		m.tryAll(ps.byWord[t.word], at, f)
		if t.kind == tokenWord {
			m.tryAll(ps.byPrefix[prefixKey(t.word)], at, f)
		}
		m.tryAll(anywhere, at, f)
	}
}

// prefixKey is the first three letters of a word, under which the beginnings
// of words are found; the whole word if it is shorter.
func prefixKey(word string) string {
	n := 0
	for i := range word {
		if n == 3 {
			return word[:i]
		}
		n++
	}
	return word
}

// begins says whether a pattern has a beginning of a word, of at least as many
// bytes.
func (ps *patterns) begins(word string, least int) bool {
	return slices.ContainsFunc(ps.prefixes[prefixKey(word)], func(p string) bool { return len(p) >= least && strings.HasPrefix(word, p) })
}

// matcher tries patterns on one sentence; named are the tokens matched so far.
type matcher struct {
	toks  []token
	words []int
	named [32]int
	total int
}

func (m *matcher) tryAll(list []*pattern, at int, f func(match)) {
	for _, p := range list {
		m.total = 0
		if m.from(p.elems, at) && (!p.worded || m.hasWord()) {
			f(match{p, slices.Clone(m.named[:m.total])})
		}
	}
}

// hasWord says whether a word was matched, not only numbers and positions: these
// are the same in all languages.
func (m *matcher) hasWord() bool {
	return slices.ContainsFunc(m.named[:m.total], func(i int) bool { return m.toks[i].kind == tokenWord })
}

// from matches the elements at the position, optional ones if possible.
func (m *matcher) from(elems []element, at int) bool {
	if len(elems) == 0 {
		return m.total > 0
	}
	e := &elems[0]
	switch e.kind {
	case elementStart:
		return at == 0 && m.from(elems[1:], at)
	case elementEnd:
		return at == len(m.words) && m.from(elems[1:], at)
	case elementGap:
		for skip := 0; skip <= e.max && at+skip <= len(m.words); skip++ {
			if m.from(elems[1:], at+skip) {
				return true
			}
		}
		return false
	}
	if at < len(m.words) && m.total < len(m.named) && e.fits(&m.toks[m.words[at]]) {
		m.named[m.total] = m.words[at]
		m.total++
		if m.from(elems[1:], at+1) {
			return true
		}
		m.total--
	}
	return e.optional && m.from(elems[1:], at)
}

// fitsCount says whether a token is a number small enough to count things.
func (t *token) fitsCount() bool {
	return t.kind == tokenNumber && t.use != useRange && t.num <= maxQuantity && t.word != "#"
}

// fitsReference says whether a token is the number of something.
func (t *token) fitsReference() bool {
	return t.kind == tokenNumber && t.num > maxQuantity || t.word == "#" && t.kind != tokenMark
}

func (e *element) fits(t *token) bool {
	switch e.kind {
	case elementNumber:
		return t.kind == tokenNumber && t.use != useRange
	case elementCount:
		return t.fitsCount()
	case elementReference:
		return t.fitsReference()
	case elementOrdinal:
		return t.kind == tokenOrdinal && t.use == useFree
	}
	if t.use == useRange {
		return false
	}
	if e.ordinal && t.kind == tokenOrdinal && t.use == useFree || e.number && t.fitsCount() || e.long && t.fitsReference() {
		return true
	}
	if slices.Contains(e.words, t.word) {
		return true
	}
	return slices.ContainsFunc(e.prefixes, func(p string) bool { return strings.HasPrefix(t.word, p) })
}

// parsePattern reads one line of a table; lets are its named alternatives.
func parsePattern(line string, lets map[string][]string, spell func(string) string) []element {
	var elems []element
	for _, field := range strings.Fields(line) {
		elems = append(elems, parseElement(field, lets, spell))
	}
	return elems
}

func parseElement(field string, lets map[string][]string, spell func(string) string) element {
	var e element
	if field, e.optional = strings.CutPrefix(field, "?"); e.optional && field == "" {
		return e
	}
	switch {
	case field == "^":
		e.kind = elementStart
	case field == "$":
		e.kind = elementEnd
	case field == "#":
		e.kind = elementNumber
	case field == "##":
		e.kind = elementReference
	case field == "#th":
		e.kind = elementOrdinal
	case field[0] == '~':
		e.kind = elementGap
		e.max, _ = strconv.Atoi(field[1:]) // a test reads every table strictly
	default:
		e.addWords(field, lets, spell)
	}
	return e
}

func (e *element) addWords(field string, lets map[string][]string, spell func(string) string) {
	for _, w := range expand(field, lets) {
		switch w {
		case "#th":
			e.ordinal = true
			continue
		case "#":
			e.number = true
			continue
		case "##":
			e.long = true
			continue
		}
		if begin, ok := strings.CutSuffix(w, "*"); ok {
			e.prefixes = append(e.prefixes, spell(begin))
		} else {
			e.words = append(e.words, spell(w))
		}
	}
}

// expand lists the alternatives of a field: words, names of alternatives, and
// words with a name of endings, "красн+ADJ".
func expand(field string, lets map[string][]string) []string {
	var words []string
	for w := range strings.SplitSeq(field, "|") {
		begin, name, ends := strings.Cut(w, "+")
		switch named, ok := lets[w]; {
		case ok:
			words = append(words, expand(strings.Join(named, "|"), lets)...)
		case ends:
			for _, end := range lets[name] {
				words = append(words, begin+strings.TrimPrefix(end, "-"))
			}
		default:
			words = append(words, w)
		}
	}
	return words
}
