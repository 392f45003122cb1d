package feed

import (
	"errors"
	"strconv"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// offer reads price and stock. Only a row that merely describes its variants
// can do without a price.
func (b *builder) offer(s *sorted, optional bool) (catalog.Offer, *catalog.RowError) {
	c, ok := s.get(fieldPrice)
	if !ok && optional {
		return catalog.Offer{}, nil
	}
	if !ok {
		return catalog.Offer{}, &catalog.RowError{Line: s.line, Field: "price", Reason: "is empty; a product needs a price"}
	}
	var o catalog.Offer
	var bad *catalog.RowError
	if o.Price, bad = b.price(s, c); bad != nil {
		return o, bad
	}
	if c, ok := s.get(fieldWas); ok {
		if o.Was, bad = b.price(s, c); bad != nil {
			return o, bad
		}
	}
	if c, ok := s.get(fieldSale); ok && b.onSale(s) {
		sale, bad := b.price(s, c)
		if bad != nil {
			return o, bad
		}
		if cheaper, err := sale.Cmp(o.Price); err == nil && cheaper < 0 {
			o.Was, o.Price = o.Price, sale
		}
	}
	if !o.Reduced() {
		o.Was = money.Amount{}
	}
	o.Content, o.Per = s.measure(fieldContent), s.measure(fieldPer)
	o.Stock, bad = b.stock(s)
	return o, bad
}

// onSale says whether the sale price holds now: always, unless the feed names
// its days as "from/to".
func (b *builder) onSale(s *sorted) bool {
	from, to, ok := strings.Cut(s.text(fieldSaleDates), "/")
	if !ok {
		return true
	}
	begin, err1 := parseTime(strings.TrimSpace(from))
	end, err2 := parseTime(strings.TrimSpace(to))
	return err1 == nil && err2 == nil && !b.now.Before(begin) && b.now.Before(end)
}

func (b *builder) price(s *sorted, c cell) (money.Amount, *catalog.RowError) {
	currency := strings.ToUpper(s.text(fieldCurrency))
	if currency == "" {
		currency = b.cfg.Currency
	}
	read := money.Parse
	if c.number {
		c.value = plainNumber(c.value, currency)
		read = money.ParseMajor
	}
	a, err := read(c.value, currency)
	switch {
	case errors.Is(err, money.ErrCurrency) && currency == "":
		return a, s.bad(c, "names no currency; write it like 12.50 USD, or set the feed's currency")
	case errors.Is(err, money.ErrCurrency):
		return a, s.bad(c, "has a currency that is not a code of ISO 4217")
	case errors.Is(err, money.ErrOverflow):
		return a, s.bad(c, "is too large")
	case err != nil:
		return a, s.bad(c, "is not a price; write it like 12.50 or 12.50 USD, with no more decimals than the currency has")
	case a.Minor < 0:
		return a, s.bad(c, "is negative")
	}
	return a, nil
}

// plainNumber writes a JSON number without exponent and needless zeros.
func plainNumber(s, currency string) string {
	if strings.ContainsAny(s, "eE") {
		if f, err := strconv.ParseFloat(s, 64); err == nil {
			s = strconv.FormatFloat(f, 'f', -1, 64)
		}
	}
	places, err := money.Decimals(currency)
	whole, fraction, ok := strings.Cut(s, ".")
	if err != nil || !ok {
		return s
	}
	for len(fraction) > places && fraction[len(fraction)-1] == '0' {
		fraction = fraction[:len(fraction)-1]
	}
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// availabilities are the words for it, as keys. Those of what cannot be had now
// are false.
var availabilities = map[string]bool{
	"in_stock": true, "instock": true, "available": true, "true": true, "yes": true, "preorder": true, "low_stock": true,
	"limited_availability": true, "да": true, "в_наличии": true, "есть": true, "бар": true,
	"out_of_stock": false, "outofstock": false, "unavailable": false, "sold_out": false, "false": false, "no": false,
	"backorder": false, "discontinued": false, "нет": false, "нет_в_наличии": false, "под_заказ": false, "жоқ": false,
}

// stock reads how many there are. A count wins over a word, except that what
// is out of stock is.
func (b *builder) stock(s *sorted) (catalog.Stock, *catalog.RowError) {
	stock, known, bad := b.count(s)
	if bad != nil {
		return stock, bad
	}
	c, ok := s.get(fieldAvailability)
	if !ok {
		return stock, nil
	}
	key := keyOf(strings.TrimPrefix(c.value, "https://schema.org/"))
	has, ok := availabilities[key]
	switch {
	case !ok && allDigits(c.value) && !known:
		s.one[slot{field: fieldStock}] = c
		stock, _, bad = b.count(s)
		return stock, bad
	case !ok:
		s.demote(c)
	case !has:
		return b.counted(0), nil
	}
	return stock, nil
}

// count reads the stock column.
func (b *builder) count(s *sorted) (stock catalog.Stock, known bool, bad *catalog.RowError) {
	c, ok := s.get(fieldStock)
	if !ok {
		return catalog.Stock{}, false, nil
	}
	switch key := keyOf(c.value); key {
	case "unlimited", "always", "infinite", "∞":
		return catalog.Stock{Kind: catalog.StockUnlimited}, true, nil
	case "unknown":
		return catalog.Stock{}, false, nil
	default:
		if has, ok := availabilities[key]; ok && !has {
			return b.counted(0), true, nil
		} else if ok {
			return catalog.Stock{}, false, nil
		}
	}
	n, err := strconv.ParseFloat(strings.Replace(c.value, ",", ".", 1), 64)
	if err != nil || n != n || n > 1e9 || n < -1e9 {
		return catalog.Stock{}, false, s.bad(c, `is not a number of pieces; write one like 12, or "unlimited"`)
	}
	return b.counted(max(0, int(n))), true, nil // what is oversold is sold out
}

func (b *builder) counted(n int) catalog.Stock {
	asOf := b.asOf
	if asOf.IsZero() {
		asOf = b.now
	}
	return catalog.Stock{Kind: catalog.StockCounted, Count: n, AsOf: asOf.UTC()}
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
