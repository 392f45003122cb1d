// Package storefront is the ordinary shop page that the demo shows the chat
// on: what it sells, with pictures and prices, and the widget in the corner.
//
// It is a demonstration of a site that any shop has already, in the languages
// of the shop: the reader's, or the one of "?lang=". It reads the catalogue,
// changes nothing, and needs no script but the widget.
package storefront

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/gateway/internal/page"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

// Shop is what the storefront asks of a shop; *sdk.Shop is one.
type Shop interface {
	// BaseURL is what addresses relative to the shop begin with.
	BaseURL() string
	// Catalog is what is sold.
	Catalog() *sdk.Catalog
	// Printer writes money.
	Printer(lang ...string) locale.Printer
	// Profile says what the shop is called.
	Profile() sdk.Profile
}

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string
)

// policy allows our own style, the widget, and pictures.
var policy = "default-src 'none'; style-src " + page.Hash(pageCSS) + "; script-src 'self'; frame-src 'self'; img-src 'self' https: data:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

// Handler answers "/" (?category=, ?q=) and "/shop/{product}", each with ?lang=.
type Handler struct {
	shop     Shop
	base     string // path that the shop's own addresses begin with
	template *template.Template
}

// New returns a Handler for gateway.Options.Storefront.
func New(shop Shop) (*Handler, error) {
	u, err := url.Parse(shop.BaseURL())
	if err != nil {
		return nil, fmt.Errorf("storefront: the shop's BaseURL: %w", err)
	}
	t, err := template.New("storefront").Parse(pageHTML)
	if err != nil {
		return nil, fmt.Errorf("storefront: %w", err)
	}
	return &Handler{shop, strings.TrimSuffix(u.EscapedPath(), "/"), t}, nil
}

// ServeHTTP answers with a page, 404 for what is not sold.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d, err := h.data(r)
	status := http.StatusOK
	switch {
	case errors.Is(err, catalog.ErrNotFound):
		status = http.StatusNotFound
		d = h.frame(r, "../")
		d.Missing = true
	case err != nil:
		http.Error(w, d.T("storefront.failed"), http.StatusServiceUnavailable)
		return
	}
	var b bytes.Buffer
	if err := h.template.Execute(&b, d); err != nil {
		http.Error(w, d.T("storefront.failed"), http.StatusInternalServerError)
		return
	}
	page.HTML(w.Header(), policy)
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Referrer-Policy", "same-origin")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes()) // a browser that is gone asks again
	}
}

// data reads what a page shows.
func (h *Handler) data(r *http.Request) (data, error) {
	if id, ok := strings.CutPrefix(r.URL.Path, "/shop/"); ok {
		return h.product(r, catalog.ProductID(id))
	}
	q := r.URL.Query()
	if c, words := q.Get("category"), q.Get("q"); c != "" || words != "" {
		return h.results(r, c, words)
	}
	return h.home(r)
}

// home is the front page: the best rated and what is cheaper now.
func (h *Handler) home(r *http.Request) (data, error) {
	ctx, d := r.Context(), h.frame(r, "")
	d.Hero = true
	best, err := h.search(ctx, catalog.Query{Sort: catalog.SortRating, InStock: true, Limit: 48})
	if err != nil {
		return d, err
	}
	reduced, err := h.search(ctx, catalog.Query{Reduced: true, InStock: true, Sort: catalog.SortRating, Limit: 4})
	if err != nil {
		return d, err
	}
	d.Lists = []list{{Title: d.T("storefront.loved"), Items: d.items(h, varied(best, 8))}}
	if len(reduced) > 0 {
		d.Lists = append(d.Lists, list{Title: d.T("storefront.sale_now"), Items: d.items(h, reduced)})
	}
	return d, nil
}

// varied picks n products, of as many categories as there are.
func varied(all []catalog.Product, n int) []catalog.Product {
	var picked, rest []catalog.Product
	seen := map[string]bool{}
	for _, p := range all {
		if c := p.CategoryPath(); !seen[c] {
			seen[c] = true
			picked = append(picked, p)
			continue
		}
		rest = append(rest, p)
	}
	picked = append(picked, rest...)
	return picked[:min(n, len(picked))]
}

// results is the page of one category, or of what was searched for.
func (h *Handler) results(r *http.Request, category, words string) (data, error) {
	d := h.frame(r, "")
	d.Query = words
	q := catalog.Query{Text: words, Limit: 48, Lang: d.Lang}
	title := d.T("storefront.results", "Words", words)
	if category != "" {
		q.Categories = []string{category}
		title = h.category(category, d.Lang)
	}
	res, err := h.shop.Catalog().Search(r.Context(), q)
	if err != nil {
		return d, err
	}
	d.Lists = []list{{Title: title, Items: d.items(h, products(res.Hits))}}
	if near := products(res.Near); len(near) > 0 {
		d.Lists = append(d.Lists, list{Title: d.T("storefront.near"), Items: d.items(h, near[:min(len(near), 8)])})
	}
	return d, nil
}

// category is what a category is called in a language.
func (h *Handler) category(path, lang string) string {
	for _, t := range h.shop.Catalog().Index().Vocabulary().Categories {
		if t.Value == path {
			return t.Label.In(lang)
		}
	}
	return path[strings.LastIndexByte(path, '/')+1:]
}

// product is the page of one product.
func (h *Handler) product(r *http.Request, id catalog.ProductID) (data, error) {
	d := h.frame(r, "../")
	p, err := h.shop.Catalog().Product(id)
	if err != nil {
		return d, err
	}
	one := d.item(h, p)
	one.Text = p.Description.In(d.Lang)
	one.Facts, one.Reviews = d.facts(p), d.reviews(p)
	d.Product = &one
	return d, nil
}

func (h *Handler) search(ctx context.Context, q catalog.Query) ([]catalog.Product, error) {
	res, err := h.shop.Catalog().Search(ctx, q)
	if err != nil {
		return nil, err
	}
	return products(res.Hits), nil
}

func products(hits []catalog.Hit) []catalog.Product {
	all := make([]catalog.Product, len(hits))
	for i, hit := range hits {
		all[i] = hit.Product
	}
	return all
}
