package feed_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/feed"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// item is what the shared data says of a product, in the names of our columns.
type item struct {
	ID, Title, Description, Brand, Category, Price, Stock, Image, Style string
}

// shared reads a file of the folder shared/data beside the repository.
func shared(t *testing.T, path ...string) []byte {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		data, err := os.ReadFile(filepath.Join(append([]string{dir, "shared", "data"}, path...)...))
		if err == nil {
			return data
		}
		if dir == filepath.Dir(dir) {
			t.Skipf("no ../shared/data/%s beside the repository", filepath.Join(path...))
		}
	}
}

func retail(t *testing.T) (items []item) {
	var rows []struct {
		ID          string  `yaml:"id"`
		Name        string  `yaml:"name"`
		Description string  `yaml:"description"`
		Category    string  `yaml:"category"`
		Style       string  `yaml:"style"`
		Price       float64 `yaml:"price"`
		Stock       int     `yaml:"current_stock"`
		Image       string  `yaml:"image"`
	}
	if err := yaml.Unmarshal(shared(t, "retail-demo-store", "products.yaml"), &rows); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		items = append(items, item{r.ID, r.Name, r.Description, "", r.Category, fmt.Sprintf("%.2f", r.Price), fmt.Sprint(r.Stock), r.Image, r.Style})
	}
	return items
}

func eshop(t *testing.T) (items []item) {
	var rows []struct {
		ID                             int `json:"Id"`
		Name, Description, Brand, Type string
		Price                          json.Number
	}
	if err := json.Unmarshal(shared(t, "eshop", "catalog.json"), &rows); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		items = append(items, item{fmt.Sprint(r.ID), r.Name, r.Description, r.Brand, r.Type, r.Price.String(), "", "", ""})
	}
	return items
}

func (i item) columns() [][2]string {
	return [][2]string{
		{"id", i.ID}, {"title", i.Title}, {"description", i.Description}, {"brand", i.Brand}, {"product_type", i.Category},
		{"price", i.Price}, {"quantity", i.Stock}, {"image_link", i.Image}, {"style", i.Style},
	}
}

func asCSV(t *testing.T, items []item) string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for n, i := range items {
		var names, values []string
		for _, c := range i.columns() {
			names, values = append(names, c[0]), append(values, c[1])
		}
		if n == 0 {
			_ = w.Write(names)
		}
		_ = w.Write(values)
	}
	w.Flush()
	return b.String()
}

func asJSON(t *testing.T, items []item) string {
	var b bytes.Buffer
	for _, i := range items {
		m := map[string]any{}
		for _, c := range i.columns() {
			m[c[0]] = c[1]
		}
		m["price"] = json.Number(i.Price)
		if err := json.NewEncoder(&b).Encode(m); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func asXML(t *testing.T, items []item) string {
	var b bytes.Buffer
	b.WriteString(`<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>`)
	for _, i := range items {
		b.WriteString("<item>\n")
		for _, c := range i.columns() {
			fmt.Fprintf(&b, "<g:%s>", c[0])
			if err := xml.EscapeText(&b, []byte(c[1])); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "</g:%s>\n", c[0])
		}
		b.WriteString("</item>\n")
	}
	b.WriteString("</channel></rss>")
	return b.String()
}

func (i item) product(t *testing.T) catalog.Product {
	price, err := money.ParseMajor(i.Price, "USD")
	if err != nil {
		t.Fatal(err)
	}
	p := catalog.Product{
		ID: catalog.ProductID(i.ID), Title: catalog.Text{"en": i.Title}, Description: catalog.Text{"en": i.Description},
		Brand: i.Brand, Category: []catalog.Text{{"en": i.Category}}, Offer: catalog.Offer{Price: price},
	}
	if i.Stock != "" {
		var n int
		_, _ = fmt.Sscan(i.Stock, &n)
		p.Offer.Stock = counted(n)
	}
	if i.Image != "" {
		p.Images = []catalog.Image{{URL: i.Image}}
	}
	if i.Style != "" {
		p.Attributes = []catalog.Attribute{{Name: "style", Label: catalog.Text{"en": "Style"}, Kind: catalog.AttributeText, Text: []string{i.Style}}}
	}
	return p
}

func TestSharedCataloguesLoseNothing(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]struct {
		items func(*testing.T) []item
		count int
	}{"retail-demo-store": {retail, 2465}, "eshop": {eshop, 101}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			items := read.items(t)
			want := make([]catalog.Product, len(items))
			for n, i := range items {
				want[n] = i.product(t)
			}
			if len(want) != read.count {
				t.Fatalf("the data holds %d products, want %d", len(want), read.count)
			}
			for format, write := range map[string]func(*testing.T, []item) string{"csv": asCSV, "jsonl": asJSON, "xml": asXML} {
				got := products(t, write(t, items), func(c *feed.Config) { c.Language = "en" })
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s: %.2000s", format, diff)
				}
			}
		})
	}
}
