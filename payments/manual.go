package payments

import (
	"context"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// Manual is a Provider without a page of its own: the shopper is told how to
// pay, and a person of the shop says whether the money has come. Nothing is ever
// paid by itself. Its checkouts have no URL.
//
// Its methods record what people say, and are idempotent; an unknown ref is
// ErrNotFound.
type Manual interface {
	// Instructions says how to pay, in a language (BCP 47) or the nearest there
	// is. It costs nothing.
	Instructions(lang string) Instructions

	// Claim records that the shopper says she has paid: the payment is
	// processing until somebody has looked. One that has ended stays as it is.
	Claim(ctx context.Context, ref string) (Payment, error)

	// Confirm records what a person found: that the money came, or that it did
	// not. What contradicts an earlier word of success is ErrConflict.
	Confirm(ctx context.Context, ref string, v Verdict) (Payment, error)

	// GiveBack records that a person has given money back, in all so much. Less
	// than was said before changes nothing; more than was paid is ErrConflict.
	GiveBack(ctx context.Context, ref string, total money.Amount) (Payment, error)
}

// Instructions are how to pay without a page of a provider's.
type Instructions struct {
	Lang       string // BCP 47, in which Text is; "" where that is not known, or it is for every language
	Text       string // the owner's own words, lines of plain text
	Phone      string // to transfer to, as it is written; "" for none
	QR         []byte // a picture to scan, PNG or JPEG; empty for none
	URL        string // an https page to pay on, which tells us nothing; "" for none
	OnDelivery bool   // paid when the goods are handed over: there is nothing to transfer now
}

// Verdict is what a person of the shop found.
type Verdict struct {
	Paid   bool         // the money came; false: it did not, and the shopper may try again
	Amount money.Amount // that came. Defaults to what is to pay
	By     string       // who says so, for the shop's books
}
