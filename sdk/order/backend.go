package order

import (
	"context"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// Backend is the host's order system as the source of truth. A nil Backend
// means that Sauda keeps the orders itself.
//
// It is called outside our transactions, concurrently, with a deadline in ctx,
// and again after an error or a crash: Place, Paid and Cancel must be
// idempotent by the order's ID.
type Backend interface {
	// Quote prices a draft as the host sees it, in the draft's currency. Without
	// an answer in two seconds the shopper sees our own quote, and Place says
	// whether the host agrees.
	Quote(ctx context.Context, d quote.Draft) (quote.Quote, error)
	// Place asks for the order. The answer is final; an error is not, and the
	// call is repeated.
	Place(ctx context.Context, o Order) (Placement, error)
	// Paid tells that money for the order arrived.
	Paid(ctx context.Context, o Order, p payments.Payment) error
	// Cancel tells that the order will not be paid.
	Cancel(ctx context.Context, o Order, reason string) error
	// Find lists a customer's orders, newest first, at most limit. Those that
	// were placed here bear the ID that Place was given.
	Find(ctx context.Context, c Customer, limit int) ([]Order, error)
}

// Placement is the Backend's answer to Place. Exactly one of Accepted, Changed
// and Rejected says something.
type Placement struct {
	Accepted bool
	Ref      string       // the host's reference, with Accepted
	Number   string       // the host's number for people; "" keeps ours
	Changed  *quote.Quote // another price: the shopper is asked again
	Rejected string       // reason for the shopper, one sentence
}
