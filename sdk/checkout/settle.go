package checkout

import (
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Words for what happened, in events to the conversation (dialogue.OrderEvent,
// State) beside the states of payments.
const (
	ToldSucceeded  = "succeeded"
	ToldFailed     = "failed"
	ToldProcessing = "processing"
	ToldRefunded   = "refunded"
	ToldDisputed   = "disputed"
	ToldLate       = "late"     // paid after it was cancelled: the money goes back
	ToldSoldOut    = "sold_out" // paid after its stock was gone: the money goes back
	ToldTwice      = "twice"    // a second payment: it goes back
	ToldHeld       = "held"     // the amount is not what was asked for: a person looks
)

// Reasons of cancelled and held orders that the Desk sets itself.
const (
	CancelledSoldOut = "sold_out"
	HeldAmount       = "amount_mismatch"
)

// news is something the conversation is to hear once per Key.
type news struct {
	Key, What, Code string
}

// settle says how an order stands, given all that is known of its payments. It
// is pure: from one order, the same attempts give the same result, so events
// may come in any order.
func settle(o order.Order, all []store.Attempt, gone bool) (order.Order, []news) {
	var told []news
	for _, a := range all {
		if succeeded(a) {
			o, told = paid(o, a, gone, told)
		}
	}
	if o.State == order.Open || o.State == order.Processing {
		return waiting(o, all, told)
	}
	return o, told
}

// paid applies a successful attempt.
func paid(o order.Order, a store.Attempt, gone bool, told []news) (order.Order, []news) {
	switch {
	case o.Settled() || o.State == order.Refunded:
		if o.Checkout != a.Ref {
			return o, append(told, news{a.Key, ToldTwice, ""})
		}
	case a.Payment.Amount != o.Quote.Total:
		o.State, o.Reason = order.Processing, HeldAmount
		return o, append(told, news{a.Key, ToldHeld, ""})
	case o.State == order.Cancelled && o.Reason == CancelledSoldOut:
		return o, append(told, news{a.Key, ToldSoldOut, ""})
	case o.State == order.Cancelled || o.State == order.Rejected:
		return o, append(told, news{a.Key, ToldLate, ""})
	case gone:
		o.State, o.Reason = order.Cancelled, CancelledSoldOut
		return o, append(told, news{a.Key, ToldSoldOut, ""})
	default:
		o.State, o.PaidAmount, o.Checkout, o.Provider = order.Paid, a.Payment.Amount, a.Ref, a.Provider
		told = append(told, news{o.ID, ToldSucceeded, ""})
	}
	return refunded(o, a, told)
}

// refunded applies what was given back of the payment that was kept.
func refunded(o order.Order, a store.Attempt, told []news) (order.Order, []news) {
	if a.Payment.Disputed {
		told = append(told, news{o.ID, ToldDisputed, ""})
	}
	if a.Payment.Refunded.Minor <= 0 {
		return o, told
	}
	if a.Payment.Refunded.Minor >= a.Payment.Amount.Minor {
		o.State = order.Refunded
	}
	return o, append(told, news{o.ID + ":" + a.Payment.Refunded.Major(), ToldRefunded, ""})
}

// waiting applies attempts that did not succeed to an order that is not paid.
func waiting(o order.Order, all []store.Attempt, told []news) (order.Order, []news) {
	if o.Reason == HeldAmount {
		return o, told
	}
	o.State = order.Open
	for _, a := range all {
		switch a.Payment.State {
		case payments.StateProcessing:
			o.State = order.Processing
			told = append(told, news{a.Key, ToldProcessing, ""})
		case payments.StateFailed:
			told = append(told, news{a.Key, ToldFailed, a.Payment.Code})
		}
	}
	return o, told
}
