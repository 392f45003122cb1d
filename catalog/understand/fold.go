package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog/internal/stem"
)

// fold writes a word the way it is compared: see [stem.Word].
func fold(word string) string { return stem.Word(word) }

func isApostrophe(r rune) bool { return stem.IsApostrophe(r) }

// stemOf reduces a folded word so that its forms are equal. The script chooses
// the stemmer.
func stemOf(folded string) string {
	r, _ := utf8.DecodeRuneInString(folded)
	switch {
	case unicode.Is(unicode.Cyrillic, r):
		return stem.Russian(folded)
	case r < utf8.RuneSelf && len(folded) > 2 && unicode.IsLetter(r):
		return stem.English(folded)
	}
	return folded
}

// plainStem is the stem of what a Russian diminutive is of: «палаточка»,
// «курточка», «тепленькая».
func plainStem(stem string) string {
	for _, d := range [][2]string{{"очк", "к"}, {"ечк", "к"}, {"еньк", ""}, {"оньк", ""}, {"чик", ""}, {"ик", ""}} {
		if s, ok := strings.CutSuffix(stem, d[0]); ok && len(s) > 2*len("а") {
			return s + d[1]
		}
	}
	return stem
}
