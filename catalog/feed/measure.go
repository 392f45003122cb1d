package feed

import (
	"strconv"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// measure reads "750ml", "1.5 kg" and "1,5 кг", as unit prices are made from.
// What is none becomes an attribute.
func (s *sorted) measure(f field) catalog.Measure {
	c, ok := s.get(f)
	if !ok {
		return catalog.Measure{}
	}
	m, ok := parseMeasure(c.value)
	if !ok {
		s.demote(c)
		return catalog.Measure{}
	}
	return m
}

func parseMeasure(text string) (catalog.Measure, bool) {
	end := strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789.,", r) })
	if end < 1 || end > 16 {
		return catalog.Measure{}, false
	}
	if comma := strings.IndexByte(text[:end], ','); comma >= 0 && end-comma == 4 {
		return catalog.Measure{}, false // "1,000 g" may be one gram or a thousand: rather no unit price than a wrong one
	}
	n, err := strconv.ParseFloat(strings.Replace(text[:end], ",", ".", 1), 64)
	m := catalog.Measure{Number: n, Unit: pricingUnit(strings.TrimSpace(text[end:]))}
	return m, err == nil && m.Valid()
}

// pricingUnit is a unit by the name that catalog.Measure has for it.
func pricingUnit(word string) string {
	word = strings.ToLower(word)
	switch word {
	case "ct":
		return "pcs"
	case "sqm":
		return "m²"
	case "cbm", "m3", "м3", "м³":
		return "m³"
	case "fl oz", "fl. oz", "fl. oz.":
		return "floz"
	}
	if u, ok := unitOf(word); ok {
		return u
	}
	return word
}
