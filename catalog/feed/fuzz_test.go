package feed_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/feed"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// fuzz reads foreign bytes as one format. Whatever they are, what comes out is
// fit to sell, every id once, and the same when read again.
func fuzz(f *testing.F, format feed.Format, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		read := func() result {
			return list(t.Context(), over(body, func(c *feed.Config) { c.Format, c.MaxRow, c.MaxHeld = format, 5000, 20_000 }), "")
		}
		r := read()
		if (r.err == nil) != (r.done != nil) {
			t.Fatalf("error %v, but done %v", r.err, r.done)
		}
		seen := map[catalog.ProductID]bool{}
		for _, p := range r.products {
			if p.ID == "" || seen[p.ID] || p.Title.In("") == "" {
				t.Fatalf("id %q, title %q, seen %v", p.ID, p.Title, seen[p.ID])
			}
			seen[p.ID] = true
			checkOffers(t, p)
		}
		for _, row := range r.rows {
			if row.Reason == "" || row.Line < 1 {
				t.Fatalf("report %+v", row)
			}
		}
		if diff := cmp.Diff(r.products, read().products); diff != "" {
			t.Fatal(diff)
		}
	})
}

func checkOffers(t *testing.T, p catalog.Product) {
	for _, o := range p.Offers() {
		if o.Price.Minor < 0 || !money.Valid(o.Price.Currency) {
			t.Fatalf("price %v", o.Price)
		}
	}
	combinations := map[string]bool{}
	for _, v := range p.Variants {
		var key string
		for _, o := range p.Options {
			if v.Values[o.Name] == "" {
				t.Fatalf("variant %q has no %s", v.ID, o.Name)
			}
			key += v.Values[o.Name] + "\x00"
		}
		if combinations[key] {
			t.Fatalf("variant %q has the options of another", v.ID)
		}
		combinations[key] = true
	}
}

func FuzzCSV(f *testing.F) {
	fuzz(f, feed.FormatCSV, small, "sep=;\nid;title;price\n1;A;1,5\n", "id\ttitle\tprice\titem_group_id\tsize\n1\tA\t1\tg\tS\n2\tB\t2\tg\tM\n",
		"id,title,price\n1,\"a\n\"\"b\",1\n2,\"c,1\n3,d,1", "id,title:ru,price,weight (kg),stock,availability,rating\n1,A,$1,2,3,out of stock,4.5/5\n", "id,title,price\n\x00,\xff,1\n")
}

func FuzzJSON(f *testing.F) {
	fuzz(f, feed.FormatJSON, `{"id":1,"title":"A","price":1.5}`, `{"id":"p","title":{"en":"A"},"price":{"amount":1,"currency":"USD"},"variants":[{"size":"S"},{"size":"M","price":2}]}`,
		`{"id":"1","title":{"en":"A"},"offer":{"price":{"minor":1,"currency":"USD"},"stock":{}}}`, `{"id":1,"title":"A","price":1e5,"attributes":{"w":{"value":1,"unit":"kg"}},"category":["a","b"],"images":[{"url":"x"}]}`, "[[[[", `[{"id":1,"title":"A","price":1}, {"id":2,"title":"B","price":2}]`, `{"a":{"b":[`)
}

func FuzzXML(f *testing.F) {
	fuzz(f, feed.FormatXML, `<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id><title>A</title><g:price>1 USD</g:price><g:product_detail><g:attribute_name>w</g:attribute_name><g:attribute_value>1 kg</g:attribute_value></g:product_detail></item></channel></rss>`,
		`<feed><entry><id>1</id><title>A &amp; &nbsp;b</title><price>1</price><link href="/x"/></entry></feed>`, `<!DOCTYPE x><a/>`, `<a><a><a>`, `<item><id>1</id><item><id>2</id></item></item>`)
}
