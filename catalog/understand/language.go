package understand

import (
	"embed"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

//go:embed words/*.txt
var wordFiles embed.FS

// language is what one language brings: patterns of words and words with a
// value. It is read from words/<tag>.txt and never changes.
type language struct {
	intents patterns // tags are intents: "search", "ask/delivery"
	parts   patterns // tags are parts of wishes: ".max", ".sort.price"
	stop    map[string]bool
	polite  map[string]bool
	known   map[string]bool // every word of the tables
	values  map[string]map[string]string
	numbers map[string]float64
	ordinal map[string]float64
}

var englishWords = sync.OnceValue(func() *language { return loadLanguage("en") })

var russianWords = sync.OnceValue(func() *language { return loadLanguage("ru") })

// languageOf returns the tables for a text: Russian for one in Cyrillic,
// English otherwise. People write in the language they like, whatever the
// conversation's is.
func languageOf(text string) *language {
	cyrillic, latin := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		case unicode.Is(unicode.Latin, r):
			latin++
		}
	}
	if cyrillic > latin {
		return russianWords()
	}
	return englishWords()
}

func loadLanguage(tag string) *language {
	text, err := wordFiles.ReadFile("words/" + tag + ".txt")
	if err != nil {
		return parseLanguage("") // not reached: every tag asked for is embedded, a test looks
	}
	return parseLanguage(string(text))
}

// tableReader is the state of reading a table: lines belong to the header above.
type tableReader struct {
	lang    *language
	lets    map[string][]string
	section string
	soft    bool
	score   int
}

func parseLanguage(text string) *language {
	l := &language{
		intents: newPatterns(), parts: newPatterns(), stop: map[string]bool{}, polite: map[string]bool{},
		known: map[string]bool{}, values: map[string]map[string]string{},
		numbers: map[string]float64{}, ordinal: map[string]float64{},
	}
	r := tableReader{lang: l, lets: map[string][]string{}}
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			r.line(line)
		}
	}
	return l
}

func newPatterns() patterns {
	return patterns{byWord: map[string][]*pattern{}, byPrefix: map[string][]*pattern{}}
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
	for w := range strings.SplitSeq(line, "|") {
		set[w], r.lang.known[w] = true, true
	}
}

func (r *tableReader) pattern(line string) {
	p := &pattern{tag: r.section, soft: r.soft, score: r.score, elems: parsePattern(line, r.lets)}
	for _, e := range p.elems {
		for _, w := range e.words {
			r.lang.known[w] = true
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
	for w := range strings.SplitSeq(strings.TrimSpace(words), "|") {
		r.lang.values[name][w], r.lang.known[w] = key, true
		switch name {
		case "number":
			r.lang.numbers[w] = parseFloat(key)
		case "ordinal":
			r.lang.ordinal[w] = parseFloat(key)
		}
	}
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
