package payments_test

import (
	"fmt"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// A refund overtakes the news that the payment succeeded, an old failure comes
// last, and everything comes twice. The result is the same as in good order.
func ExampleMerge() {
	price := money.New(4_990_00, "KZT")
	events := []payments.Event{
		{ID: "3", Kind: payments.EventRefunded, Ref: "pay_7", Amount: price, Refunded: money.New(990_00, "KZT")},
		{ID: "2", Kind: payments.EventSucceeded, Ref: "pay_7", Amount: price},
		{ID: "1", Kind: payments.EventFailed, Ref: "pay_7", Amount: price, Code: payments.DeclineFunds},
	}
	var known payments.Payment
	for _, e := range append(events, events...) {
		known = payments.Merge(known, e.Payment())
	}
	fmt.Println(known.State, known.Amount, "given back:", known.Refunded)
	// Output: succeeded 4990.00 KZT given back: 990.00 KZT
}
