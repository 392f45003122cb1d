package flows

import (
	"context"
	"slices"
	"strconv"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

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
	if n := fewer(in, targets); n > 0 {
		return f.set(s, in, targets[0], n)
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

// fewer is how many of the only target are left when words take some of it away:
// "remove one" of three leaves two. 0 takes the whole line.
func fewer(in dialogue.Input, targets []catalog.Ref) int {
	if len(targets) != 1 || len(in.Meaning.Items) != 1 || in.Meaning.Items[0].All {
		return 0
	}
	n := in.Meaning.Items[0].Quantity
	line, ok := in.Cart.Line(targets[0])
	if !ok || n == 0 {
		return 0
	}
	return max(0, line.Quantity-n)
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
		if p.item.That && len(p.item.At) == 0 || bare(p.item) {
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
	case aboutNothing(in.Meaning) && n > cart.MaxQuantity: // a number that means something else
		return dialogue.Outcome{}, dialogue.ErrNotUnderstood
	case n == 0:
		return f.show(s, in, in.Say.T("cart.not_in"))
	case !aboutNothing(in.Meaning) || in.Cart.Empty():
		in.Meaning.Intent = understand.IntentAdd // "make the second one 3" of what is only shown
		return f.addTyped(ctx, s, in)
	}
	return f.askWhichLine(s, in, n), nil
}

// aboutNothing says whether words name no thing, at most how many.
func aboutNothing(m understand.Meaning) bool {
	return !slices.ContainsFunc(m.Items, func(i understand.Item) bool { return !bare(i) })
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
