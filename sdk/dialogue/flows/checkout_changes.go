package flows

import (
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// changesText says, a line each, in what a quote is another than it was.
func changesText(in dialogue.Input, was, is quote.Quote) string {
	var all []string
	for _, c := range quote.Differences(was, is) {
		all = append(all, c.Words(in.Say))
	}
	return lines(all...)
}

// priceOf is what a delivery costs, in words.
func priceOf(in dialogue.Input, price money.Amount) string {
	if price.IsZero() {
		return in.Say.T("checkout.free")
	}
	return in.Say.Money(price)
}
