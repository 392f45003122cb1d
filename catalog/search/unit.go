package search

import (
	"math"
	"strconv"
	"strings"
)

// unit is how much of a base unit one piece is.
type unit struct {
	base   string
	factor float64
}

// units maps spellings to units. Spellings that are everyday words of their
// own ("in", "в") are left out on purpose.
var units = makeUnits(
	unitNames{unit{"ml", 1}, "ml мл millilitre milliliter миллилитр"},
	unitNames{unit{"ml", 10}, "cl сл"},
	unitNames{unit{"ml", 1000}, "l л litre liter litres liters литр литра литров литровый литровая литрлік литрлик"},
	unitNames{unit{"g", 0.001}, "mg мг"},
	unitNames{unit{"g", 1}, "g г gr гр gram grams gramme грамм грамма граммов грамдық грамдык"},
	unitNames{unit{"g", 1000}, "kg кг kilo kilos kilogram kilograms кило килограмм килограмма килограммов келі келилик"},
	unitNames{unit{"g", 453.59237}, "lb lbs pound pounds фунт"},
	unitNames{unit{"g", 28.349523}, "oz ounce ounces унция"},
	unitNames{unit{"mm", 1}, "mm мм millimetre millimeter миллиметр"},
	unitNames{unit{"mm", 10}, "cm см centimetre centimeter centimetres centimeters сантиметр сантиметра сантиметров"},
	unitNames{unit{"mm", 1000}, "m м metre meter metres meters метр метра метров метрлік метрлик"},
	unitNames{unit{"mm", 25.4}, "inch inches дюйм дюйма дюймов"},
	unitNames{unit{"w", 1}, "w вт watt watts ватт ватттық"},
	unitNames{unit{"w", 1000}, "kw квт"},
	unitNames{unit{"mah", 1}, "mah мач"},
	unitNames{unit{"mb", 1}, "mb мб"},
	unitNames{unit{"mb", 1024}, "gb гб"},
	unitNames{unit{"mb", 1024 * 1024}, "tb тб"},
	unitNames{unit{"lm", 1}, "lm лм lumen lumens люмен люменов"},
	unitNames{unit{"person", 1}, "person persons people pers man berth человек человека чел местный местная местное местную местной местные адам адамдық адамдык адамға адамга кісі киси кісілік кисилик орындық орындык"},
	unitNames{unit{"pc", 1}, "pc pcs шт штук штуки дана"},
)

type unitNames struct {
	unit
	names string
}

func makeUnits(all ...unitNames) map[string]unit {
	m := make(map[string]unit)
	for _, u := range all {
		for name := range strings.FieldsSeq(u.names) {
			m[name] = u.unit
		}
	}
	return m
}

// unitOf reads a unit as an attribute names it; an unknown one is its own base.
func unitOf(name string) unit {
	f := strings.Trim(fold(name), ". ")
	if u, ok := units[f]; ok {
		return u
	}
	return unit{f, 1}
}

// quantityTerm is the term for a number with a unit, equal for equal amounts.
// It begins with a sign that no word has.
func quantityTerm(n float64, u unit) string {
	return "=" + formatNumber(tidy(n*u.factor)) + u.base
}

// amountOf reads what quantityTerm wrote.
func amountOf(term string) (n float64, base string, ok bool) {
	digits := strings.TrimLeft(term, "=")
	i := strings.IndexFunc(digits, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	if i <= 0 {
		return 0, "", false
	}
	n, err := strconv.ParseFloat(digits[:i], 64)
	return n, digits[i:], err == nil
}

// amountSlack is how much more or less than asked for an amount may be, as a
// share of it.
const amountSlack = 0.25

// nearAmounts finds the amounts close to one that no product has: who asks for
// 40 litres is shown 38 and 45. The closer the better they fit. Whole things,
// such as persons, are not nearly some other number.
func (s *snapshot) nearAmounts(term string) found {
	f := make(found)
	n, base, ok := amountOf(term)
	if !ok || base == "person" || base == "pc" {
		return f
	}
	for _, v := range s.views {
		v.lex.byPrefix("=", func(i uint32) {
			m, b, ok := amountOf(v.lex.term(i))
			if off := math.Abs(m-n) / n; ok && b == base && off <= amountSlack {
				f.add(v, i, float32(fitForm-off))
			}
		})
	}
	return f
}

func isFinite(n float64) bool { return !math.IsInf(n, 0) && !math.IsNaN(n) }

// tidy rounds to 9 significant digits, so that 2.2 kg and 2200 g are one value.
func tidy(n float64) float64 {
	if n == 0 || !isFinite(n) {
		return 0
	}
	scale := math.Pow(10, 8-math.Floor(math.Log10(math.Abs(n))))
	if t := math.Round(n*scale) / scale; isFinite(t) {
		return t
	}
	return n
}

// splitQuantity reads a folded token such as "2l" or "1.5kg".
func splitQuantity(word string) (float64, unit, bool) {
	i := strings.LastIndexAny(word, "0123456789") + 1
	if i == 0 || i == len(word) || strings.Trim(word[:i], "0123456789.,") != "" {
		return 0, unit{}, false
	}
	u, ok := units[word[i:]]
	return parseNumber(word[:i]), u, ok
}
