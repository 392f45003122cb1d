package understand

import (
	"math"
	"slices"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// signs of currencies. A sign that several countries use stands for the
// conversation's currency where that is one of them.
var signs = map[string]string{
	"$": "USD", "€": "EUR", "£": "GBP", "₸": "KZT", "₽": "RUB", "₴": "UAH", "₺": "TRY", "₹": "INR", "¥": "JPY", "₩": "KRW", "₫": "VND", "₦": "NGN", "₪": "ILS",
}

// families are currencies that share a name or a sign with the key.
var families = map[string][]string{
	"USD": {"CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "BBD", "JMD"},
	"JPY": {"CNY"},
	"GBP": {"EGP", "LBP"},
	"INR": {"PKR", "LKR", "NPR", "IDR"},
	"CHF": {"XOF", "XAF"},
	"RUB": {"BYN"},
}

// currency is the one that amounts without a currency are in.
func (r *reading) currency() string {
	if r.ctx.Currency != "" {
		return r.ctx.Currency
	}
	return r.defaultCurrency
}

// resolve turns the code that a name or sign stands for into the one meant in
// this conversation: "$50" in a Canadian shop is CAD.
func (r *reading) resolve(code string) string {
	if c := r.currency(); slices.Contains(families[code], c) {
		return c
	}
	return code
}

// minorUnits is how many minor units make one of a currency; a hundred where
// the code is not a currency's.
func (r *reading) minorUnits(currency string) float64 {
	decimals, err := money.Decimals(currency)
	if err != nil {
		return 100
	}
	return math.Pow10(decimals)
}
