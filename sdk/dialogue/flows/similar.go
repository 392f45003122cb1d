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

// similar shows what is most like a product, of the same kind and in stock.
func (f shelf) similar(ctx context.Context, s dialogue.State, in dialogue.Input, p catalog.Product) (dialogue.Outcome, error) {
	title := p.Title.In(in.Say.Lang())
	lead, none := in.Say.T("product.these_similar", "Title", title), in.Say.T("product.none_similar")
	if !p.Available() {
		lead = in.Say.T("product.sold_out_similar", "Title", title)
		none = in.Say.T("product.sold_out_none", "Title", title)
	}
	path := p.CategoryPath()
	if path == "" {
		return say(s, none, noticeThen(in, p, menu(in))...), nil
	}
	q := catalog.Query{
		Categories: []string{path}, Exclude: []catalog.ProductID{p.ID}, InStock: true,
		Lang: in.Say.Lang(), Currency: in.Shop.Currency, Limit: likeMost,
	}
	res, err := in.Catalog.Search(ctx, q)
	if err != nil {
		return dialogue.Outcome{}, fmt.Errorf("flows: similar: %w", err)
	}
	all := products(res)
	if len(all) == 0 {
		return say(s, none, noticeThen(in, p, menu(in))...), nil
	}
	slices.SortStableFunc(all, func(a, b catalog.Product) int { return cmp.Compare(likeness(p, b), likeness(p, a)) })
	all = all[:min(f.o.PageSize, len(all))]
	s.Shown, s.Product = refs(all), catalog.Ref{}
	if len(all) == 1 {
		s.Product = s.Shown[0]
	}
	m := message.Outbound{Text: lead, Cards: f.cards(in, all), Choices: noticeThen(in, p, nil)}
	if res.Total > len(all) {
		m.Choices = append(m.Choices, choice(in.Say.T("product.all_of", "Category", categoryName(in, path)), "browse.open", "c", path))
	}
	return dialogue.Outcome{Say: outbounds(m), Next: s}, nil
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
