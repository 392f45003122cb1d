package understand

import (
	"slices"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
)

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
		"добавь croft 2 и heron 3":       "ru",
		"salomon nike 42 Анна":           "",
		"маған шатыр керек":              "kk",
		"тапсырысым қайда":               "kk",
		"арзанырақ бар ма":               "kk",
		"сәлеметсіз бе":                  "kk",
		"Анна":                           "",
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

// A brand that is called as a word of the language is meant where it is written
// as a name, in any script.
func TestBrandOfAWord(t *testing.T) {
	t.Parallel()
	v := testVocabulary()
	v.Brands = append(v.Brands, catalog.Term{Value: "Best", Count: 3}, catalog.Term{Value: "Новый", Count: 3})
	v.Categories[7].Label = catalog.Text{"en": "Jackets", "ru": "Куртки"}
	r := New(v, Config{})
	for text, want := range map[string]bool{
		"куртки best": false, "куртки Best": true,
		"куртки новый": false, "куртки Новый": true,
	} {
		got := slices.ContainsFunc(r.Read(text, Context{}).Wishes, func(w Wish) bool { return w.Kind == KindBrand })
		if got != want {
			t.Errorf("%q: read as a brand: %t, want %t", text, got, want)
		}
	}
}

// How many people there are is no call for one, whatever the shop knows of its
// goods.
func TestPeopleAreCounted(t *testing.T) {
	t.Parallel()
	v := testVocabulary()
	v.Categories[1].Label = catalog.Text{"en": "Tents", "ru": "Палатки", "kk": "Шатырлар"}
	v.Attributes = slices.DeleteFunc(v.Attributes, func(a catalog.AttributeTerm) bool { return a.Name == "sleeps" })
	r := New(v, Config{})
	for text, want := range map[string]Intent{
		"палатка на 4 человека": IntentSearch, "палатка на одного человека": IntentSearch, "палатка для двух человек до 200": IntentSearch,
		"4 адамға шатыр керек": IntentSearch, "tent for one person": IntentSearch,
		"позовите человека": IntentPerson, "человек": IntentPerson, "позовите хоть одного человека": IntentPerson, "адам керек": IntentPerson,
	} {
		if got := r.Read(text, Context{}).Intent; got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}
