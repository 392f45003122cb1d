// Package paymentstest checks that a payments.Provider keeps the contract.
//
// The checks are data, [Cases]: each is a function that returns an error, so
// that they can be run on broken providers too, and are, in this package's own
// tests. An adapter's test calls [Run] with a [Harness] that makes a [Rig]:
// the adapter, wired to a double of its provider, and the strings to pull
// behind it. What an adapter says it cannot do is not asked of it.
package paymentstest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// Harness makes rigs for [Run].
type Harness struct {
	// New makes a fresh rig that shares nothing with others; it is called once
	// for each case, in parallel. It cleans up with t.Cleanup.
	New func(t *testing.T) Rig
}

// Outcome is how the shopper's side of a payment goes.
type Outcome string

// Outcomes that [Rig.Pay] is asked for.
const (
	Succeed Outcome = "succeed"
	Decline Outcome = "decline"
	Pending Outcome = "pending" // the money is on its way
)

// Secret says which key a callback is signed with.
type Secret string

// Secrets that [Rig.Sign] is asked for.
const (
	Current  Secret = "current"
	Previous Secret = "previous" // being rotated out, still accepted
	Foreign  Secret = "foreign"  // of another account
)

// Rig is a provider under test and what is behind it. Pay and Checkouts are
// required, and Callbacks of a provider that has any; a case that needs one of
// the others is skipped where it is nil.
type Rig struct {
	// Provider is what is tested.
	Provider payments.Provider
	// Pay does what the shopper does at the checkout ref. Of a payments.Manual it
	// does what she and then a person of the shop do; of a payments.Capturer she
	// only agrees: the cases take the money.
	Pay func(ctx context.Context, ref string, how Outcome) error
	// Callbacks returns what the provider has sent about the checkout ref so
	// far, oldest first, signed now. Nil says that it calls nobody back: then it
	// must believe no callback at all.
	Callbacks func(ctx context.Context, ref string) ([]payments.Delivery, error)
	// Checkouts counts the checkouts the provider has for an order.
	Checkouts func(order string) int
	// Sign makes a callback of a body, signed at a time.
	Sign func(key Secret, at time.Time, body []byte) payments.Delivery
	// Now is the time by which signatures are judged. Defaults to time.Now.
	Now func() time.Time
	// Timeless says that callbacks bear no time, so that an old one looks like a
	// new one. What they tell must then be true for ever.
	Timeless bool
	// Unsign takes the signature off a callback. Defaults to taking off its
	// headers.
	Unsign func(payments.Delivery) payments.Delivery
	// ValuesOnly says that the provider signs values and not their names: a
	// callback that was changed may be accepted where it says the same as before,
	// but for the time, or be malformed.
	ValuesOnly bool
	// Lose makes the provider's next answer to Start get lost.
	Lose func()
	// Requests counts the requests made to the provider so far.
	Requests func() int
	// Unknown is the body of a callback of a kind the adapter does not know.
	Unknown []byte
	// Private are texts that no error and no log line may hold: keys, tokens.
	Private []string
	// Logs returns what was logged so far.
	Logs func() string
}

// Case is one promise of the contract.
type Case struct {
	Name string // what is promised, a short sentence
	// Check returns nil when the promise is kept, an error that wraps
	// [ErrSkipped] when it is not asked of this rig, and otherwise what is
	// wrong.
	Check func(ctx context.Context, rig Rig) error
}

// ErrSkipped says that a case does not concern a provider.
var ErrSkipped = errors.New("skipped")

// Cases returns every case.
func Cases() []Case {
	return slices.Concat(
		generalCases(), startCases(), payCases(), eventCases(), signatureCases(), refundCases(), optionalCases(), captureCases(), manualCases(),
	)
}

// Run runs every case on a fresh rig, in parallel.
func Run(t *testing.T, h Harness) {
	for _, c := range Cases() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			err := c.Check(t.Context(), h.New(t))
			switch {
			case errors.Is(err, ErrSkipped):
				t.Skip(err)
			case err != nil:
				t.Error(err)
			}
		})
	}
}
