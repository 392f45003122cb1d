package flows_test

import (
	"testing"
	"testing/fstest"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/dialogue/dialoguetest"
	"github.com/sauda-commerce/sauda/sdk/dialogue/flows"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

// The shopper chooses a language, and from the next message on it is spoken.
func TestLanguageIsChosen(t *testing.T) {
	t.Parallel()
	texts, err := locale.New(fstest.MapFS{
		"kk/language.yaml": {Data: []byte("name: Қазақша\nset: Енді қазақша сөйлеймін. Не іздейсіз?")},
		"kk/cart.yaml":     {Data: []byte("empty: Себетіңіз бос.")},
	})
	if err != nil {
		t.Fatal(err)
	}
	index := search.New(search.Config{})
	if err := index.Apply(t.Context(), puts(goods()...)); err != nil {
		t.Fatal(err)
	}
	s, err := dialoguetest.New(dialoguetest.Config{
		Router: dialogue.NewRouter(flows.All(flows.Options{})...), Catalog: catalog.New(nil).WithIndex(index), Texts: texts, Shop: profile(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Says(t.Context(), "change language"); err != nil {
		t.Fatal(err)
	}
	said, err := s.Taps(t.Context(), "Қазақша")
	if err != nil {
		t.Fatal(err)
	}
	if want := "Енді қазақша сөйлеймін. Не іздейсіз?"; said[0].Text != want || said[0].Locale != "kk" || s.Contact.Locale != "kk" {
		t.Errorf("says %q in %q, contact's %q", said[0].Text, said[0].Locale, s.Contact.Locale)
	}
	if said, err = s.Says(t.Context(), "what's in my cart"); err != nil || said[0].Text != "Себетіңіз бос." {
		t.Errorf("says %q, %v", said[0].Text, err)
	}
}
