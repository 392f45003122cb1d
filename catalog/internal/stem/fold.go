package stem

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold makes words that look alike to a shopper equal: lower case, no
// diacritics, compatibility forms resolved, nothing invisible, ё as е. й and
// the Kazakh letters stay, because words differ by them; [Plain] folds those
// further. Apostrophes and spaces stay. Folding again changes nothing.
func Fold(word string) string {
	if isPlainASCII(word) {
		return strings.ToLower(word)
	}
	var b strings.Builder
	b.Grow(len(word))
	for _, r := range strings.ToLower(norm.NFKC.String(strings.ToValidUTF8(word, ""))) {
		foldRune(&b, r)
	}
	return b.String()
}

// Word folds a single word and leaves its apostrophes out: "don’t" is "dont".
func Word(word string) string {
	w := Fold(strings.ReplaceAll(word, "´", "")) // compatibility makes that one a space
	if strings.IndexFunc(w, IsApostrophe) < 0 {
		return w
	}
	return strings.Map(func(r rune) rune {
		if IsApostrophe(r) {
			return -1
		}
		return r
	}, w)
}

// IsApostrophe says whether people type r as one.
func IsApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '’', '‘', 'ʼ', '´':
		return true
	}
	return false
}

func isPlainASCII(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c == 0x7f || c < ' ' && !isSpace(rune(c)) {
			return false
		}
	}
	return true
}

func isSpace(r rune) bool { return r >= '\t' && r <= '\r' }

func foldRune(b *strings.Builder, r rune) {
	switch {
	case r == 'ё' || r == 'ѐ':
		b.WriteRune('е')
	case r == 'ѝ':
		b.WriteRune('и')
	case unicode.In(r, unicode.M, unicode.Cf), unicode.IsControl(r) && !isSpace(r):
	case unicode.Is(unicode.Cyrillic, r):
		b.WriteRune(r)
	default:
		foldOther(b, r)
	}
}

// foldOther takes a letter apart; what it is made of may have a spelling too:
// "ǣ" is æ with a macron.
func foldOther(b *strings.Builder, r rune) {
	for _, d := range norm.NFKD.String(string(r)) {
		if s, ok := special(d); ok {
			b.WriteString(s)
		} else if !unicode.Is(unicode.M, d) {
			b.WriteRune(d)
		}
	}
}

// special spells the letters that Unicode does not decompose.
func special(r rune) (string, bool) {
	switch r {
	case 'ß':
		return "ss", true
	case 'æ':
		return "ae", true
	case 'œ':
		return "oe", true
	case 'ø':
		return "o", true
	case 'ł':
		return "l", true
	case 'đ', 'ð':
		return "d", true
	case 'þ':
		return "th", true
	case 'ı':
		return "i", true
	}
	return "", false
}
