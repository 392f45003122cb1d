package stem

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestOtherKeyboard(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"gfkfnrf": "палатка", "еуте": "tent", "rehnrf2": "куртка2", "шатырға": "", "té": ""} {
		if got := OtherKeyboard(in); got != want {
			t.Errorf("OtherKeyboard(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestOtherScript(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"palatka": "палатка", "shatyr": "шатыр", "ryukzak": "рюкзак", "jilet": "жилет", "zhilet": "жилет", "botinki": "ботинки",
		"kiim": "киим", "jaryq": "жарык", "korpe": "корпе", "shapka": "шапка", "schetka": "щетка", "termos2": "термос2",
		"шатер": "shater", "тент": "tent", "куртка": "kurtka", "хаммок": "hammok", "трек": "trek", "шам": "sham",
	} {
		if got := OtherScript(in); !slices.Contains(got, want) {
			t.Errorf("OtherScript(%q) = %q, want %q among them", in, got, want)
		}
	}
	if got := OtherScript("東京"); got != nil {
		t.Errorf("OtherScript of another script = %q", got)
	}
}

func TestOtherScriptIsBounded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		if n := len(OtherScript(Word(rapid.String().Draw(t, "word")))); n > maxSpellings {
			t.Errorf("%d spellings", n)
		}
	})
}
