package understand

import (
	"embed"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog/internal/stem"
)

//go:embed words/*.txt
var wordFiles embed.FS

// language is what the languages bring together: patterns of words and words
// with a value. It is read from words/<tag>.txt and never changes. Words of
// English and Russian differ by their script, those of Kazakh carry
// [kazakhMark], so that one text may mix all three.
type language struct {
	intents patterns // tags are intents: "search", "ask/delivery"
	parts   patterns // tags are parts of wishes: ".max", ".sort.price"
	stop    map[string]bool
	polite  map[string]bool
	known   map[string]bool // every word of the tables
	values  map[string]map[string]string
	command map[string]bool // words of patterns, in Russian and Kazakh
	numbers map[string]float64
	ordinal map[string]float64
	names   map[string]names // of :value and :goods
}

// names are words of the language for what catalogues name in English.
type names struct {
	byStem  map[string]string     // Russian: in all cases
	byFirst map[string][]longName // several words, by the first
}

// longName is a name of several words and the key it stands for.
type longName struct {
	words []string
	key   string
}

// languages are the tables, in the order in which their patterns are tried.
var languages = [...]string{"en", "ru", "kk"}

var allWords = sync.OnceValue(func() *language {
	l := newLanguage()
	for _, tag := range languages {
		text, err := wordFiles.ReadFile("words/" + tag + ".txt")
		if err != nil {
			continue // not reached: every tag is embedded, a test looks
		}
		l.read(tag, string(text))
	}
	return l
})

// tableReader is the state of reading a table: lines belong to the header above.
type tableReader struct {
	lang    *language
	spell   func(string) string // how a word of the table is compared
	worded  bool
	lets    map[string][]string
	section string
	soft    bool
	score   int
}

func newLanguage() *language {
	return &language{
		intents: newPatterns(), parts: newPatterns(), stop: map[string]bool{}, polite: map[string]bool{},
		known: map[string]bool{}, command: map[string]bool{}, values: map[string]map[string]string{},
		numbers: map[string]float64{}, ordinal: map[string]float64{}, names: map[string]names{},
	}
}

// read adds the table of one language.
func (l *language) read(tag, text string) {
	r := tableReader{lang: l, lets: map[string][]string{}, spell: func(w string) string { return w }}
	r.worded = tag != "en"
	if tag == "kk" {
		r.spell = kazakhWord
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			r.line(line)
		}
	}
}

func newPatterns() patterns {
	return patterns{byWord: map[string][]*pattern{}, byPrefix: map[string][]*pattern{}, prefixes: map[string][]string{}}
}

func (r *tableReader) line(line string) {
	if name, ok := strings.CutPrefix(line, "let "); ok {
		name, words, _ := strings.Cut(name, " ")
		r.lets[name] = strings.Split(strings.TrimSpace(words), "|")
		return
	}
	if header, ok := strings.CutPrefix(line, "= "); ok {
		r.header(strings.Fields(header))
		return
	}
	switch {
	case r.section == "stop":
		r.words(r.lang.stop, line)
	case r.section == "known":
		r.words(map[string]bool{}, line)
	case r.section == "polite":
		r.words(r.lang.polite, line)
	case strings.HasPrefix(r.section, ":"):
		r.value(line)
	default:
		r.pattern(line)
	}
}

func (r *tableReader) header(fields []string) {
	r.section, r.soft, r.score = fields[0], false, 0
	for _, f := range fields[1:] {
		if f == "~" {
			r.soft = true
		} else {
			r.score, _ = strconv.Atoi(f) // a test reads every table strictly
		}
	}
}

func (r *tableReader) words(set map[string]bool, line string) {
	for _, w := range expand(line, r.lets) {
		w = r.spell(w)
		set[w], r.lang.known[w] = true, true
	}
}

func (r *tableReader) pattern(line string) {
	p := &pattern{tag: r.section, soft: r.soft, score: r.score, worded: r.worded, elems: parsePattern(line, r.lets, r.spell)}
	for _, e := range p.elems {
		for _, w := range e.words {
			r.lang.known[w] = true
			if r.worded {
				r.lang.command[w] = true
			}
		}
	}
	if strings.HasPrefix(r.section, ".") {
		r.lang.parts.add(p)
		return
	}
	for i := range p.elems {
		if p.elems[i].kind == elementNumber {
			p.elems[i].kind = elementCount // commands count; only wishes measure
		}
	}
	r.lang.intents.add(p)
}

func (r *tableReader) value(line string) {
	key, words, _ := strings.Cut(line, " ")
	name := r.section[1:]
	if r.lang.values[name] == nil {
		r.lang.values[name] = map[string]string{}
	}
	for _, raw := range expand(strings.TrimSpace(words), r.lets) {
		if name == "value" || name == "goods" {
			r.name(name, key, raw)
		}
		w := r.spell(raw)
		if strings.Contains(raw, "_") {
			continue
		}
		r.lang.values[name][w], r.lang.known[w] = key, true
		switch name {
		case "number":
			r.lang.numbers[w] = parseFloat(key)
		case "ordinal":
			r.lang.ordinal[w] = parseFloat(key)
		}
	}
}

// name adds what only names of the catalogue have: stems, and several words.
func (r *tableReader) name(table, key, raw string) {
	n, ok := r.lang.names[table]
	if !ok {
		n = names{byStem: map[string]string{}, byFirst: map[string][]longName{}}
		r.lang.names[table] = n
	}
	parts := strings.Split(raw, "_")
	for i := range parts {
		parts[i] = r.spell(parts[i])
		r.lang.known[parts[i]] = true
		if len(parts) > 1 && stem.HasCyrillic(parts[i]) && !strings.HasPrefix(parts[i], kazakhMark) {
			parts[i] = stemOf(parts[i])
		}
	}
	if len(parts) > 1 {
		n.byFirst[parts[0]] = append(n.byFirst[parts[0]], longName{parts, key})
	} else if stem.HasCyrillic(raw) && parts[0] == raw {
		n.byStem[stemOf(raw)] = key
	}
}

// nameAt finds the key of a table that the tokens from i on name, and how many
// they are; 0 if they name none.
func (l *language) nameAt(table string, toks []token, i int) (key string, n int) {
	t := &toks[i]
	if t.kind != tokenWord {
		return "", 0
	}
	for _, first := range []string{t.word, t.stem} {
		for _, long := range l.names[table].byFirst[first] {
			if len(long.words) > n && says(toks[i:], long.words) {
				key, n = long.key, len(long.words)
			}
		}
	}
	if n > 0 {
		return key, n
	}
	if key, ok := l.values[table][t.word]; ok {
		return key, 1
	}
	for _, s := range []string{t.stem, plainStem(t.stem)} {
		if key, ok := l.names[table].byStem[s]; ok {
			return key, 1
		}
	}
	return "", 0
}

// namesStem says whether a stem is one of a name's.
func (l *language) namesStem(stem string) bool {
	for _, n := range l.names {
		if n.byStem[stem] != "" || n.byStem[plainStem(stem)] != "" {
			return true
		}
	}
	return false
}

func says(toks []token, words []string) bool {
	if len(toks) < len(words) {
		return false
	}
	for k, w := range words {
		if toks[k].word != w && toks[k].stem != w || toks[k].use != useFree {
			return false
		}
	}
	return true
}

// knows says whether a word, or its beginning, stands in a table. Beginnings
// count in the languages whose words have many endings.
func (l *language) knows(word string) bool {
	if l.known[word] {
		return true
	}
	return word != "" && (word[0] >= utf8.RuneSelf || word[0] == kazakhMark[0]) && l.beginsWith(word, 0)
}

// beginsWith says whether a pattern has a beginning of the word of at least as
// many bytes.
func (l *language) beginsWith(word string, least int) bool {
	return l.intents.begins(word, least) || l.parts.begins(word, least)
}

// commands says whether a Russian or Kazakh word is one of a pattern's and names
// no goods: such a word is not looked for.
func (l *language) commands(word string) bool {
	if isLatin(word) || !l.command[word] && !l.knows(word) {
		return false
	}
	return !l.is("goods", word) && !l.is("value", word)
}

// is says whether a word stands in a table of words with a value.
func (l *language) is(table, word string) bool { _, ok := l.values[table][word]; return ok }

// knownWords lists the words that typos are mended to, sorted.
func (l *language) knownWords() []string {
	words := make([]string, 0, len(l.known))
	for w := range l.known {
		if len(w) >= 5 {
			words = append(words, w)
		}
	}
	slices.Sort(words)
	return words
}
