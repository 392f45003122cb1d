package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/russian"
	"golang.org/x/text/unicode/norm"
)

// fold writes a word the way it is compared: lower case, compatibility forms
// resolved, without accents, apostrophes, controls and invisible runes; ё is е.
func fold(word string) string {
	if isPlain(word) {
		return strings.ToLower(word)
	}
	var b strings.Builder
	for _, r := range strings.ToLower(norm.NFKC.String(strings.ToValidUTF8(word, ""))) {
		foldRune(&b, r)
	}
	return b.String()
}

func foldRune(b *strings.Builder, r rune) {
	switch {
	case r == 'ё':
		b.WriteRune('е')
	case isApostrophe(r) || unicode.In(r, unicode.Mn, unicode.Me, unicode.Cc, unicode.Cf):
	case unicode.Is(unicode.Cyrillic, r):
		b.WriteRune(r)
	default:
		for _, d := range norm.NFD.String(string(r)) {
			if !unicode.Is(unicode.Mn, d) {
				b.WriteRune(d)
			}
		}
	}
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] == '\'' || s[i] == '`' || s[i] < ' ' || s[i] == 0x7f {
			return false
		}
	}
	return true
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '’', '‘', 'ʼ', '´':
		return true
	}
	return false
}

// irregular plurals that a stemmer does not know, folded.
var irregular = map[string]string{
	"knives": "knife", "men": "man", "mens": "man", "women": "woman", "womens": "woman", "people": "person",
	"persons": "person", "ppl": "person", "children": "child", "childrens": "child", "kids": "kid", "feet": "foot",
	"scarves": "scarf", "shelves": "shelf", "loaves": "loaf", "mice": "mouse", "geese": "goose", "grey": "gray",
	"colour": "color", "colours": "color", "litre": "liter", "litres": "liter", "metre": "meter", "metres": "meter",
}

// stem reduces a folded word so that its forms are equal. The script chooses
// the stemmer.
func stem(folded string) string {
	if s, ok := irregular[folded]; ok {
		folded = s
	}
	r, _ := utf8.DecodeRuneInString(folded)
	switch {
	case unicode.Is(unicode.Cyrillic, r):
		return russian.Stem(folded, true)
	case r < utf8.RuneSelf && len(folded) > 2 && unicode.IsLetter(r):
		return english.Stem(folded, true)
	}
	return folded
}
