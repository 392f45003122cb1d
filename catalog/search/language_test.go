package search_test

import (
	"fmt"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/search"
)

// said is a product that is called so in one language.
func said(id, lang, title string) catalog.Product {
	p := lamp(id, title)
	p.Title = catalog.Text{lang: title}
	return p
}

// finds checks what texts find.
func finds(t *testing.T, x *search.Index, cases [][2]string) {
	t.Helper()
	for _, c := range cases {
		if got := found(t, x, catalog.Query{Text: c[0]}); got != c[1] {
			t.Errorf("Search(%q) found %q, want %q", c[0], got, c[1])
		}
	}
}

func TestKazakhForms(t *testing.T) {
	t.Parallel()
	x := indexOf(t, []catalog.Product{
		said("tent", "kk", "Шатыр"), said("bag", "kk", "Ұйықтау қабы"), said("carpet", "", "Кілем төсеніші"), said("plain", "", "Етик"),
	})
	finds(t, x, [][2]string{
		{"шатыр", "tent"}, {"шатырларымыздан", "tent"}, {"шатырға", "tent"}, {"шатырга", "tent"}, {"shatyrga", "tent"}, {"shatir", "tent"},
		{"қап", "bag"}, {"кап", "bag"}, {"қаптар", "bag"}, {"қабымен", "bag"}, {"уйыктау", "bag"},
		{"кілемдер", "carpet"}, {"килемдер", "carpet"}, {"кылем", "carpet"}, {"kilemder", "carpet"}, {"кiлем", "carpet"}, // a Latin i
		{"етиктер", "plain"}, // unnamed and without a Kazakh letter: found by what remains of the word asked for
	})
}

// TestRussianIsNotKazakh asks for Russian nouns that end as Kazakh words do when
// they have endings, beside others that would be left.
func TestRussianIsNotKazakh(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ asked, form, other string }{
		{"рулетка", "рулетку", "рулет"}, {"ракетка", "ракетки", "ракет"}, {"города", "городам", "горо"}, {"баранка", "баранки", "баран"},
		{"нитка", "нитки", "нит"}, {"конфета", "конфеты", "конфе"}, {"лампа", "лампы", "лам"}, {"сковорода", "сковороды", "сковоро"},
		{"тарелки", "тарелка", "тарел"}, {"календари", "календарь", "кален"}, {"кружки", "кружка", "круж"}, {"сапоги", "сапог", "сапо"},
		{"команда", "команды", "коман"}, {"аренда", "аренды", "арен"}, {"курсы", "курс", "кур"}, {"трусы", "трусов", "тру"},
	} {
		for _, lang := range []string{"ru", ""} {
			x := indexOf(t, []catalog.Product{said("form", lang, c.form), said("other", lang, c.other), said("kazakh", "kk", "Көк шатыр")})
			finds(t, x, [][2]string{{c.asked, "form"}})
		}
	}
}

// TestKazakhIsNotRussian asks for Kazakh words that a Russian stemmer would cut.
func TestKazakhIsNotRussian(t *testing.T) {
	t.Parallel()
	x := indexOf(t, []catalog.Product{said("a", "kk", "Қала"), said("b", "ru", "Кал"), said("c", "kk", "Алма"), said("d", "ru", "Алмов")})
	finds(t, x, [][2]string{{"қала", "a"}, {"қалаға", "a"}, {"алмаға", "c"}})
}

func TestOtherScriptsNeverWorsen(t *testing.T) {
	t.Parallel()
	x := indexOf(t, []catalog.Product{
		said("tent", "ru", "Палатка"), said("brand", "en", "Palatka gear"), said("pack", "ru", "Рюкзак"), said("vest", "ru", "Жилет"),
		said("bag", "ru", "Спальник"), said("canoe", "en", "Kayak"), said("san", "ru", "Сан"),
	})
	finds(t, x, [][2]string{
		{"palatka", "brand"}, {"ryukzak", "pack"}, {"rukzak", "pack"}, {"jilet", "vest"}, {"zhilet", "vest"}, {"spalnik", "bag"},
		{"каяк", "canoe"}, {"gfkfnrf", "tent"}, {"sanoe", ""},
	})
}

func TestSynonyms(t *testing.T) {
	t.Parallel()
	mention := lamp("mention", "Shed")
	mention.Description = catalog.Text{"": "Bring a flashlight."}
	products := []catalog.Product{
		lamp("torch", "Hand torch"), lamp("head", "Bright torch for the head"), lamp("flash", "Flashlight"), lamp("фонарь", "Фонарик"), lamp("two", "2-person tent"), mention,
	}
	finds(t, indexOf(t, products), [][2]string{
		{"torch", "torch head flash"}, {"flashlight", "flash torch head mention"}, {"headlamp", "head"}, {"фонарик", "фонарь"}, {"фонари", "flash torch фонарь head"}, {"tent for two", "two"}, {"палатка на двоих", "two"},
	})
	own := search.New(search.Config{Synonyms: []string{"# ours", "blinker | hand torch", "shed | сарайчик"}})
	alone := search.New(search.Config{Synonyms: []string{"blinker | flashlight"}, OnlySynonyms: true})
	for _, x := range []*search.Index{own, alone} {
		for i := range products {
			if err := x.Apply(t.Context(), []catalog.Change{{Put: &products[i]}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	finds(t, own, [][2]string{{"blinkers", "torch"}, {"сарайчики", "mention"}, {"headlamp", "head"}})
	finds(t, alone, [][2]string{{"blinker", "flash"}, {"torch", "torch head"}, {"headlamp", ""}})
}

func TestNearMisses(t *testing.T) {
	t.Parallel()
	var products []catalog.Product
	for i, title := range []string{"Red family tent", "Green tent", "Blue tent", "Red chair", "Red family chair"} {
		p := lamp(fmt.Sprint(i), title)
		p.Category = []catalog.Text{{"": []string{"Tents", "Chairs"}[i/3]}}
		products = append(products, p)
	}
	x := indexOf(t, products)
	finds(t, x, [][2]string{{"red tent", "0 1 2"}, {"red family", "0 4"}})
	r, err := x.Search(t.Context(), catalog.Query{Text: "red tent", Facets: []string{catalog.FacetCategory}})
	if err != nil || r.Total != 1 || r.Facets[0].Values[0].Count != 1 || r.Hits[0].Score <= r.Near[0].Score || r.Next != "" {
		t.Errorf("near misses are counted: total %d, facets %v, next %q, scores %v and %v (%v)", r.Total, r.Facets, r.Next, r.Hits[0].Score, r.Near[0].Score, err)
	}
	if r, err = x.Search(t.Context(), catalog.Query{Text: "red tent", Sort: catalog.SortPriceAsc}); err != nil || len(r.Hits) != 1 || len(r.Near) != 0 {
		t.Errorf("by price %d are found, want the one that is meant (%v)", len(r.Hits), err)
	}
}

func TestNearAmounts(t *testing.T) {
	t.Parallel()
	holds := func(id string, n float64) catalog.Product {
		return lamp(id, "Backpack", catalog.Attribute{Name: "volume", Kind: catalog.AttributeNumber, Number: n, Unit: "l"})
	}
	x := indexOf(t, []catalog.Product{holds("a", 38), holds("b", 45), holds("c", 60), lamp("warm", "Bag +10"), lamp("cold", "Bag −10"), lamp("four", "4-person tent"), lamp("five", "5-person tent")})
	for _, c := range []struct {
		text, first string
		total       int
	}{{"38 l backpack", "a", 1}, {"40 l backpack", "a", 2}, {"backpack 62 l", "c", 1}, {"bag -10", "cold", 1}, {"bag 10", "cold", 2}, {"4 person tent", "four", 1}} {
		r, err := x.Search(t.Context(), catalog.Query{Text: c.text})
		if err != nil || r.Total != c.total || string(r.Hits[0].Product.ID) != c.first {
			t.Errorf("Search(%q) finds %d, want %d and %q first: %v (%v)", c.text, r.Total, c.total, c.first, r.Hits, err)
		}
	}
}
