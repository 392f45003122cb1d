package search

import (
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
)

// What is known of an offer beside its price.
const (
	available uint8 = 1 << iota
	reduced
)

// offers holds the offers of a segment in columns: one for a product without
// variants, else one for each variant, with the codes of what the variant is.
type offers struct {
	start     []uint32 // by document
	price     []int64
	currency  []uint16 // into currencies
	flags     []uint8
	codeStart []uint32 // by offer, into codes
	codes     []uint32

	from         []int64  // by document: the price to show
	fromCurrency []uint16 // by document
	currencies   []string
}

func (o *offers) codesOf(offer uint32) []uint32 {
	return o.codes[o.codeStart[offer]:o.codeStart[offer+1]]
}

// currencyCode returns the code of a currency, or false if no offer has it.
func (o *offers) currencyCode(currency string) (uint16, bool) {
	i := slices.Index(o.currencies, currency)
	return uint16(max(i, 0)), i >= 0
}

func newOffers() *offers { return &offers{start: []uint32{0}, codeStart: []uint32{0}} }

// add appends one offer to the document at hand.
func (o *offers) add(offer catalog.Offer, codes []uint32) {
	o.price = append(o.price, offer.Price.Minor)
	o.currency = append(o.currency, o.intern(offer.Price.Currency))
	var flags uint8
	if offer.Stock.Available(1) {
		flags |= available
	}
	if offer.Reduced() {
		flags |= reduced
	}
	o.flags = append(o.flags, flags)
	o.codes = append(o.codes, codes...)
	o.codeStart = append(o.codeStart, uint32(len(o.codes)))
}

// doc ends a document whose price to show is from.
func (o *offers) doc(from catalog.Offer) {
	o.start = append(o.start, uint32(len(o.price)))
	o.from = append(o.from, from.Price.Minor)
	o.fromCurrency = append(o.fromCurrency, o.intern(from.Price.Currency))
}

func (o *offers) intern(currency string) uint16 {
	i := slices.Index(o.currencies, currency)
	if i < 0 {
		i = len(o.currencies)
		o.currencies = append(o.currencies, currency)
	}
	return uint16(i)
}
