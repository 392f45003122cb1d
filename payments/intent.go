package payments

import (
	"fmt"
	"net/url"
	"regexp"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// Intent is one attempt to pay one order.
type Intent struct {
	Key       string       // names this attempt at the provider: 1 to 64 of A-Z a-z 0-9 . _ -
	Order     string       // id of the order; comes back in events
	Number    string       // the order's number, as people say it
	Attempt   int          // 1 for the first attempt to pay the order
	Amount    money.Amount // to pay, more than nothing
	Title     string       // what it is for, one line
	Lines     []Line       // shown to the shopper where there is room; need not add up to Amount
	Locale    string       // BCP 47, a wish; "" leaves it to the provider
	ReturnURL string       // the shopper is led back here, however it ended; http or https, "" for nowhere
	Expires   time.Time    // no payment after this; zero leaves it to the provider
	Created   time.Time    // when the attempt was begun: its checkout is not older. What a Finder looks from
	Payer     Payer        // what is known, to fill in forms; may be empty
}

// Line is one row of an order as the shopper sees it: a product, delivery, tax.
type Line struct {
	Title    string       `json:"title"`
	Quantity int          `json:"quantity"` // 1 or more
	Amount   money.Amount `json:"amount"`   // of the whole line; less than nothing for a discount
}

// Payer is who pays, as far as the shop knows. It is personal data: an adapter
// sends it to its provider or drops it, and neither logs nor stores it.
type Payer struct {
	Name  string
	Email string
	Phone string // E.164
}

// Checkout is a page or an invoice on which an intent can be paid.
type Checkout struct {
	Ref     string       // the provider's id; unique in the account
	URL     string       // where the shopper pays; "" if paid inside the chat
	Expires time.Time    // when it can no longer be paid; zero if never
	Amount  money.Amount // to pay, equal to the intent's
	State   State        // at the time of the answer
}

var keyPattern = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// Validate says what is wrong with an intent, as an error that wraps
// ErrMalformed, or nil. Adapters call it first.
func (in Intent) Validate() error {
	switch {
	case !keyPattern.MatchString(in.Key):
		return malformed("Intent.Key must be 1 to 64 letters, digits, dots, hyphens or underscores")
	case in.Order == "":
		return malformed("Intent.Order is required")
	case in.Amount.Minor <= 0:
		return malformed("Intent.Amount must be more than nothing")
	case !webURL(in.ReturnURL):
		return malformed("Intent.ReturnURL must be a complete http or https address")
	}
	for i, line := range in.Lines {
		if line.Quantity < 1 || line.Amount.Currency != in.Amount.Currency {
			return malformed(fmt.Sprintf("Intent.Lines[%d] needs a quantity and the currency of the intent", i))
		}
	}
	return nil
}

// webURL allows "" and complete http and https addresses, so that a link to
// javascript: or a relative one never reaches a page.
func webURL(s string) bool {
	if s == "" {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}
