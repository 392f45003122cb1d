package catalog

import (
	"math"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// Measure is a quantity of something: 0.75 l, 230 g. Number is above zero and
// counts to the millionth. Units are mg, g, kg; ml, cl, l, m³; mm, cm, m; m²;
// oz, lb; floz, pt, qt, gal; in, ft, yd; sqft; pcs. The zero Measure is unknown.
type Measure struct {
	Number float64 `json:"number"`
	Unit   string  `json:"unit"`
}

// scale is how many of a system's smallest unit one unit is. Units of different
// systems are not converted: what a pound costs is not said per kilogram.
type scale struct {
	system string
	size   int64
}

func scaleOf(unit string) scale {
	switch unit {
	case "mg":
		return scale{"mass", 1}
	case "g":
		return scale{"mass", 1000}
	case "kg":
		return scale{"mass", 1_000_000}
	case "ml":
		return scale{"volume", 1}
	case "cl":
		return scale{"volume", 10}
	case "l":
		return scale{"volume", 1000}
	case "m³":
		return scale{"volume", 1_000_000}
	case "mm":
		return scale{"length", 1}
	case "cm":
		return scale{"length", 10}
	case "m":
		return scale{"length", 1000}
	}
	return otherScale(unit)
}

// otherScale is that of units outside of the metric system, and of those that
// stand alone.
func otherScale(unit string) scale {
	switch unit {
	case "oz":
		return scale{"avoirdupois", 1}
	case "lb":
		return scale{"avoirdupois", 16}
	case "floz":
		return scale{"fluid", 1}
	case "pt":
		return scale{"fluid", 16}
	case "qt":
		return scale{"fluid", 32}
	case "gal":
		return scale{"fluid", 128}
	case "in":
		return scale{"feet", 1}
	case "ft":
		return scale{"feet", 12}
	case "yd":
		return scale{"feet", 36}
	case "m²", "sqft", "pcs":
		return scale{unit, 1}
	}
	return scale{}
}

// most bounds a measure, in the smallest unit of its system, so that nothing
// overflows.
const most = 1e12

// millionths is the measure in millionths of its system's smallest unit; false
// if it is not one.
func (m Measure) millionths() (int64, bool) {
	s := scaleOf(m.Unit)
	number := math.Round(m.Number * 1e6)
	if s.size == 0 || !(number >= 1) || m.Number*float64(s.size) > most {
		return 0, false
	}
	return int64(number) * s.size, true
}

// Valid says whether a measure is one: of a unit we know, above zero, and not
// out of all proportion.
func (m Measure) Valid() bool {
	_, ok := m.millionths()
	return ok
}

// smallPack is the content, in grams or millilitres, below which prices are
// compared per 100 rather than per 1000.
const smallPack = 250

// usual is what prices of a content are compared by where the shop does not
// say: 1 kg, 1 l, 1 m, 1 m², and 100 g or 100 ml for small packs.
func (m Measure) usual() Measure {
	size, _ := m.millionths()
	switch system := scaleOf(m.Unit).system; system {
	case "mass":
		if size < smallPack*1000*1e6 {
			return Measure{100, "g"}
		}
		return Measure{1, "kg"}
	case "volume":
		if size < smallPack*1e6 {
			return Measure{100, "ml"}
		}
		return Measure{1, "l"}
	case "length":
		return Measure{1, "m"}
	case "avoirdupois":
		return Measure{1, "lb"}
	case "feet":
		return Measure{1, "ft"}
	case "fluid":
		return Measure{1, "floz"}
	}
	return Measure{1, m.Unit}
}

// UnitPrice is what a measure of the content costs, rounded once to a whole
// minor unit, half up, and that measure: Per, or else the usual one. False if
// the content is not known, or Per measures something else.
func (o Offer) UnitPrice() (money.Amount, Measure, bool) {
	content, ok := o.Content.millionths()
	if !ok {
		return money.Amount{}, Measure{}, false
	}
	per := o.Per
	if per == (Measure{}) {
		per = o.Content.usual()
	}
	base, ok := per.millionths()
	if !ok || scaleOf(per.Unit).system != scaleOf(o.Content.Unit).system {
		return money.Amount{}, Measure{}, false
	}
	price, err := o.Price.MulRate(base, content)
	return price, per, err == nil
}
