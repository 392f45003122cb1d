package flows

import (
	"context"
	"strconv"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

// want is something to be put in the cart.
type want struct {
	ref  catalog.Ref
	n    int
	seen string // the price on the button, in minor units; "" if none
}

// add puts things in the cart, as many as there are, and says what it did. The
// things exist: callers have read them.
func (f shelf) add(s dialogue.State, in dialogue.Input, all []want) (dialogue.Outcome, error) {
	var notes []string
	for _, w := range all {
		c, said := f.addOne(in, w)
		in.Cart = c
		s.Product = w.ref
		notes = append(notes, said...)
	}
	out := say(s, lines(notes...),
		choice(in.Say.T("checkout.start"), "checkout.start"),
		choice(in.Say.T("menu.cart"), "cart.show"),
		choice(in.Say.T("cart.more"), "browse.open"))
	if in.Cart.Empty() {
		out.Say[0].Choices = menu(in)
	}
	out.Do = []dialogue.Effect{dialogue.PutCart{Cart: in.Cart}}
	if len(in.Cart.Lines) > 1 || in.Cart.Count() > 1 {
		if q, err := quoted(in, in.Cart, draft{}); err == nil {
			out.Say[0].Text = lines(out.Say[0].Text, in.Say.N("cart.now", in.Cart.Count(), "Total", in.Say.Money(q.Subtotal)))
		}
	}
	return out, nil
}

func (f shelf) addOne(in dialogue.Input, w want) (cart.Cart, []string) {
	p, offer, err := in.Catalog.Offer(w.ref)
	if err != nil {
		return in.Cart, []string{in.Say.T("product.gone")}
	}
	title := variantTitle(p, w.ref.Variant, in.Say.Lang())
	have, _ := in.Cart.Line(w.ref)
	n := min(max(1, w.n), room(offer.Stock)-have.Quantity)
	if n <= 0 {
		return in.Cart, []string{f.full(in, offer.Stock, title, have.Quantity)}
	}
	line := cart.Line{Ref: w.ref, Title: title, Price: offer.Price}
	c, err := in.Cart.Add(line, n)
	if err != nil {
		return in.Cart, []string{in.Say.T("cart.full", "Lines", cart.MaxLines)}
	}
	c.Updated = in.Now
	notes := []string{in.Say.N("cart.added", n, "Title", title, "Price", in.Say.Money(offer.Price))}
	if n < w.n {
		notes = []string{limited(in, offer.Stock, title, have.Quantity+n)}
	}
	if changed := priceChange(in, offer.Price, w.seen); changed != "" {
		notes = append(notes, changed)
	}
	return c, notes
}

// room is how many pieces of one thing a cart may hold.
func room(s catalog.Stock) int {
	if s.Kind == catalog.StockCounted {
		return min(max(0, s.Count), cart.MaxQuantity)
	}
	return cart.MaxQuantity
}

// limited says why there are fewer pieces than wanted, and how many there are.
func limited(in dialogue.Input, s catalog.Stock, title string, n int) string {
	if s.Kind == catalog.StockCounted && s.Count <= cart.MaxQuantity {
		return in.Say.N("cart.only", n, "Title", title)
	}
	return in.Say.T("cart.most", "Most", cart.MaxQuantity, "Title", title)
}

// full says that not one more can be added.
func (f shelf) full(in dialogue.Input, s catalog.Stock, title string, have int) string {
	if have == 0 {
		return in.Say.T("cart.sold_out", "Title", title)
	}
	return limited(in, s, title, have)
}

// addTyped adds what the shopper's words point at.
func (f basket) addTyped(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	all, err := point(ctx, s, in)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	var ready []want
	var open *pointed // the first that needs a question
	var unknown []string
	for _, p := range all {
		switch {
		case len(p.refs) == 0:
			unknown = append(unknown, p.words)
		case p.which && open == nil:
			open = &p
		case p.which:
			unknown = append(unknown, p.words)
		default:
			for _, ref := range p.refs {
				w := want{ref: f.variant(in, ref, p.words), n: max(1, p.item.Quantity)}
				if _, _, err := in.Catalog.Offer(w.ref); err == nil {
					ready = append(ready, w)
				} else if open == nil {
					open = &pointed{item: p.item, refs: []catalog.Ref{ref}, words: p.words}
				}
			}
		}
	}
	return f.addAll(ctx, s, in, ready, open, unknown)
}

// variant completes a product with the variant that words name, if one.
func (f basket) variant(in dialogue.Input, ref catalog.Ref, words string) catalog.Ref {
	p, err := in.Catalog.Product(ref.Product)
	if err != nil || len(p.Variants) == 0 || ref.Variant != "" {
		return ref
	}
	if k, _, ask := next(p, possible(p, named(p, words))); !ask {
		if v, ok := picked(p, k); ok {
			ref.Variant = v.ID
		}
	}
	return ref
}

// addAll adds what is clear and asks about the rest.
func (f basket) addAll(ctx context.Context, s dialogue.State, in dialogue.Input, ready []want, open *pointed, unknown []string) (dialogue.Outcome, error) {
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
	if len(out.Say) == 0 {
		return say(s, in.Say.T("cart.add_what"), menu(in)...), nil
	}
	if note := notFound(in, unknown); note != "" {
		out.Say[0].Text = lines(out.Say[0].Text, note)
	}
	return out, nil
}

// askAbout asks which product, or which variant, is to be added.
func (f basket) askAbout(ctx context.Context, s dialogue.State, in dialogue.Input, p pointed) (dialogue.Outcome, error) {
	if p.which {
		out := f.which(s, in, p)
		for i := range out.Say[0].Cards {
			withQuantity(out.Say[0].Cards[i].Choices, p.item.Quantity)
		}
		return out, nil
	}
	found, err := in.Catalog.Product(p.refs[0].Product)
	if err != nil {
		return f.gone(ctx, s, in, "")
	}
	c := choosing{Product: found.ID, Quantity: max(1, p.item.Quantity), Picks: named(found, p.words)}
	return f.choose(ctx, s, in, c)
}

func notFound(in dialogue.Input, words []string) string {
	var quoted []string
	for _, w := range words {
		if w != "" {
			quoted = append(quoted, "“"+w+"”")
		}
	}
	if len(quoted) == 0 {
		return ""
	}
	return in.Say.T("cart.not_clear", "What", in.Say.List(quoted))
}

// lineOf is the line of the cart that a command without a clear thing is
// about: what was spoken of last, or the only line.
func lineOf(s dialogue.State, in dialogue.Input) (catalog.Ref, bool) {
	if _, ok := in.Cart.Line(s.Product); ok {
		return s.Product, true
	}
	if len(in.Cart.Lines) == 1 {
		return in.Cart.Lines[0].Ref, true
	}
	return inCart(in, s.Product)
}

// inCart finds the one line of a product, whatever the variant.
func inCart(in dialogue.Input, ref catalog.Ref) (catalog.Ref, bool) {
	var found []catalog.Ref
	for _, l := range in.Cart.Lines {
		if l.Ref == ref || ref.Variant == "" && l.Ref.Product == ref.Product {
			found = append(found, l.Ref)
		}
	}
	if len(found) != 1 {
		return ref, false
	}
	return found[0], true
}

func (f basket) remove(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if in.Cart.Empty() {
		return f.show(s, in, "")
	}
	targets, err := f.cartTargets(ctx, s, in)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	if len(targets) == 0 {
		return f.askWhichLine(s, in, 0), nil
	}
	var notes []string
	c := in.Cart
	for _, ref := range targets {
		line, _ := c.Line(ref)
		if c, err = c.Set(ref, 0); err != nil {
			return dialogue.Outcome{}, err
		}
		notes = append(notes, in.Say.T("cart.removed", "Title", line.Title))
	}
	return f.changed(s, in, c, lines(notes...))
}

// cartTargets are the lines that typed words point at; none if that is unclear.
func (f basket) cartTargets(ctx context.Context, s dialogue.State, in dialogue.Input) ([]catalog.Ref, error) {
	if len(in.Meaning.Items) == 0 {
		if ref, ok := lineOf(s, in); ok {
			return []catalog.Ref{ref}, nil
		}
		return nil, nil
	}
	all, err := point(ctx, s, in)
	if err != nil {
		return nil, err
	}
	var found []catalog.Ref
	for _, p := range all {
		if p.item.That && len(p.item.At) == 0 {
			if ref, ok := lineOf(s, in); ok {
				found = append(found, ref)
			}
			continue
		}
		found = append(found, f.linesAmong(in, p)...)
	}
	return found, nil
}

// linesAmong are the lines of the cart among the things an item may mean: all
// of them if "all" was said, else the only one.
func (basket) linesAmong(in dialogue.Input, p pointed) []catalog.Ref {
	var found []catalog.Ref
	for _, ref := range p.refs {
		if line, ok := inCart(in, ref); ok {
			found = append(found, line)
		}
	}
	if len(found) > 1 && !p.item.All {
		return nil
	}
	return found
}

// askWhichLine offers the lines of the cart; n is what each would become.
func (basket) askWhichLine(s dialogue.State, in dialogue.Input, n int) dialogue.Outcome {
	text := in.Say.T("cart.remove_which")
	if n > 0 {
		text = in.Say.T("cart.set_which", "Quantity", n)
	}
	out := say(s, text)
	for _, l := range in.Cart.Lines {
		out.Say[0].Choices = append(out.Say[0].Choices,
			choice(l.Title, "cart.set", "p", string(l.Ref.Product), "v", string(l.Ref.Variant), "n", strconv.Itoa(n)))
	}
	out.Say[0].Choices = append(out.Say[0].Choices, choice(in.Say.T("menu.cart"), "cart.show"))
	return out
}

func (f basket) setTyped(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	n := in.Meaning.Quantity
	if n == 0 && len(in.Meaning.Items) > 0 {
		n = in.Meaning.Items[0].Quantity
	}
	targets, err := f.cartTargets(ctx, s, in)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	switch {
	case len(targets) > 0:
		return f.set(s, in, targets[0], n)
	case len(in.Meaning.Items) > 0 || in.Cart.Empty():
		in.Meaning.Intent = understand.IntentAdd // "make the second one 3" of what is only shown
		return f.addTyped(ctx, s, in)
	}
	return f.askWhichLine(s, in, n), nil
}

// set makes the quantity of a line n, or as many as there are.
func (f basket) set(s dialogue.State, in dialogue.Input, ref catalog.Ref, n int) (dialogue.Outcome, error) {
	line, ok := in.Cart.Line(ref)
	if !ok {
		return f.show(s, in, in.Say.T("cart.not_in"))
	}
	note, most := "", cart.MaxQuantity
	if _, offer, err := in.Catalog.Offer(ref); err == nil {
		if most = room(offer.Stock); n > most {
			note = limited(in, offer.Stock, line.Title, most)
		}
	}
	n = min(max(0, n), most)
	c, err := in.Cart.Set(ref, n)
	if err != nil {
		return dialogue.Outcome{}, err
	}
	if n == 0 && note == "" {
		note = in.Say.T("cart.removed", "Title", line.Title)
	}
	s.Product = ref
	return f.changed(s, in, c, note)
}

// changed shows the cart after a change.
func (f basket) changed(s dialogue.State, in dialogue.Input, c cart.Cart, note string) (dialogue.Outcome, error) {
	c.Updated = in.Now
	in.Cart = c
	out, err := f.show(s, in, note)
	if len(out.Do) == 0 {
		out.Do = []dialogue.Effect{dialogue.PutCart{Cart: c}}
	}
	return out, err
}
