package understand

import (
	"math"
	"strings"
)

// A unit measures a dimension; its factor turns it into the dimension's base.
type unit struct {
	dimension string
	factor    float64
}

var units = map[string]unit{
	"g": {"mass", 1}, "kg": {"mass", 1000}, "lb": {"mass", 453.59237}, "oz": {"mass", 28.349523125},
	"mm": {"length", 1}, "cm": {"length", 10}, "m": {"length", 1000}, "km": {"length", 1e6},
	"in": {"length", 25.4}, "ft": {"length", 304.8}, "mi": {"length", 1609344},
	"ml": {"volume", 1}, "l": {"volume", 1000}, "gal": {"volume", 3785.411784},
	"min": {"time", 1}, "h": {"time", 60},
	"Wh": {"energy", 1}, "W": {"power", 1}, "mAh": {"charge", 1}, "lm": {"light", 1}, "%": {"share", 1},
	"person": {"person", 1}, "season": {"season", 1}, "°C": {"celsius", 1}, "°F": {"fahrenheit", 1},
}

// counted are the dimensions whose numbers are exact: a 2-person tent sleeps
// two, while a 40-litre backpack may hold 42.
var counted = map[string]bool{"person": true, "season": true, "share": true, "": true}

// unitOf gives the canonical name of an attribute's unit: "kg" for "Kilograms",
// the folded word itself for a unit that is not known.
func unitOf(written string) string {
	folded := fold(strings.TrimSpace(written))
	l := allWords()
	for _, w := range []string{folded, kazakhWord(written)} {
		if u, ok := l.values["unit"][w]; ok {
			return u
		}
	}
	for name := range units {
		if fold(name) == folded {
			return name
		}
	}
	return stemOf(folded)
}

// convert turns a number of one unit into another; false if they do not
// measure the same.
func convert(n float64, from, to string) (float64, bool) {
	if from == to {
		return n, true
	}
	if from == "°F" && to == "°C" {
		return (n - 32) * 5 / 9, true
	}
	if from == "°C" && to == "°F" {
		return n*9/5 + 32, true
	}
	a, okA := units[from]
	b, okB := units[to]
	if !okA || !okB || a.dimension != b.dimension {
		return 0, false
	}
	return math.Round(n*a.factor/b.factor*1e9) / 1e9, true // 10 lb are 4.5359237 kg, not …700000001
}
