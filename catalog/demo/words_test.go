package demo

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
)

// tongues are the languages of the demo shop.
var tongues = []string{"en", "ru", "kk"}

// Every text of every product is there in each language.
func TestSpeaksThreeLanguages(t *testing.T) {
	t.Parallel()
	products, err := Products()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range products {
		checkText(t, p.ID, "title", p.Title)
		checkText(t, p.ID, "description", p.Description)
		for _, c := range p.Category {
			checkText(t, p.ID, "category", c)
		}
		for _, a := range p.Attributes {
			checkText(t, p.ID, a.Name, a.Label)
			checkNames(t, p.ID, a.Text, a.Names)
		}
		for _, o := range p.Options {
			checkText(t, p.ID, o.Name, o.Label)
			if o.Name == "colour" { // sizes are the same everywhere
				checkNames(t, p.ID, o.Values, o.Names)
			}
		}
	}
}

func checkText(t *testing.T, id catalog.ProductID, what string, text catalog.Text) {
	t.Helper()
	for _, lang := range tongues {
		if text[lang] == "" {
			t.Errorf("%s: %s has no text in %s", id, what, lang)
		}
	}
}

func checkNames(t *testing.T, id catalog.ProductID, values []string, names map[string]catalog.Text) {
	t.Helper()
	for _, v := range values {
		if v[0] < '0' || v[0] > '9' {
			checkText(t, id, v, names[v])
		}
	}
}

// Reviews are of products that there are, in a language of the shop, and no
// better than the product's rating can be.
func TestReviews(t *testing.T) {
	t.Parallel()
	all, err := reviews()
	if err != nil {
		t.Fatal(err)
	}
	in := map[string]int{}
	for id, list := range all {
		if _, known := models()[id]; !known {
			t.Errorf("%s is reviewed and not sold", id)
		}
		for _, r := range list {
			in[r.Language]++
			if r.Author == "" || r.Text == "" || r.Stars < 1 || r.Stars > 5 {
				t.Errorf("%s: %+v", id, r)
			}
		}
	}
	for _, lang := range tongues {
		if in[lang] < 15 {
			t.Errorf("%d reviews in %s", in[lang], lang)
		}
	}
}
