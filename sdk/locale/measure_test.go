package locale_test

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog/money"
)

func TestMeasure(t *testing.T) {
	t.Parallel()
	all := texts(t, nil)
	for name, tt := range map[string]struct {
		lang string
		n    float64
		unit string
		want string
	}{
		"no unit":                {"en", 3, "", "3"},
		"kilograms":              {"en", 1.5, "kg", "1.5\u00a0kg"},
		"light things":           {"en", 0.085, "kg", "0.085\u00a0kg"},
		"litres in Russian":      {"ru", 1.5, "l", "1,5\u00a0л"},
		"litres in Kazakh":       {"kk", 1.5, "l", "1,5\u00a0л"},
		"one person":             {"en", 1, "people", "1\u00a0person"},
		"several people":         {"en", 3, "persons", "3\u00a0people"},
		"not a whole one":        {"en", 1.5, "person", "1.5\u00a0people"},
		"one in Russian":         {"ru", 21, "lb", "21\u00a0фунт"},
		"few in Russian":         {"ru", 3, "lb", "3\u00a0фунта"},
		"many in Russian":        {"ru", 5, "lb", "5\u00a0фунтов"},
		"a half in Russian":      {"ru", 2.5, "lb", "2,5\u00a0фунта"},
		"people in Russian":      {"ru", 3, "persons", "3\u00a0чел."}, // also after "from" and "up to", which want another case
		"people in Kazakh":       {"kk", 3, "persons", "3\u00a0адам"},
		"minutes":                {"ru", 5, "min", "5\u00a0мин"},
		"light":                  {"ru", 1200, "lm", "1\u00a0200\u00a0лм"},
		"area":                   {"kk", 2.4, "m²", "2,4\u00a0м²"},
		"percent":                {"en", 50, "%", "50%"},
		"percent in Russian":     {"ru", 50, "%", "50\u00a0%"},
		"degrees are everywhere": {"ru", -5, "°C", "-5\u00a0°C"},
		"a unit of the shop's":   {"en", 2, "stars", "2\u00a0stars"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := all.Printer(tt.lang).Measure(tt.n, tt.unit); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if missing := all.Missing(); len(missing) > 0 {
		t.Errorf("missing: %q", missing)
	}
}

func TestPer(t *testing.T) {
	t.Parallel()
	all := texts(t, nil)
	for name, tt := range map[string]struct {
		lang  string
		price money.Amount
		n     float64
		unit  string
		want  string
	}{
		"a litre":             {"en", money.New(420, "USD"), 1, "l", "$4.20 per litre"},
		"a litre in Russian":  {"ru", money.New(420000, "KZT"), 1, "l", "4\u00a0200\u00a0₸ за литр"},
		"a kilogram in Kazak": {"kk", money.New(420000, "KZT"), 1, "kg", "килограмы 4\u00a0200\u00a0₸"},
		"a hundred grams":     {"en", money.New(130, "USD"), 100, "g", "$1.30 per 100\u00a0g"},
		"in Russian":          {"ru", money.New(13000, "RUB"), 100, "g", "130\u00a0₽ за 100\u00a0г"},
		"in Kazakh":           {"kk", money.New(13000, "KZT"), 100, "ml", "100\u00a0мл үшін 130\u00a0₸"},
		"a piece":             {"en", money.New(25, "USD"), 1, "pcs", "$0.25 each"},
		"a unit without name": {"en", money.New(25, "USD"), 1, "oz", "$0.25 per 1\u00a0oz"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := all.Printer(tt.lang).Per(tt.price, tt.n, tt.unit); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
