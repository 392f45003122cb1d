package flows

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// reread brings the cart up to date with the catalogue and says what changed:
// things gone, fewer left, other prices, other titles.
func reread(in dialogue.Input) (cart.Cart, []string) {
	now := in.Cart
	now.Lines = make([]cart.Line, 0, len(in.Cart.Lines))
	var notes []string
	for _, l := range in.Cart.Lines {
		line, note := rereadLine(in, l)
		if line.Quantity > 0 {
			now.Lines = append(now.Lines, line)
		}
		if note != "" {
			notes = append(notes, note)
		}
	}
	if len(notes) > 0 {
		now.Updated = in.Now
	}
	return now, notes
}

func rereadLine(in dialogue.Input, l cart.Line) (cart.Line, string) {
	p, offer, err := in.Catalog.Offer(l.Ref)
	if err == nil {
		l.Title = p.Called(l.Ref.Variant, in.Say.Lang()) // she may speak another language now
	}
	switch {
	case err != nil || offer.Price.Currency != currency(in):
		l.Quantity = 0
		return l, in.Say.T("cart.gone", "Title", l.Title)
	case room(offer.Stock) == 0:
		l.Quantity = 0
		return l, in.Say.T("cart.sold_out_removed", "Title", l.Title)
	}
	note := ""
	if most := room(offer.Stock); l.Quantity > most {
		l.Quantity, note = most, in.Say.N("cart.only", most, "Title", l.Title)
	}
	if offer.Price != l.Price {
		change := in.Say.T("cart.price", "Title", l.Title, "Now", in.Say.Money(offer.Price), "Before", in.Say.Money(l.Price))
		l.Price, note = offer.Price, lines(note, change)
	}
	return l, note
}

// currency is what the shop sells in.
func currency(in dialogue.Input) string {
	return cmp.Or(in.Shop.Currency, in.Catalog.Index().Vocabulary().Currency)
}

// putIfChanged is the effect that keeps what reread changed.
func putIfChanged(in dialogue.Input, now cart.Cart) []dialogue.Effect {
	if slices.Equal(now.Lines, in.Cart.Lines) && slices.Equal(now.Codes, in.Cart.Codes) {
		return nil
	}
	return []dialogue.Effect{dialogue.PutCart{Cart: now}}
}

// quoted prices a cart with what is known of the order.
func quoted(in dialogue.Input, c cart.Cart, d draft) (quote.Quote, error) {
	q := quote.Draft{Currency: currency(in), Delivery: d.Delivery, Country: d.Country, Codes: c.Codes}
	for _, l := range c.Lines {
		line := quote.DraftLine{Ref: l.Ref, Title: l.Title, Quantity: l.Quantity, Unit: l.Price}
		if p, err := in.Catalog.Product(l.Ref.Product); err == nil {
			line.Category = p.CategoryPath()
		}
		q.Lines = append(q.Lines, line)
	}
	return in.Quote(q)
}

// withQuantity makes buttons that buy one piece buy n.
func withQuantity(choices []message.Choice, n int) {
	if n < 2 {
		return
	}
	for i := range choices {
		if name := choices[i].Action.Name; name == "cart.add" || name == "choose.start" {
			choices[i].Action.Args["n"] = strconv.Itoa(n)
		}
	}
}

// available says whether n pieces of a thing can be bought now.
func available(in dialogue.Input, ref catalog.Ref, n int) bool {
	_, offer, err := in.Catalog.Offer(ref)
	return err == nil && offer.Stock.Available(n)
}
