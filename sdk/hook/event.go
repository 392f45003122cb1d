package hook

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Event is something that happened in the shop. Those of this package are all
// there are; the struct's name is in the package's table.
type Event interface {
	// Type is the event's name on the wire: "order.paid". It never changes.
	Type() string
	// Head returns the event's id and time.
	Head() Meta
}

// Meta is what every event has.
type Meta struct {
	ID string    `json:"-"` // the same whenever the event is told again; letters, digits and "_", at most 64
	At time.Time `json:"-"` // when it happened, UTC
}

// Head returns m.
func (m Meta) Head() Meta { return m }

// OrderPlaced says that there is an order to be paid. Where the host has an
// order system, that has accepted it.
type OrderPlaced struct {
	Meta
	Order Order `json:"order"`
}

// OrderRejected says that the host's order system did not accept an order.
// Order.Reason says why; "changed" means at another price, which the shopper
// is asked about.
type OrderRejected struct {
	Meta
	Order Order `json:"order"`
}

// OrderPaid says that the money of an order is there: ship it. Once per order.
type OrderPaid struct {
	Meta
	Order   Order   `json:"order"`
	Payment Payment `json:"payment"`
}

// OrderUpdated says that the status of an order was set from outside the chat,
// or that its price was brought up to date when it was to be paid.
type OrderUpdated struct {
	Meta
	Order Order `json:"order"`
}

// OrderCancelled says that an order was called off, ended unpaid, or that its
// stock was gone when the money came, which goes back then. Order.Reason says
// why.
type OrderCancelled struct {
	Meta
	Order Order `json:"order"`
}

// PaymentSucceeded says that money arrived, once per payment. It is not the
// word to ship: the money may be too late, too little or the second for the
// order, and go back. [OrderPaid] is.
type PaymentSucceeded struct {
	Meta
	Order   Order   `json:"order"`
	Payment Payment `json:"payment"`
}

// PaymentFailed says that an attempt to pay was declined; Payment.Code says
// why. The shopper may try again.
type PaymentFailed struct {
	Meta
	Order   Order   `json:"order"`
	Payment Payment `json:"payment"`
}

// Refunded says that some or all of a payment was given back.
type Refunded struct {
	Meta
	Order   Order   `json:"order"`
	Payment Payment `json:"payment"`
	Refund  Refund  `json:"refund"`
}

// Disputed says that the shopper's bank asks for a payment back.
type Disputed struct {
	Meta
	Order   Order   `json:"order"`
	Payment Payment `json:"payment"`
}

// HandoffRequested says that a person is needed in a conversation.
type HandoffRequested struct {
	Meta
	Conversation string  `json:"conversation"` // id
	Channel      string  `json:"channel"`
	Contact      Contact `json:"contact"`
	Reason       string  `json:"reason"`
	Order        *Order  `json:"order,omitempty"` // that it is about, if one
}

// OptedOut says that a shopper wants no messages but answers.
type OptedOut struct {
	Meta
	Conversation string  `json:"conversation"` // id
	Channel      string  `json:"channel"`
	Contact      Contact `json:"contact"`
}

// OptedIn says that a shopper who had opted out allows messages again.
type OptedIn struct {
	Meta
	Conversation string  `json:"conversation"` // id
	Channel      string  `json:"channel"`
	Contact      Contact `json:"contact"`
}

// CustomerLinked says that a conversation belongs to a customer of the host's
// from now on: Contact.Customer.
type CustomerLinked struct {
	Meta
	Conversation string  `json:"conversation"` // id
	Channel      string  `json:"channel"`
	Contact      Contact `json:"contact"`
}

// Type is "order.placed".
func (OrderPlaced) Type() string { return "order.placed" }

// Type is "order.rejected".
func (OrderRejected) Type() string { return "order.rejected" }

// Type is "order.paid".
func (OrderPaid) Type() string { return "order.paid" }

// Type is "order.updated".
func (OrderUpdated) Type() string { return "order.updated" }

// Type is "order.cancelled".
func (OrderCancelled) Type() string { return "order.cancelled" }

// Type is "payment.succeeded".
func (PaymentSucceeded) Type() string { return "payment.succeeded" }

// Type is "payment.failed".
func (PaymentFailed) Type() string { return "payment.failed" }

// Type is "payment.refunded".
func (Refunded) Type() string { return "payment.refunded" }

// Type is "payment.disputed".
func (Disputed) Type() string { return "payment.disputed" }

// Type is "handoff.requested".
func (HandoffRequested) Type() string { return "handoff.requested" }

// Type is "contact.opted_out".
func (OptedOut) Type() string { return "contact.opted_out" }

// Type is "contact.opted_in".
func (OptedIn) Type() string { return "contact.opted_in" }

// Type is "contact.linked".
func (CustomerLinked) Type() string { return "contact.linked" }

// every returns one empty event of each type.
func every() []Event {
	return []Event{
		OrderPlaced{}, OrderRejected{}, OrderPaid{}, OrderUpdated{}, OrderCancelled{},
		PaymentSucceeded{}, PaymentFailed{}, Refunded{}, Disputed{},
		HandoffRequested{}, OptedOut{}, OptedIn{}, CustomerLinked{},
	}
}

// Types lists the types of all events there are.
func Types() []string {
	var all []string
	for _, e := range every() {
		all = append(all, e.Type())
	}
	return all
}

// Stamp returns e with its id and time. The id is a function of the type and
// the key, which names what happened: an order's id, say. So the same fact has
// the same id, however often it is found.
func Stamp[E Event](e E, key string, at time.Time) E {
	sum := sha256.Sum256([]byte(e.Type() + "\x00" + key))
	stamped, _ := with(e, Meta{ID: "evt_" + hex.EncodeToString(sum[:16]), At: at.UTC()}).(E)
	return stamped
}
