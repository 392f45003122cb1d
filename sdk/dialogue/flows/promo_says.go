package flows

import (
	"slices"

	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// settled is a cart without the codes that will not hold again, and says why
// they do not (gone), and why others do not hold yet.
func settled(in dialogue.Input, c cart.Cart, q quote.Quote) (is cart.Cart, gone, yet []string) {
	for _, r := range q.Refused {
		if !r.Reason.Lasting() {
			yet = append(yet, whyRefused(in, r))
			continue
		}
		gone = append(gone, whyRefused(in, r))
		c.Codes = slices.DeleteFunc(slices.Clone(c.Codes), func(code string) bool { return sameCode(code, r.Code) })
	}
	if len(c.Codes) == 0 {
		c.Codes = nil
	}
	return c, gone, yet
}

// lostCode says whether a code of a quote will not hold again.
func lostCode(q quote.Quote) bool {
	return slices.ContainsFunc(q.Refused, func(r quote.Refused) bool { return r.Reason.Lasting() })
}

// whyRefused says why a code does not hold, and what can be done.
func whyRefused(in dialogue.Input, r quote.Refused) string {
	if r.Text != "" {
		return r.Text
	}
	code := []any{"Code", r.Code}
	switch r.Reason {
	case quote.ReasonEarly:
		return in.Say.T("promo.early", append(code, "Date", in.Say.Date(r.From.In(in.Shop.Zone)))...)
	case quote.ReasonMin:
		return in.Say.T("promo.min", append(code, "Missing", in.Say.Money(r.Missing))...)
	case quote.ReasonAlone:
		return in.Say.T("promo.alone", append(code, "With", r.With)...)
	case quote.ReasonUnknown, quote.ReasonExpired, quote.ReasonNotHers, quote.ReasonUsedUp, quote.ReasonUsed, quote.ReasonUnchecked:
		return in.Say.T("promo."+string(r.Reason), code...)
	}
	return in.Say.T("promo.nothing", code...)
}

// gives says what a code is good for.
func gives(in dialogue.Input, a quote.Applied) string {
	switch {
	case a.Discount.IsZero():
		return in.Say.T("promo.free", "Code", a.Code)
	case a.FreeDelivery:
		return in.Say.T("promo.off_free", "Code", a.Code, "Sum", in.Say.Money(a.Discount))
	}
	return in.Say.T("promo.off", "Code", a.Code, "Sum", in.Say.Money(a.Discount))
}

// discounts are the lines of a quote that say what is taken off: by whom, where
// the promotions add up to it.
func discounts(in dialogue.Input, q quote.Quote) []string {
	if q.Discount.IsZero() {
		return nil
	}
	var all []string
	left := q.Discount.Minor
	for _, p := range q.Promotions {
		if !p.Discount.IsZero() {
			all = append(all, in.Say.T("checkout.discount_code", "Code", p.Code, "Sum", in.Say.Money(p.Discount)))
		}
		left -= p.Discount.Minor
	}
	if left != 0 { // a host's
		return []string{in.Say.T("checkout.discount", "Sum", in.Say.Money(q.Discount))}
	}
	return all
}

// delivered is the line of a quote that says what delivery costs, and by which
// code it is free.
func delivered(in dialogue.Input, q quote.Quote) string {
	i := slices.IndexFunc(q.Promotions, func(p quote.Applied) bool { return p.FreeDelivery })
	if i >= 0 && q.Delivery.Price.IsZero() {
		return in.Say.T("checkout.delivery_code", "Name", q.Delivery.Name, "Code", q.Promotions[i].Code)
	}
	return in.Say.T("checkout.delivery", "Name", q.Delivery.Name, "Price", priceOf(in, q.Delivery.Price))
}

// codeChoices is the button for codes, where the shop has any.
func codeChoices(in dialogue.Input) []message.Choice {
	if !asksCodes(in) {
		return nil
	}
	if len(in.Cart.Codes) > 0 {
		return []message.Choice{choice(in.Say.T("promo.edit"), "promo.ask")}
	}
	return []message.Choice{choice(in.Say.T("promo.have"), "promo.ask")}
}
