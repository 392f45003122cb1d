package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold makes words that look alike to a shopper equal: lower case, no
// diacritics, ё as е. й and the Kazakh letters stay, because stems and words
// differ by them; kazakhForm folds those further.
func fold(word string) string {
	if lower, ok := foldASCII(word); ok {
		return lower
	}
	var b strings.Builder
	b.Grow(len(word))
	for _, r := range strings.ToLower(norm.NFKC.String(strings.ToValidUTF8(word, ""))) {
		foldRune(&b, r)
	}
	return b.String()
}

func foldASCII(word string) (string, bool) {
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf {
			return "", false
		}
	}
	return strings.ToLower(word), true
}

func foldRune(b *strings.Builder, r rune) {
	switch {
	case r == 'ё':
		b.WriteRune('е')
	case unicode.Is(unicode.Cyrillic, r):
		b.WriteRune(r)
	case special[r] != "":
		b.WriteString(special[r])
	default:
		for _, d := range norm.NFKD.String(string(r)) {
			if !unicode.Is(unicode.M, d) {
				b.WriteRune(d)
			}
		}
	}
}

// special holds the letters that Unicode does not decompose.
var special = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i",
}

// kazakhLetters are typed as their Russian neighbours where the keyboard has
// no others.
var kazakhLetters = strings.NewReplacer(
	"ә", "а", "ғ", "г", "қ", "к", "ң", "н", "ө", "о", "ұ", "у", "ү", "у", "һ", "х", "і", "и",
)

// kazakhForm spells a folded word without the letters that only Kazakh has.
func kazakhForm(word string) string { return kazakhLetters.Replace(word) }

func hasCyrillic(word string) bool {
	return strings.IndexFunc(word, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) >= 0
}

// clean makes a shopper's text safe to work with: valid UTF-8, no control or
// formatting characters, at most limit runes.
func clean(text string, limit int) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n++; n > limit {
			break
		}
		switch {
		case r == utf8.RuneError, unicode.IsControl(r):
			b.WriteByte(' ')
		case unicode.Is(unicode.Cf, r): // soft hyphens, zero-width joiners, direction marks
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
