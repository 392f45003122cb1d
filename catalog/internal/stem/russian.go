package stem

import (
	"strings"

	"github.com/kljensen/snowball/russian"
)

// Russian returns the stem of a folded Russian word. A vowel that comes and
// goes before the last к is left out: «кружек» has the key of «кружка», and
// «мешок» that of «мешки».
func Russian(word string) string { return russian.Stem(fleeting(word), true) }

// fleeting leaves out the vowel of -ок and -ек where other forms lack it.
func fleeting(word string) string {
	base, ok := strings.CutSuffix(word, "ок")
	if ok && !keepsVowel(word) && hasVowel(base) && !endsWithOneOf(base, vowels) {
		return base + "к"
	}
	base, ok = strings.CutSuffix(word, "ек")
	switch {
	case !ok || !hasVowel(base):
	case endsWithOneOf(base, vowels):
		return base + "йк" // маек, майка
	case endsWithOneOf(base, "лн"):
		return base + "ьк" // стелек, стелька
	case endsWithOneOf(base, "жчш"):
		return base + "к"
	}
	return word
}

const vowels = "аеиоуыэюя"

func hasVowel(s string) bool { return strings.ContainsAny(s, vowels) }

// endsWithOneOf says whether the last letter of a word is one of some.
func endsWithOneOf(s, letters string) bool {
	last := []rune(s)
	return len(last) > 0 && strings.ContainsRune(letters, last[len(last)-1])
}

// keepsVowel says whether a word in -ок has its о in all forms.
func keepsVowel(word string) bool {
	switch word {
	case "урок", "видеоурок", "поток", "приток", "отток", "восток", "исток", "водосток", "игрок", "знаток", "порок", "пророк", "обморок",
		"зарок", "чеснок", "артишок", "яблок", "сорок", "сурок", "едок", "ездок", "высок", "широк", "глубок", "жесток", "одинок":
		return true
	}
	return strings.HasSuffix(word, "блок")
}
