package flows

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// likeMost is how many products of a kind are looked at for those most alike.
const likeMost = 60

// similar shows what the shop recommends for a product, or else what is most
// like it, of the same kind and in stock.
func (f shelf) similar(ctx context.Context, s dialogue.State, in dialogue.Input, p catalog.Product) (dialogue.Outcome, error) {
	title := p.Title.In(in.Say.Lang())
	lead, none := in.Say.T("product.these_similar", "Title", title), in.Say.T("product.none_similar")
	if !p.Available() {
		lead = in.Say.T("product.sold_out_similar", "Title", title)
		none = in.Say.T("product.sold_out_none", "Title", title)
	}
	all, more, err := f.alike(ctx, in, p)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	if len(all) == 0 {
		return say(s, none, noticeThen(in, p, menu(in))...), nil
	}
	s.Shown, s.Product = refs(all), catalog.Ref{}
	if len(all) == 1 {
		s.Product = s.Shown[0]
	}
	m := message.Outbound{Text: lead, Cards: f.cards(in, all), Choices: noticeThen(in, p, nil)}
	if path := p.CategoryPath(); more {
		m.Choices = append(m.Choices, choice(in.Say.T("product.all_of", "Category", categoryName(in, path)), "browse.open", "c", path))
	}
	return dialogue.Outcome{Say: outbounds(m), Next: s}, nil
}

// alike lists what to show for a product, and says whether its category has
// more.
func (f shelf) alike(ctx context.Context, in dialogue.Input, p catalog.Product) (all []catalog.Product, more bool, err error) {
	path := p.CategoryPath()
	if all = f.recommended(in, p); len(all) > 0 || path == "" {
		return all, path != "", nil
	}
	q := catalog.Query{
		Categories: []string{path}, Exclude: []catalog.ProductID{p.ID}, InStock: true,
		Lang: in.Say.Lang(), Currency: in.Shop.Currency, Limit: likeMost,
	}
	res, err := in.Catalog.Search(ctx, q)
	if err != nil {
		return nil, false, fmt.Errorf("flows: similar: %w", err)
	}
	all = products(res)
	slices.SortStableFunc(all, func(a, b catalog.Product) int { return cmp.Compare(likeness(p, b), likeness(p, a)) })
	all = all[:min(f.o.PageSize, len(all))]
	return all, res.Total > len(all), nil
}

// recommended lists what the shop itself recommends for a product and can sell.
func (f shelf) recommended(in dialogue.Input, p catalog.Product) []catalog.Product {
	if f.o.Recommend == nil {
		return nil
	}
	var all []catalog.Product
	seen := map[catalog.ProductID]bool{p.ID: true}
	for _, id := range f.o.Recommend(p) {
		other, err := in.Catalog.Product(id)
		if err != nil || seen[id] || !other.Available() {
			continue
		}
		seen[id] = true
		if all = append(all, other); len(all) == f.o.PageSize {
			break
		}
	}
	return all
}

// likeness is higher the more facts two products share and the closer their
// prices are.
func likeness(a, b catalog.Product) float64 {
	score := 0.0
	for _, x := range a.Attributes {
		i := slices.IndexFunc(b.Attributes, func(y catalog.Attribute) bool { return y.Name == x.Name })
		if i >= 0 {
			score += closeness(x, b.Attributes[i])
		}
	}
	one, _ := a.From()
	other, _ := b.From()
	if one.Price.Minor > 0 && other.Price.Minor > 0 {
		score -= 2 * apart(float64(one.Price.Minor), float64(other.Price.Minor))
	}
	return score
}

// closeness is 1 for the same fact and less for numbers that differ.
func closeness(a, b catalog.Attribute) float64 {
	switch {
	case rawValue(a) == rawValue(b):
		return 1
	case a.Kind == catalog.AttributeNumber && a.Number > 0 && b.Number > 0:
		return max(0, 1-apart(a.Number, b.Number))
	}
	return 0
}

// apart is how far two positive numbers are from each other: 0.7 for a half.
func apart(a, b float64) float64 { return math.Abs(math.Log(a / b)) }
