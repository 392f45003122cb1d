package understand

import "testing"

// A shop answers in the language that the words are clearly in, and keeps to its
// own where they are not.
func TestWritten(t *testing.T) {
	t.Parallel()
	r := New(testVocabulary(), Config{})
	for text, want := range map[string]string{
		"show me tents under 200":        "en",
		"where is my order":              "en",
		"покажи палатки до 200":          "ru",
		"здравствуйте, мне нужна куртка": "ru",
		"где мой заказ":                  "ru",
		"маған шатыр керек":              "kk",
		"тапсырысым қайда":               "kk",
		"арзанырақ бар ма":               "kk",
		"сәлеметсіз бе":                  "kk",
		"ok":                             "",
		"2":                              "",
		"Heron 2":                        "",
		"???":                            "",
		"":                               "",
		"+7 701 123 45 67, Ann":          "",
	} {
		if got := r.Read(text, testContext()).Written; got != want {
			t.Errorf("%q is written in %q, want %q", text, got, want)
		}
	}
}
