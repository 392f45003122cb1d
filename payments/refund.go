package payments

import "github.com/sauda-commerce/sauda/catalog/money"

// Refund asks to give money back.
type Refund struct {
	Key    string       // names this refund at the provider, as Intent.Key does
	Ref    string       // of the checkout that was paid
	Amount money.Amount // to give back, more than nothing, in the payment's currency
	Reason string       // for the shop's books; not shown to the shopper
}

// Validate says what is wrong with a refund, as an error that wraps
// ErrMalformed, or nil. Adapters call it first.
func (r Refund) Validate() error {
	switch {
	case !keyPattern.MatchString(r.Key):
		return malformed("Refund.Key must be 1 to 64 letters, digits, dots, hyphens or underscores")
	case r.Ref == "":
		return malformed("Refund.Ref is required")
	case r.Amount.Minor <= 0:
		return malformed("Refund.Amount must be more than nothing")
	}
	return nil
}

// RefundState is how far a refund has come.
type RefundState string

// States of a refund.
const (
	RefundPending   RefundState = "pending"   // accepted; an event or the same call later says more
	RefundSucceeded RefundState = "succeeded" // the money is on its way back
	RefundFailed    RefundState = "failed"    // it will not be given back; a person must look
)
