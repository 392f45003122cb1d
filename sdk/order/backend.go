package order

import (
	"context"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// Backend is the host's order system as the source of truth. A nil Backend
// means that Sauda keeps the orders itself.
//
// It is called outside our transactions, concurrently, with a deadline in ctx
// (two seconds for Quote and Find, ten for the others), and again after an
// error, a panic or a crash: Place, Paid and Cancel must be idempotent by the
// order's ID. A call that does not end with its ctx is left behind and may be
// made again beside it. What it is handed is its own to change.
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
	// were placed here bear the ID that Place was given. Of a guest, who has no
	// ID, only those are shown to her.
	Find(ctx context.Context, c Customer, limit int) ([]Order, error)
}

// Placement is the Backend's answer to Place. Exactly one of Accepted, Changed,
// and Rejected with or without Lines, says something.
type Placement struct {
	Accepted bool
	Ref      string       // the host's reference, with Accepted
	Number   string       // the host's number for people, at most 64 characters; "" keeps ours
	Changed  *quote.Quote // another price, in the order's currency: the shopper sees the differences and is asked again
	Rejected string       // reason for the shopper, one sentence
	// Lines are those of the order that cannot be had as asked, each once. The
	// shopper is told of each, offered something similar, and gets the rest back
	// in her cart. With Lines, Rejected may be empty: the lines are the reason.
	Lines []RejectedLine
}

// RejectedLine is a line that cannot be had as asked.
type RejectedLine struct {
	Ref    catalog.Ref `json:"ref"`              // of the line
	Left   int         `json:"left,omitempty"`   // how many pieces can be had, fewer than asked; 0: none
	Reason string      `json:"reason,omitempty"` // one sentence for the shopper; "" says what Left says
}

// Refused says whether the answer is no.
func (p Placement) Refused() bool { return p.Rejected != "" || len(p.Lines) > 0 }
