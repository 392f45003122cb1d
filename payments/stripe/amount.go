package stripe

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// taken are the currencies that Stripe can charge in and ISO 4217 has.
// https://docs.stripe.com/currencies
const taken = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CLP CNY " +
	"COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY " +
	"KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR " +
	"NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD STN SZL THB TJS TND TOP TRY TTD " +
	"TWD TZS UAH UGX USD UYU UZS VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW"

func currencies() []string {
	return slices.DeleteFunc(strings.Fields(taken), func(code string) bool { return !money.Valid(code) })
}

// What Stripe counts otherwise than ISO 4217 does.
const (
	inHundredths = "ISK UGX" // of whole units, for the sake of old integrations
	inWhole      = "MGA"     // though it has a part
)

// step is what Stripe's amounts in a currency are multiples of.
func step(code string) int64 {
	decimals, err := money.Decimals(code)
	switch {
	case strings.Contains(inHundredths, code):
		return 100
	case err == nil && decimals == 3: // for the sake of Stripe's partners
		return 10
	}
	return 1
}

// toStripe is an amount as Stripe counts it. What it cannot take is
// ErrUnsupported.
func toStripe(a money.Amount) (int64, error) {
	minor := a.Minor
	switch {
	case strings.Contains(inHundredths, a.Currency):
		if minor > math.MaxInt64/100 {
			return 0, fmt.Errorf("%w: %v is more than can be counted", payments.ErrUnsupported, a)
		}
		minor *= 100
	case strings.Contains(inWhole, a.Currency):
		if minor%100 != 0 {
			return 0, fmt.Errorf("%w: Stripe takes whole units of %s, not %v: round the total", payments.ErrUnsupported, a.Currency, a)
		}
		minor /= 100
	}
	if minor%step(a.Currency) != 0 {
		return 0, fmt.Errorf("%w: Stripe takes amounts in %s whose last digit is 0, not %v: round the total", payments.ErrUnsupported, a.Currency, a)
	}
	return minor, nil
}

// fromStripe is an amount as ISO 4217 counts it, of a code as Stripe writes it.
func fromStripe(minor int64, code string) (money.Amount, error) {
	code = strings.ToUpper(code)
	if !money.Valid(code) {
		return money.Amount{}, fmt.Errorf("%w: an amount in no currency", payments.ErrMalformed)
	}
	switch {
	case strings.Contains(inHundredths, code):
		if minor%100 != 0 {
			return money.Amount{}, fmt.Errorf("%w: a part of a whole unit of %s", payments.ErrMalformed, code)
		}
		minor /= 100
	case strings.Contains(inWhole, code):
		if minor > math.MaxInt64/100 || minor < math.MinInt64/100 {
			return money.Amount{}, fmt.Errorf("%w: an amount that cannot be counted", payments.ErrMalformed)
		}
		minor *= 100
	}
	return money.New(minor, code), nil
}
