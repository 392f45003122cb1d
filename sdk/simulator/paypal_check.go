package simulator

import (
	"bytes"
	"encoding/json"
	"math/big"
	"net/http"
	"net/mail"
	"regexp"
	"slices"
	"strings"
)

// What an order is asked for with, as far as shops of this kind do; anything else
// is refused, as PayPal refuses what it does not know.
type (
	paypalOpening struct {
		Intent string             `json:"intent"`
		Units  []paypalUnit       `json:"purchase_units"`
		Source *paypalOrderSource `json:"payment_source"`
	}
	paypalOrderSource struct {
		PayPal *struct {
			Email   string            `json:"email_address"`
			Context map[string]string `json:"experience_context"`
		} `json:"paypal"`
	}
	paypalUnit struct {
		CustomID    string       `json:"custom_id"`
		InvoiceID   string       `json:"invoice_id"`
		Description string       `json:"description"`
		Amount      paypalAmount `json:"amount"`
		Items       []paypalItem `json:"items"`
	}
	paypalAmount struct {
		Currency  string                  `json:"currency_code"`
		Value     string                  `json:"value"`
		Breakdown map[string]paypalAmount `json:"breakdown,omitempty"`
	}
	paypalItem struct {
		Name     string       `json:"name"`
		Quantity string       `json:"quantity"`
		Unit     paypalAmount `json:"unit_amount"`
	}
)

// check looks at what every request must have.
func (c *paypalCall) check() *paypalError {
	if c.r.Method == http.MethodGet {
		return nil
	}
	key := c.r.Header.Get("PayPal-Request-Id")
	switch {
	case c.r.Header.Get("Content-Type") != "application/json":
		return &paypalError{http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "", ""}
	case len(c.body) > maxBody:
		return malformedIssue("REQUEST_TOO_LARGE", "")
	case c.r.Method == http.MethodPost && (key == "" || len(key) > 108): // a shop that leaves it out may pay twice
		return malformedIssue("MISSING_REQUIRED_PARAMETER", "PayPal-Request-Id")
	}
	return nil
}

// read reads a body that must hold nothing else than it should.
func (c *paypalCall) read(into any) *paypalError {
	dec := json.NewDecoder(bytes.NewReader(c.body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return malformedIssue("MALFORMED_REQUEST_JSON", "")
	}
	return nil
}

var (
	paypalValue    = regexp.MustCompile(`^[0-9]{1,15}(\.[0-9]{2})?$`)
	paypalLocale   = regexp.MustCompile(`^[a-z]{2}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?$`)
	paypalQuantity = regexp.MustCompile(`^[1-9][0-9]{0,9}$`)
	paypalRoute    = regexp.MustCompile(`^[A-Z0-9]{1,36}$`)
)

// Currencies as PayPal has them: those in the second list without decimals.
const (
	paypalCurrencies = "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD ILS INR MXN MYR NOK NZD PHP PLN SEK SGD THB USD"
	paypalUndivided  = "HUF JPY TWD"
)

// check looks at one sum.
func (a paypalAmount) check(field string) *paypalError {
	undivided := slices.Contains(strings.Fields(paypalUndivided), a.Currency)
	switch {
	case !undivided && !slices.Contains(strings.Fields(paypalCurrencies), a.Currency):
		return unprocessable("CURRENCY_NOT_SUPPORTED", field)
	case !paypalValue.MatchString(a.Value):
		return malformedIssue("INVALID_PARAMETER_SYNTAX", field)
	case undivided && strings.Contains(a.Value, "."):
		return &paypalError{http.StatusBadRequest, "INVALID_REQUEST", "DECIMALS_NOT_SUPPORTED", field}
	}
	return nil
}

func (a paypalAmount) number() *big.Rat {
	n, _ := new(big.Rat).SetString(a.Value) // checked; nil is not asked for
	if n == nil {
		return new(big.Rat)
	}
	return n
}

func (o paypalOpening) check() *paypalError {
	if o.Intent != "CAPTURE" {
		return malformedIssue("INVALID_PARAMETER_VALUE", "/intent")
	}
	if len(o.Units) != 1 {
		return malformedIssue("INVALID_ARRAY_MIN_ITEMS", "/purchase_units")
	}
	if e := o.Units[0].check(); e != nil {
		return e
	}
	if o.Source == nil || o.Source.PayPal == nil {
		return malformedIssue("MISSING_REQUIRED_PARAMETER", "/payment_source/paypal")
	}
	return o.Source.check()
}

func (s paypalOrderSource) check() *paypalError {
	if a, err := mail.ParseAddress(s.PayPal.Email); s.PayPal.Email != "" && (err != nil || a.Address != s.PayPal.Email) {
		return malformedIssue("INVALID_PARAMETER_SYNTAX", "/payment_source/paypal/email_address")
	}
	kept := map[string]func(string) bool{
		"brand_name":          func(v string) bool { return label(v, 127) },
		"locale":              func(v string) bool { return len(v) <= 10 && paypalLocale.MatchString(v) },
		"shipping_preference": func(v string) bool { return v == "NO_SHIPPING" || v == "GET_FROM_FILE" },
		"user_action":         func(v string) bool { return v == "PAY_NOW" || v == "CONTINUE" },
		"return_url":          complete, "cancel_url": complete,
	}
	for name, value := range s.PayPal.Context {
		if rule := kept[name]; rule == nil || !rule(value) {
			return malformedIssue("INVALID_PARAMETER_VALUE", "/payment_source/paypal/experience_context/"+name)
		}
	}
	return nil
}

func (u paypalUnit) check() *paypalError {
	for name, value := range map[string]string{"custom_id": u.CustomID, "invoice_id": u.InvoiceID, "description": u.Description} {
		if units(value) > 127 {
			return malformedIssue("INVALID_STRING_LENGTH", "/purchase_units/0/"+name)
		}
	}
	if e := u.Amount.check("/purchase_units/0/amount/value"); e != nil {
		return e
	}
	if u.Amount.number().Sign() <= 0 {
		return unprocessable("CANNOT_BE_ZERO_OR_NEGATIVE", "/purchase_units/0/amount/value")
	}
	return u.sums()
}

// sums looks whether items and breakdown add up.
func (u paypalUnit) sums() *paypalError {
	sum, items := new(big.Rat), new(big.Rat)
	for name, part := range u.Amount.Breakdown {
		if e := part.check("/purchase_units/0/amount/breakdown/" + name); e != nil {
			return e
		}
		switch name {
		case "item_total", "shipping", "tax_total", "handling", "insurance":
			sum.Add(sum, part.number())
		case "discount", "shipping_discount":
			sum.Sub(sum, part.number())
		default:
			return malformedIssue("INVALID_PARAMETER_VALUE", name)
		}
	}
	for _, i := range u.Items {
		if !label(i.Name, 127) || !paypalQuantity.MatchString(i.Quantity) || i.Unit.Currency != u.Amount.Currency {
			return malformedIssue("INVALID_PARAMETER_VALUE", "/purchase_units/0/items")
		}
		if e := i.Unit.check("/purchase_units/0/items/unit_amount"); e != nil {
			return e
		}
		n, _ := new(big.Rat).SetString(i.Quantity) // checked
		items.Add(items, n.Mul(n, i.Unit.number()))
	}
	switch {
	case len(u.Items) > 0 && items.Cmp(u.Amount.Breakdown["item_total"].number()) != 0:
		return malformedIssue("ITEM_TOTAL_MISMATCH", "/purchase_units/0/amount/breakdown/item_total")
	case len(u.Amount.Breakdown) > 0 && sum.Cmp(u.Amount.number()) != 0:
		return malformedIssue("AMOUNT_MISMATCH", "/purchase_units/0/amount")
	}
	return nil
}
