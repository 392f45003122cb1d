package flows

import (
	"strings"
	"testing"
	"unicode/utf8"

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

// Strangers' texts and endless facts do not take over the chat.
func TestEndlessProduct(t *testing.T) {
	t.Parallel()
	texts, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	in, endless := dialogue.Input{Say: texts.Printer("en")}, strings.Repeat("long ", 5000)
	p := catalog.Product{
		Title:      catalog.Text{"": "Tent"},
		Attributes: []catalog.Attribute{{Name: endless, Kind: catalog.AttributeText, Text: []string{endless, endless}}},
		Reviews:    []catalog.Review{{Author: endless + "\u202e", Language: "en", Text: "\u202eGood\n\n" + endless}},
	}
	got := []string{review(in, p), strings.Join(attributes(in, p, factNames(p)), "")}
	for _, f := range factsOf(in, p) {
		got = append(got, f.label+": "+f.value)
	}
	for _, s := range got {
		if n := utf8.RuneCountInString(s); n == 0 || n > 300 || strings.ContainsAny(s, "\u202e\n") {
			t.Errorf("%d characters: %.400q", n, s)
		}
	}
}

func TestSaidBack(t *testing.T) {
	t.Parallel()
	texts, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	got := saidBack(dialogue.Input{Say: texts.Printer("en")}, []string{"zz", "zz", "yy", "zz", "a", "b", "c", "d"})
	if want := "“zz” “yy” “a” “b”"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
