package payments

import (
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// Capabilities is what a provider can do, as a value, so that the shop can
// decide before it asks. The zero value is a hosted page in any currency
// without refunds.
type Capabilities struct {
	ApproveWithin time.Duration // how soon an Approver must be answered; 0 if it is none
	Channel       string        // the chat channel that carries the events of this provider; "" if they come by HTTP
	Countries     []string      // ISO 3166 alpha-2, of the payers it is meant for; empty means everywhere
	Currencies    []string      // ISO 4217 codes it takes; empty means every one
	MaxLife       time.Duration // longest life of a checkout, later Expires are cut to it; 0 means no limit
	MinLife       time.Duration // shortest life of a checkout, earlier Expires are moved to it; 0 means no limit
	QuietRefunds  bool          // no event tells of a refund: Fetch does
	RefundDays    int           // after how many days at most a refund has arrived; 0 means that it is not known
	Refunds       RefundSupport // what can be given back
	Reserve       time.Duration // how long stock is kept for a shopper who pays by it; 0 leaves it to the shop

	// Title is what shoppers read when they choose how to pay, by language
	// (BCP 47); "" is for every other. Without one they read Name.
	Title map[string]string
}

// Serves says whether a payer in a country may use it. An unknown country, "",
// is no obstacle.
func (c Capabilities) Serves(country string) bool {
	return country == "" || len(c.Countries) == 0 || slices.Contains(c.Countries, country)
}

// RefundSupport is how much of a payment a provider can give back.
type RefundSupport string

// Kinds of refund support.
const (
	RefundsNone    RefundSupport = ""        // Refund returns ErrUnsupported
	RefundsFull    RefundSupport = "full"    // only the whole payment, at once
	RefundsPartial RefundSupport = "partial" // any part, several times
)

// Accepts says whether amounts in a currency can be paid. A code that is not
// in ISO 4217 never can.
func (c Capabilities) Accepts(code string) bool {
	if len(c.Currencies) > 0 {
		return slices.Contains(c.Currencies, code)
	}
	return money.Valid(code)
}
