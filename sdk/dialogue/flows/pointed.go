package flows

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

// pointed is what one item of a command turned out to be: one thing, several
// that it could be, or nothing.
type pointed struct {
	item  understand.Item
	refs  []catalog.Ref
	which bool   // refs are candidates: ask which
	words string // the shopper's words for it
}

// point finds the things that a command is about. A command without items is
// about what was spoken of last.
func point(ctx context.Context, s dialogue.State, in dialogue.Input) ([]pointed, error) {
	items := in.Meaning.Items
	if len(items) == 0 {
		items = []understand.Item{{That: true, Quantity: in.Meaning.Quantity}}
	}
	all := make([]pointed, 0, len(items))
	for _, item := range items {
		p, err := pointOne(ctx, s, in, item)
		if err != nil {
			return nil, err
		}
		if p.words = wordsOf(in, item); p.item.Quantity == 0 && len(items) == 1 {
			p.item.Quantity = in.Meaning.Quantity
		}
		all = append(all, p)
	}
	return all, nil
}

func pointOne(ctx context.Context, s dialogue.State, in dialogue.Input, item understand.Item) (pointed, error) {
	p := pointed{item: item}
	switch {
	case len(item.At) > 0:
		p.refs = placed(s, in, item)
		p.which = len(p.refs) > 1 && !item.All
	case item.That && s.Product.Product != "":
		p.refs = []catalog.Ref{s.Product}
	case asksOf(in.Meaning, item) && s.Product.Product != "":
		p.refs = []catalog.Ref{s.Product}
	case item.That && len(s.Shown) == 1:
		p.refs = s.Shown
	case bare(item) && s.Product.Product != "" && in.Meaning.Intent == understand.IntentAdd && !ordered(in, s.Product):
		p.refs = []catalog.Ref{s.Product} // "two, please" of what is looked at
	case bare(item) && len(s.Shown) == 1 && in.Meaning.Intent == understand.IntentAdd:
		p.refs = s.Shown
	case blank(item.Query), (item.That || item.Pointed) && len(s.Shown) == 0:
	case item.Pointed, item.That: // one of those listed, by a fact that the list does not show
		for _, ref := range s.Shown {
			p.item.Query.Only = append(p.item.Query.Only, ref.Product)
		}
		return lookUp(ctx, in, p)
	default:
		return lookUp(ctx, in, p)
	}
	return p, nil
}

// bare says whether an item is a number and nothing else: "make it 3".
func bare(item understand.Item) bool {
	return item.Quantity > 0 && !item.That && !item.Pointed && !item.All && len(item.At) == 0 && blank(item.Query)
}

// ordered says whether a product is in the cart, in whatever variant.
func ordered(in dialogue.Input, ref catalog.Ref) bool {
	return slices.ContainsFunc(in.Cart.Lines, func(l cart.Line) bool { return l.Ref.Product == ref.Product })
}

// asksOf says whether words ask for a fact without naming what of: "is it
// freestanding".
func asksOf(m understand.Meaning, item understand.Item) bool {
	q := item.Query
	return m.Intent == understand.IntentDetails && len(m.About) > 0 && !item.Pointed && q.Text == "" && len(q.Categories)+len(q.Brands) == 0
}

// placed are the things at an item's positions.
func placed(s dialogue.State, in dialogue.Input, item understand.Item) []catalog.Ref {
	var all []catalog.Ref
	for _, i := range item.At {
		switch {
		case item.Place == understand.PlaceCart && i < len(in.Cart.Lines):
			all = append(all, in.Cart.Lines[i].Ref)
		case item.Place != understand.PlaceCart && i < len(s.Shown):
			all = append(all, s.Shown[i])
		}
	}
	return all
}

// lookUpLimit is how many products are looked at for what an item names.
const lookUpLimit = 5

// lookUp searches for what an item names.
func lookUp(ctx context.Context, in dialogue.Input, p pointed) (pointed, error) {
	q := p.item.Query
	q.Lang, q.Limit = in.Say.Lang(), lookUpLimit
	res, err := in.Catalog.Search(ctx, q)
	if err != nil {
		return p, fmt.Errorf("flows: search: %w", err)
	}
	wanting := len(res.Hits) == 0 && len(q.Filters) > 0 && (q.Text != "" || len(q.Categories) > 0)
	if wanting { // the colour may be sold out: she says whether she wants another
		q.Filters = nil
		if res, err = in.Catalog.Search(ctx, q); err != nil {
			return p, fmt.Errorf("flows: search: %w", err)
		}
	}
	if onlyLeftovers(q, res) || doubtful(in, q, res) {
		return p, nil
	}
	n, ok := numberOf(q.Text)
	if ok && len(res.Hits) > 0 && !slices.ContainsFunc(res.Hits, func(h catalog.Hit) bool { return n.borne(h.Product) }) {
		if p, res, err = n.unborne(ctx, in, p, res); err != nil {
			return p, err
		}
		q.Text = p.item.Query.Text
	}
	p.refs = refs(products(res))
	if wanting || p.which {
		p.which = len(p.refs) > 0
		return p, nil
	}
	p.which = len(p.refs) > 1
	if len(res.Hits) > 0 && measures(res.Hits[0].Product.Title.In(in.Say.Lang()), tokens(wordsOf(in, p.item)), p.item.Quantity) {
		p.item.Quantity = 1
	}
	if only, ok := titled(in, res, q.Text); ok {
		p.refs, p.which = []catalog.Ref{only}, false
	}
	for _, h := range res.Hits {
		if same(h.Product.Title.In(in.Say.Lang()), q.Text) {
			p.refs, p.which = []catalog.Ref{{Product: h.Product.ID}}, false
			break
		}
	}
	return p, nil
}

// titled is the only product found whose title has all the words: "heron 2" is
// not Heron 3.
func titled(in dialogue.Input, res catalog.Result, words string) (catalog.Ref, bool) {
	var found []catalog.Ref
	for _, h := range res.Hits {
		title := tokens(h.Product.Title.In(in.Say.Lang()))
		missing := func(w string) bool { return !slices.Contains(title, w) }
		if !slices.ContainsFunc(tokens(words), missing) {
			found = append(found, catalog.Ref{Product: h.Product.ID})
		}
	}
	if len(found) != 1 || len(tokens(words)) < 2 {
		return catalog.Ref{}, false
	}
	return found[0], true
}

func same(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// wordsOf are the shopper's words for an item.
func wordsOf(in dialogue.Input, item understand.Item) string {
	text := in.Event.Text
	if item.Span.Start < 0 || item.Span.End > len(text) || item.Span.Start >= item.Span.End {
		return ""
	}
	return clip(item.Span.Of(text), 60)
}

// which asks which of several things is meant, by their cards. "It" is none of
// them yet, and not what was spoken of before.
func (f shelf) which(s dialogue.State, in dialogue.Input, p pointed) dialogue.Outcome {
	var all []catalog.Product
	for _, ref := range p.refs[:min(len(p.refs), f.o.PageSize)] {
		known := slices.ContainsFunc(all, func(p catalog.Product) bool { return p.ID == ref.Product })
		if found, err := in.Catalog.Product(ref.Product); err == nil && !known {
			all = append(all, found)
		}
	}
	if len(all) == 0 {
		return say(s, in.Say.T("product.no_such"), menu(in)...)
	}
	out := say(s, in.Say.T("product.which"))
	out.Say[0].Cards = f.cards(in, all)
	out.Next.Shown, out.Next.Product = refs(all), catalog.Ref{}
	return out
}
