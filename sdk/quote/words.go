package quote

import (
	"cmp"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

// Words says a change to a shopper, in one sentence: "Cap: $12.00 instead of
// $10.00." What she would not notice is "".
func (c Change) Words(p locale.Printer) string {
	sum := func(a money.Amount) string {
		return p.Money(money.New(a.Minor, cmp.Or(c.Is.Currency, c.Was.Currency)))
	}
	each := func(n int, a money.Amount) string {
		return p.T("cart.each", "Quantity", n, "Price", p.Money(a))
	}
	switch c.Kind {
	case ChangeAdded:
		return p.T("checkout.added", "Title", c.Title, "Total", sum(c.Is))
	case ChangeGone:
		return p.T("checkout.without", "Title", c.Title)
	case ChangePrice:
		return p.T("checkout.instead", "Title", c.Title, "Now", sum(c.Is), "Before", sum(c.Was))
	case ChangeQuantity:
		return p.T("checkout.instead", "Title", c.Title, "Now", each(c.IsQuantity, c.Is), "Before", each(c.WasQuantity, c.Was))
	case ChangeDelivery:
		return c.deliveryWords(p)
	case ChangeDiscount:
		return p.T("checkout.discount_instead", "Now", sum(c.Is), "Before", sum(c.Was))
	case ChangeTax:
		return p.T("checkout.tax_instead", "Now", sum(c.Is), "Before", sum(c.Was))
	}
	return p.T("checkout.total_instead", "Now", sum(c.Is), "Before", sum(c.Was))
}

// deliveryWords says that delivery costs another price. Another way for the
// same price, or one that was not chosen before, is no difference to her.
func (c Change) deliveryWords(p locale.Printer) string {
	if c.Was == c.Is || c.Was.Currency == "" || c.Is.Currency == "" {
		return ""
	}
	price := func(a money.Amount) string {
		if a.IsZero() {
			return p.T("checkout.free")
		}
		return p.Money(a)
	}
	return p.T("checkout.instead", "Title", c.Title, "Now", price(c.Is), "Before", price(c.Was))
}
