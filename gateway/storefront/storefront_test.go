package storefront

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

// fake is a shop with the demo's products, without a store.
type fake struct {
	texts   *locale.Texts
	catalog *catalog.Catalog
}

func newFake() (*fake, error) {
	texts, err := locale.New()
	if err != nil {
		return nil, err
	}
	products, err := demo.Products()
	if err != nil {
		return nil, err
	}
	index := search.New(search.Config{})
	changes := make([]catalog.Change, len(products))
	for i := range products {
		changes[i] = catalog.Change{Put: &products[i]}
	}
	return &fake{texts, catalog.New(nil).WithIndex(index)}, index.Apply(context.Background(), changes)
}

func (f *fake) BaseURL() string                       { return "https://shop.example/chat" }
func (f *fake) Catalog() *sdk.Catalog                 { return &sdk.Catalog{Catalog: f.catalog} }
func (f *fake) Printer(lang ...string) locale.Printer { return f.texts.Printer(append(lang, "en")...) }
func (f *fake) Profile() sdk.Profile                  { return sdk.Profile{Name: "Fernhill <b>"} }

func get(t *testing.T, f *fake, path string) (int, string) {
	t.Helper()
	h, err := New(f)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w.Code, w.Body.String()
}

func TestPages(t *testing.T) {
	t.Parallel()
	f, err := newFake()
	if err != nil {
		t.Fatal(err)
	}
	products, err := demo.Products()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][]string{
		"/":                               {`src="widget.js" data-shop`, `href="shop/`, `src="/chat/demo/pictures/`, "Fernhill &lt;b&gt;", `data-sauda-open="Help me choose a tent"`, "Camping"},
		"/?category=Camping%2FTents":      {"<h2>Tents</h2>", "tent"},
		"/?q=%3Cscript%3E":                {"&lt;script&gt;", "Nothing here fits"},
		"/shop/" + string(products[0].ID): {`src="../widget.js"`, products[0].Title.In("en"), "<dt>"},
	} {
		code, body := get(t, f, path)
		if code != 200 {
			t.Errorf("%s: %d", path, code)
		}
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s lacks %q", path, w)
			}
		}
		if strings.Contains(body, "<script>") || strings.Contains(body, "style=") || strings.Contains(body, "onclick") {
			t.Errorf("%s has a script or a style inside", path)
		}
	}
	if code, body := get(t, f, "/shop/nope"); code != 404 || !strings.Contains(body, "We do not sell this") {
		t.Errorf("an unknown product: %d", code)
	}
}

// The page is in the language asked for, or the reader's, and links keep it.
func TestLanguages(t *testing.T) {
	t.Parallel()
	f, err := newFake()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][]string{
		"/?lang=ru":                          {`<html lang="ru" dir="ltr">`, "Меньше груза", `href="./?lang=ru"`, "category=Camping&amp;lang=ru", `name="lang" value="ru"`, `href="?lang=kk" lang="kk"`, "Қазақша", `data-sauda-open="Помогите выбрать палатку"`},
		"/?lang=kk&category=Camping%2FTents": {`<html lang="kk" dir="ltr">`, "<h2>Шатырлар</h2>", `href="?category=Camping%2FTents&amp;lang=ru"`},
		"/shop/heron-2?lang=ru":              {`href=".././?lang=ru"`, "Купить в чате", "1,95\u00a0кг"},
		"/?lang=fr":                          {`<html lang="en" dir="ltr">`},
		"/?lang=%22%3E%3Cscript%3E":          {`<html lang="en" dir="ltr">`},
		"/":                                  {`<html lang="en" dir="ltr">`, `href="./"`},
	} {
		code, body := get(t, f, path)
		if code != 200 {
			t.Errorf("%s: %d", path, code)
		}
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s lacks %q", path, w)
			}
		}
	}
}

func ExampleNew() {
	f, err := newFake() // stands in for an *sdk.Shop
	if err != nil {
		fmt.Println(err)
		return
	}
	h, err := New(f)
	if err != nil {
		fmt.Println(err)
		return
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	fmt.Println(w.Code, strings.Contains(w.Body.String(), `<script src="widget.js" data-shop></script>`))
	// Output: 200 true
}

// A fact without a label is called by its key, in any script.
func TestNamed(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{"max_load": "Max load", "цвет_ткани": "Цвет ткани", "өлшем": "Өлшем", "": ""} {
		if got := (data{}).named(nil, key); got != want {
			t.Errorf("named(%q) = %q, want %q", key, got, want)
		}
	}
}
