package feed_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/feed"
)

// one reads the only product of a feed.
func one(t *testing.T, name, text string) catalog.Product {
	t.Helper()
	source := feed.New(feed.Config{FS: fstest.MapFS{name: {Data: []byte(text)}}, Path: name, Currency: "USD", Language: "en"})
	var found []catalog.Product
	for change, err := range source.Changes(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		if change.Put != nil {
			found = append(found, *change.Put)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d products", len(found))
	}
	return found[0]
}

// Every kind of feed says how much is in a piece, in Google's words.
func TestContent(t *testing.T) {
	t.Parallel()
	m := func(n float64, unit string) catalog.Measure { return catalog.Measure{Number: n, Unit: unit} }
	none := catalog.Measure{}
	for name, tt := range map[string]struct {
		file, text   string
		content, per catalog.Measure
	}{
		"CSV":          {"f.csv", "id,title,price,unit_pricing_measure,unit_pricing_base_measure\nw,Wax,9,60ml,100ml\n", m(60, "ml"), m(100, "ml")},
		"TSV, spaces":  {"f.tsv", "id\ttitle\tprice\tunit pricing measure\nw\tWax\t9\t1.5 kg\n", m(1.5, "kg"), none},
		"Russian":      {"f.csv", "id,title,price,unit_pricing_measure\nw,Wax,9,\"1,5 кг\"\n", m(1.5, "kg"), none},
		"Google's":     {"f.csv", "id,title,price,unit_pricing_measure,unit_pricing_base_measure\nw,Wax,9,24 ct,1ct\n", m(24, "pcs"), m(1, "pcs")},
		"fluid ounces": {"f.csv", "id,title,price,unit_pricing_measure\nw,Wax,9,12 fl oz\n", m(12, "floz"), none},
		"square":       {"f.csv", "id,title,price,unit_pricing_measure\nw,Wax,9,2.5sqm\n", m(2.5, "m²"), none},
		"JSON":         {"f.jsonl", `{"id":"w","title":"Wax","price":9,"unit_pricing_measure":"60 ml"}`, m(60, "ml"), none},
		"JSON object":  {"f.jsonl", `{"id":"w","title":"Wax","price":9,"unit_pricing_measure":{"value":60,"unit":"ml"}}`, m(60, "ml"), none},
		"a product":    {"f.jsonl", `{"id":"w","title":{"":"Wax"},"offer":{"price":{"minor":900,"currency":"USD"},"stock":{},"content":{"number":60,"unit":"ml"},"per":{"number":10,"unit":"ml"}}}`, m(60, "ml"), m(10, "ml")},
		"XML": {"f.xml", `<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>w</g:id><g:title>Wax</g:title><g:price>9 USD</g:price>` +
			`<g:unit_pricing_measure>60ml</g:unit_pricing_measure><g:unit_pricing_base_measure>100ml</g:unit_pricing_base_measure></item></channel></rss>`, m(60, "ml"), m(100, "ml")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := one(t, tt.file, tt.text)
			if p.Offer.Content != tt.content || p.Offer.Per != tt.per {
				t.Errorf("content %v, per %v; want %v, %v", p.Offer.Content, p.Offer.Per, tt.content, tt.per)
			}
			if len(p.Attributes) != 0 {
				t.Errorf("attributes as well: %+v", p.Attributes)
			}
		})
	}
}

// Variants have contents of their own, or that of their product.
func TestContentOfVariants(t *testing.T) {
	t.Parallel()
	p := one(t, "f.jsonl", `{"id":"w","title":"Wax","price":9,"unit_pricing_measure":"60 ml","variants":[{"size":"S"},{"size":"L","price":15,"unit_pricing_measure":"120 ml"}]}`)
	if len(p.Variants) != 2 || p.Variants[0].Offer.Content != (catalog.Measure{Number: 60, Unit: "ml"}) || p.Variants[1].Offer.Content != (catalog.Measure{Number: 120, Unit: "ml"}) {
		t.Errorf("%+v", p.Variants)
	}
}

// What is no measure is said as a fact, and sells all the same; in our own form
// it is a mistake.
func TestContentThatIsNone(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"a lot", "5", "0 ml", "3 cups", "-1 kg", "1.2.3 kg", "ml", `"1,000 g"`} {
		p := one(t, "f.csv", "id,title,price,unit_pricing_measure\nw,Wax,9,"+value+"\n")
		if p.Offer.Content != (catalog.Measure{}) || len(p.Attributes) != 1 {
			t.Errorf("%q: %+v", value, p)
		}
	}
	wrong := `{"id":"w","title":{"":"Wax"},"offer":{"price":{"minor":900,"currency":"USD"},"stock":{},"content":{"number":3,"unit":"cups"}}}`
	source := feed.New(feed.Config{FS: fstest.MapFS{"f.jsonl": {Data: []byte(wrong)}}, Path: "f.jsonl"})
	for _, err := range source.Changes(t.Context(), "") {
		if bad, ok := errors.AsType[*catalog.RowError](err); !ok || bad.Field != "offer.content" {
			t.Errorf("%v, want a row error that names offer.content", err)
		}
		break
	}
}
