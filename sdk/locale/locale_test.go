package locale_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func texts(t *testing.T, files fstest.MapFS) *locale.Texts {
	t.Helper()
	all, err := locale.New(files)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestOverridesAndFallbacks(t *testing.T) {
	t.Parallel()
	all := texts(t, fstest.MapFS{
		"en/welcome.yaml": file(`short: "Here is {{.Shop}}."`),
		"ru/cart.yaml":    file("empty: Пусто.\nthings: {one: \"{{.Count}} вещь\", few: \"{{.Count}} вещи\", many: \"{{.Count}} вещей\", other: \"{{.Count}} вещи\"}"),
		"pt-BR/x.yaml":    file("a: {b: {c: fundo}}"),
	})
	for name, tt := range map[string]struct {
		prefs     []string
		say       func(locale.Printer) string
		lang, got string
	}{
		"override":         {nil, func(p locale.Printer) string { return p.T("welcome.short", "Shop", "Ann") }, "en", "Here is Ann."},
		"other language":   {[]string{"ru"}, func(p locale.Printer) string { return p.T("cart.empty") }, "ru", "Пусто."},
		"regional tag":     {[]string{"ru-KZ"}, func(p locale.Printer) string { return p.N("cart.things", 3) }, "ru", "3 вещи"},
		"plural":           {[]string{"ru"}, func(p locale.Printer) string { return p.N("cart.things", 1005) }, "ru", "1\u00a0005 вещей"},
		"ours beside it":   {[]string{"ru"}, func(p locale.Printer) string { return p.T("cart.add") }, "ru", "В корзину"},
		"what it lacks":    {[]string{"pt"}, func(p locale.Printer) string { return p.T("cart.add") }, "pt-BR", "Add to cart"},
		"second wish":      {[]string{"xx", "", "ru"}, func(p locale.Printer) string { return p.T("cart.empty") }, "ru", "Пусто."},
		"unknown language": {[]string{"tlh"}, func(p locale.Printer) string { return p.T("cart.add") }, "en", "Add to cart"},
		"nested":           {[]string{"pt-BR"}, func(p locale.Printer) string { return p.T("x.a.b.c") }, "pt-BR", "fundo"},
		"switched":         {nil, func(p locale.Printer) string { return p.In("ru").T("cart.empty") }, "en", "Пусто."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := all.Printer(tt.prefs...)
			if p.Lang() != tt.lang {
				t.Errorf("Lang() = %q, want %q", p.Lang(), tt.lang)
			}
			if got := tt.say(p); got != tt.got {
				t.Errorf("got %q, want %q", got, tt.got)
			}
		})
	}
	if got := all.Languages(); got[0] != "en" || !slices.IsSorted(got[1:]) || !slices.Contains(got, "pt-BR") {
		t.Errorf("Languages() = %q", got)
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	all := texts(t, nil)
	if got := all.Printer().T("no.such", "A", 1); got != "no.such" {
		t.Errorf("T of an unknown key = %q, want the key", got)
	}
	if diff := cmp.Diff([]string{"no.such"}, all.Missing()); diff != "" {
		t.Errorf("Missing() (-want +got):\n%s", diff)
	}
	if got := (locale.Printer{}).T("cart.add"); got != "cart.add" {
		t.Errorf("the zero Printer says %q, want the key", got)
	}
}

// A shop adds a language by one file, and offers the languages it likes.
func TestOneFile(t *testing.T) {
	t.Parallel()
	all := texts(t, fstest.MapFS{"de.yaml": file("cart: {empty: Ihr Warenkorb ist leer.}\nlanguage: {name: Deutsch}")})
	p := all.Printer("de-AT")
	if got := p.Lang() + " " + p.T("cart.empty") + " " + p.T("language.name"); got != "de Ihr Warenkorb ist leer. Deutsch" {
		t.Errorf("got %q", got)
	}
	some, err := all.Only("kk", "de")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(some.Languages(), " "); got != "kk de" {
		t.Errorf("languages: %s", got)
	}
	if got := some.Printer("fr").Lang(); got != "kk" {
		t.Errorf("somebody who speaks none of them is spoken to in %s, want the shop's first", got)
	}
	if got := some.Printer("de").T("cart.more"); got != "Keep looking" {
		t.Errorf("what German lacks is said as %q", got)
	}
	if _, err := all.Only("kk", "fr"); !errors.Is(err, locale.ErrTexts) || !strings.Contains(err.Error(), `"fr"`) {
		t.Errorf("Only: %v", err)
	}
}

func TestBadFiles(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]fstest.MapFS{
		"language": {"nolanguage1234/x.yaml": file("a: b")},
		"one file": {"nolanguage1234x.yaml": file("a: {b: c}")},
		"yaml":     {"en/x.yaml": file("a: [")},
		"number":   {"en/x.yaml": file("a: 1")},
		"list":     {"en/x.yaml": file("a: [b]")},
		"open":     {"en/x.yaml": file(`a: "{{.Item"`)},
		"form":     {"en/x.yaml": file("a: {other: some, fwe: few}")},
		"no text":  {"en/x.yaml": file("a: {other: some, few: 3}")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := locale.New(files); !errors.Is(err, locale.ErrTexts) {
				t.Errorf("New: %v, want ErrTexts", err)
			} else if !strings.Contains(err.Error(), "x.yaml") {
				t.Errorf("%v does not name the file", err)
			}
		})
	}
}

// A text that could not be said is refused when it is read, not in the chat.
func TestOwnTexts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{`welcome: {short: "Hallo, {{.Shop}}!"}`, ""},
		{`cart: {empty: "Leer."}`, ""},
		{`product: {left: {one: "noch eins", other: "noch {{.Count}}"}}`, ""},
		{`mine: {any: "{{.Thing}}"}`, ""},
		{`welcome: {short: "Hallo {{.Shp}}"}`, "welcome.short"},
		{`welcome: {short: "Hallo {{.Password}}"}`, "this text may have {{.Shop}}"},
		{`welcome: {short: "{{call .Shop}}"}`, "welcome.short"},
		{`welcome: {short: "{{.Shop"}`, "welcome.short"},
		{`cart: {empty: "{{.Count}}"}`, "this text has no placeholders"},
		{`cart: {empty: ""}`, "cart.empty: is empty"},
		{`mine: {any: "{{range}}"}`, "mine.any"},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			_, err := locale.New(fstest.MapFS{"de.yaml": file(c.text)})
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	p := texts(t, nil).Printer("en")
	at := time.Date(2026, time.March, 4, 15, 4, 0, 0, time.UTC)
	for want, got := range map[string]string{
		"$1,234.50":           p.Money(money.New(123450, "USD")),
		"1,234.5":             p.Number(1234.5),
		"3":                   p.Number(3),
		"4 March 2026":        p.Date(at),
		"4 March 2026, 15:04": p.DateTime(at),
		"a":                   p.List([]string{"a"}),
		"a and b":             p.List([]string{"a", "b"}),
		"a, b and c":          p.List([]string{"a", "b", "c"}),
		"":                    p.List(nil),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Words of a shopper that look like placeholders stay words.
func TestWordsAreNotTemplates(t *testing.T) {
	t.Parallel()
	got := texts(t, nil).Printer().T("search.words", "Words", "{{.Secret}} <b>")
	if want := "“{{.Secret}} <b>”"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
