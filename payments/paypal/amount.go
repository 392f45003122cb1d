package paypal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// everywhere are the currencies that every account can take.
// https://developer.paypal.com/api/rest/reference/currency-codes/
func everywhere() []string {
	return []string{
		"AUD", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY", "MXN",
		"NOK", "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "TWD", "USD",
	}
}

// inCountry are those for accounts of their own countries.
func inCountry() []string { return []string{"BRL", "CNY", "INR", "MYR"} }

// whole says whether PayPal takes no decimals in a currency. Two of these have
// decimals by ISO 4217, and so for us.
func whole(code string) bool { return slices.Contains([]string{"HUF", "JPY", "TWD"}, code) }

// amount is a sum as PayPal writes it: in major units, "12.50".
type amount struct {
	Currency  string     `json:"currency_code"`
	Value     string     `json:"value"`
	Breakdown *breakdown `json:"breakdown,omitempty"`
}

// written is a sum in PayPal's words. What PayPal cannot write is
// payments.ErrUnsupported: nothing is ever rounded.
func written(a money.Amount) (amount, error) {
	value := a.Major()
	if whole(a.Currency) {
		units, rest, _ := strings.Cut(value, ".")
		if strings.Trim(rest, "0") != "" {
			return amount{}, fmt.Errorf("%w: PayPal takes %s in whole units only; let prices end in .00", payments.ErrUnsupported, a.Currency)
		}
		value = units
	}
	return amount{Currency: a.Currency, Value: value}, nil
}

// read is a sum that PayPal wrote, more than nothing.
func (a amount) read() (money.Amount, error) {
	units, rest, _ := strings.Cut(a.Value, ".")
	if rest = strings.TrimRight(rest, "0"); rest != "" {
		units += "." + rest
	}
	is, err := money.ParseMajor(units, a.Currency)
	if err != nil || is.Minor <= 0 {
		return money.Amount{}, fmt.Errorf("%w: a sum that is none", payments.ErrMalformed)
	}
	return is, nil
}
