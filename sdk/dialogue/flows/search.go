package flows

import (
	"context"
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// search finds products by words and refines what was found.
type search struct{ shelf }

func (search) Name() string { return "search" }

func (search) Hears() []understand.Intent {
	return []understand.Intent{
		understand.IntentSearch, understand.IntentUnknown, understand.IntentMore,
		understand.IntentCheaper, understand.IntentReset,
	}
}

func (f search) Handle(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if in.Action.Name != "" {
		q, ok := unpack(arg(in, "q"))
		if !ok || in.Action.Name != "search.show" {
			return ask(s, in), nil
		}
		return f.list(ctx, s, in, q, listing{})
	}
	switch in.Meaning.Intent {
	case understand.IntentMore:
		return f.more(ctx, s, in)
	case understand.IntentCheaper:
		return f.cheaper(ctx, s, in)
	case understand.IntentReset:
		return f.reset(ctx, s, in)
	}
	q := in.Meaning.Query
	if blank(q) && q.Sort == catalog.SortRelevance {
		if guessed(in.Meaning) {
			return dialogue.Outcome{}, dialogue.ErrNotUnderstood
		}
		return ask(s, in), nil
	}
	return f.list(ctx, s, in, refine(s.Query, q), listing{guess: guessed(in.Meaning)})
}

// ask wants to know what to look for.
func ask(s dialogue.State, in dialogue.Input) dialogue.Outcome {
	return say(s, in.Say.T("search.nothing_before"), menu(in)...)
}

// more shows the next page, even days later.
func (f search) more(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	switch {
	case s.Query == nil:
		return ask(s, in), nil
	case s.Query.Cursor == "":
		return say(s, in.Say.T("search.ended"), append(removable(in, chips(in, *s.Query)), menu(in)...)...), nil
	}
	return f.list(ctx, s, in, *s.Query, listing{})
}

// cheaper looks for what costs less than the one product spoken of, or sorts
// the list.
func (f search) cheaper(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	p, err := in.Catalog.Product(s.Product.Product)
	if err != nil {
		if s.Query == nil && blank(in.Meaning.Query) {
			return ask(s, in), nil
		}
		if s.Query != nil && s.Query.Sort == catalog.SortPriceAsc && len(s.Shown) > 0 && blank(in.Meaning.Query) {
			return say(s, in.Say.T("search.cheapest_already"), menu(in)...), nil
		}
		q := refine(s.Query, in.Meaning.Query)
		q.Sort = catalog.SortPriceAsc
		return f.list(ctx, s, in, q, listing{})
	}
	price, _ := p.Price()
	limit := float64(price.Minor - 1)
	q := catalog.Query{
		Categories: []string{p.CategoryPath()}, Price: catalog.Range{Max: &limit}, Currency: price.Currency,
		Sort: catalog.SortPriceDesc, InStock: true,
	}
	out, err := f.list(ctx, s, in, q, listing{lead: in.Say.T("search.cheaper_than", "Price", in.Say.Money(price)), guess: true})
	if err == nil {
		return out, nil
	}
	text := in.Say.T("search.no_cheaper", "Price", in.Say.Money(price))
	return say(s, text, append(f.addChoices(in, p), menu(in)...)...), nil
}

// addChoices are the buttons that buy a product, as on its card.
func (f shelf) addChoices(in dialogue.Input, p catalog.Product) []message.Choice {
	return f.cardChoices(in, p)[:1]
}

// reset keeps what kind of thing is looked for and drops the other wishes.
func (f search) reset(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if s.Query == nil {
		return ask(s, in), nil
	}
	return f.list(ctx, s, in, catalog.Query{Text: s.Query.Text, Categories: s.Query.Categories}, listing{})
}

// refine joins a new query with the one before, when the new one names no
// kind of thing: "under 100", "only red ones", "the cheapest".
func refine(before *catalog.Query, q catalog.Query) catalog.Query {
	if before == nil || q.Text != "" || len(q.Categories) > 0 || len(q.Only) > 0 {
		return q
	}
	joined := *before
	joined.Cursor = ""
	if len(q.Brands) > 0 {
		joined.Brands = q.Brands
	}
	if q.Price != (catalog.Range{}) {
		joined.Price, joined.Currency = q.Price, q.Currency
	}
	for _, f := range q.Filters {
		same := func(x catalog.Filter) bool { return x.Name == f.Name && x.Not == f.Not }
		joined.Filters = append(slices.DeleteFunc(slices.Clone(joined.Filters), same), f)
	}
	if q.Sort != catalog.SortRelevance {
		joined.Sort = q.Sort
	}
	joined.InStock = joined.InStock || q.InStock
	joined.Reduced = joined.Reduced || q.Reduced
	return joined
}
