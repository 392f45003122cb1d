package money

import (
	"fmt"
	"strings"
)

// codes are the currencies of ISO 4217 in use, funds and metals left out. The
// tables of golang.org/x/text are older than some of them (SLE, VES, XCG) and
// hold the decimals of everyday use, not those of the standard that payment
// providers count in (they say 0 for AMD and UZS, ISO says 2).
const codes = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD " +
	"CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD " +
	"GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK " +
	"LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR " +
	"PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP " +
	"SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF " +
	"YER ZAR ZMW ZWG"

// Those whose minor unit is not a hundredth.
const (
	codes0 = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
	codes3 = "BHD IQD JOD KWD LYD OMR TND"
	codes4 = "CLF UYW"
)

// Valid says whether code is a currency of ISO 4217 in use, in upper case.
func Valid(code string) bool { return listed(codes, code) }

// Decimals returns how many decimals a currency has: 0 for KRW, 2 for USD and
// KZT, 3 for KWD. It fails with [ErrCurrency] if the code is not [Valid].
func Decimals(code string) (int, error) {
	if !Valid(code) {
		return 0, fmt.Errorf("%w: %q is not a code of ISO 4217", ErrCurrency, code)
	}
	return decimals(code), nil
}

// decimals is Decimals with 2 for what is not a currency.
func decimals(code string) int {
	switch {
	case listed(codes0, code):
		return 0
	case listed(codes3, code):
		return 3
	case listed(codes4, code):
		return 4
	}
	return 2
}

func listed(list, code string) bool {
	return len(code) == 3 && !strings.Contains(code, " ") && strings.Contains(list, code)
}

// symbols are the signs that people know a currency by.
var symbols = map[string]string{
	"AMD": "֏", "AUD": "A$", "AZN": "₼", "BRL": "R$", "CAD": "CA$", "CNY": "CN¥", "CZK": "Kč", "EUR": "€",
	"GBP": "£", "GEL": "₾", "HKD": "HK$", "ILS": "₪", "INR": "₹", "JPY": "¥", "KRW": "₩", "KZT": "₸",
	"MNT": "₮", "MXN": "MX$", "NGN": "₦", "NZD": "NZ$", "PHP": "₱", "PLN": "zł", "RUB": "₽", "TRY": "₺",
	"UAH": "₴", "USD": "$", "VND": "₫",
}

// written are the signs and words that stand for a currency in a text, in
// lower case. A sign of several currencies lists the one it means when the
// text is not in another of them.
var written = map[string][]string{
	"$":     {"USD", "AUD", "CAD", "NZD", "HKD", "SGD", "MXN", "CLP", "COP", "ARS"},
	"us$":   {"USD"},
	"a$":    {"AUD"},
	"ca$":   {"CAD"},
	"c$":    {"CAD"},
	"hk$":   {"HKD"},
	"nz$":   {"NZD"},
	"mx$":   {"MXN"},
	"s$":    {"SGD"},
	"r$":    {"BRL"},
	"£":     {"GBP"},
	"€":     {"EUR"},
	"¥":     {"JPY", "CNY"},
	"cn¥":   {"CNY"},
	"元":     {"CNY"},
	"円":     {"JPY"},
	"₸":     {"KZT"},
	"тг":    {"KZT"},
	"тнг":   {"KZT"},
	"тенге": {"KZT"},
	"теңге": {"KZT"},
	"₽":     {"RUB"},
	"р":     {"RUB", "BYN"},
	"руб":   {"RUB", "BYN"},
	"₺":     {"TRY"},
	"tl":    {"TRY"},
	"₴":     {"UAH"},
	"грн":   {"UAH"},
	"₹":     {"INR"},
	"₩":     {"KRW"},
	"₫":     {"VND"},
	"₪":     {"ILS"},
	"₾":     {"GEL"},
	"₼":     {"AZN"},
	"֏":     {"AMD"},
	"₮":     {"MNT"},
	"₦":     {"NGN"},
	"₱":     {"PHP"},
	"zł":    {"PLN"},
	"kč":    {"CZK"},
	"сум":   {"UZS"},
	"сом":   {"KGS"},
}
