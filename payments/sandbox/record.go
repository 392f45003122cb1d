package sandbox

import (
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// record is one line of the journal: things that became true together.
type record struct {
	At       time.Time  `json:"at"`
	Opened   *opened    `json:"opened,omitempty"`    // a checkout was opened
	Event    *event     `json:"event,omitempty"`     // something happened to a payment
	SettleAt *time.Time `json:"settle_at,omitempty"` // the payment of Event succeeds by itself then
	Refund   *refund    `json:"refund,omitempty"`    // a refund was asked for, or ended
	Sent     string     `json:"sent,omitempty"`      // the callback of this event was accepted
}

// opened is what is kept of an intent. The payer is not: the sandbox needs no
// personal data, so none can be left behind in its journal.
type opened struct {
	Ref       string          `json:"ref"`
	Key       string          `json:"key"`
	Order     string          `json:"order"`
	Number    string          `json:"number,omitempty"`
	Title     string          `json:"title,omitempty"`
	Lines     []payments.Line `json:"lines,omitempty"`
	Amount    money.Amount    `json:"amount"`
	Locale    string          `json:"locale,omitempty"`
	ReturnURL string          `json:"return_url,omitempty"`
	Expires   time.Time       `json:"expires"`
}

// refund is one refund as it stands.
type refund struct {
	Key    string               `json:"key"`
	Ref    string               `json:"ref"`
	Amount money.Amount         `json:"amount"`
	State  payments.RefundState `json:"state"`
}

// event is the body of a callback, and how an event is kept.
type event struct {
	ID       string        `json:"id"`
	Kind     string        `json:"kind"`
	Ref      string        `json:"ref"`
	Order    string        `json:"order"`
	Key      string        `json:"key"`
	Amount   money.Amount  `json:"amount"`
	Refunded *money.Amount `json:"refunded,omitempty"`
	Code     string        `json:"code,omitempty"`
	At       time.Time     `json:"at"`
}

// neutral is the event in the words of package payments.
func (e event) neutral() payments.Event {
	n := payments.Event{
		ID: e.ID, Kind: payments.EventKind(e.Kind), Ref: e.Ref, Order: e.Order, Key: e.Key,
		Amount: e.Amount, Code: e.Code, At: e.At,
	}
	if e.Refunded != nil {
		n.Refunded = *e.Refunded
	}
	return n
}

// complete says whether every field that must be there is.
func (e event) complete() bool {
	return e.ID != "" && e.Kind != "" && e.Ref != "" && e.Amount.Minor > 0 && e.Amount.Currency != ""
}
