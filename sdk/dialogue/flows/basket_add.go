package flows

import (
	"github.com/sauda-commerce/sauda/catalog"
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
	title := p.Called(w.ref.Variant, in.Say.Lang())
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
