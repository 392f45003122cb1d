package search

import "strings"

// The two keyboards of a Russian or Kazakh shopper, key by key.
const (
	latinKeys    = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
	cyrillicKeys = "йцукенгшщзхъфывапролджэячсмитьбюе"
)

var toCyrillicKeys, toLatinKeys = keyMaps()

func keyMaps() (cyrillic, latin map[rune]rune) {
	cyrillic, latin = make(map[rune]rune), make(map[rune]rune)
	c := []rune(cyrillicKeys)
	for i, l := range latinKeys {
		cyrillic[l] = c[i]
		if _, ok := latin[c[i]]; !ok {
			latin[c[i]] = l
		}
	}
	return cyrillic, latin
}

// otherLayout types a folded word with the other keyboard: "gfkfnrf" becomes
// "палатка". It is "" where a letter has no key there.
func otherLayout(word string) string {
	keys := toCyrillicKeys
	if hasCyrillic(word) {
		keys = toLatinKeys
	}
	missing := false
	out := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		k, ok := keys[r]
		missing = missing || !ok
		return k
	}, word)
	if missing {
		return ""
	}
	return out
}

// Longest first: a Replacer takes the first of its pairs that fits.
var toCyrillic = strings.NewReplacer(
	"shch", "щ", "sch", "щ", "yo", "е", "zh", "ж", "kh", "х", "ts", "ц", "ch", "ч", "sh", "ш", "yu", "ю", "ju", "ю",
	"ya", "я", "ja", "я", "a", "а", "b", "б", "c", "к", "d", "д", "e", "е", "f", "ф", "g", "г", "h", "х", "i", "и",
	"j", "й", "k", "к", "l", "л", "m", "м", "n", "н", "o", "о", "p", "п", "q", "к", "r", "р", "s", "с", "t", "т",
	"u", "у", "v", "в", "w", "в", "x", "кс", "y", "ы", "z", "з",
)

var toLatin = strings.NewReplacer(
	"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "ж", "zh", "з", "z", "и", "i", "й", "y", "к", "k",
	"л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", "h",
	"ц", "ts", "ч", "ch", "ш", "sh", "щ", "sch", "ъ", "", "ы", "y", "ь", "", "э", "e", "ю", "yu", "я", "ya",
)

// transliterate spells a folded word by sound in the other script.
func transliterate(word string) string {
	if hasCyrillic(word) {
		return toLatin.Replace(kazakhForm(word))
	}
	return toCyrillic.Replace(word)
}
