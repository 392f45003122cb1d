package stem

import (
	"strings"
	"unicode"
)

// HasCyrillic says whether a word has a Cyrillic letter.
func HasCyrillic(word string) bool {
	for _, r := range word {
		if unicode.Is(unicode.Cyrillic, r) {
			return true
		}
	}
	return false
}

// HasKazakh says whether a text has a letter that Kazakh has and Russian has
// not.
func HasKazakh(text string) bool {
	for i := 0; i+1 < len(text); i++ {
		switch text[i] { // two bytes each: the common case, a Latin text, is left quickly
		case 0xd2, 0xd3:
			if strings.Contains("ғҒқҚңҢұҰүҮһҺәӘөӨ", text[i:i+2]) {
				return true
			}
		case 0xd0, 0xd1:
			if p := text[i : i+2]; p == "і" || p == "І" {
				return true
			}
		}
	}
	return false
}

// Plain spells a folded word without the letters that only Kazakh has, as it
// is typed where the keyboard has no others: "жүгіру" is "жугиру". Latin
// letters that look Cyrillic become so in a Cyrillic word ("кiтап" with a
// Latin i). A word without Cyrillic letters is returned as it is.
func Plain(word string) string {
	if !HasCyrillic(word) {
		return word
	}
	return strings.Map(plainRune, word)
}

func plainRune(r rune) rune {
	switch r {
	case 'ә', 'a':
		return 'а'
	case 'ғ':
		return 'г'
	case 'қ', 'k':
		return 'к'
	case 'ң':
		return 'н'
	case 'ө', 'o':
		return 'о'
	case 'ұ', 'ү', 'y':
		return 'у'
	case 'һ', 'x':
		return 'х'
	case 'і', 'i':
		return 'и'
	case 'e':
		return 'е'
	case 'p':
		return 'р'
	case 'c':
		return 'с'
	}
	return r
}
