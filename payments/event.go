package payments

import (
	"bytes"
	"net/http"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
)

// EventKind is what happened.
type EventKind string

// Kinds of events.
const (
	EventProcessing EventKind = "processing" // the shopper has done her part; the money is on its way
	EventSucceeded  EventKind = "succeeded"  // paid
	EventFailed     EventKind = "failed"     // declined, with Code
	EventExpired    EventKind = "expired"    // closed by time
	EventCancelled  EventKind = "cancelled"  // closed by the shop
	EventRefunded   EventKind = "refunded"   // money was given back; Refunded is the sum so far
	EventDisputed   EventKind = "disputed"   // the shopper's bank asks the money back
	EventUnrefunded EventKind = "unrefunded" // money that was given back, or promised, did not arrive: a person must look
	EventApproval   EventKind = "approval"   // may the money be taken? Answer with Approver
)

// states is the state a payment must at least be in for an event to happen.
var states = map[EventKind]State{
	EventProcessing: StateProcessing,
	EventSucceeded:  StateSucceeded,
	EventFailed:     StateFailed,
	EventExpired:    StateExpired,
	EventCancelled:  StateCancelled,
	EventRefunded:   StateSucceeded,
	EventDisputed:   StateSucceeded,
	EventUnrefunded: StateSucceeded,
	EventApproval:   StatePending,
}

// Valid says whether k is one of the kinds above.
func (k EventKind) Valid() bool { return states[k] != "" }

// Event is one thing that a provider says has happened. Adapters fill every
// field but Refunded, Refund and Code, which belong to some kinds.
type Event struct {
	ID       string       // unique in the account, the same when delivered again
	Kind     EventKind    // what happened
	Ref      string       // of the checkout
	Order    string       // Intent.Order
	Key      string       // Intent.Key
	Amount   money.Amount // what was paid; before that, what is to pay
	Refunded money.Amount // given back so far, in all
	Refund   string       // of EventUnrefunded: Refund.Key, or the id of one that was made at the provider
	Code     string       // why it failed, one of the Decline codes
	At       time.Time    // when it happened, by the provider's clock
}

// Payment returns what the event alone says about the payment, to be joined
// with what is known by [Merge]. A refund or a dispute implies a success.
func (e Event) Payment() Payment {
	return Payment{
		Ref: e.Ref, Order: e.Order, Key: e.Key,
		State: states[e.Kind], Amount: e.Amount, Refunded: e.Refunded,
		Disputed: e.Kind == EventDisputed, Code: e.Code, At: e.At,
	}
}

// Delivery is a callback as it came, before anything has been believed.
type Delivery struct {
	Method   string      // of the request
	Path     string      // of the request, escaped
	Query    string      // of the request, raw, without "?"
	Header   http.Header // canonical keys
	Body     []byte      // the raw bytes that were signed
	Received time.Time   // by our clock; what the age of a signature is judged by
}

// NewDelivery copies a request whose body has been read.
func NewDelivery(r *http.Request, body []byte, received time.Time) Delivery {
	return Delivery{
		Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery,
		Header: r.Header.Clone(), Body: bytes.Clone(body), Received: received,
	}
}
