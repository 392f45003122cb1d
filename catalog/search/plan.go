package search

import (
	"strings"
	"unicode/utf8"
)

// plan is what a text wants.
type plan struct {
	wants     []want
	words     bool // the text has words at all
	corrected string
	relaxed   []string
}

// word is one word of a query: a token or two, folded.
type word struct {
	text       string
	start, end int // bytes of the query text
	quantity   string
	number     bool
	same       []string // its keys, once they are known
}

func newWord(text string) word { return word{text: text} }

// planner works out the plan of one text.
type planner struct {
	*snapshot
	*reading
	text  string
	plan  plan
	edits []edit
}

// reading is how texts are read, whatever the products.
type reading struct {
	maxTypos int
	synonyms *synonyms
}

// edit replaces a part of the text.
type edit struct {
	start, end int
	with       string
}

// makePlan reads a cleaned text. A text that is a code as a whole wants that
// alone.
func (s *snapshot) makePlan(text string, how *reading) plan {
	p := planner{snapshot: s, reading: how, text: text}
	if code := codeForm(text); s.hasCode(code) && (hasDigit(code) || len(s.forms(fold(strings.TrimSpace(text)))) == 0) {
		return plan{words: true, wants: []want{{code: code, idf: 1}}}
	}
	words := p.split()
	p.plan.words = len(words) > 0
	for i := range words {
		words[i].same = words[i].keys()
	}
	for i := 0; i < len(words); {
		n, others := p.synonyms.match(words[i:])
		instead := p.insteadOf(words[i:i+n], others)
		n = p.asOne(words[i:], n, &instead)
		for n = max(n, 1); n > 0; n-- {
			if len(p.plan.wants) < maxWords {
				p.resolve(words[i], instead, i == len(words)-1)
			}
			i++
		}
	}
	p.plan.corrected = p.apply()
	return p.plan
}

// weigh weighs the wants against each other: as on the page before, or by how
// rare they are.
func (p *plan) weigh(shares []float32) {
	sum := float32(0)
	for _, w := range p.wants {
		sum += w.idf
	}
	for i := range p.wants {
		if len(shares) == len(p.wants) {
			p.wants[i].share = shares[i]
		} else {
			p.wants[i].share = p.wants[i].idf / sum
		}
	}
}

func (p *plan) shares() []float32 {
	all := make([]float32, len(p.wants))
	for i, w := range p.wants {
		all[i] = w.share
	}
	return all
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// hasCode says whether some living product bears a code.
func (s *snapshot) hasCode(code string) bool {
	for _, v := range s.views {
		for _, doc := range v.codes.find(code, v.products) {
			if v.alive(doc) {
				return true
			}
		}
	}
	return false
}

// split makes words of tokens: amounts, words that products write as one
// ("t-shirt", "back pack"), single words; stop words go if others remain.
func (p *planner) split() []word {
	tokens := tokenize(p.text, nil)
	var all, telling []word
	for i := 0; i < len(tokens); {
		w, used := p.wordAt(tokens[i:])
		i += used
		if w.text == "" {
			continue
		}
		all = append(all, w)
		if !stopWords[w.text] {
			telling = append(telling, w)
		}
	}
	if len(telling) > 0 {
		return telling
	}
	return all
}

func (p *planner) wordAt(tokens []token) (w word, used int) {
	t := tokens[0]
	w = word{text: t.word(p.text), start: t.start, end: t.end, number: t.number}
	if minus := "-" + w.text; t.number && isBelowZero(p.text, t.start) && len(p.forms(minus)) > 0 {
		w.text = minus
	}
	if n, u, ok := splitQuantity(w.text); ok && !t.number {
		w.quantity = quantityTerm(n, u)
		return w, 1
	}
	if len(tokens) == 1 {
		return w, 1
	}
	next := tokens[1]
	second := next.word(p.text)
	if u, ok := units[second]; ok && t.number && isGap(p.text[t.end:next.start]) {
		q := quantityTerm(parseNumber(p.text[t.start:t.end]), u)
		if len(p.forms(q)) > 0 || len(p.nearAmounts(q)) > 0 {
			w.quantity, w.end = q, next.end
			return w, 2
		}
	}
	if p.writtenAsOne(w.text, second) {
		w.text, w.end, w.number = w.text+second, next.end, false
		return w, 2
	}
	return w, 1
}

// writtenAsOne says whether products rather write two words as one: "back
// pack", "t-shirt".
func (p *planner) writtenAsOne(a, b string) bool {
	if a == "" || b == "" || stopWords[a] && len(a) > 1 || stopWords[b] && len(b) > 1 || len(p.forms(a+b)) == 0 {
		return false
	}
	if utf8.RuneCountInString(a) == 1 || utf8.RuneCountInString(b) == 1 {
		return true
	}
	return p.forms(a+b).df() >= min(p.forms(a).df(), p.forms(b).df())
}

// asOne lets products that write the next two words as one have both: "tea pot"
// finds a teapot. It returns how many words are taken together.
func (p *planner) asOne(words []word, n int, instead *meant) int {
	if len(words) < 2 || n > 2 || words[0].number || words[1].number {
		return n
	}
	f := p.forms(words[0].text + words[1].text)
	if len(f) == 0 {
		return n
	}
	if n < 2 {
		*instead = meant{words: make(found)} // what the first alone may mean
	}
	for w, c := range f {
		c.fit *= fitForm
		instead.words[w] = c
	}
	return 2
}

// resolve adds what a word wants, or what may be said instead, mends it, or
// leaves it out.
func (p *planner) resolve(w word, instead meant, last bool) {
	if w.quantity != "" {
		f := p.forms(w.quantity)
		if len(f) == 0 {
			f = p.nearAmounts(w.quantity)
		}
		if len(f) > 0 {
			p.add(p.want(f, nil).or(instead, p.snapshot))
			return
		}
	}
	f := p.forms(w.text)
	if len(f) == 0 {
		f = p.shorter(w.text)
	}
	p.alsoMeant(w, f)
	code, known := p.codeAt(w), len(f) > 0 || instead.any()
	var completed found
	if n := utf8.RuneCountInString(w.text); !w.number && (last && n >= 2 || !known && n >= 3) {
		completed = p.completions(w.text)
	}
	if known || len(completed) > 0 || code != "" {
		all := p.want(f, completed).or(instead, p.snapshot)
		all.code = code
		p.add(all)
		return
	}
	if p.synonyms.knows(w) || !p.mend(w) { // what we know is no mistake
		p.plan.relaxed = append(p.plan.relaxed, p.text[w.start:w.end])
	}
}

func (p *planner) add(w want) { p.plan.wants = append(p.plan.wants, w) }

// codeAt returns the code that a word is part of, up to the spaces around it,
// if some product bears it.
func (p *planner) codeAt(w word) string {
	start := strings.LastIndexByte(p.text[:w.start], ' ') + 1
	end := len(p.text)
	if i := strings.IndexByte(p.text[w.end:], ' '); i >= 0 {
		end = w.end + i
	}
	code := codeForm(p.text[start:end])
	if len(code) < 3 || !hasDigit(code) || !p.hasCode(code) {
		return ""
	}
	return code
}

// apply returns the text with all edits made; "" if there are none.
func (p *planner) apply() string {
	if len(p.edits) == 0 {
		return ""
	}
	var b strings.Builder
	at := 0
	for _, e := range p.edits {
		b.WriteString(p.text[at:e.start])
		b.WriteString(e.with)
		at = e.end
	}
	b.WriteString(p.text[at:])
	return strings.TrimSpace(b.String())
}
