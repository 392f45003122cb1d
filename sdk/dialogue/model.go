package dialogue

import (
	"context"

	"github.com/sauda-commerce/sauda/catalog/understand"
)

// Model is a language model, or whatever else puts a shopper's words into those
// of the shop: "something against the wet" into "rain jacket". It is asked only
// where the shop would say that it did not understand, outside any transaction,
// with a deadline of 2 s; "" or an error leaves it at that. What it answers is
// read like words of the shopper's, and only for what looks at things
// ([Harmless]): it can order, pay, change and tell nothing.
//
// It is called concurrently, and once for a message: its answer is kept with it.
// The words come from outside, and may try to talk it into something. Words with
// an address or a long number in them, and those of a checkout, are kept from it.
type Model func(ctx context.Context, u Unclear) (string, error)

// Unclear are words that the shop does not understand, and words that it does.
type Unclear struct {
	Text       string   // at most 500 characters
	Lang       string   // BCP 47, that the conversation is in
	Categories []string // what the shop sells, in Lang, the largest first, at most 100
	Brands     []string // at most 100
}

// Harmless says whether an intent only looks at what is sold or asks about the
// shop.
func Harmless(i understand.Intent) bool {
	switch i {
	case understand.IntentSearch, understand.IntentBrowse, understand.IntentAdvise, understand.IntentCheaper,
		understand.IntentDetails, understand.IntentCompare, understand.IntentSimilar, understand.IntentAsk, understand.IntentHelp:
		return true
	}
	return false
}
