package locale

import (
	"math"
	"strconv"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// Measure writes a number of a unit as an attribute of a product has it
// (catalog.Attribute), with at most three decimals: "1.5 kg", "1,5 кг",
// "3 people". A unit that the texts do not know is written as it is; "" is none.
func (p Printer) Measure(n float64, unit string) string {
	if unit == "" {
		return p.precise(n)
	}
	if s := p.counted("unit."+canonical(unit), n); s != "" {
		return s
	}
	return p.precise(n) + "\u00a0" + unit
}

// Per writes what a measure costs: "$4.20 per litre", "$1.30 per 100 g".
func (p Printer) Per(price money.Amount, n float64, unit string) string {
	if n == 1 {
		if s := p.find("unitprice.one."+canonical(unit), nil, map[string]any{"Price": p.Money(price)}); s != "" {
			return s
		}
	}
	return p.T("unitprice.per", "Price", p.Money(price), "Measure", p.Measure(n, unit))
}

// precise writes a number as scales and rulers show it.
func (p Printer) precise(n float64) string {
	return message.NewPrinter(p.tag).Sprint(number.Decimal(n, number.MaxFractionDigits(3)))
}

// counted is a text for a number of things that need not be whole; "" if there
// is none.
func (p Printer) counted(key string, n float64) string {
	rounded := strconv.FormatFloat(math.Round(n*1000)/1000, 'f', -1, 64)
	return p.find(key, rounded, map[string]any{"Count": p.precise(n)})
}

// find is a text that may be lacking.
func (p Printer) find(key string, plural any, data map[string]any) string {
	if p.loc == nil {
		return ""
	}
	s, err := p.loc.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: plural, TemplateData: data})
	if err != nil && s == "" {
		return ""
	}
	return s
}

// canonical is the name that the texts have for a unit.
func canonical(unit string) string {
	switch unit {
	case "person", "people":
		return "persons"
	case "day":
		return "days"
	case "pc", "piece", "pieces", "ct":
		return "pcs"
	}
	return unit
}
