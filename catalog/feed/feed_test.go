package feed_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/feed"
	"github.com/sauda-commerce/sauda/catalog/money"
)

var noon = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// result is all that a feed gave.
type result struct {
	products []catalog.Product
	rows     []catalog.RowError
	done     *catalog.Done
	err      error
}

// list reads a feed to its end.
func list(ctx context.Context, f catalog.Source, cursor string) (r result) {
	for c, err := range f.Changes(ctx, cursor) {
		var row *catalog.RowError
		switch {
		case errors.As(err, &row):
			r.rows = append(r.rows, *row)
		case err != nil:
			r.err = err
		case c.Put != nil:
			r.products = append(r.products, *c.Put)
		case c.Done != nil:
			r.done = c.Done
		}
	}
	return r
}

// over is a feed of one text.
func over(text string, change func(*feed.Config)) *feed.Feed {
	cfg := feed.Config{
		FS: fstest.MapFS{"f": &fstest.MapFile{Data: []byte(text)}}, Path: "f",
		Currency: "USD", Now: func() time.Time { return noon },
	}
	if change != nil {
		change(&cfg)
	}
	return feed.New(cfg)
}

// products reads a text that must have no faults.
func products(t *testing.T, text string, change func(*feed.Config)) []catalog.Product {
	t.Helper()
	r := list(t.Context(), over(text, change), "")
	if r.err != nil || len(r.rows) > 0 || r.done == nil || !r.done.Full {
		t.Fatalf("got %v, rows %v, done %v", r.err, r.rows, r.done)
	}
	return r.products
}

func usd(minor int64) money.Amount { return money.New(minor, "USD") }

func counted(n int) catalog.Stock {
	return catalog.Stock{Kind: catalog.StockCounted, Count: n, AsOf: noon}
}

func number(name, label string, n float64, unit string) catalog.Attribute {
	return catalog.Attribute{Name: name, Label: catalog.Text{"": label}, Kind: catalog.AttributeNumber, Number: n, Unit: unit}
}

func text(name, label string, values ...string) catalog.Attribute {
	return catalog.Attribute{Name: name, Label: catalog.Text{"": label}, Kind: catalog.AttributeText, Text: values}
}

func truth(name, label string, b bool) catalog.Attribute {
	return catalog.Attribute{Name: name, Label: catalog.Text{"": label}, Kind: catalog.AttributeBool, Bool: b}
}

func TestEveryFieldInEveryFormat(t *testing.T) {
	t.Parallel()
	want := []catalog.Product{{
		ID: "t1", SKU: "S-1", Barcode: "4006381333931", Title: catalog.Text{"": "Tent", "ru": "Палатка"},
		Description: catalog.Text{"": "Two\nlines, \"quoted\""}, Brand: "Alem",
		Category: []catalog.Text{{"": "Camping"}, {"": "Tents"}}, URL: "https://shop.test/t1",
		Images:     []catalog.Image{{URL: "/1.jpg"}, {URL: "https://cdn.test/2.jpg"}},
		Attributes: []catalog.Attribute{number("weight", "Weight", 2.4, "kg"), truth("freestanding", "Freestanding", true), text("season", "Season", "spring", "summer"), text("model", "Model", "007")},
		Offer:      catalog.Offer{Price: usd(19990), Was: usd(24990), Stock: counted(3)},
		Rating:     catalog.Rating{Average: 4.5, Count: 12}, Updated: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC),
	}}
	feeds := map[string]string{
		"csv": "\xef\xbb\xbfSeason,sku,Product ID,title,title:ru,description,brand,category,price,list price,stock,link,image,additional_image_link,GTIN,rating,reviews_count,updated_at,weight (kg),Freestanding,model\r\n" +
			"spring|summer,S-1,t1,Tent,Палатка,\"Two\r\nlines, \"\"quoted\"\"\",Alem,Camping > Tents,199.90,$249.90,3,https://shop.test/t1,/1.jpg,https://cdn.test/2.jpg,4006381333931,4.5,12,2026-04-01,2.4,yes,007\r\n",
		"semicolons": "season;sku;id;name;название:ru;description;brand;category;price;currency;was;qty;url;photo;images;ean;rating;ratings;updated;weight;freestanding;model\n" +
			"spring|summer;S-1;t1;Tent;Палатка;\"Two\nlines, \"\"quoted\"\"\";Alem;Camping/Tents;199,90;usd;249,90;3;https://shop.test/t1;/1.jpg;https://cdn.test/2.jpg;4006381333931;4,5/5;12;2026-04-01T00:00:00Z;2,4 kg;да;007\n",
		"flat json": `{"season":["spring","summer"],"sku":"S-1","id":"t1","title":{"":"Tent","ru":"Палатка"},"description":"Two\nlines, \"quoted\"","brand":"Alem","category":["Camping","Tents"],"price":199.90,"was":{"amount":249.9,"currency":"USD"},"stock":3,"url":"https://shop.test/t1","images":[{"url":"/1.jpg"},"https://cdn.test/2.jpg"],"barcode":"4006381333931","rating":{"average":4.5,"count":12},"updated":"2026-04-01","attributes":{"weight":{"value":2.4,"unit":"kg"},"freestanding":true,"model":"007"}}`,
		"rss": `<?xml version="1.0" encoding="UTF-8"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Shop</title><item>
<title>Tent</title><g:title_ru>Палатка</g:title_ru><g:id>t1</g:id><g:mpn>S-1</g:mpn><description><![CDATA[<p>Two</p><p>lines, &quot;quoted&quot;</p>]]></description>
<g:brand>Alem</g:brand><g:product_type>Camping &gt; Tents</g:product_type><g:price>249.90 USD</g:price><g:sale_price>199.90 USD</g:sale_price>
<g:quantity>3</g:quantity><g:availability>in_stock</g:availability><link>https://shop.test/t1</link><g:image_link>/1.jpg</g:image_link><g:additional_image_link>https://cdn.test/2.jpg</g:additional_image_link>
<g:gtin>4006381333931</g:gtin><g:rating>4.5</g:rating><g:rating_count>12</g:rating_count><pubDate>Wed, 01 Apr 2026 00:00:00 +0000</pubDate>
<g:shipping><g:country>KZ</g:country><g:price>5 USD</g:price></g:shipping>
<g:product_detail><g:attribute_name>Weight</g:attribute_name><g:attribute_value>2.4 kg</g:attribute_value></g:product_detail><freestanding>true</freestanding>
<season>spring</season><season>summer</season><model>007</model></item></channel></rss>`,
		"atom": `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Shop</title><id>x</id><entry>
<id>tag:shop.test,1</id><g:id>t1</g:id><title>Tent</title><g:title_ru>Палатка</g:title_ru><g:sku>S-1</g:sku><summary>Two
lines, "quoted"</summary><g:brand>Alem</g:brand><g:product_type>Camping > Tents</g:product_type><g:price>199.90</g:price><g:was>249.90</g:was><g:stock>3</g:stock>
<link href="https://shop.test/t1"/><g:image_link>/1.jpg</g:image_link><g:additional_image_link>https://cdn.test/2.jpg</g:additional_image_link><g:gtin>4006381333931</g:gtin>
<g:rating>4.5</g:rating><g:rating_count>12</g:rating_count><updated>2026-04-01T00:00:00Z</updated><weight>2.4kg</weight><freestanding>true</freestanding><season>spring; summer</season><model>007</model></entry></feed>`,
		"product": `{"id":"t1","sku":"S-1","barcode":"4006381333931","title":{"":"Tent","ru":"Палатка"},"description":{"":"Two\nlines, \"quoted\""},"brand":"Alem","category":[{"":"Camping"},{"":"Tents"}],"url":"https://shop.test/t1","images":[{"url":"/1.jpg"},{"url":"https://cdn.test/2.jpg"}],"attributes":[{"name":"weight","label":{"":"Weight"},"kind":"number","number":2.4,"unit":"kg"},{"name":"freestanding","label":{"":"Freestanding"},"kind":"bool","bool":true},{"name":"season","label":{"":"Season"},"kind":"text","text":["spring","summer"]},{"name":"model","label":{"":"Model"},"kind":"text","text":["007"]}],"offer":{"price":{"minor":19990,"currency":"USD"},"was":{"minor":24990,"currency":"USD"},"stock":{"kind":"counted","count":3,"as_of":"2026-05-01T12:00:00Z"}},"rating":{"average":4.5,"count":12},"updated":"2026-04-01T00:00:00Z"}`,
	}
	for name, body := range feeds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := products(t, body, nil)
			if diff := cmp.Diff(want, got, byName()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// byName compares attributes without their order.
func byName() cmp.Option {
	return cmp.Transformer("byName", func(list []catalog.Attribute) map[string]catalog.Attribute {
		m := map[string]catalog.Attribute{}
		for _, a := range list {
			m[a.Name] = a
		}
		return m
	})
}

func TestBadRowsAreReportedAndTheOthersRead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []catalog.RowError // Reason is a part of it
		ids        string
	}{
		{"values", "id,title,price,stock\n1,A,1,1\n,B,1,1\n3,,1,1\n4,D,,1\n5,E,cheap,1\n6,F,-1,1\n7,G,1,many\n8,H,1 XYZ,1\n9,I,1,2\n", []catalog.RowError{
			{Line: 3, Field: "id", Reason: "empty"}, {Line: 4, Field: "title", Reason: "empty"}, {Line: 5, Field: "price", Reason: "empty"}, {Line: 6, Field: "price", Reason: "not a price"},
			{Line: 7, Field: "price", Reason: "negative"}, {Line: 8, Field: "stock", Reason: "pieces"}, {Line: 9, Field: "price", Reason: "not a price"},
		}, "1 9"},
		{"twice", "id,title,price\n1,A,1\n1,B,2\n", []catalog.RowError{{Line: 3, Field: "id", Reason: "twice"}}, "1"},
		{"too many values", "id,title,price\n1,A,1,2\n2,B,1,\n3,C,1\n", []catalog.RowError{{Line: 2, Reason: "4 values"}}, "2 3"},
		{"unclosed quote", "id,title,price\n1,\"A,1\n2,B,1\n3,C,1\n", []catalog.RowError{{Line: 2, Reason: "never closed"}}, "2 3"},
		{"stray quote", "id,title,price\n1,\"A\"x,1\n2,B \"b\",1\n", []catalog.RowError{{Line: 2, Reason: "closing quote"}}, "2"},
		{"unclosed before a quote", "id,title,price\n1,\"A,1\n2,\"B\",1\n3,C,1\n", []catalog.RowError{{Line: 2, Reason: "closing quote"}}, "2 3"},
		{"long line", "id,title,price\n1," + strings.Repeat("A", 3000) + ",1\n2,B,1\n", []catalog.RowError{{Line: 2, Reason: "longer"}}, "2"},
		{"long record", "id,title,price\n1,\"" + strings.Repeat("\n", 2500) + "2,B,1\n", []catalog.RowError{{Line: 2, Reason: "longer"}}, "2"},
		{"not UTF-8", "id,title,price\n1,\xcf\xe0\xeb\xe0\xf2\xea\xe0,1\n2,B,1\n", []catalog.RowError{{Line: 2, Field: "title", Reason: "UTF-8"}}, "2"},
		{"NUL", "id,title,price\n1,A\x00,1\n2,B,1\n", []catalog.RowError{{Line: 2, Field: "title", Reason: "control"}}, "2"},
		{"json", "{\"id\":1,\"title\":\"A\",\"price\":1}\n{\n\n[]\n{\"id\":2,\"title\":\"B\",\"price\":1} x\n{\"id\":3,\"title\":\"C\",\"price\":1.005}\n{\"id\":4,\"title\":{},\"price\":1}\n{\"id\":5,\"title\":\"E\",\"price\":1e2}", []catalog.RowError{
			{Line: 2, Reason: "object"}, {Line: 4, Reason: "object"}, {Line: 5, Reason: "follows"}, {Line: 6, Field: "price", Reason: "decimals"}, {Line: 7, Field: "title", Reason: "empty"},
		}, "1 5"},
		{"array", "[{\"id\":1,\"title\":\"A [{\\\"\",\"price\":1},\n {\n\"id\":2},\n{\"id\":3,\"title\":\"" + strings.Repeat("x", 3000) + "\",\"price\":1},\n{\"id\":4]},{\"id\":5,\n\"title\":\"E\",\"price\":5}]", []catalog.RowError{
			{Line: 2, Field: "title", Reason: "empty"}, {Line: 4, Reason: "longer"}, {Line: 5, Reason: "object"},
		}, "1 5"},
		{"product", `{"id":"1","offer":{"price":{"minor":1,"currency":"USD"}}}` + "\n" + `{"id":"2","titel":{"":"B"},"offer":{}}` + "\n" + `{"id":"3","title":{"":"C"},"offer":{"price":{"minor":1,"currency":"usd"}}}` +
			"\n" + `{"id":"4","title":{"":"C"},"options":[{"name":"size","values":["S"]}],"variants":[{"id":"s","offer":{"price":{"minor":1,"currency":"USD"}}}]}`, []catalog.RowError{
			{Line: 1, Field: "title", Reason: "empty"}, {Line: 2, Reason: "titel"}, {Line: 3, Field: "offer.price", Reason: "currency"}, {Line: 4, Field: "variants[0].values", Reason: "size"},
		}, ""},
		{"variants", `{"id":"p","title":"P","price":1,"variants":[{"size":"S"},{"size":"S"},{"size":"M","price":"x"},{"size":"L"}]}`, []catalog.RowError{
			{Line: 1, Field: "variants.id", Reason: "twice"}, {Line: 1, Field: "variants.price", Reason: "not a price"},
		}, "p"},
		{"long item", `<rss><channel><item><id>1</id><title>` + strings.Repeat("A", 3000) + `</title><price>1</price></item><item><id>2</id><title>B</title><price>1</price></item></channel></rss>`,
			[]catalog.RowError{{Line: 1, Reason: "longer"}}, "2"},
		{"missing option", "id,item_group_id,title,price,size\n1,g,A,1,S\n2,g,A,1,M\n3,g,A,1,\n", []catalog.RowError{{Line: 4, Field: "size", Reason: "empty"}}, "g"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := list(t.Context(), over(tt.text, func(c *feed.Config) { c.MaxRow = 2000 }), "")
			if r.err != nil || r.done == nil {
				t.Fatalf("ended with %v", r.err)
			}
			var ids []string
			for _, p := range r.products {
				ids = append(ids, string(p.ID))
			}
			if got := strings.Join(ids, " "); got != tt.ids {
				t.Errorf("products %q, want %q", got, tt.ids)
			}
			partly := cmp.Comparer(func(a, b catalog.RowError) bool {
				return a.Line == b.Line && a.Field == b.Field && (strings.Contains(a.Reason, b.Reason) || strings.Contains(b.Reason, a.Reason))
			})
			if diff := cmp.Diff(tt.want, r.rows, partly); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHopelessFeeds(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"empty":         {"", "empty"},
		"only a mark":   {"\xef\xbb\xbf \n", "empty"},
		"utf-16":        {"\xff\xfei\x00d\x00", "UTF-16"},
		"array cut":     {`[{"id":1,"title":"A"`, "no end"},
		"array open":    {`[{"id":1,"title":"A","price":1}`, "no end"},
		"array of text": {"[\n\"a\"]", "line 2"},
		"no title":      {"id,price\n1,2\n", "title"},
		"no id":         {"title,price\n1,2\n", "id"},
		"doctype":       {`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><item><id>&b;</id></item></rss>`, "DOCTYPE"},
		"entity":        {`<rss><item><id>&bomb;</id></item></rss>`, "entity"},
		"cut":           {`<rss><channel><item><id>1</id><title>A</ti`, "line 1"},
		"cut cleanly":   {`<rss><channel><item><id>1</id>`, "line 1"},
		"deep":          {`<rss>` + strings.Repeat("<a>", 100), "too deep"},
		"deep item":     {`<rss><item>` + strings.Repeat("<a>", 100), "too deep"},
		"endless text":  {`<rss><item><id>` + strings.Repeat("a", 200_000), "too long"},
		"other charset": {`<?xml version="1.0" encoding="windows-1251"?><rss></rss>`, "line 1"},
		"too large":     {"id,title,price\n" + strings.Repeat("1,A,1\n", 100_000), "MaxSize"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := list(t.Context(), over(tt.text, func(c *feed.Config) { c.MaxRow = 2000; c.MaxSize = 500_000 }), "")
			if r.err == nil || !strings.Contains(r.err.Error(), tt.want) || !strings.HasPrefix(r.err.Error(), "feed: ") || r.done != nil {
				t.Errorf("got %v, done %v; want an error with %q", r.err, r.done, tt.want)
			}
		})
	}
}

func TestColumnsOfOtherNames(t *testing.T) {
	t.Parallel()
	got := products(t, "No;Bezeichnung;Preis;Intern;Höhe;Farbe\n1;Zelt;1.250,00 €;x;120;rot\n", func(c *feed.Config) {
		c.Language = "de"
		c.Columns = map[string]string{"no": "id", "Bezeichnung": "title", "Preis": "price", "Intern": "", "Höhe": "attribute:height_cm"}
		c.Kinds = map[string]catalog.AttributeKind{"farbe": catalog.AttributeText}
	})
	want := []catalog.Product{{
		ID: "1", Title: catalog.Text{"de": "Zelt"}, Offer: catalog.Offer{Price: money.New(125000, "EUR")},
		Attributes: []catalog.Attribute{
			{Name: "height", Label: catalog.Text{"de": "Height"}, Kind: catalog.AttributeNumber, Number: 120, Unit: "cm"},
			{Name: "farbe", Label: catalog.Text{"de": "Farbe"}, Kind: catalog.AttributeText, Text: []string{"rot"}},
		},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSaleAndStock(t *testing.T) {
	t.Parallel()
	got := products(t, `id,title,price,sale_price,sale_price_effective_date,stock,availability
1,A,10,8,,,in stock
2,A,10,8,2026-04-30T00:00+0000/2026-05-02T00:00+0000,5,in stock
3,A,10,8,2026-04-01T00:00+0000/2026-05-01T00:00+0000,unlimited,
4,A,10,12,,-2,
5,A,10,,,7,out of stock
6,A,10,,,,12
7,A,10,,,,https://schema.org/OutOfStock
`, nil)
	sale := catalog.Offer{Price: usd(800), Was: usd(1000)}
	offers := []catalog.Offer{
		sale, {Price: usd(800), Was: usd(1000), Stock: counted(5)}, {Price: usd(1000), Stock: catalog.Stock{Kind: catalog.StockUnlimited}},
		{Price: usd(1000), Stock: counted(0)}, {Price: usd(1000), Stock: counted(0)}, {Price: usd(1000), Stock: counted(12)}, {Price: usd(1000), Stock: counted(0)},
	}
	for i, want := range offers {
		if diff := cmp.Diff(want, got[i].Offer); diff != "" {
			t.Errorf("%s: %s", got[i].ID, diff)
		}
	}
}

func TestWhatDoesNotFitBecomesAnAttribute(t *testing.T) {
	t.Parallel()
	got := products(t, "id,title,price,rating,gtin,link,image,sku,mpn\n1,A,1,good,12-x,javascript:alert(1),javascript:alert(2),S,M\n", nil)
	want := []catalog.Product{{
		ID: "1", SKU: "S", Title: catalog.Text{"": "A"}, Offer: catalog.Offer{Price: usd(100)},
		Attributes: []catalog.Attribute{text("mpn", "Mpn", "M"), text("link", "Link", "javascript:alert(1)"), text("gtin", "Gtin", "12-x"), text("rating", "Rating", "good")},
	}}
	if diff := cmp.Diff(want, got, byName()); diff != "" {
		t.Error(diff)
	}
}

func TestStopsAndCancels(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "f.csv")
	if err := os.WriteFile(path, []byte("id,title,price\n"+strings.Repeat("1,A,1\n", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	f := feed.New(feed.Config{Path: path, Currency: "USD"})
	n := 0
	for range f.Changes(t.Context(), "") {
		if n++; n == 3 {
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for _, err := range f.Changes(ctx, "") {
		if n++; n == 5 {
			cancel()
		}
		if n > 6 {
			t.Fatalf("goes on with %v", err)
		}
	}
	if r := list(ctx, f, ""); !errors.Is(r.err, context.Canceled) || r.done != nil {
		t.Errorf("got %v, %v", r.err, r.done)
	}
}
