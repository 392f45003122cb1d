package payments

import (
	"cmp"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// State is how far a checkout has come.
type State string

// States, each stronger than those above it: see [Merge].
const (
	StatePending    State = "pending"    // open, can be paid
	StateProcessing State = "processing" // the shopper has done her part; the money is on its way
	StateCancelled  State = "cancelled"  // closed by the shop before it was paid
	StateExpired    State = "expired"    // closed by time before it was paid
	StateFailed     State = "failed"     // declined; a new attempt needs a new checkout
	StateSucceeded  State = "succeeded"  // paid; stays so when refunded or disputed
)

// ladder orders the states; a state that is not one of ours is below all.
var ladder = map[State]int{
	StatePending: 1, StateProcessing: 2, StateCancelled: 3, StateExpired: 4, StateFailed: 5, StateSucceeded: 6,
}

// Valid says whether s is one of the states above.
func (s State) Valid() bool { return ladder[s] > 0 }

// Final says whether nothing more is expected. Money may still come late:
// only StateSucceeded is never left.
func (s State) Final() bool { return ladder[s] >= ladder[StateCancelled] }

// Payable says whether the shopper can still pay, so that a second checkout
// for the order must not be opened.
func (s State) Payable() bool { return s == StatePending }

// Payment is what is known about a checkout.
type Payment struct {
	Ref      string       // of the checkout
	Order    string       // Intent.Order
	Key      string       // Intent.Key
	State    State        // how far it has come
	Amount   money.Amount // what was paid; before that, what is to pay
	Refunded money.Amount // given back in all; pending refunds do not count
	Disputed bool         // the shopper's bank has asked the money back, at some time
	Code     string       // why it failed, one of the Decline codes; "" otherwise
	At       time.Time    // of the last change known
}

// Merge joins two things known about one checkout. It is commutative,
// associative and idempotent, so any set of events gives one result, in
// whatever order and however often they come:
//
//   - the stronger state wins, with its amount and code: success beats a
//     failure, an expiry and a cancellation of the same checkout;
//   - what was refunded is cumulative, so the larger sum wins;
//   - a dispute stays; the time is the later one, in UTC.
//
// The zero Payment is neutral. Both must be of one checkout: that Ref, Order
// and Key agree where both have them is the caller's to check.
func Merge(a, b Payment) Payment {
	if weaker(a, b) {
		a, b = b, a
	}
	a.Ref, a.Order, a.Key = max(a.Ref, b.Ref), max(a.Order, b.Order), max(a.Key, b.Key)
	if compareAmounts(a.Refunded, b.Refunded) < 0 {
		a.Refunded = b.Refunded
	}
	a.Disputed = a.Disputed || b.Disputed
	if a.At.Before(b.At) {
		a.At = b.At
	}
	a.At = a.At.UTC()
	return a
}

// weaker orders payments by state, then amount, then code: a total order of
// the three together, because they belong together.
func weaker(a, b Payment) bool {
	return cmp.Or(
		cmp.Compare(ladder[a.State], ladder[b.State]),
		cmp.Compare(a.State, b.State),
		compareAmounts(a.Amount, b.Amount),
		cmp.Compare(a.Code, b.Code),
	) < 0
}

// compareAmounts orders any two amounts, of different currencies too.
func compareAmounts(a, b money.Amount) int {
	return cmp.Or(cmp.Compare(a.Minor, b.Minor), cmp.Compare(a.Currency, b.Currency))
}
