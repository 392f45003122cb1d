package storefront

import (
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

// data is what the template shows; empty parts are left out.
type data struct {
	Root       string // from the page to the gateway: "" or "../"
	Shop       string
	Style      template.CSS // our own file, whose hash the policy names
	Query      string
	Categories []category
	Hero       bool
	Missing    bool
	Lists      []list
	Product    *item
	say        locale.Printer
}

type category struct {
	Name  string
	Link  string
	Count int
}

type list struct {
	Title string
	Items []item
}

type item struct {
	Title, Brand, Link, Image, Alt string
	Price, Was                     string
	Rating                         string // "4.6 (31)"
	SoldOut                        bool
	Ask                            string // what is put into the chat's box
	Text                           string
	Facts                          []fact
}

type fact struct{ Name, Value string }

// frame is what every page has.
func (h *Handler) frame(root string) data {
	d := data{Root: root, Shop: h.shop.Profile().Name, Style: template.CSS(pageCSS), say: h.shop.Printer("en")}
	for _, t := range h.shop.Catalog().Index().Vocabulary().Categories {
		if strings.Contains(t.Value, "/") {
			continue // the front page has room for the first level
		}
		d.Categories = append(d.Categories, category{t.Label.In("en"), root + "./?category=" + url.QueryEscape(t.Value), t.Count})
	}
	slices.SortFunc(d.Categories, func(a, b category) int { return strings.Compare(a.Name, b.Name) })
	return d
}

func (d data) items(h *Handler, products []catalog.Product) []item {
	all := make([]item, len(products))
	for i, p := range products {
		all[i] = d.item(h, p)
	}
	return all
}

func (d data) item(h *Handler, p catalog.Product) item {
	offer, from := p.From()
	it := item{
		Title: p.Title.In("en"), Brand: p.Brand, Link: d.Root + "shop/" + url.PathEscape(string(p.ID)),
		Price: d.say.Money(offer.Price), SoldOut: !p.Available(),
	}
	it.Ask = "Tell me about " + it.Title
	if from {
		it.Price = "from " + it.Price
	}
	if offer.Reduced() {
		it.Was = d.say.Money(offer.Was)
	}
	if p.Rating.Count > 0 {
		it.Rating = fmt.Sprintf("%.1f (%d)", p.Rating.Average, p.Rating.Count)
	}
	if len(p.Images) > 0 {
		it.Image, it.Alt = h.url(p.Images[0].URL), p.Images[0].Alt.In("en")
	}
	return it
}

// url completes an address that is relative to the shop.
func (h *Handler) url(s string) string {
	if strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") {
		return h.base + s
	}
	return s
}

// facts are a product's attributes and options, as people read them.
func (d data) facts(p catalog.Product) []fact {
	var all []fact
	for _, a := range p.Attributes {
		value := strings.Join(a.Text, ", ")
		switch a.Kind {
		case catalog.AttributeNumber:
			value = strings.TrimSpace(d.say.Number(a.Number) + " " + a.Unit)
		case catalog.AttributeBool:
			value = map[bool]string{true: "yes", false: "no"}[a.Bool]
		}
		all = append(all, fact{named(a.Label, a.Name), value})
	}
	for _, o := range p.Options {
		all = append(all, fact{named(o.Label, o.Name), strings.Join(o.Values, ", ")})
	}
	if n := len(p.Variants); n > 1 {
		all = append(all, fact{"Versions", strconv.Itoa(n)})
	}
	return all
}

func named(label catalog.Text, key string) string {
	if s := label.In("en"); s != "" {
		return s
	}
	key = strings.ReplaceAll(key, "_", " ")
	if key == "" {
		return key
	}
	return strings.ToUpper(key[:1]) + key[1:]
}
