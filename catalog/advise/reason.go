package advise

import (
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// reasons lists what speaks for a pick, each a fact of the product: what was
// wished first, then how it compares with the best match, rating, reduction.
func reasons(p *Pick, s State, q *catalog.Query, best *Pick) []Reason {
	var all []Reason
	for _, f := range slices.Concat(q.Filters, s.Nice) {
		if r, ok := has(p, f); ok && !f.Not {
			all = append(all, r)
		}
	}
	if len(q.Brands) > 0 && p.Product.Brand != "" {
		all = append(all, Reason{Kind: ReasonHas, Name: catalog.FacetBrand, Values: []string{p.Product.Brand}})
	}
	if q.Price.Max != nil {
		all = append(all, Reason{Kind: ReasonPrice, Amount: p.Offer.Price})
	}
	if best != nil && p.Role == RoleCheaper {
		all = append(all, Reason{Kind: ReasonCheaper, Amount: money.New(best.Offer.Price.Minor-p.Offer.Price.Minor, p.Offer.Price.Currency)})
	}
	if p.Product.Rating.Count >= ratingsNeeded && p.Product.Rating.Average >= 4 || p.Role == RoleBetter {
		all = append(all, Reason{Kind: ReasonRating, Rating: p.Product.Rating})
	}
	if p.Offer.Reduced() {
		all = append(all, Reason{Kind: ReasonReduced, Amount: money.New(p.Offer.Was.Minor-p.Offer.Price.Minor, p.Offer.Price.Currency)})
	}
	if len(all) == 0 {
		all = append(all, Reason{Kind: ReasonPrice, Amount: p.Offer.Price})
	}
	return all
}

// missing lists the nice wishes that a product does not meet.
func missing(p *catalog.Product, nice []catalog.Filter) []Reason {
	var all []Reason
	for _, f := range nice {
		if _, ok := has(&Pick{Product: *p}, f); ok == f.Not {
			all = append(all, Reason{Kind: ReasonHas, Name: f.Name, Values: f.Values, Bool: f.Bool})
		}
	}
	return all
}

// has finds the fact of a product that meets a filter, were it not negated.
func has(p *Pick, f catalog.Filter) (Reason, bool) {
	if r, ok := optionHas(p, f); ok {
		return r, true
	}
	for _, a := range attributesOf(p) {
		if !strings.EqualFold(a.Name, f.Name) {
			continue
		}
		r := Reason{Kind: ReasonHas, Name: a.Name, Label: a.Label, Unit: a.Unit}
		switch a.Kind {
		case catalog.AttributeBool:
			yes := a.Bool
			r.Bool = &yes
			if f.Bool != nil && *f.Bool == yes {
				return r, true
			}
		case catalog.AttributeNumber:
			n := a.Number
			r.Number = &n
			if f.Bool == nil && len(f.Values) == 0 && within(n, f.Range) {
				return r, true
			}
		default:
			r.Values = slices.DeleteFunc(slices.Clone(a.Text), func(v string) bool { return !hasFold(f.Values, v) })
			if len(r.Values) > 0 {
				return r, true
			}
		}
	}
	return Reason{}, false
}

// optionHas looks at the variant picked, or before one is picked at all that
// can be bought.
func optionHas(p *Pick, f catalog.Filter) (Reason, bool) {
	for _, v := range p.Product.Variants {
		value, ok := v.Values[f.Name]
		if !ok || !hasFold(f.Values, value) || !v.Offer.Stock.Available(1) || p.Ref.Variant != "" && p.Ref.Variant != v.ID {
			continue
		}
		r := Reason{Kind: ReasonHas, Name: f.Name, Values: []string{value}}
		for _, o := range p.Product.Options {
			if o.Name == f.Name {
				r.Label = o.Label
			}
		}
		return r, true
	}
	return Reason{}, false
}

// attributesOf lists the attributes of the variant picked, then the product's.
func attributesOf(p *Pick) []catalog.Attribute {
	if v, ok := p.Product.Variant(p.Ref.Variant); ok {
		return slices.Concat(v.Attributes, p.Product.Attributes)
	}
	return p.Product.Attributes
}

func hasFold(list []string, value string) bool {
	return slices.ContainsFunc(list, func(v string) bool { return strings.EqualFold(v, value) })
}
