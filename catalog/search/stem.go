package search

import (
	"strings"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog/internal/stem"
)

// isWordless says whether a term is none that can be inflected: a number, an
// amount, too short.
func isWordless(word string) bool {
	return word == "" || word[0] <= '=' || utf8.RuneCountInString(word) < 3
}

// forms returns the key under which a folded word is also found: its stem in
// English or Russian; "" if that is the word itself. The script tells which. A
// word with Kazakh letters has none: see kazakhTerm.
func forms(word string) string {
	key := word
	switch {
	case isWordless(word):
	case !stem.HasCyrillic(word):
		key = stem.English(word)
	case !stem.HasKazakh(word):
		key = stem.Russian(word)
	}
	if key == word {
		return ""
	}
	return key
}

// kazakhMark begins the terms that are Kazakh stems. A product has the stems of
// its Kazakh texts as terms of their own: so Kazakh endings come off Kazakh
// words only, and a Russian noun is found by Russian rules alone.
const kazakhMark = "\x01"

// kazakhTerm returns the term of a word's Kazakh stem; "" if it has none.
func kazakhTerm(word string) string {
	if isWordless(word) || !stem.HasCyrillic(word) {
		return ""
	}
	return kazakhMark + stem.Kazakh(word)
}

// stopWords say nothing about a product. They are not indexed in descriptions
// and not wanted where a query has other words.
var stopWords = wordSet(`a an and any are as at be but by can do for from has have i in is it its me my of on or our
	please some so than that the their them there these they this those to up us was we what which who will with you your
	без бы в вас вы где для до его ее если есть же за и из или им их к как ко ли мне мы на над нам нас не но о об
	он она они от по под при с со так то только у уже что чтобы эта эти это этот я
	мен үшін ушин және жане бар да де осы сол бұл бул немесе арналған арналган ма ме ба бе па пе керек`)

func wordSet(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
