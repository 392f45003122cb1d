package advise

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// relaxations says what to give up when a query finds nothing: every single
// wish without which something fits, those that cost the shopper least first.
// If no single one helps it offers the category alone, and if that is empty
// there is nothing to offer.
func relaxations(ctx context.Context, ix catalog.Index, q catalog.Query) ([]Relaxation, error) {
	var all []Relaxation
	for _, r := range loosened(q) {
		total, err := count(ctx, ix, r.Query)
		if err != nil {
			return nil, err
		}
		if total == 0 {
			continue
		}
		if r.Total = total; r.Name == catalog.FacetPrice {
			if r, err = raised(ctx, ix, q, r); err != nil {
				return nil, err
			}
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b Relaxation) int {
		return cmp.Or(weight(a, q)-weight(b, q), b.Total-a.Total)
	})
	if len(all) > 0 {
		return all, nil
	}
	last := catalog.Query{Categories: q.Categories, Exclude: q.Exclude, InStock: q.InStock}
	total, err := count(ctx, ix, last)
	if err != nil || total == 0 {
		return nil, err
	}
	return []Relaxation{{Name: RelaxAll, Query: last, Total: total}}, nil
}

// loosened lists the query without each of its wishes in turn.
func loosened(q catalog.Query) []Relaxation {
	var all []Relaxation
	add := func(name string, is bool, drop func(*catalog.Query)) {
		if is {
			less := q
			drop(&less)
			all = append(all, Relaxation{Name: name, Query: less})
		}
	}
	for i, f := range q.Filters {
		add(f.Name, true, func(l *catalog.Query) { l.Filters = slices.Delete(slices.Clone(q.Filters), i, i+1) })
	}
	add(catalog.FacetPrice, q.Price != catalog.Range{}, func(l *catalog.Query) { l.Price = catalog.Range{} })
	add(catalog.FacetBrand, len(q.Brands) > 0, func(l *catalog.Query) { l.Brands = nil })
	add(RelaxReduced, q.Reduced, func(l *catalog.Query) { l.Reduced = false })
	add(RelaxWords, q.Text != "", func(l *catalog.Query) { l.Text = "" })
	add(RelaxStock, q.InStock, func(l *catalog.Query) { l.InStock = false })
	add(catalog.FacetCategory, len(q.Categories) > 0, func(l *catalog.Query) { l.Categories = nil })
	return all
}

// weight orders relaxations: a little more money is the least to ask, then one
// property, and only then another kind of thing or one that is sold out.
func weight(r Relaxation, q catalog.Query) int {
	switch r.Name {
	case catalog.FacetPrice:
		if q.Price.Max != nil && r.Price.Minor > 0 && float64(r.Price.Minor) <= *q.Price.Max*1.25 {
			return 0
		}
		return 2
	case RelaxReduced:
		return 1
	case RelaxWords:
		return 3
	case RelaxStock:
		return 4
	case catalog.FacetCategory:
		return 5
	}
	return 1
}

// raised turns "without the price" into the lowest budget, a round one, that
// finds something.
func raised(ctx context.Context, ix catalog.Index, q catalog.Query, r Relaxation) (Relaxation, error) {
	if q.Price.Max == nil {
		return r, nil
	}
	cheapest := r.Query
	cheapest.Sort, cheapest.Limit, cheapest.Price.Min = catalog.SortPriceAsc, 1, q.Price.Min
	found, err := ix.Search(ctx, cheapest)
	if err != nil {
		return r, fmt.Errorf("advise: %w", err)
	}
	if len(found.Hits) == 0 {
		return r, nil
	}
	_, offer, ok := fittingOffer(&found.Hits[0].Product, &cheapest)
	if !ok || float64(offer.Price.Minor) <= *q.Price.Max {
		return r, nil
	}
	budget := roundUp(float64(offer.Price.Minor))
	r.Price = money.New(int64(budget), offer.Price.Currency)
	r.Query.Price = catalog.Range{Min: q.Price.Min, Max: &budget}
	r.Query.Currency = offer.Price.Currency
	r.Total, err = count(ctx, ix, r.Query)
	return r, err
}

// roundUp goes up to two leading digits: 18,990 is 19,000.
func roundUp(minor float64) float64 {
	step := math.Pow(10, max(0, math.Floor(math.Log10(minor))-1))
	return math.Ceil(minor/step) * step
}
