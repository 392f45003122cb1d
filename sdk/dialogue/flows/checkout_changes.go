package flows

import (
	"cmp"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// changesText says, a line each, in what a quote is another than it was.
func changesText(in dialogue.Input, was, is quote.Quote) string {
	var all []string
	for _, c := range quote.Differences(was, is) {
		all = append(all, changeWords(in, c))
	}
	return lines(all...)
}

// changeWords says one change; what a shopper would not notice is "".
func changeWords(in dialogue.Input, c quote.Change) string {
	sum := func(a money.Amount) string {
		return in.Say.Money(money.New(a.Minor, cmp.Or(c.Is.Currency, c.Was.Currency)))
	}
	each := func(n int, a money.Amount) string {
		return in.Say.T("cart.each", "Quantity", n, "Price", in.Say.Money(a))
	}
	switch c.Kind {
	case quote.ChangeAdded:
		return in.Say.T("checkout.added", "Title", c.Title, "Total", sum(c.Is))
	case quote.ChangeGone:
		return in.Say.T("checkout.without", "Title", c.Title)
	case quote.ChangePrice:
		return in.Say.T("checkout.instead", "Title", c.Title, "Now", sum(c.Is), "Before", sum(c.Was))
	case quote.ChangeQuantity:
		return in.Say.T("checkout.instead", "Title", c.Title, "Now", each(c.IsQuantity, c.Is), "Before", each(c.WasQuantity, c.Was))
	case quote.ChangeDelivery:
		return deliveryWords(in, c)
	case quote.ChangeDiscount:
		return in.Say.T("checkout.discount_instead", "Now", sum(c.Is), "Before", sum(c.Was))
	case quote.ChangeTax:
		return in.Say.T("checkout.tax_instead", "Now", sum(c.Is), "Before", sum(c.Was))
	}
	return in.Say.T("checkout.total_instead", "Now", sum(c.Is), "Before", sum(c.Was))
}

// deliveryWords says that delivery costs another price. Another way for the
// same price, or one that was not chosen before, is no difference to her.
func deliveryWords(in dialogue.Input, c quote.Change) string {
	if c.Was == c.Is || c.Was.Currency == "" || c.Is.Currency == "" {
		return ""
	}
	return in.Say.T("checkout.instead", "Title", c.Title, "Now", priceOf(in, c.Is), "Before", priceOf(in, c.Was))
}

// priceOf is what a delivery costs, in words.
func priceOf(in dialogue.Input, price money.Amount) string {
	if price.IsZero() {
		return in.Say.T("checkout.free")
	}
	return in.Say.Money(price)
}
