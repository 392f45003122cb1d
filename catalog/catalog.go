// Package catalog says what a shop sells and how to find it.
//
// [Product], [Variant] and [Offer] are values. A [Source] brings products in
// (package feed has sources for files; a shop writes its own for its table),
// an [Index] finds them (package search has one in memory), and [Catalog] is
// the type that the rest of Sauda and its users hold.
package catalog

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// Catalog is a shop's products: one source and one index. It is safe for
// concurrent use. Reads come from memory and do not fail because the source
// is down.
type Catalog struct {
	source Source
	index  Index
}

// New returns a catalogue of the products of a source. A nil source is one of
// products that come by call alone: sdk.Shop.Catalog().Put. It has no index
// yet: sdk.New gives it the one of package search, or use [Catalog.WithIndex].
func New(source Source) *Catalog { return &Catalog{source: source} }

// WithIndex returns a catalogue of the same source found through an index.
func (c *Catalog) WithIndex(index Index) *Catalog { return &Catalog{c.source, index} }

// Source returns where the products come from; it may be nil.
func (c *Catalog) Source() Source { return c.source }

// Index returns what finds the products; nil before WithIndex.
func (c *Catalog) Index() Index { return c.index }

// Search finds products.
func (c *Catalog) Search(ctx context.Context, q Query) (Result, error) {
	return c.index.Search(ctx, q)
}

// Product returns a product as it is now, or ErrNotFound.
func (c *Catalog) Product(id ProductID) (Product, error) {
	p, ok := c.index.Get(id)
	if !ok {
		return Product{}, fmt.Errorf("%w: product %q", ErrNotFound, id)
	}
	return p, nil
}

// Offer returns what ref costs now and how many there are, or ErrNotFound. A
// product with variants has no offer of its own.
func (c *Catalog) Offer(ref Ref) (Product, Offer, error) {
	p, err := c.Product(ref.Product)
	if err != nil {
		return Product{}, Offer{}, err
	}
	o, ok := p.OfferOf(ref.Variant)
	if !ok {
		return p, Offer{}, fmt.Errorf("%w: variant %q of product %q", ErrNotFound, ref.Variant, ref.Product)
	}
	return p, o, nil
}

// OfferOf returns the offer of a variant, or of the product itself for "" when
// it has no variants.
func (p Product) OfferOf(v VariantID) (Offer, bool) {
	if len(p.Variants) == 0 {
		return p.Offer, v == ""
	}
	if i := slices.IndexFunc(p.Variants, func(x Variant) bool { return x.ID == v }); i >= 0 {
		return p.Variants[i].Offer, true
	}
	return Offer{}, false
}

// Variant returns one variant.
func (p Product) Variant(id VariantID) (Variant, bool) {
	for _, v := range p.Variants {
		if v.ID == id {
			return v, true
		}
	}
	return Variant{}, false
}

// Offers lists every offer: the product's own, or one per variant.
func (p Product) Offers() []Offer {
	if len(p.Variants) == 0 {
		return []Offer{p.Offer}
	}
	all := make([]Offer, len(p.Variants))
	for i, v := range p.Variants {
		all[i] = v.Offer
	}
	return all
}

// From returns the cheapest offer, of those in stock if any is, and whether
// another one costs more, so that the price is to be shown as "from".
func (p Product) From() (cheapest Offer, from bool) {
	offers := p.Offers()
	if available := slices.DeleteFunc(slices.Clone(offers), func(o Offer) bool { return !o.Stock.Available(1) }); len(available) > 0 {
		offers = available
	}
	cheapest = slices.MinFunc(offers, func(a, b Offer) int { return cmp.Compare(a.Price.Minor, b.Price.Minor) })
	return cheapest, slices.ContainsFunc(offers, func(o Offer) bool { return o.Price != cheapest.Price })
}

// Available says whether at least one piece of some variant can be bought.
func (p Product) Available() bool {
	return slices.ContainsFunc(p.Offers(), func(o Offer) bool { return o.Stock.Available(1) })
}

// CategoryPath joins the names of a product's category in the shop's own
// language: "Camping/Tents".
func (p Product) CategoryPath() string {
	names := make([]string, len(p.Category))
	for i, c := range p.Category {
		names[i] = strings.ReplaceAll(c.In(""), "/", "-")
	}
	return strings.Join(names, "/")
}

// Price is the price to show and whether others are higher.
func (p Product) Price() (money.Amount, bool) {
	o, from := p.From()
	return o.Price, from
}

// Error says where and what.
func (e *RowError) Error() string {
	where := ""
	if e.Line > 0 {
		where = fmt.Sprintf("line %d: ", e.Line)
	}
	if e.Field != "" {
		where += e.Field + ": "
	}
	return where + e.Reason
}

func (t Text) first() string {
	for _, k := range slices.Sorted(maps.Keys(t)) {
		if t[k] != "" {
			return t[k]
		}
	}
	return ""
}

func baseLanguage(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(base)
}
