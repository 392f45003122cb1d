package stem

import (
	"testing"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Tent": "tent", "CAFÉ": "cafe", "Ёлка": "елка", "Йод": "йод", "и\u0306од": "йод", "Straße": "strasse", "ŁÓDŹ": "lodz",
		"ＴＥＮＴ": "tent", "Өнер": "өнер", "İstanbul": "istanbul", "ﬁn": "fin", "a\xffb": "ab", "Ǣ": "ae", "Ǿ": "o", "ﬄ": "ffl",
		"за́мок": "замок", "е\u0308лка": "елка", "ѐ": "е", "so\u00adft": "soft", "o'neill": "o'neill", "a\tb": "a\tb", "a\x00b": "ab",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWord(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"don’t": "dont", "o´neill": "oneill", "ŉ": "n", "Kids'": "kids", "тёплый": "теплый"} {
		if got := Word(in); got != want {
			t.Errorf("Word(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFoldTwiceIsOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { onceIsEnough(t, rapid.String().Draw(t, "text")) })
}

// FuzzFold looks for a text that folding again would change.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"Ǣ", "e\u0301\u0308", "и\u0327\u0306", "ё\u0483", "ﬁﬄ", "각ᄀ\u0301ᅡ", "ŉ", "´", "ᾳ\u0345", "\u1e9e", "𝔸", "\u200dǆ", "ϓ\u0344"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { onceIsEnough(t, s) })
}

type errorer interface{ Errorf(string, ...any) }

func onceIsEnough(t errorer, s string) {
	for name, fold := range map[string]func(string) string{"Fold": Fold, "Word": Word, "Plain": Plain} {
		if once := fold(s); fold(once) != once {
			t.Errorf("%s(%q) = %q, again %q", name, s, once, fold(once))
		}
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"әңгіме": "ангиме", "кiтап": "китап", "caravan": "caravan", "cумка": "сумка"} {
		if got := Plain(in); got != want {
			t.Errorf("Plain(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestHasKazakh(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"tent": false, "палатка": false, "Шатыр": false, "шатырға": true, "Әдемі": true, "ІРІ": true, "үй": true, "café": false, "ҒҚҢҮ": true, "": false,
	} {
		if got := HasKazakh(text); got != want {
			t.Errorf("HasKazakh(%q) is %t", text, got)
		}
	}
}
