package understand

import (
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/internal/stem"
)

// term is something of the catalogue that a phrase names.
type term struct {
	kind   Kind
	name   string   // the attribute's
	values []string // as the catalogue spells them
	truth  bool     // a boolean attribute
	names  []string // folded words that name it alone
	weak   bool     // named by a part of its words only: gives way to other meanings
	count  int
}

// phrase is how a term is said: stems in order.
type phrase struct {
	stems []string
	*term
}

// measure is a numeric attribute.
type measure struct {
	catalog.AttributeTerm
	words []string // stems of its names
	unit  string   // canonical
}

// called says whether a word is one of the attribute's names.
func (m *measure) called(t *token) bool { return slices.ContainsFunc(m.words, t.has) }

// vocabulary finds the terms of a catalogue by their words.
type vocabulary struct {
	phrases  map[string][]phrase // by first stem, longest first
	measures []measure           // most frequent first
	labels   map[string]string   // stem of an attribute's name -> name, for text attributes
	// attributes are the names of all attributes.
	attributes map[string]bool
	words      map[string]bool // every folded word, for typos
	cyrillic   bool            // some name is in Cyrillic
	order      []string        // the same, in order of frequency
}

func newVocabulary(v *catalog.Vocabulary) *vocabulary {
	x := &vocabulary{phrases: map[string][]phrase{}, labels: map[string]string{}, attributes: map[string]bool{}, words: map[string]bool{}}
	if v != nil {
		x.addCategories(v.Categories)
		for _, b := range v.Brands {
			x.addTerm(&term{kind: KindBrand, values: []string{b.Value}, count: b.Count}, spellings(b))
		}
		for _, a := range v.Attributes {
			x.addAttribute(a)
		}
	}
	for _, list := range x.phrases {
		slices.SortStableFunc(list, func(a, b phrase) int {
			if d := len(b.stems) - len(a.stems); d != 0 {
				return d
			}
			return compareTerms(a.term, b.term)
		})
	}
	slices.SortStableFunc(x.measures, func(a, b measure) int { return b.Count - a.Count })
	return x
}

// compareTerms puts the likelier meaning of the same words first: whole names
// before parts, categories before brands before attributes, then the frequent.
func compareTerms(a, b *term) int {
	rank := map[Kind]int{KindCategory: 0, KindBrand: 1, KindAttribute: 2}
	switch {
	case a.weak != b.weak:
		if a.weak {
			return 1
		}
		return -1
	case a.kind != b.kind:
		return rank[a.kind] - rank[b.kind]
	case a.count != b.count:
		return b.count - a.count
	}
	return strings.Compare(a.name+a.values0(), b.name+b.values0())
}

// spelled says whether a word is one that the term is called by, in singular or
// plural.
func (t *term) spelled(word string) bool {
	return slices.ContainsFunc(t.names, func(n string) bool { return singular(n) == singular(word) })
}

func singular(word string) string { return strings.TrimSuffix(strings.TrimSuffix(word, "s"), "e") }

func (t *term) values0() string {
	if len(t.values) == 0 {
		return ""
	}
	return t.values[0]
}

// spellings lists the ways a term is written.
func spellings(t catalog.Term) []string {
	all := []string{t.Value}
	for _, l := range t.Label {
		all = append(all, l)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (x *vocabulary) addTerm(t *term, texts []string) {
	for _, text := range texts {
		x.addPhrase(t, phraseWords(text))
	}
}

// phraseWords cuts a name of the catalogue into folded words, the same way as
// a shopper's text.
func phraseWords(text string) []string {
	var words []string
	for _, t := range scan(strings.ReplaceAll(text, "_", " ")) {
		if t.kind != tokenMark {
			words = append(words, t.word)
		}
	}
	return words
}

func (x *vocabulary) addPhrase(t *term, words []string) {
	if len(words) == 0 || len(words) > 6 {
		return
	}
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = stemOf(w)
		x.addWord(w)
	}
	x.index(t, stems)
	x.indexKazakh(t, words)
	if len(words) == 1 {
		t.names = append(t.names, words[0])
	}
	if len(words) == 2 && len(words[0])+len(words[1]) >= 5 {
		joined := strings.Join(words, "") // "tshirt" for "T-shirt", "raincoat" for "rain coat"
		x.addWord(joined)
		x.index(t, []string{stemOf(joined)})
	}
}

// indexKazakh indexes a phrase in Cyrillic under its Kazakh stems: it may be
// Kazakh, or Russian with a Kazakh ending.
func (x *vocabulary) indexKazakh(t *term, words []string) {
	if !slices.ContainsFunc(words, stem.HasCyrillic) {
		return
	}
	x.cyrillic = true
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = kazakhKey(w)
	}
	x.index(t, keys)
	if len(words) == 2 { // «рюкзак походный» as well as «походный рюкзак»
		x.index(t, []string{stemOf(words[1]), stemOf(words[0])})
		x.index(t, []string{keys[1], keys[0]})
	}
}

// keys lists the keys, beside its stem, that a word of a text may be found under.
func (x *vocabulary) keys(raw string) []string {
	if !x.cyrillic {
		return nil
	}
	return []string{kazakhKey(raw), loanKey(raw)}
}

// names says whether a phrase begins with the word.
func (x *vocabulary) names(t *token) bool {
	return len(x.phrases[t.stem]) > 0 || slices.ContainsFunc(t.keys, func(k string) bool { return len(x.phrases[k]) > 0 })
}

// label is the attribute that a word is the name of.
func (x *vocabulary) label(t *token) (name string, ok bool) {
	if name, ok = x.labels[t.stem]; ok {
		return name, true
	}
	for _, k := range t.keys {
		if name, ok = x.labels[k]; ok {
			return name, true
		}
	}
	return "", false
}

func (x *vocabulary) index(t *term, stems []string) {
	for _, p := range x.phrases[stems[0]] {
		if p.term == t && slices.Equal(p.stems, stems) {
			return
		}
	}
	x.phrases[stems[0]] = append(x.phrases[stems[0]], phrase{stems, t})
}

// addWord makes a word, and its singular, one that typos are mended to.
func (x *vocabulary) addWord(w string) {
	singular := w
	if len(w) > 4 && !strings.HasSuffix(w, "ss") {
		singular = strings.TrimSuffix(w, "s")
	}
	for _, form := range []string{w, singular} {
		if !x.words[form] {
			x.words[form] = true
			x.order = append(x.order, form)
		}
	}
}

// addCategories indexes categories by their names, by the parts of names that
// list several ("Hats & Caps"), and by the head of names of several words
// ("Family Tents" is said "tents"), all that share a head together.
func (x *vocabulary) addCategories(categories []catalog.Term) {
	heads := map[string]*term{}
	var order []string
	for _, c := range categories {
		t := &term{kind: KindCategory, values: []string{c.Value}, count: c.Count}
		for _, name := range categoryNames(c) {
			parts := splitList(name)
			x.addPhrase(t, phraseWords(name))
			for _, part := range parts {
				words := phraseWords(part)
				x.addPhrase(t, words)
				if len(words) < 2 {
					continue
				}
				head := stemOf(words[len(words)-1])
				if heads[head] == nil {
					heads[head] = &term{kind: KindCategory, weak: true}
					order = append(order, head)
					x.addWord(words[len(words)-1])
				}
				heads[head].names = append(heads[head].names, words[len(words)-1])
				heads[head].join(c)
			}
		}
	}
	for _, head := range order {
		x.index(heads[head], []string{head})
	}
}

func (t *term) join(c catalog.Term) {
	if !slices.Contains(t.values, c.Value) {
		t.values = append(t.values, c.Value)
		t.count += c.Count
	}
}

// categoryNames lists the last names of a category's path.
func categoryNames(c catalog.Term) []string {
	last := c.Value[strings.LastIndexByte(c.Value, '/')+1:]
	return spellings(catalog.Term{Value: last, Label: c.Label})
}

func splitList(name string) []string {
	return strings.FieldsFunc(strings.NewReplacer(" and ", "&", " и ", "&").Replace(name), func(r rune) bool {
		return r == '&' || r == ',' || r == '/' || r == '+'
	})
}

func (x *vocabulary) addAttribute(a catalog.AttributeTerm) {
	x.attributes[a.Name] = true
	names := spellings(catalog.Term{Value: a.Name, Label: a.Label})
	switch a.Kind {
	case catalog.AttributeNumber:
		x.addMeasure(a, names)
	case catalog.AttributeBool:
		x.addTerm(&term{kind: KindAttribute, name: a.Name, truth: true, count: a.Count}, names)
	default:
		for _, name := range names {
			for _, w := range phraseWords(name) {
				x.addWord(w)
			}
			if words := phraseWords(name); len(words) > 0 {
				x.labels[stemOf(words[len(words)-1])] = a.Name
				if last := words[len(words)-1]; stem.HasCyrillic(last) {
					x.labels[kazakhKey(last)] = a.Name
					x.cyrillic = true
				}
			}
		}
		for _, v := range a.Values {
			x.addTerm(&term{kind: KindAttribute, name: a.Name, values: []string{v.Value}, count: v.Count}, spellings(v))
		}
	}
}

func (x *vocabulary) addMeasure(a catalog.AttributeTerm, names []string) {
	m := measure{AttributeTerm: a, unit: unitOf(a.Unit)}
	for _, name := range names {
		for _, w := range phraseWords(name) {
			m.words = append(m.words, stemOf(w))
			if stem.HasCyrillic(w) {
				m.words = append(m.words, kazakhKey(w))
				x.cyrillic = true
			}
			x.addWord(w)
		}
	}
	slices.Sort(m.words)
	m.words = slices.Compact(m.words)
	x.measures = append(x.measures, m)
}

// find returns the longest phrase that the tokens from i on spell, all of its
// meanings, likeliest first, and the token after it. Only free tokens count;
// a hyphen between the words of a phrase is passed over.
func (x *vocabulary) find(toks []token, i int) (meanings []*term, end int) {
	meanings, end = findAmong(x.phrases[toks[i].stem], toks, i, nil, 0)
	for _, k := range toks[i].keys {
		meanings, end = findAmong(x.phrases[k], toks, i, meanings, end)
	}
	return meanings, end
}

func findAmong(phrases []phrase, toks []token, i int, meanings []*term, end int) ([]*term, int) {
	for _, p := range phrases {
		if len(meanings) > 0 && len(p.stems) < end-i {
			break
		}
		if e := spells(toks, i, p.stems); e > end {
			meanings, end = []*term{p.term}, e
		} else if e > 0 && e == end && !slices.Contains(meanings, p.term) {
			meanings = append(meanings, p.term)
		}
	}
	return meanings, end
}

// called finds a term by the key of a language table, words joined by "_"; a
// name of "" is any attribute.
func (x *vocabulary) called(kind Kind, name, key string) *term {
	words := strings.Split(key, "_")
	for i := range words {
		words[i] = stemOf(words[i])
	}
	for _, p := range x.phrases[words[0]] {
		if p.kind == kind && (name == "" || p.name == name) && slices.Equal(p.stems, words) {
			return p.term
		}
	}
	return nil
}

// spells says where the phrase that begins at i ends; 0 if it is not there.
func spells(toks []token, i int, stems []string) int {
	for n, s := range stems {
		if n > 0 && i < len(toks) && (toks[i].word == "-" || toks[i].word == "&" || toks[i].word == "/") && toks[i].kind == tokenMark {
			i++
		}
		if i >= len(toks) || !toks[i].has(s) || toks[i].use != useFree {
			return 0
		}
		i++
	}
	return i
}
