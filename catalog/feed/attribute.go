package feed

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog"
)

// units are those understood after a number, by how they may be written.
var units = map[string]string{
	"kg": "kg", "кг": "kg", "g": "g", "г": "g", "гр": "g", "mg": "mg", "мг": "mg", "lb": "lb", "lbs": "lb", "oz": "oz",
	"l": "l", "л": "l", "litre": "l", "litres": "l", "liters": "l", "ml": "ml", "мл": "ml", "cl": "cl",
	"mm": "mm", "мм": "mm", "cm": "cm", "см": "cm", "m": "m", "м": "m", "km": "km", "км": "km", "ft": "ft", "in": "in",
	"m²": "m²", "m2": "m²", "м²": "m²",
	"°c": "°C", "°": "°", "°f": "°F", "w": "W", "вт": "W", "kw": "kW", "кв": "kW", "kcal": "kcal", "ккал": "kcal",
	"wh": "Wh", "mah": "mAh", "мач": "mAh", "v": "V", "lm": "lm", "лм": "lm", "lumens": "lm", "hz": "Hz", "гц": "Hz",
	"h": "h", "hours": "h", "ч": "h", "min": "min", "мин": "min", "days": "days",
	"%": "%", "gb": "GB", "гб": "GB", "tb": "TB", "mb": "MB", "mp": "MP", "psi": "psi", "bar": "bar", "kn": "kN",
	"person": "persons", "persons": "persons", "people": "persons", "pcs": "pcs", "шт": "pcs",
}

func unitOf(s string) (string, bool) {
	u, ok := units[strings.TrimSuffix(strings.ToLower(s), ".")]
	return u, ok
}

// truths are the words of a yes or no.
var truths = map[string]bool{
	"true": true, "yes": true, "да": true, "иә": true, "ия": true,
	"false": false, "no": false, "нет": false, "жоқ": false,
}

// attributes makes attributes of what is no known field, and of the columns
// that are options where the product has no variants.
func (b *builder) attributes(cells []cell) []catalog.Attribute {
	var list []catalog.Attribute
	for _, c := range cells {
		a, ok := b.attribute(c)
		if !ok {
			continue
		}
		at := slices.IndexFunc(list, func(x catalog.Attribute) bool { return x.Name == a.Name })
		switch {
		case at < 0:
			list = append(list, a)
		case list[at].Kind == catalog.AttributeText && a.Kind == catalog.AttributeText:
			list[at].Text = unique(append(list[at].Text, a.Text...))
		}
	}
	return list
}

// attribute finds out what kind of fact a value is.
func (b *builder) attribute(c cell) (catalog.Attribute, bool) {
	a := catalog.Attribute{Name: c.key, Label: c.label, Kind: catalog.AttributeText}
	want, fixed := b.cfg.Kinds[c.key]
	if fixed = fixed || b.isOption(c.key); fixed && want == "" {
		want = catalog.AttributeText
	}
	if n, unit, ok := quantity(c, want == catalog.AttributeNumber); ok && want != catalog.AttributeText && want != catalog.AttributeBool {
		a.Kind, a.Number, a.Unit = catalog.AttributeNumber, n, unit
		if unit == "" && c.unit != "" {
			a.Name, a.Label, a.Unit = c.bare, c.short, c.unit
		}
		return a, true
	}
	if truth, ok := truths[strings.ToLower(c.value)]; ok && want != catalog.AttributeText {
		a.Kind, a.Bool = catalog.AttributeBool, truth
		return a, true
	}
	a.Text = splitValues(c.value)
	return a, len(a.Text) > 0 && a.Name != ""
}

// quantity reads "1.5 kg", "1,5кг" and "200". What begins with a needless zero
// is a code, not a number, unless numbers are what is wanted; so is what has
// more than eleven digits.
func quantity(c cell, wanted bool) (n float64, unit string, ok bool) {
	s := c.value
	end := strings.LastIndexAny(s, "0123456789") + 1
	if end == 0 || end > 16 || end > 11 && allDigits(c.value) {
		return 0, "", false
	}
	digits, word := strings.Replace(s[:end], ",", ".", 1), strings.TrimSpace(s[end:])
	if strings.HasSuffix(s, "m2") || strings.HasSuffix(s, "м2") {
		digits, word = cutArea(s)
	}
	if word != "" {
		if unit, ok = unitOf(word); !ok {
			return 0, "", false
		}
	}
	plain := strings.TrimPrefix(digits, "-")
	if strings.Trim(plain, "0123456789.") != "" || !wanted && len(plain) > 1 && plain[0] == '0' && plain[1] != '.' {
		return 0, "", false
	}
	n, err := strconv.ParseFloat(digits, 64)
	return n, unit, err == nil
}

// cutArea divides "2.4 m2", whose unit ends in a digit.
func cutArea(s string) (digits, unit string) {
	at := strings.IndexAny(s, "mм")
	return strings.Replace(strings.TrimSpace(s[:at]), ",", ".", 1), s[at:]
}

// splitValues divides a text of several values at "|" or ";". Where a part is
// a sentence rather than a value, the text stays whole.
func splitValues(s string) []string {
	for _, mark := range []string{"|", ";"} {
		if !strings.Contains(s, mark) {
			continue
		}
		parts := strings.Split(s, mark)
		short := !slices.ContainsFunc(parts, func(p string) bool { return utf8.RuneCountInString(p) > 60 })
		if short {
			return unique(parts)
		}
	}
	return []string{s}
}

// unique trims values and leaves out empty and repeated ones.
func unique(list []string) []string {
	var out []string
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
