package advise

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
)

// pick chooses the products to show: the best match, a cheaper one, one that
// buyers rate higher, and more that fit.
func (c Config) pick(ctx context.Context, ix catalog.Index, s State, q catalog.Query) ([]Pick, error) {
	p := picker{ctx: ctx, ix: ix, state: s, query: q}
	ranked := p.ranked(catalog.SortRelevance)
	cheap, rated := p.ranked(catalog.SortPriceAsc), p.ranked(catalog.SortRating)
	if p.err != nil {
		return nil, fmt.Errorf("advise: %w", p.err)
	}
	slices.SortStableFunc(ranked, func(a, b Pick) int { return len(a.Missing) - len(b.Missing) })
	p.add(RoleBest, ranked, func(Pick) bool { return true })
	if len(p.picks) == 0 {
		return nil, nil
	}
	best := p.picks[0]
	p.add(RoleCheaper, cheap, func(o Pick) bool { return clearlyCheaper(o, best) })
	p.add(RoleBetter, rated, func(o Pick) bool { return clearlyBetter(o, best) })
	for len(p.picks) < min(c.picks(), len(ranked)) {
		p.add(RoleAlso, ranked, func(Pick) bool { return true })
	}
	return p.picks[:min(len(p.picks), c.picks())], nil
}

// ratingsNeeded is how many ratings make an average worth mentioning.
const ratingsNeeded = 3

// clearlyCheaper says whether a costs at least a twentieth less than b.
func clearlyCheaper(a, b Pick) bool {
	pa, pb := a.Offer.Price, b.Offer.Price
	return pa.Currency == pb.Currency && pa.Minor <= pb.Minor-max(1, pb.Minor/20)
}

func clearlyBetter(a, b Pick) bool {
	return a.Product.Rating.Count >= ratingsNeeded && a.Product.Rating.Average > b.Product.Rating.Average
}

// picker gathers picks; err is the first error of the index.
type picker struct {
	ctx   context.Context
	ix    catalog.Index
	state State
	query catalog.Query
	picks []Pick
	err   error
}

// ranked lists the products that fit, with the offer that fits, in an order.
func (p *picker) ranked(order catalog.Sort) []Pick {
	if p.err != nil {
		return nil
	}
	q := p.query
	q.Sort, q.Limit = order, 20
	found, err := p.ix.Search(p.ctx, q)
	if err != nil {
		p.err = err
		return nil
	}
	var all []Pick
	for _, h := range found.Hits {
		if ref, offer, ok := fittingOffer(&h.Product, &q); ok {
			all = append(all, Pick{Product: h.Product, Ref: ref, Offer: offer, Missing: missing(&h.Product, p.state.Nice)})
		}
	}
	return all
}

// add takes the first product that is right and not taken yet.
func (p *picker) add(role Role, from []Pick, right func(Pick) bool) {
	for _, o := range from {
		taken := slices.ContainsFunc(p.picks, func(t Pick) bool { return t.Product.ID == o.Product.ID })
		if taken || !right(o) {
			continue
		}
		o.Role = role
		var best *Pick
		if len(p.picks) > 0 {
			best = &p.picks[0]
		}
		o.Reasons = reasons(&o, p.state, &p.query, best)
		p.picks = append(p.picks, o)
		return
	}
}

// fittingOffer is the cheapest offer of a product that can be bought now and
// is itself within the price and the option values wished for.
func fittingOffer(p *catalog.Product, q *catalog.Query) (catalog.Ref, catalog.Offer, bool) {
	ref := catalog.Ref{Product: p.ID}
	if len(p.Variants) == 0 {
		return ref, p.Offer, offerFits(p.Offer, q)
	}
	fits := slices.DeleteFunc(slices.Clone(p.Variants), func(v catalog.Variant) bool {
		return !offerFits(v.Offer, q) || slices.ContainsFunc(q.Filters, func(f catalog.Filter) bool { return variantBreaks(&v, f) })
	})
	if len(fits) == 0 {
		return ref, catalog.Offer{}, false
	}
	v := slices.MinFunc(fits, func(a, b catalog.Variant) int {
		return cmp.Or(cmp.Compare(a.Offer.Price.Minor, b.Offer.Price.Minor), cmp.Compare(a.ID, b.ID))
	})
	ref.Variant = v.ID
	return ref, v.Offer, true
}

func offerFits(o catalog.Offer, q *catalog.Query) bool {
	price := float64(o.Price.Minor)
	if q.Price != (catalog.Range{}) && q.Currency != "" && o.Price.Currency != q.Currency {
		return false
	}
	return (!q.InStock || o.Stock.Available(1)) && (!q.Reduced || o.Reduced()) && within(price, q.Price)
}

func within(v float64, r catalog.Range) bool {
	return (r.Min == nil || v >= *r.Min) && (r.Max == nil || v <= *r.Max)
}

// variantBreaks says whether a variant's own value is not what a filter wants;
// what the variant does not say, its product says.
func variantBreaks(v *catalog.Variant, f catalog.Filter) bool {
	value, ok := v.Values[f.Name]
	if !ok || len(f.Values) == 0 {
		return false
	}
	return hasFold(f.Values, value) == f.Not
}
