package stem

import (
	_ "embed"
	"slices"
	"strings"
	"unicode/utf8"
)

// Kazakh returns the stem of a folded Kazakh word, the same whether it is typed
// with the Kazakh letters or with their Russian neighbours: «шатырларға» and
// «шатырларга» have the stem of «шатыр».
//
// Endings of number, possession and case come off as long as one fits: the
// sounds before it must ask for just that form of it, its vowel must agree, and
// three letters (or a known short word) must remain. Of the endings that make
// words, those of having and of being meant for come off too: «қалталы» is
// found by «қалта», «қысқы» by «қыс», «метрлік» by «метр». -сыз, "without",
// stays: who looks for a pocket does not want what has none. A last б or г
// counts as п or к («қабы» is of «қап»), ы as и, and soft signs do not count.
func Kazakh(word string) string {
	forms := KazakhForms(word)
	return kazakhKey(forms[len(forms)-1])
}

// KazakhForms lists what remains of a folded word, in plain letters, as one
// ending after the other comes off; the whole word is the first.
func KazakhForms(word string) []string {
	w := Plain(word)
	forms := []string{w}
	for len(forms) <= maxEndings && !kazakhWords[w] {
		shorter, ok := dropEnding(w)
		if !ok {
			break
		}
		w = shorter
		forms = append(forms, w)
	}
	return forms
}

// maxEndings bounds the work for a text that is no word.
const maxEndings = 8

// kazakhKey makes a key of a plain word.
func kazakhKey(w string) string {
	return kazakhSounds.Replace(hardened(w))
}

var kazakhSounds = strings.NewReplacer("ы", "и", "ь", "", "ъ", "")

// hardened spells a last voiced consonant as it is spelt when nothing follows.
func hardened(w string) string {
	if s, ok := strings.CutSuffix(w, "б"); ok {
		return s + "п"
	}
	if s, ok := strings.CutSuffix(w, "г"); ok {
		return s + "к"
	}
	return w
}

// dropEnding takes an ending that fits off a plain word: one that leaves a word
// we know («дүкені» is дүкен with і, not дүке with ні), else the longest.
func dropEnding(w string) (string, bool) {
	best := ""
	last, _ := utf8.DecodeLastRuneInString(w)
	for _, e := range kazakhEndings[last] {
		s, ok := strings.CutSuffix(w, e.text)
		if !ok || !e.after(s) || !agree(s, e) {
			continue
		}
		if h := hardened(s); kazakhWords[s] {
			return s, true
		} else if kazakhWords[h] {
			return h, true
		}
		if best == "" && utf8.RuneCountInString(s) >= e.least {
			best = s
		}
	}
	return best, best != ""
}

// known asks for more letters than a word has: only words we know may remain.
const known = 1000

// ending is one form of an ending, in plain letters.
type ending struct {
	text  string
	front bool                // its vowel is е or і, else а or ы
	both  bool                // it does not follow the vowels of the stem
	after func(s string) bool // what must stand before it
	least int                 // letters that must remain
}

//go:embed kazakh_words.txt
var kazakhWordList string

// kazakhWords are whole words that look as if they had an ending, and short
// ones that take endings; plain.
var kazakhWords = makeKazakhWords(kazakhWordList)

func makeKazakhWords(list string) map[string]bool {
	m := make(map[string]bool)
	for line := range strings.Lines(list) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for w := range strings.FieldsSeq(line) {
			m[Plain(w)] = true
		}
	}
	return m
}

// kazakhEndings are all forms of all endings, longest first, by their last letter.
var kazakhEndings = makeKazakhEndings()

func makeKazakhEndings() map[rune][]ending {
	var all []ending
	add := func(after func(string) bool, least int, forms string) {
		for f := range strings.FieldsSeq(forms) {
			p := Plain(f)
			all = append(all, ending{text: p, front: strings.ContainsAny(p, "еи"), after: after, least: least})
		}
	}
	add(afterOpen, 3, "лар лер")
	add(afterSoft, 3, "дар дер")
	add(afterHard, 3, "тар тер")
	addCases(add)
	addPossession(add)
	addDerived(add)
	for _, f := range []struct {
		text  string
		after func(string) bool
	}{{"мен", or(afterOpen, afterNasal, afterL)}, {"бен", afterZ}, {"пен", afterHard}} {
		all = append(all, ending{text: f.text, both: true, after: f.after, least: 3})
	}
	slices.SortStableFunc(all, func(a, b ending) int { return len(b.text) - len(a.text) })
	byLast := make(map[rune][]ending)
	for _, e := range all {
		last, _ := utf8.DecodeLastRuneInString(e.text)
		byLast[last] = append(byLast[last], e)
	}
	return byLast
}

type adder func(after func(string) bool, least int, forms string)

func addCases(add adder) {
	add(or(afterVowel, afterNasal), 3, "ның нің")
	add(or(afterGlide, afterSoft), 3, "дың дің ды ді")
	add(or(afterOpen, afterSoft), 3, "да де ға ге дағы дегі дан ден")
	add(afterHard, 3, "тың тің ты ті та те қа ке тағы тегі тан тен")
	add(afterVowel, 3, "ны ні")
	add(afterNasal, 3, "нан нен")
}

// addPossession adds whose a thing is, and the cases of his, her and its.
func addPossession(add adder) {
	add(afterConsonant, 3, "ы і")
	add(afterWide, 3, "сы сі сын сін сына сіне сында сінде сынан сінен сының сінің сымен сімен")
	add(afterThird, known, "сы сі сын сін сына сіне сының сінің")
	add(afterThird, 3, "на не н нан нен нда нде ндағы ндегі")
	add(afterConsonant, 4, "ым ім ың ің ыма іме ымыз іміз ыңыз іңіз")
	add(afterWide, 4, "мыз міз ңыз ңіз")
}

// addDerived adds the endings that make words of words.
func addDerived(add adder) {
	add(afterOpen, 3, "лық лік лы лі дай дей")
	add(afterSoft, 3, "дық дік дай дей ғы гі")
	add(afterHard, 3, "тық тік тай тей қы кі")
	add(afterVowel, 3, "рақ рек")
	add(afterConsonant, 3, "ырақ ірек")
}

// The sounds that endings choose their form by. A word on which Russian spelling
// leaves б, в, г or д last is pronounced, and ends, as if these were hard.
func afterOpen(s string) bool  { return endsIn(s, "аоуыиеэяюйрь") }
func afterSoft(s string) bool  { return endsIn(s, "лмнзж") }
func afterHard(s string) bool  { return endsIn(s, "пткксшщчцфхбвгд") }
func afterNasal(s string) bool { return endsIn(s, "мн") }
func afterZ(s string) bool     { return endsIn(s, "зж") }
func afterL(s string) bool     { return endsIn(s, "л") }
func afterVowel(s string) bool { return endsIn(s, "аыиеэя") } // о and у end no word that takes these
func afterWide(s string) bool  { return endsIn(s, "аеэя") }
func afterGlide(s string) bool { return endsIn(s, "руй") }
func afterThird(s string) bool { return endsIn(s, "ыи") }
func afterConsonant(s string) bool {
	return s != "" && !endsIn(s, "аоыиеэяю")
}

func or(all ...func(string) bool) func(string) bool {
	return func(s string) bool {
		return slices.ContainsFunc(all, func(f func(string) bool) bool { return f(s) })
	}
}

func endsIn(s, letters string) bool {
	r, n := utf8.DecodeLastRuneInString(s)
	return n > 0 && strings.ContainsRune(letters, r)
}

// agree says whether the vowel of an ending may follow the last of the stem. In
// plain letters и, у, and the only vowel of a word, may be of either kind.
func agree(s string, e ending) bool {
	if e.both {
		return true
	}
	vowels, last := 0, rune(0)
	for _, r := range s {
		if strings.ContainsRune("аоуыиеэяюө", r) {
			vowels++
			last = r
		}
	}
	switch last {
	case 'е', 'э':
		return e.front || !strings.ContainsAny(e.text, "аыеи")
	case 'а', 'о', 'ы', 'я':
		return vowels == 1 && last != 'ы' || !e.front || strings.ContainsRune(e.text, 'и')
	}
	return vowels > 0
}
