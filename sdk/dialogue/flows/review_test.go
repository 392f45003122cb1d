package flows

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

func TestReview(t *testing.T) {
	t.Parallel()
	texts, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	p := catalog.Product{Reviews: []catalog.Review{
		{Author: "Owen", Language: "en", Stars: 4, Text: "Fits in a pannier."},
		{Language: "ru", Text: "Лёгкая."},
		{Author: "Айдана", Language: "ru", Text: "Не первая."},
	}}
	for lang, want := range map[string]string{"en": "“Fits in a pannier.” – Owen", "ru": "«Лёгкая.»", "kk": ""} {
		if got := review(dialogue.Input{Say: texts.Printer(lang)}, p); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}
