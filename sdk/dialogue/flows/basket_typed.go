package flows

import (
	"context"
	"slices"
	"strconv"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

// addTyped adds what the shopper's words point at.
func (f basket) addTyped(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	all, err := point(ctx, s, in)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	if i := slices.IndexFunc(all, func(p pointed) bool { return p.item.None }); i >= 0 {
		return f.howMany(ctx, s, in, all[i])
	}
	var ready []want
	var open *pointed // the first that needs a question
	var later, unknown []string
	for _, p := range all {
		switch {
		case len(p.refs) == 0 && blank(p.item.Query) && !p.item.Pointed: // "it", "one"
		case len(p.refs) == 0:
			unknown = append(unknown, p.words)
		case p.which && open == nil:
			open = &p
		case p.which:
			later = append(later, p.words)
		default:
			for _, ref := range p.refs {
				p.item.Quantity = countOf(in, ref, p)
				w := want{ref: f.variant(in, ref, p.words), n: p.item.Quantity}
				if _, _, err := in.Catalog.Offer(w.ref); err == nil {
					ready = append(ready, w)
				} else if open == nil {
					open = &pointed{item: p.item, refs: []catalog.Ref{ref}, words: p.words}
				} else {
					later = append(later, p.words)
				}
			}
		}
	}
	out, err := f.addAll(ctx, s, in, ready, open, unknown)
	if note := noted(in, "cart.later", later); err == nil && note != "" {
		out.Say[0].Text = lines(out.Say[0].Text, note)
	}
	return out, err
}

// howMany answers "add 0 of the first": nothing is added, and nothing taken
// away, since that was not said; how many, she says by a button.
func (f basket) howMany(ctx context.Context, s dialogue.State, in dialogue.Input, p pointed) (dialogue.Outcome, error) {
	switch {
	case len(p.refs) > 0 || p.item.Pointed:
	case s.Product.Product != "":
		p.refs = []catalog.Ref{s.Product}
	case len(s.Shown) == 1:
		p.refs = s.Shown
	}
	text := in.Say.T("cart.none_added")
	if len(p.refs) != 1 {
		return say(s, lines(text, in.Say.T("cart.add_what")), menu(in)...), nil
	}
	found, err := in.Catalog.Product(p.refs[0].Product)
	if err != nil {
		return f.gone(ctx, s, in, "")
	}
	s.Product = p.refs[0]
	title := found.Called(s.Product.Variant, in.Say.Lang())
	out := say(s, lines(text, in.Say.T("cart.how_many", "Title", title)))
	for n := range 3 {
		count := strconv.Itoa(n + 1)
		out.Say[0].Choices = append(out.Say[0].Choices,
			choice(count, "cart.add", "p", string(s.Product.Product), "v", string(s.Product.Variant), "n", count, "c", found.CategoryPath()))
	}
	out.Say[0].Choices = append(out.Say[0].Choices, choice(in.Say.T("menu.cart"), "cart.show"))
	return out, nil
}

// countOf is how many of a thing are wanted. A number that is a value of one of
// its options is no count: "the first in 42".
func countOf(in dialogue.Input, ref catalog.Ref, p pointed) int {
	found, err := in.Catalog.Product(ref.Product)
	if err == nil {
		for _, value := range named(found, p.words, in) {
			if value == strconv.Itoa(p.item.Quantity) {
				return 1
			}
		}
	}
	return max(1, p.item.Quantity)
}

// variant completes a product with the variant that words name, if one. Where
// they name one that cannot be had, it takes no other.
func (f basket) variant(in dialogue.Input, ref catalog.Ref, words string) catalog.Ref {
	p, err := in.Catalog.Product(ref.Product)
	if err != nil || len(p.Variants) == 0 || ref.Variant != "" {
		return ref
	}
	if k, _, ask := next(p, named(p, words, in)); !ask {
		if v, ok := picked(p, k); ok {
			ref.Variant = v.ID
		}
	}
	return ref
}

// addAll adds what is clear and asks about the rest.
func (f basket) addAll(ctx context.Context, s dialogue.State, in dialogue.Input, ready []want, open *pointed, unknown []string) (dialogue.Outcome, error) {
	if len(ready) == 1 && open == nil {
		if p, offer, err := in.Catalog.Offer(ready[0].ref); err == nil && !offer.Stock.Available(1) {
			return f.instead(ctx, s, in, p, ready[0].ref.Variant, ready[0].n)
		}
	}
	var out dialogue.Outcome
	out.Next = s
	if len(ready) > 0 {
		var err error
		if out, err = f.add(s, in, ready); err != nil {
			return out, err
		}
		in.Cart = out.Do[0].(dialogue.PutCart).Cart
	}
	if open != nil {
		asked, err := f.askAbout(ctx, out.Next, in, *open)
		if err != nil {
			return asked, err
		}
		asked.Say = append(out.Say, asked.Say...)
		asked.Do = append(out.Do, asked.Do...)
		out = asked
	}
	if len(out.Say) == 0 && len(s.Shown) > 1 && noted(in, "cart.not_clear", unknown) == "" {
		return f.askAbout(ctx, s, in, pointed{item: understand.Item{Quantity: in.Meaning.Quantity}, refs: s.Shown, which: true})
	}
	if len(out.Say) == 0 {
		return say(s, in.Say.T("cart.add_what"), menu(in)...), nil
	}
	if note := noted(in, "cart.not_clear", unknown); note != "" {
		out.Say[0].Text = lines(out.Say[0].Text, note)
	}
	return out, nil
}

// askAbout asks which product, or which variant, is to be added.
func (f basket) askAbout(ctx context.Context, s dialogue.State, in dialogue.Input, p pointed) (dialogue.Outcome, error) {
	if p.which {
		out := f.which(s, in, p)
		var err error
		if out.Next, err = out.Next.Asking(f.Name(), 1, stepWhich, p.item.Quantity); err != nil {
			return dialogue.Outcome{}, err
		}
		for i := range out.Say[0].Cards {
			withQuantity(out.Say[0].Cards[i].Choices, p.item.Quantity)
		}
		return out, nil
	}
	found, err := in.Catalog.Product(p.refs[0].Product)
	if err != nil {
		return f.gone(ctx, s, in, "")
	}
	c := choosing{Product: found.ID, Quantity: max(1, p.item.Quantity), Picks: named(found, p.words, in)}
	return f.choose(ctx, s, in, c)
}

// noted is a text about words that were not dealt with; "" if there are none.
func noted(in dialogue.Input, key string, words []string) string {
	var quoted []string
	for _, w := range words {
		if w != "" {
			quoted = append(quoted, in.Say.T("search.words", "Words", w))
		}
	}
	if len(quoted) == 0 {
		return ""
	}
	return in.Say.T(key, "What", in.Say.List(quoted))
}
