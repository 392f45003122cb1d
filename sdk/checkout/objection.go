package checkout

import (
	"fmt"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Objection is why something cannot be done about the money for an order, in
// words for a person of the shop, who may never have seen a program's error.
type Objection struct {
	Err   error  // order.ErrTransition, payments.ErrConflict or payments.ErrUnsupported
	Words string // what is the matter and what to do, with the order's number: a sentence without its capital and full stop
}

// Error is the words.
func (o *Objection) Error() string { return "checkout: " + o.Words }

// Unwrap returns what programs branch on.
func (o *Objection) Unwrap() error { return o.Err }

func objection(err error, words string, args ...any) *Objection {
	return &Objection{err, fmt.Sprintf(words, args...)}
}

// unconfirmed says why a verdict is about nothing.
func (d *Desk) unconfirmed(o order.Order, paid bool) error {
	words := `nobody was asked to pay order %[1]s in a way that people confirm; if its money came all the same, say so by PATCH /api/v1/orders/%[1]s {"status":"paid"}`
	if !paid {
		words = "nobody says that order %s was paid, so there is nothing to reject"
	}
	_, byHand := d.byHand(o.Provider)
	_, gone := d.named(o.Provider)
	switch {
	case o.State == order.Processing && o.Reason == HeldAmount:
		words = "order %s is held, because another sum came than it costs: give that back by a refund"
	case o.State == order.Processing && gone != nil:
		words = "order %s was to be paid by " + o.Provider + ", which is not in the settings any more: put it back, and say it again"
	case o.State == order.Processing && !byHand:
		words = "the payment for order %s is under way at " + o.Provider + ", which says by itself what comes of it"
	case o.Settled() && !paid:
		words = "order %s is paid already; money that came is given back by a refund"
	case o.Settled():
		words = "order %s is paid already"
	case !o.Payable() && o.State != order.Placing:
		words = "order %s is " + string(o.State) + ", and nothing of it waits for a person"
	}
	return objection(order.ErrTransition, words, o.Number)
}

// contradicted is the error of a verdict, in words if another was given before.
func contradicted(err error, o order.Order, a store.Attempt) error {
	if a.Payment.State == payments.StateSucceeded {
		return objection(err, "order %s is paid already: it was said before that %s came. What is too much is given back by a refund", o.Number, a.Payment.Amount)
	}
	return objection(err, "somebody has said something else of the payment for order %s a moment ago: look at it again", o.Number)
}

// penniless says why no money of an order can be given back.
func penniless(o order.Order) error {
	words := "order %s is not paid yet, so there is nothing to give back"
	switch {
	case bought(o):
		words = "the money for order %s did not come by its pay link: give it back where it came"
	case !o.Payable() && o.State != order.Placing:
		words = "order %s is " + string(o.State) + ", and no money of it is here to give back"
	}
	return objection(order.ErrTransition, words, o.Number)
}
