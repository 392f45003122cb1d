package understand

import "math"

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

// decimals lists the currencies whose minor unit is not a hundredth.
var decimals = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
	"VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
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
	for _, member := range families[code] {
		if member == r.currency() {
			return member
		}
	}
	return code
}

// minorUnits is how many minor units make one of a currency.
func (r *reading) minorUnits(currency string) float64 {
	if n, ok := decimals[currency]; ok {
		return math.Pow10(n)
	}
	return 100
}
