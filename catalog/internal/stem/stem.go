package stem

import (
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
)

// English returns the stem of a folded English word; irregular plurals have
// that of the singular, British spellings that of the American.
func English(word string) string {
	if regular, ok := irregular(word); ok {
		word = regular
	}
	if len(word) <= 2 || word[0] >= utf8.RuneSelf {
		return word
	}
	return english.Stem(word, true)
}

// irregular returns the word that a folded one counts as.
func irregular(word string) (string, bool) {
	switch word {
	case "knives":
		return "knife", true
	case "men", "mens":
		return "man", true
	case "women", "womens":
		return "woman", true
	case "people", "persons", "ppl":
		return "person", true
	case "children", "childrens":
		return "child", true
	case "kids":
		return "kid", true
	case "feet":
		return "foot", true
	case "scarves":
		return "scarf", true
	case "shelves":
		return "shelf", true
	case "loaves":
		return "loaf", true
	case "mice":
		return "mouse", true
	case "geese":
		return "goose", true
	case "grey":
		return "gray", true
	case "colour", "colours":
		return "color", true
	case "litre", "litres":
		return "liter", true
	case "metre", "metres":
		return "meter", true
	}
	return "", false
}
