package flows

import (
	"context"
	"slices"
	"strconv"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// basket is the flow "cart": what the shopper means to buy.
type basket struct{ shelf }

func (basket) Name() string { return "cart" }

func (basket) Hears() []understand.Intent {
	return []understand.Intent{
		understand.IntentAdd, understand.IntentRemove, understand.IntentSetQuantity,
		understand.IntentShowCart, understand.IntentClearCart,
	}
}

func (f basket) Handle(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	which, n := f.asked(s)
	s = s.Left(f.Name())
	switch {
	case in.Action.Name != "":
		return f.tapped(ctx, s, in)
	case which && byValue(s, in.Meaning):
		in.Meaning.Items = []understand.Item{{
			Pointed: true, Quantity: n, Query: in.Meaning.Query, Span: understand.Span{End: len(in.Event.Text)},
		}}
		return f.addTyped(ctx, s, in)
	case which && byTitle(s, in) >= 0:
		in.Meaning.Items = []understand.Item{{Pointed: true, Quantity: n, At: []int{byTitle(s, in)}}}
		return f.addTyped(ctx, s, in)
	case which && in.Meaning.Intent == understand.IntentPick:
		return f.addTyped(ctx, s, counting(in, n))
	}
	switch in.Meaning.Intent {
	case understand.IntentAdd:
		return f.addTyped(ctx, s, in)
	case understand.IntentRemove:
		return f.remove(ctx, s, in)
	case understand.IntentSetQuantity:
		return f.setTyped(ctx, s, in)
	case understand.IntentClearCart:
		return f.askClear(s, in), nil
	case understand.IntentShowCart:
		if out, ok := f.priceAsked(s, in); ok {
			return out, nil
		}
	}
	return f.show(s, in, "")
}

// priceAsked answers "how much is it" with the price of what was spoken of, when
// that is not in the cart.
func (f basket) priceAsked(s dialogue.State, in dialogue.Input) (dialogue.Outcome, bool) {
	p, err := in.Catalog.Product(s.Product.Product)
	if err != nil || !slices.Contains(in.Meaning.About, understand.AboutPrice) {
		return dialogue.Outcome{}, false
	}
	if _, ordered := inCart(in, s.Product); ordered {
		return dialogue.Outcome{}, false
	}
	in.Meaning.About = []string{understand.AboutPrice}
	return product(f).answer(s, in, p)
}

func (f basket) tapped(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	ref := catalog.Ref{Product: catalog.ProductID(arg(in, "p")), Variant: catalog.VariantID(arg(in, "v"))}
	n, err := strconv.Atoi(arg(in, "n"))
	if err != nil {
		n = 1
	}
	switch in.Action.Name {
	case "cart.add":
		return f.addTapped(ctx, s, in, ref, n)
	case "cart.set":
		return f.set(s, in, ref, n)
	case "cart.edit":
		return f.edit(s, in)
	case "cart.clear":
		return f.askClear(s, in), nil
	case "cart.clear_yes":
		out := say(s, in.Say.T("cart.cleared"), menu(dialogue.Input{Say: in.Say})...)
		out.Do = []dialogue.Effect{dialogue.PutCart{Cart: in.Cart.Clear()}}
		return out, nil
	}
	return f.show(s, in, "")
}

// addTapped reads the product anew: the button may be old.
func (f basket) addTapped(ctx context.Context, s dialogue.State, in dialogue.Input, ref catalog.Ref, n int) (dialogue.Outcome, error) {
	p, offer, err := in.Catalog.Offer(ref)
	switch {
	case err != nil && p.ID == "":
		return f.gone(ctx, s, in, arg(in, "c"))
	case err != nil: // it has variants now, or that one is gone
		return f.choose(ctx, s, in, choosing{Product: p.ID, Quantity: n})
	case !offer.Stock.Available(1):
		return f.instead(ctx, s, in, p, ref.Variant, n)
	}
	return f.add(s, in, []want{{ref: ref, n: n, seen: arg(in, "price")}})
}

// show lists the cart at today's prices. note goes before it.
func (f basket) show(s dialogue.State, in dialogue.Input, note string) (dialogue.Outcome, error) {
	if in.Cart.Empty() {
		return say(s, lines(note, in.Say.T("cart.empty")), menu(in)...), nil
	}
	was := in
	now, notes := reread(in)
	if in.Cart = now; now.Empty() {
		out := say(s, lines(append(notes, in.Say.T("cart.empty_now"))...), menu(in)...)
		out.Do = putIfChanged(was, now)
		return out, nil
	}
	q, err := quoted(in, now, draft{})
	if err != nil {
		return dialogue.Outcome{}, err
	}
	now, gone, yet := settled(in, now, q)
	out := say(s, paragraphs(note, lines(slices.Concat(notes, gone, yet)...), cartText(in, q)), cartChoices(in)...)
	out.Do = putIfChanged(was, now)
	return out, nil
}

func cartChoices(in dialogue.Input) []message.Choice {
	return []message.Choice{
		choice(in.Say.T("checkout.start"), "checkout.start"),
		choice(in.Say.T("cart.change"), "cart.edit"),
		choice(in.Say.T("cart.more"), "browse.open"),
	}
}

// cartText is the cart in words: its lines and what they cost.
func cartText(in dialogue.Input, q quote.Quote) string {
	text := []string{in.Say.T("cart.yours")}
	for _, l := range q.Lines {
		text = append(text, in.Say.T("cart.line", "Quantity", l.Quantity, "Title", l.Title, "Total", in.Say.Money(l.Total)))
	}
	text = append(text, in.Say.T("cart.total", "Total", in.Say.Money(q.Subtotal)))
	if off := discounts(in, q); len(off) > 0 {
		left := money.New(q.Subtotal.Minor-q.Discount.Minor, q.Subtotal.Currency)
		text = append(append(text, off...), in.Say.T("cart.after", "Total", in.Say.Money(left)))
	}
	return lines(text...)
}

// edit shows a card with buttons for every line.
func (f basket) edit(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if in.Cart.Empty() {
		return f.show(s, in, "")
	}
	out := say(s, in.Say.T("cart.editing"), append(cartChoices(in)[:1], choice(in.Say.T("cart.clear"), "cart.clear"))...)
	for _, l := range in.Cart.Lines {
		out.Say[0].Cards = append(out.Say[0].Cards, lineCard(in, l))
	}
	return out, nil
}

func lineCard(in dialogue.Input, l cart.Line) message.Card {
	set := func(label string, n int) message.Choice {
		return choice(label, "cart.set", "p", string(l.Ref.Product), "v", string(l.Ref.Variant), "n", strconv.Itoa(n))
	}
	c := message.Card{Title: l.Title, Subtitle: in.Say.T("cart.each", "Quantity", l.Quantity, "Price", in.Say.Money(l.Price))}
	if p, err := in.Catalog.Product(l.Ref.Product); err == nil && len(p.Images) > 0 {
		c.Image, c.ImageAlt = p.Images[0].URL, l.Title
	}
	c.Choices = []message.Choice{set(in.Say.T("cart.one_more"), l.Quantity+1)}
	if l.Quantity > 1 {
		c.Choices = append(c.Choices, set(in.Say.T("cart.one_less"), l.Quantity-1))
	}
	c.Choices = append(c.Choices, set(in.Say.T("cart.remove"), 0))
	return c
}

func (f basket) askClear(s dialogue.State, in dialogue.Input) dialogue.Outcome {
	if in.Cart.Empty() {
		return say(s, in.Say.T("cart.empty"), menu(in)...)
	}
	s.Confirm = true
	return say(s, in.Say.N("cart.clear_sure", in.Cart.Count()),
		choice(in.Say.T("cart.clear_yes"), "cart.clear_yes"), choice(in.Say.T("cart.clear_no"), "cart.show"))
}
