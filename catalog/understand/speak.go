package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog/internal/stem"
)

// tongue is the language that a text, or a word of it, is in.
type tongue uint8

const (
	english tongue = iota
	russian
	kazakh
)

func tongueOf(tag string) tongue {
	switch base, _, _ := strings.Cut(tag, "-"); base {
	case "ru":
		return russian
	case "kk":
		return kazakh
	}
	return english
}

// hearing is the evidence for each language in a text.
type hearing struct {
	score    [3]int
	cyrillic int // letters of each script
	latin    int
	foreign  int // Latin words that are Russian or Kazakh ones, and those that are not
	native   int
	plain    int // English words, names of the catalogue apart
}

// speak finds the language of a text and writes each word the way that its
// language's table does: people write in the language they like, whatever the
// conversation's is, and mix them. Words that two languages share belong to the
// one that the other words speak for; where these say nothing, to the
// conversation's.
func (r *Reader) speak(text string, toks []token, conversation tongue) ([]token, hearing, tongue) {
	h := r.hear(text, toks, conversation)
	main := h.main(conversation)
	latin := h.latin > h.cyrillic
	out := make([]token, 0, len(toks)+2)
	for _, t := range toks {
		if t.kind == tokenWord {
			out = r.spoken(out, t, text, main, latin)
		} else {
			out = append(out, t)
		}
	}
	return out, h, main
}

func (r *Reader) hear(text string, toks []token, conversation tongue) hearing {
	var h hearing
	for i := range toks {
		if t := &toks[i]; t.kind == tokenWord {
			r.hearWord(&h, t, text, conversation)
		}
	}
	if h.score[kazakh]+h.score[russian] == 0 || h.cyrillic > h.latin {
		return h
	}
	for i := range toks {
		if t := &toks[i]; t.kind == tokenWord && isLatin(t.word) {
			r.hearShared(&h, t, text)
		}
	}
	return h
}

// hearShared looks again at a word that English knows, where others in Latin
// letters seem to be Kazakh or Russian: "on bes myn tenge".
func (r *Reader) hearShared(h *hearing, t *token, text string) {
	if !r.words.knows(t.word) && !r.vocab.words[t.word] {
		return
	}
	switch {
	case h.score[kazakh] > 0 && r.words.kazakhBase(kazakhWord(t.Of(text))) != "":
		h.score[kazakh]++
	case h.score[russian] > 0 && r.otherScript(t.word) != t.word:
		h.score[russian]++
	default:
		h.native++
		return
	}
	h.score[english]--
	h.foreign++
}

// hearWord adds the evidence of one word: two for a language that alone knows
// it, one for each of two that do, three for a letter that only Kazakh has.
func (r *Reader) hearWord(h *hearing, t *token, text string, conversation tongue) {
	latin := isLatin(t.word)
	own := r.words.knows(t.word) || !latin && r.words.namesStem(stemOf(t.word))
	if latin {
		h.latin += len(t.word)
		if own {
			h.plain++
		}
		if own || r.vocab.words[t.word] {
			h.score[english] += 2
			return
		}
		if len(t.word) > 3 && r.otherScript(t.word) != t.word {
			h.score[russian] += 2
			h.foreign++
		} else {
			h.native++
		}
	} else {
		h.cyrillic += utf8.RuneCountInString(t.word)
	}
	if stem.HasKazakh(t.word) {
		h.score[kazakh] += 3
	}
	word := kazakhWord(t.Of(text))
	base := r.words.kazakhBase(word)
	if latin && (!r.words.known[base] || conversation != kazakh && utf8.RuneCountInString(base) < len(kazakhMark)+3) {
		base = "" // not by a beginning: "trekking" is no «трек»
	}
	switch shared := base != ""; {
	case own && shared:
		h.score[russian]++
		h.score[kazakh]++
	case own:
		h.score[russian] += 2
	case shared:
		h.score[kazakh] += 2
	}
}

func (h hearing) main(conversation tongue) tongue {
	other := english
	// Beside Cyrillic words, Latin ones may be mere names: «добавь croft 2 и heron 3».
	if h.cyrillic > h.latin || h.score[russian] > h.score[english] && (h.foreign > h.native || h.cyrillic > 0) {
		other = russian
	}
	switch d := h.score[kazakh] - h.score[other]; {
	case d > 0, d == 0 && conversation == kazakh && h.score[kazakh] > 0:
		return kazakh
	}
	return other
}

// clearly is the tag of the main language of a text where nobody would take it
// for another; "" if it is short, mixed, or only names things.
func (h hearing) clearly(main tongue) string {
	en, ru, kk := h.score[english], h.score[russian], h.score[kazakh]
	switch {
	case main == russian && (h.cyrillic > h.latin || en == 0 && h.cyrillic > 0) && ru-kk >= 2:
		return "ru"
	case main == kazakh && h.cyrillic > h.latin && kk-ru >= 3, main == kazakh && kk-max(en, ru) >= 4:
		return "kk"
	case main == english && h.cyrillic == 0 && h.plain >= 2 && ru+kk == 0:
		return "en"
	}
	return ""
}

// spoken adds a word as its language has it.
func (r *Reader) spoken(out []token, t token, text string, main tongue, latin bool) []token {
	raw := t.Of(text)
	own := r.words.knows(t.word) || isLatin(t.word) && r.vocab.words[t.word]
	switch {
	case main == russian && isLatin(t.word):
		t.word = r.otherScript(t.word)
		return append(out, t)
	case main == kazakh && (latin || !isLatin(t.word) || !own):
	case own:
		return append(out, t)
	case isLatin(t.word):
		return append(out, t)
	case !stem.HasKazakh(t.word):
		if w := kazakhWord(raw); r.words.known[w] && utf8.RuneCountInString(w) > len(kazakhMark)+3 {
			t.word = w // a Kazakh word among Russian ones: only as it stands in the table
		}
		return r.words.appendCut(out, t, text)
	}
	word := kazakhWord(raw)
	base := r.words.kazakhBase(word)
	if base == "" {
		return r.words.appendCut(out, t, text)
	}
	t.word = base
	if base != word && r.words.isMeasured(base) {
		return append(out, splitEnding(t, text, base)...)
	}
	return append(out, t)
}

// appendCut adds a word, in two if it is a number and what it counts.
func (l *language) appendCut(out []token, t token, text string) []token {
	if first, rest, ok := l.compound(t, text); ok {
		return append(out, first, rest)
	}
	return append(out, t)
}

// maxSpellings is how many ways to spell a Latin word in Cyrillic are tried.
const maxSpellings = 8

// otherScript is the Russian word that one in Latin letters stands for, by
// sound or by the keys: "palatka", "gfkfnrf". It is the word itself if there is
// none.
func (r *Reader) otherScript(word string) string {
	if len(word) < 2 {
		return word
	}
	spellings := stem.OtherScript(word)
	spellings = append(spellings[:min(len(spellings), maxSpellings)], stem.OtherKeyboard(word))
	for _, w := range spellings {
		if r.knowsRussian(w) {
			return w
		}
	}
	return word
}

// knowsRussian says whether a Cyrillic word stands in a table or names something
// of the catalogue.
func (r *Reader) knowsRussian(word string) bool {
	if word == "" {
		return false
	}
	s := stemOf(word)
	return r.words.known[word] || r.words.namesStem(s) || len(r.vocab.phrases[s]) > 0
}

// kazakhBase is the form of a word that stands in the Kazakh table: the word
// itself or what it is without endings; "" if none does. A long beginning comes
// before a short word: «жібермеңіз» is not «жібер». Only what counts or is
// counted is as short as two letters: «өтпей» is not «өт».
func (l *language) kazakhBase(word string) string {
	const letter = len("а")
	if l.known[word] || l.beginsWith(word, len(kazakhMark)+5*letter) {
		return word
	}
	for _, form := range kazakhForms(word)[1:] {
		if l.known[form] && (len(form) > len(kazakhMark)+2*letter || l.isMeasured(form)) {
			return form
		}
	}
	if l.knows(word) {
		return word
	}
	return ""
}

// isMeasured says whether a word counts or is counted, so that its case matters:
// «мыңнан», "from a thousand", is not «мыңға», "up to a thousand".
func (l *language) isMeasured(word string) bool {
	_, number := l.numbers[word]
	return number || l.is("currency", word) || l.is("unit", word)
}

// splitEnding cuts what is more than the base off a Kazakh word, as a word of
// its own.
func splitEnding(t token, text, base string) []token {
	for end := range text[t.Start:t.End] {
		if end > 0 && kazakhWord(text[t.Start:t.Start+end]) == base {
			first, rest := t, t
			first.End = t.Start + end
			rest.Start, rest.glued = first.End, true
			rest.word = kazakhWord(rest.Of(text))
			return []token{first, rest}
		}
	}
	return []token{t}
}

// compound cuts a word that begins with a number into the number and what it
// counts: «двухместная», «сорокалитровый».
func (l *language) compound(t token, text string) (first, rest token, ok bool) {
	word := t.word
	if len(word) < 12 || isLatin(word) {
		return first, rest, false
	}
	for i := range word {
		if i < 6 {
			continue
		}
		if _, number := l.numbers[word[:i]]; !number || !l.is("unit", word[i:]) {
			continue
		}
		cut := t.Start
		for range utf8.RuneCountInString(word[:i]) {
			_, n := utf8.DecodeRuneInString(text[cut:t.End])
			cut += n
		}
		first, rest = t, t
		first.word, first.End = word[:i], cut
		rest.word, rest.Start, rest.glued = word[i:], cut, true
		return first, rest, true
	}
	return first, rest, false
}

// isLatin says whether a word begins with a Latin letter.
func isLatin(word string) bool {
	c, _ := utf8.DecodeRuneInString(word)
	return unicode.Is(unicode.Latin, c)
}
