package catalog_test

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
)

func TestNames(t *testing.T) {
	t.Parallel()
	names := catalog.Names{
		Attributes: map[string]catalog.Text{"colour": {"": "Colour", "ru": "Цвет"}},
		Values:     map[string]map[string]catalog.Text{"colour": {"Moss": {"": "Moss", "ru": "Мох"}, "Rust": {"": "Rust", "ru": "Ржавчина"}}},
	}
	own := catalog.Text{"": "Weight"}
	p := catalog.Product{
		Options:    []catalog.Option{{Name: "colour", Values: []string{"Moss", "Red"}}},
		Attributes: []catalog.Attribute{{Name: "weight", Label: own}},
		Variants:   []catalog.Variant{{Attributes: []catalog.Attribute{{Name: "colour", Kind: catalog.AttributeText, Text: []string{"Moss"}}}}},
	}
	names.Name(&p)
	if n := len(p.Options[0].Names); n != 1 {
		t.Errorf("%d names of values, want those that the product has", n)
	}
	for _, c := range []struct{ what, got, want string }{
		{"label", p.Options[0].Label.In("ru"), "Цвет"},
		{"label in a language that is not there", p.Options[0].Label.In("kk"), "Colour"},
		{"value", p.Options[0].Called("Moss", "ru"), "Мох"},
		{"value in a regional language", p.Options[0].Called("Moss", "ru-KZ"), "Мох"},
		{"value in a language that is not there", p.Options[0].Called("Moss", "kk"), "Moss"},
		{"value without a name", p.Options[0].Called("Red", "ru"), "Red"},
		{"value of a variant", p.Variants[0].Attributes[0].Called("Moss", "ru"), "Мох"},
		{"label of its own", p.Attributes[0].Label.In("ru"), "Weight"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
}
