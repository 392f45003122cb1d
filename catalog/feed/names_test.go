package feed_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/feed"
)

func TestNamesOfFeed(t *testing.T) {
	t.Parallel()
	names, err := feed.ReadNames(strings.NewReader(`{"attributes": {"shade": {"en": "Shade", "ru": "Оттенок"}, "use": {"ru": "Для чего"}},
		"values": {"shade": {"moss": {"ru": "мох"}}, "use": {"city": {"ru": "город"}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"p.jsonl": {Data: []byte(`{"id":"cap","title":"Cap","price":5,"attributes":{"use":"city;hills"},"variants":[{"shade":"moss"},{"shade":"rust"}]}`)}}
	for change, err := range feed.New(feed.Config{FS: files, Path: "p.jsonl", Currency: "USD", Options: []string{"shade"}, Names: names}).Changes(context.Background(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if change.Put != nil {
			checkNamed(t, *change.Put)
		}
	}
}

func checkNamed(t *testing.T, p catalog.Product) {
	t.Helper()
	use, shade := p.Attributes[0], p.Options[0]
	for _, c := range []struct{ got, want string }{
		{use.Label.In("ru"), "Для чего"}, {use.Label.In("en"), "Use"},
		{use.Called("city", "ru"), "город"}, {use.Called("city", "en"), "city"}, {use.Called("hills", "ru"), "hills"},
		{shade.Label.In("ru"), "Оттенок"}, {shade.Called("moss", "ru"), "мох"}, {shade.Called("rust", "ru"), "rust"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// The names of a table's columns are written as they stand at its head.
func TestNamesByColumn(t *testing.T) {
	t.Parallel()
	names, err := feed.ReadNames(strings.NewReader("\ufeff" + `{"attributes": {"Цвет ткани": {"kk": "Матаның түсі"}, "maxLoad": {"kk": "Жүк"}},
		"values": {"Цвет ткани": {"Мох": {"kk": "Мүк"}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"p.csv": {Data: []byte("Артикул,Название,Цена,Цвет ткани,maxLoad\nP1,Палатка,5,Мох,3\n")}}
	for change, err := range feed.New(feed.Config{FS: files, Path: "p.csv", Currency: "USD", Names: names}).Changes(context.Background(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if change.Put == nil {
			continue
		}
		a, load := change.Put.Attributes[0], change.Put.Attributes[1]
		if got := a.Label.In("kk") + "/" + a.Called("Мох", "kk") + "/" + a.Label.In("ru") + "/" + load.Label.In("kk"); got != "Матаның түсі/Мүк/Цвет ткани/Жүк" {
			t.Errorf("got %s", got)
		}
	}
}

func TestReadNamesRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, want string }{
		{``, "byte 0"},
		{`{"attributes": {"use": {"rus sian": "Для чего"}}}`, `attributes: use: "rus sian" is no language`},
		{`{"values": {"use": {"city": null}}}`, "values: use: city: want names by language"},
		{`{"colours": {}}`, "colours"},
		{`{"attributes": []}`, "array"},
		{`{"attributes": {}} {"values": {}}`, "nothing after it"},
		{`{"attributes": {"Цвет": {"kk": "Түсі"}, "цвет": {"kk": "Түс"}}}`, "цвет is named twice"},
		{`{"attributes": {}, ` + strings.Repeat(" ", 16<<20) + `"values": {}}`, "more than 16777216 bytes"},
	} {
		_, err := feed.ReadNames(strings.NewReader(c.file))
		if !errors.Is(err, feed.ErrNames) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.100s: %v, want %q", c.file, err, c.want)
		}
	}
}

func FuzzReadNames(f *testing.F) {
	f.Add(`{"attributes": {"use": {"ru": "Для чего"}}, "values": {"use": {"city": {"ru": "город"}}}}`)
	f.Fuzz(func(t *testing.T, file string) {
		names, err := feed.ReadNames(strings.NewReader(file))
		if err != nil {
			return
		}
		p := catalog.Product{Attributes: []catalog.Attribute{{Name: "use", Kind: catalog.AttributeText, Text: []string{"city"}}}}
		names.Name(&p)
		if p.Attributes[0].Called("city", "zz") == "" {
			t.Errorf("%q: a value has no name", file)
		}
	})
}
