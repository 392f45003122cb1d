package checkout

import (
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Words for what happened, in events to the conversation (dialogue.OrderEvent,
// State) beside the kinds of events of package payments.
const (
	ToldSucceeded  = "succeeded"
	ToldFailed     = "failed"
	ToldProcessing = "processing"
	ToldWaiting    = dialogue.PaymentWaiting // she says she has paid: a person of the shop looks
	ToldUnseen     = dialogue.PaymentUnseen  // that person did not find the money
	ToldExpired    = "expired"               // the pay link's life is over: the order is closed
	ToldRefunded   = "refunded"
	ToldRefunding  = dialogue.PaymentRefunding // the provider has not given it back yet, and will
	ToldDisputed   = "disputed"
	ToldLate       = dialogue.PaymentLate    // paid after it was cancelled: the money goes back
	ToldSoldOut    = dialogue.PaymentSoldOut // paid after its stock was gone: the money goes back
	ToldTwice      = dialogue.PaymentTwice   // a second payment: it goes back
	ToldHeld       = dialogue.PaymentHeld    // the amount is not what was asked for: a person looks
)

// Why a person is called to an order; other reasons are "payment_" and one of
// the Told words.
const (
	NeedsConfirmation = "payment_" + ToldWaiting // the shopper says she has paid: has she? See Confirm
	NeedsRefund       = "refund_failed"          // the provider cannot give money back: a person must
	NeedsAnswer       = "order_unanswered"       // the host never said whether it takes the order, which is cancelled
)

// Codes of news of a payment that people confirm.
const (
	CodeOnDelivery = "on_delivery" // it is made when the goods are handed over
	CodeReceipt    = "receipt"     // the shopper has shown a receipt for it
)

// Reasons of cancelled and held orders that the Desk sets itself.
const (
	CancelledSoldOut = "sold_out"
	CancelledExpired = "expired"
	// CancelledUnanswered: the host did not say in all that time whether it
	// takes the order.
	CancelledUnanswered = "unanswered"
	HeldAmount          = "amount_mismatch"
)

// news is something the conversation is to hear once per Key.
type news struct {
	Key, What, Code string
	Amount          money.Amount // of ToldRefunded, what came to be given back
	By              time.Time    // when it is with her at the latest
}

// settle says how an order stands, given all that is known of its payments. It
// is pure: from one order, the same attempts give the same result, so events
// may come in any order.
func settle(o order.Order, all []store.Attempt, gone bool) (order.Order, []news) {
	var told []news
	total := o.Quote.Total
	for _, right := range []bool{true, false} { // only when the right sum has paid it are others too many
		for _, a := range all {
			if succeeded(a) && (a.Payment.Amount == total) == right {
				o, told = paid(o, a, gone, told)
			}
		}
	}
	if o.Payable() {
		return waiting(o, all, told)
	}
	return o, told
}

// paid applies a successful attempt.
func paid(o order.Order, a store.Attempt, gone bool, told []news) (order.Order, []news) {
	switch {
	case bought(o) && (o.Checkout != a.Ref || o.Provider != a.Provider):
		if a.Payment.Amount != o.Quote.Total && givenBack(a.Payment) {
			return o, told // it was held, and a person has given it back
		}
		return o, append(told, news{Key: a.Key, What: ToldTwice})
	case bought(o):
	case o.State == order.Cancelled && o.Reason == CancelledSoldOut:
		return o, append(told, news{Key: a.Key, What: ToldSoldOut})
	case !o.Payable():
		return o, append(told, news{Key: a.Key, What: ToldLate})
	case a.Payment.Amount != o.Quote.Total:
		return o, told // waiting holds it
	case gone:
		o.State, o.Reason = order.Cancelled, CancelledSoldOut
		return o, append(told, news{Key: a.Key, What: ToldSoldOut})
	default:
		o.State, o.Reason = order.Paid, ""
		o.PaidAmount, o.Checkout, o.Provider = a.Payment.Amount, a.Ref, a.Provider
		told = append(told, news{Key: o.ID, What: ToldSucceeded})
	}
	return refunded(o, a, told)
}

// refunded applies what was given back of the payment that was kept.
func refunded(o order.Order, a store.Attempt, told []news) (order.Order, []news) {
	if a.Payment.Disputed {
		o.Disputed = true
		told = append(told, news{Key: o.ID, What: ToldDisputed})
	}
	if a.Payment.Refunded.Minor <= 0 {
		return o, told
	}
	o.RefundedAmount = a.Payment.Refunded
	if givenBack(a.Payment) {
		o.State = order.Refunded
	}
	return o, append(told, news{Key: o.ID + ":" + a.Payment.Refunded.Major(), What: ToldRefunded})
}

// givenBack says whether nothing of a payment is left.
func givenBack(p payments.Payment) bool { return p.Refunded.Minor >= p.Amount.Minor }

// waiting applies attempts that did not pay an order. A success among them is
// of a wrong amount: it holds the order until a person has given it back. More
// than one go back by themselves.
func waiting(o order.Order, all []store.Attempt, told []news) (order.Order, []news) {
	o.State, o.Reason = order.Open, ""
	for _, a := range all {
		switch s := a.Payment.State; {
		case s == payments.StateSucceeded && givenBack(a.Payment):
		case s == payments.StateSucceeded && o.Reason == HeldAmount:
			told = append(told, news{Key: a.Key, What: ToldTwice})
		case s == payments.StateSucceeded:
			o.State, o.Reason = order.Processing, HeldAmount
			told = append(told, news{Key: a.Key, What: ToldHeld})
		case s == payments.StateProcessing:
			o.State = order.Processing
			told = append(told, news{Key: a.Key, What: ToldProcessing})
		case s == payments.StateFailed:
			told = append(told, news{Key: a.Key, What: ToldFailed, Code: a.Payment.Code})
		}
	}
	return o, told
}
