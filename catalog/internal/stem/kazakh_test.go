package stem

import (
	_ "embed"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

//go:embed testdata/kazakh.txt
var kazakhTable string

// kazakhPairs returns the words of the table with their stems.
func kazakhPairs() map[string]string {
	pairs := make(map[string]string)
	for line := range strings.Lines(kazakhTable) {
		lemma, words, ok := strings.Cut(line, ":")
		if strings.HasPrefix(line, "#") || !ok {
			continue
		}
		pairs[lemma] = lemma
		for w := range strings.FieldsSeq(words) {
			pairs[w] = lemma
		}
	}
	return pairs
}

func TestKazakh(t *testing.T) {
	t.Parallel()
	pairs := kazakhPairs()
	if len(pairs) < 300 {
		t.Errorf("the table has %d words, want 300", len(pairs))
	}
	for word, lemma := range pairs {
		if got, want := Kazakh(word), kazakhKey(Plain(lemma)); got != want {
			t.Errorf("Kazakh(%s) = %s, want that of %s, %s", word, got, lemma, want)
		}
		if got, plain := Kazakh(word), Kazakh(Plain(word)); got != plain {
			t.Errorf("Kazakh(%s) = %s, but %s typed without Kazakh letters", word, got, plain)
		}
	}
}

func TestKazakhIsOnce(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[абгдежзийклмнопрстуыәғқңөұүһіьш]{0,14}`)
	rapid.Check(t, func(t *rapid.T) {
		w := word.Draw(t, "word")
		if got := Kazakh(w); w != "" && got == "" && strings.Trim(w, "ьъ") != "" {
			t.Errorf("Kazakh(%q) leaves nothing", w)
		}
	})
}
