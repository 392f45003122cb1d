package storefront

import (
	"cmp"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/gateway/internal/page"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

// data is what the template shows; empty parts are left out.
type data struct {
	Root       string // from the page to the gateway: "" or "../"
	Home       string
	Lang, Dir  string
	Chosen     string // the language asked for, which links keep; "" if none
	Languages  []tongue
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

// T is a text of the page.
func (d data) T(key string, args ...any) string { return d.say.T(key, args...) }

// tongue is a language to read the page in.
type tongue struct {
	Tag, Name, Link string
	Now             bool
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
	Rated, Before                  string // read aloud before a rating and an old price
	SoldOut                        bool
	Ask                            string // what is put into the chat's box
	Text                           string
	Facts                          []fact
	Reviews                        []review
}

type fact struct{ Name, Value string }

type review struct{ Author, Lang, Stars, Text string }

// frame is what every page has, in the language asked for, or else the reader's.
func (h *Handler) frame(r *http.Request, root string) data {
	chosen := r.URL.Query().Get("lang")
	say := h.shop.Printer(page.Languages(r, chosen)...)
	if chosen != "" {
		chosen = say.Lang()
	}
	d := data{
		Root: root, Lang: say.Lang(), Dir: page.Dir(say.Lang()), Chosen: chosen,
		Shop: h.shop.Profile().Name, Style: template.CSS(pageCSS), say: say,
	}
	d.Home = d.link("./")
	d.Languages = tongues(r.URL, say)
	for _, t := range h.shop.Catalog().Index().Vocabulary().Categories {
		if strings.Contains(t.Value, "/") {
			continue // the front page has room for the first level
		}
		d.Categories = append(d.Categories, category{t.Label.In(d.Lang), d.link("./", "category", t.Value), t.Count})
	}
	slices.SortFunc(d.Categories, func(a, b category) int { return strings.Compare(a.Name, b.Name) })
	return d
}

// link is the address of a page of ours that keeps the language.
func (d data) link(path string, query ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(query); i += 2 {
		q.Set(query[i], query[i+1])
	}
	if d.Chosen != "" {
		q.Set("lang", d.Chosen)
	}
	if len(q) == 0 {
		return d.Root + path
	}
	return d.Root + path + "?" + q.Encode()
}

// tongues are links to the same page in each language; none if there is one.
func tongues(at *url.URL, say locale.Printer) []tongue {
	all := say.Languages()
	if len(all) < 2 {
		return nil
	}
	out := make([]tongue, len(all))
	for i, tag := range all {
		q := at.Query()
		q.Set("lang", tag)
		out[i] = tongue{tag, say.In(tag).T("language.name"), "?" + q.Encode(), tag == say.Lang()}
	}
	return out
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
		Title: p.Title.In(d.Lang), Brand: p.Brand, Link: d.link("shop/" + url.PathEscape(string(p.ID))),
		Price: d.say.Money(offer.Price), SoldOut: !p.Available(),
	}
	it.Ask = d.T("storefront.tell", "Title", it.Title)
	it.Rated, it.Before = d.T("storefront.rated"), d.T("storefront.before")
	if from {
		it.Price = d.T("product.from", "Price", it.Price)
	}
	if offer.Reduced() {
		it.Was = d.say.Money(offer.Was)
	}
	if p.Rating.Count > 0 {
		it.Rating = d.say.Number(p.Rating.Average) + " (" + d.say.Number(float64(p.Rating.Count)) + ")"
	}
	if len(p.Images) > 0 {
		it.Image, it.Alt = h.url(p.Images[0].URL), cmp.Or(p.Images[0].Alt.In(d.Lang), it.Title)
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
		value := called(a.Text, a.Called, d.Lang)
		switch a.Kind {
		case catalog.AttributeNumber:
			value = d.say.Measure(a.Number, a.Unit)
		case catalog.AttributeBool:
			value = d.T(map[bool]string{true: "menu.yes", false: "menu.no"}[a.Bool])
		}
		all = append(all, fact{d.named(a.Label, a.Name), value})
	}
	for _, o := range p.Options {
		all = append(all, fact{d.named(o.Label, o.Name), called(o.Values, o.Called, d.Lang)})
	}
	if n := len(p.Variants); n > 1 {
		all = append(all, fact{d.T("storefront.versions"), strconv.Itoa(n)})
	}
	return all
}

func called(values []string, name func(value, lang string) string, lang string) string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = name(v, lang)
	}
	return strings.Join(all, ", ")
}

// reviews are what buyers wrote, those in the reader's language first.
func (d data) reviews(p catalog.Product) []review {
	var own, others []review
	for _, r := range p.Reviews {
		one := review{Author: r.Author, Lang: r.Language, Text: r.Text}
		if r.Stars > 0 {
			one.Stars = d.T("storefront.stars", "Stars", r.Stars)
		}
		if r.Language == d.Lang {
			own = append(own, one)
			continue
		}
		others = append(others, one)
	}
	return append(own, others...)
}

func (d data) named(label catalog.Text, key string) string {
	if s := label.In(d.Lang); s != "" {
		return s
	}
	key = strings.ReplaceAll(key, "_", " ")
	_, size := utf8.DecodeRuneInString(key)
	return strings.ToUpper(key[:size]) + key[size:]
}
