// Package order holds orders: their states and transitions, and the contract
// [Backend] through which a host keeps its own order system as the truth.
package order

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// ErrTransition says that an order cannot go from its state to the wanted one.
var ErrTransition = errors.New("order: impossible transition")

// State is where an order stands.
type State string

// States of an order.
const (
	Placing    State = "placing"    // asked of the Backend, no answer yet
	Rejected   State = "rejected"   // the Backend said no
	Open       State = "open"       // placed, to be paid
	Processing State = "processing" // a payment is under way
	Paid       State = "paid"
	Completed  State = "completed" // delivered
	Cancelled  State = "cancelled"
	Refunded   State = "refunded" // all of it
)

// Valid says whether it is one of the states.
func (s State) Valid() bool {
	_, ok := next[s]
	return ok
}

// next holds every state and its allowed transitions.
var next = map[State][]State{
	Placing:    {Open, Rejected, Cancelled},
	Rejected:   {},
	Open:       {Processing, Paid, Cancelled},
	Processing: {Open, Paid, Cancelled},
	Paid:       {Completed, Refunded},
	Completed:  {Refunded},
	Refunded:   {},
	Cancelled:  {Paid}, // money that arrived late is still the shopper's order, or goes back
}

// MaxNumber is how many characters the number of an order may have.
const MaxNumber = 64

// Order is one order. Its ID is the key under which the Backend knows it.
type Order struct {
	ID             string       `json:"id"`     // uuid v7
	Number         string       `json:"number"` // for people; the host's where it has one
	Version        int64        `json:"version"`
	State          State        `json:"state"`
	Contact        string       `json:"contact"`
	Conversation   string       `json:"conversation"`
	Customer       string       `json:"customer,omitempty"` // the host's user id of who ordered, if she was logged in
	Quote          quote.Quote  `json:"quote"`
	Details        Details      `json:"details"`
	Origin         Origin       `json:"origin,omitempty"`   // where it comes from; "": the chat
	HostRef        string       `json:"host_ref,omitempty"` // the host's own reference: its Backend's, or that of a call
	Title          string       `json:"title,omitempty"`    // what a pay link is for
	Shipment       *Shipment    `json:"shipment,omitempty"` // how far it has come, as far as the host has said
	PayToken       string       `json:"pay_token"`          // of the pay link, ≥ 128 random bits
	PayExpires     time.Time    `json:"pay_expires"`
	Attempt        int          `json:"attempt,omitempty"`  // checkouts opened so far
	Revision       int          `json:"revision,omitempty"` // how often its price was brought up to date when it was to be paid
	Checkout       string       `json:"checkout,omitempty"` // the provider's ref of the one that is open
	Provider       string       `json:"provider,omitempty"`
	PaidAmount     money.Amount `json:"paid_amount,omitzero"`
	RefundedAmount money.Amount `json:"refunded_amount,omitzero"` // given back of it so far, wherever that was decided
	Refunds        []Refund     `json:"refunds,omitempty"`        // that the shop has decided on, the first first
	Disputed       bool         `json:"disputed,omitempty"`       // her bank has asked the money back: what is not on its way stays
	Reason         string       `json:"reason,omitempty"`         // why rejected or cancelled
	Delay          Delay        `json:"delay,omitempty"`          // what the shopper was told while it was being placed
	Created        time.Time    `json:"created"`
	Updated        time.Time    `json:"updated"`
}

// Details are whom and where an order is for.
type Details struct {
	Name    string `json:"name,omitempty"`
	Phone   string `json:"phone,omitempty"` // E.164
	Email   string `json:"email,omitempty"`
	Address string `json:"address,omitempty"`
	Country string `json:"country,omitempty"` // ISO 3166 alpha-2
	Locale  string `json:"locale,omitempty"`
	Note    string `json:"note,omitempty"` // for whoever packs it; Sauda keeps it, and a flow of the shop's own sets it
}

// Delay is what a shopper was told of an order that the Backend has not
// answered for.
type Delay string

// Delays, each told once; none is "".
const (
	DelaySlow Delay = "slow" // that it is being placed
	DelayDown Delay = "down" // that the host's order system does not answer, and that we go on trying
)

// Origin says where an order comes from.
type Origin string

// Origins of orders.
const (
	FromChat Origin = ""     // it was bought in the chat
	FromHost Origin = "host" // the host told of it; where it is sold and kept is the host's business
	FromLink Origin = "link" // it is what a pay link is for, and nothing else is known of it
)

// To returns the order in another state, or ErrTransition. Going to the state
// it has already is allowed and changes nothing.
func (o Order) To(s State, now time.Time) (Order, error) {
	if o.State == s {
		return o, nil
	}
	if !slices.Contains(next[o.State], s) {
		return o, fmt.Errorf("%w: from %s to %s", ErrTransition, o.State, s)
	}
	o.State, o.Updated = s, now
	return o, nil
}

// Payable says whether money may still be asked for it.
func (o Order) Payable() bool { return o.State == Open || o.State == Processing }

// Linked says whether money may still be asked for it by a pay link: a host's
// order may be payable and have none.
func (o Order) Linked() bool { return o.Payable() && o.PayToken != "" }

// Settled says whether the order is paid for.
func (o Order) Settled() bool { return o.State == Paid || o.State == Completed }

// Changeable says whether another way to pay may still be chosen though one was
// agreed to, if that moves no money before the goods are handed over: nothing of
// it is packed, and its pay link lives.
func (o Order) Changeable(now time.Time) bool {
	return o.State == Processing && o.Reason == "" && o.Shipment == nil && o.PayToken != "" && now.Before(o.PayExpires)
}

// Customer is whom the Backend is asked about.
type Customer struct {
	ID      string          // the host's own id, if logged in
	Contact contact.Contact // its ID and Customer; what she typed proves nothing and is left out
}
