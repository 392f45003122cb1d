package order

import (
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// Refund is money that the shop has decided to give back of an order that was
// paid by a pay link. What is given back at the payment provider's own desk is
// none, and counts in Order.RefundedAmount all the same.
type Refund struct {
	Key      string               `json:"key"` // by which the shop names it: the same twice is one
	Amount   money.Amount         `json:"amount"`
	Lines    []RefundLine         `json:"lines,omitempty"`    // that it is for; none: for no line in particular
	Delivery bool                 `json:"delivery,omitempty"` // it holds the price of the delivery
	Reason   string               `json:"reason,omitempty"`   // for the shop's books; not shown to the shopper
	Restock  bool                 `json:"restock,omitempty"`  // the pieces of Lines can be sold again
	State    payments.RefundState `json:"state"`
	At       time.Time            `json:"at"` // when it was asked for
}

// RefundLine is some pieces of one line.
type RefundLine struct {
	Line     int          `json:"line"` // its place in Quote.Lines: 0 is the first
	Quantity int          `json:"quantity"`
	Amount   money.Amount `json:"amount"` // with their discount and tax
}

// Refunding lists the refunds of the order that have not failed.
func (o Order) Refunding() (all []Refund) {
	for _, r := range o.Refunds {
		if r.State != payments.RefundFailed {
			all = append(all, r)
		}
	}
	return all
}
