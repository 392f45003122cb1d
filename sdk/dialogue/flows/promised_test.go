package flows_test

import (
	"regexp"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

// promised are the texts that tell shoppers what to write, and what it means.
var promised = map[string][]understand.Intent{
	"cart.add_what":        {understand.IntentAdd},
	"product.compare_what": {understand.IntentCompare},
	"engine.sorry":         {understand.IntentPerson},
	"help.all":             {understand.IntentSearch, understand.IntentOrders},
	"welcome.hello":        {understand.IntentSearch},
	"lost.first":           {understand.IntentSearch},
	"lost.words": {
		understand.IntentBrowse, understand.IntentShowCart, understand.IntentCheckout, understand.IntentOrders, understand.IntentPerson,
	},
}

var quotedWords = regexp.MustCompile(`[«“]([^»”]+)[»”]`)

// What our texts tell shoppers to write is understood, in every language and tone.
func TestPromisedWordsAreUnderstood(t *testing.T) {
	t.Parallel()
	index := search.New(search.Config{})
	if err := index.Apply(t.Context(), puts(goods()...)); err != nil {
		t.Fatal(err)
	}
	reader := understand.New(index.Vocabulary(), understand.Config{})
	var shown []understand.Listed
	for _, p := range goods()[:3] {
		shown = append(shown, understand.Listed{Ref: catalog.Ref{Product: p.ID}, Title: p.Title.In("en")})
	}
	for _, tone := range []locale.Tone{locale.Formal, locale.Friendly} {
		texts, err := locale.NewTone(tone)
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range []string{"en", "ru", "kk"} {
			say := texts.Printer(lang)
			for key, want := range promised {
				found := quotedWords.FindAllStringSubmatch(say.T(key, "Shop", "Alpine Post"), -1)
				if len(found) != len(want) {
					t.Errorf("%s %s: %s quotes %d examples, want %d", lang, tone, key, len(found), len(want))
					continue
				}
				for i, words := range found {
					m := reader.Read(words[1], understand.Context{Lang: lang, Currency: "USD", Shown: shown})
					if m.Intent != want[i] || !m.Confident && m.Intent != understand.IntentSearch {
						t.Errorf("%s %s: %s promises %q, which is %s (confident: %t)", lang, tone, key, words[1], m.Intent, m.Confident)
					}
				}
			}
		}
	}
}
