package search

import (
	"maps"
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/internal/stem"
)

// saturation is BM25's k1: how soon a repeated word stops counting more.
const saturation = 1.2

// field is how words count in one part of a product.
type field struct {
	weight float32
	pivot  float32 // length at which a word counts as is; shorter texts count more
	slope  float32 // BM25's b: 0 ignores length
	once   bool    // repeats do not count
	lean   bool    // stop words are left out
	firm   bool    // says what the product is, not what is said about it
}

// analyzer turns products into weighted terms. It numbers terms from 0 as it
// meets them and keeps what it learnt about spellings, so that the cost of
// folding is paid once per distinct word. Not safe for concurrent use.
type analyzer struct {
	fields struct{ title, brand, category, attribute, name, description field }
	scale  float32 // from weight to impact

	words  []string          // by term number
	ids    map[string]uint32 // folded word to term number
	raw    map[string]spelling
	stems  map[uint32]uint32 // term to that of its Kazakh stem
	home   bool              // what the product at hand says in no named language may be Kazakh
	weight []float32         // by term number, of the product at hand
	firm   []bool            // likewise
	count  []uint16          // by term number, of the field at hand
	seen   []uint32          // terms of the product at hand
	inText []uint32          // terms of the field at hand
	length int               // words of the field at hand
	tokens []token
}

// spelling is what is known of a word as written.
type spelling struct {
	term     uint32
	none     bool // nothing is left of it after folding
	stop     bool
	cyrillic bool
	quantity uint32 // term of "2l" as an amount, plus one; 0 if it is none
	unit     unit   // if the word is a unit
	isUnit   bool
}

func newAnalyzer(w Weights) *analyzer {
	a := &analyzer{ids: make(map[string]uint32), raw: make(map[string]spelling), stems: make(map[uint32]uint32)}
	f := &a.fields
	f.title = field{weight: float32(w.Title), pivot: 6, slope: 0.4, firm: true}
	f.brand = field{weight: float32(w.Brand), once: true, firm: true}
	f.category = field{weight: float32(w.Category), once: true, firm: true}
	f.attribute = field{weight: float32(w.Attribute), once: true, firm: true}
	f.name = field{weight: float32(w.Description) / 2, once: true}
	f.description = field{weight: float32(w.Description), pivot: 40, slope: 0.6, lean: true}
	most := w.Title + w.Brand + w.Category + w.Attribute + 1.5*w.Description
	a.scale = maxImpact / float32((saturation+1)*max(most, 1e-9))
	return a
}

// product returns the terms of a product; impactOf tells their weights. The
// slice is good until the next call.
func (a *analyzer) product(p *catalog.Product) []uint32 {
	a.seen = a.seen[:0]
	a.home = isKazakh(p)
	a.texts(p.Title, a.fields.title)
	a.text(p.Brand, "", a.fields.brand)
	a.close(a.fields.brand)
	for _, c := range p.Category {
		a.texts(c, a.fields.category)
	}
	a.values(p)
	a.names(p)
	a.texts(p.Description, a.fields.description)
	return a.seen
}

// isKazakh says whether what a product says in no named language may be Kazakh.
func isKazakh(p *catalog.Product) bool {
	return p.Title["kk"] != "" || stem.HasKazakh(p.Title[""]) || stem.HasKazakh(p.Description[""])
}

// impactOf returns the impact of a term in the product at hand and forgets it.
// What counts at all is at least 1.
func (a *analyzer) impactOf(term uint32) impact {
	i := newImpact(max(1, min(maxImpact, a.weight[term]*a.scale+0.5)), a.firm[term])
	a.weight[term], a.firm[term] = 0, false
	return i
}

func (a *analyzer) texts(t catalog.Text, f field) {
	if len(t) == 1 { // the usual case needs no order
		for lang, s := range t {
			a.text(s, lang, f)
		}
		a.close(f)
		return
	}
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		a.text(t[lang], lang, f)
		a.close(f)
	}
}

// values adds the words of attributes and variants as one field.
func (a *analyzer) values(p *catalog.Product) {
	f := a.fields.attribute
	a.attributes(p.Attributes, f)
	for _, v := range p.Variants {
		for name, value := range v.Values {
			a.value(value, option(p, name).Names, f)
		}
		a.attributes(v.Attributes, f)
	}
	a.close(f)
}

func (a *analyzer) attributes(all []catalog.Attribute, f field) {
	for i := range all {
		at := &all[i]
		switch {
		case at.Kind == catalog.AttributeNumber && !isFinite(at.Number):
		case at.Kind == catalog.AttributeNumber:
			a.add(a.id(formatNumber(at.Number)), f)
			if at.Unit != "" {
				a.add(a.id(quantityTerm(at.Number, unitOf(at.Unit))), f)
			}
		case at.Kind == catalog.AttributeBool && at.Bool:
			a.name(at.Name, at.Label, f)
		case at.Kind != catalog.AttributeBool:
			for _, s := range at.Text {
				a.value(s, at.Names, f)
			}
		}
	}
}

// value adds a value and what it is called in other languages.
func (a *analyzer) value(value string, names map[string]catalog.Text, f field) {
	a.text(value, "", f)
	for lang, name := range names[value] {
		if name != value {
			a.text(name, lang, f)
		}
	}
}

// names adds what attributes and options are called, so that "size m" does not
// lose a word. A truth that does not hold is not named: "not waterproof".
func (a *analyzer) names(p *catalog.Product) {
	for i := range p.Attributes {
		if p.Attributes[i].Kind != catalog.AttributeBool {
			a.name(p.Attributes[i].Name, p.Attributes[i].Label, a.fields.name)
		}
	}
	for _, o := range p.Options {
		a.name(o.Name, o.Label, a.fields.name)
	}
	a.close(a.fields.name)
}

func (a *analyzer) name(key string, label catalog.Text, f field) {
	a.text(key, "", f)
	for lang, l := range label {
		a.text(l, lang, f)
	}
}

// text counts the words of one text in a language; close weighs them.
func (a *analyzer) text(s, lang string, f field) {
	kazakh := lang == "kk" || lang == "" && a.home
	a.tokens = tokenize(s, a.tokens)
	var number *token
	before := spelling{none: true}
	for i := range a.tokens {
		t := &a.tokens[i]
		sp := a.spelling(*t, s)
		if sp.none {
			continue
		}
		if !f.lean || !sp.stop {
			a.add(sp.term, f)
			if sp.cyrillic && (kazakh || stem.HasKazakh(a.words[sp.term])) {
				a.addStem(sp.term, f)
			}
		}
		if sp.quantity > 0 {
			a.add(sp.quantity-1, f)
		}
		if number != nil && sp.isUnit && isGap(s[number.end:t.start]) {
			a.add(a.id(quantityTerm(parseNumber(s[number.start:number.end]), sp.unit)), f)
		}
		if t.glued && i > 0 && !before.none {
			a.add(a.id(a.words[before.term]+a.words[sp.term]), f)
		}
		number, before = nil, sp
		if t.number {
			if isBelowZero(s, t.start) {
				a.tally(a.id("-"+a.words[sp.term]), f)
			}
			number = t
		}
	}
}

// isGap says whether a number and its unit may stand so far apart.
func isGap(s string) bool { return s == "" || s == " " || s == "\u00a0" || isHyphen(s) }

func (a *analyzer) add(term uint32, f field) {
	a.length++
	a.tally(term, f)
}

// addStem adds the Kazakh stem of a term. The text does not get longer by it.
func (a *analyzer) addStem(term uint32, f field) {
	s, ok := a.stems[term]
	if !ok {
		s = term
		if k := kazakhTerm(a.words[term]); k != "" {
			s = a.id(k)
		}
		a.stems[term] = s
	}
	if s != term {
		a.tally(s, f)
	}
}

func (a *analyzer) tally(term uint32, f field) {
	if a.count[term] == 0 {
		a.inText = append(a.inText, term)
	}
	if a.count[term] == 0 || !f.once && a.count[term] < 1000 {
		a.count[term]++
	}
}

// close adds the words counted since the last close to the product at hand.
func (a *analyzer) close(f field) {
	norm := float32(1)
	if f.pivot > 0 {
		norm = 1 - f.slope + f.slope*float32(a.length)/f.pivot
	}
	for _, term := range a.inText {
		tf := float32(a.count[term])
		a.count[term] = 0
		if f.weight == 0 {
			continue
		}
		if a.weight[term] == 0 {
			a.seen = append(a.seen, term)
		}
		a.firm[term] = a.firm[term] || f.firm
		a.weight[term] += f.weight * tf * (saturation + 1) / (tf + saturation*norm)
	}
	a.inText, a.length = a.inText[:0], 0
}

func (a *analyzer) id(word string) uint32 {
	id, ok := a.ids[word]
	if !ok {
		id = uint32(len(a.words))
		a.ids[word] = id
		a.words = append(a.words, word)
		a.weight = append(a.weight, 0)
		a.firm = append(a.firm, false)
		a.count = append(a.count, 0)
	}
	return id
}

// spelling looks a word up as written, so that most words cost one map access.
func (a *analyzer) spelling(t token, text string) spelling {
	raw := text[t.start:t.end]
	sp, ok := a.raw[raw]
	if ok {
		return sp
	}
	w := t.word(text)
	sp.term, sp.none, sp.stop = a.id(w), w == "", stopWords[w]
	sp.unit, sp.isUnit = units[w]
	sp.cyrillic = stem.HasCyrillic(w)
	if n, u, ok := splitQuantity(w); ok {
		sp.quantity = a.id(quantityTerm(n, u)) + 1
	}
	a.raw[raw] = sp
	return sp
}
