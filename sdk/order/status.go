package order

import (
	"fmt"
	"slices"
	"time"
)

// Step is one step of an order on its way, or the end of it, as a host tells.
type Step string

// Steps, in the order in which an order takes them; it may leave some out.
const (
	StepPaid      Step = "paid" // the host has the money, not by a pay link
	StepPacked    Step = "packed"
	StepShipped   Step = "shipped"   // on its way
	StepReady     Step = "ready"     // to be picked up
	StepDelivered Step = "delivered" // or picked up
	StepCancelled Step = "cancelled"
	StepRefunded  Step = "refunded" // all of the money is on its way back
)

// Steps lists all steps.
func Steps() []Step {
	return []Step{StepPaid, StepPacked, StepShipped, StepReady, StepDelivered, StepCancelled, StepRefunded}
}

// way are the steps of a shipment, in order.
var way = []Step{StepPacked, StepShipped, StepReady, StepDelivered}

// Status is what a host tells of an order.
type Status struct {
	Status  Step      `json:"status"`
	Carrier string    `json:"carrier,omitempty"` // who brings it, for people
	Number  string    `json:"number,omitempty"`  // the carrier's, to ask by
	URL     string    `json:"url,omitempty"`     // where to follow it
	At      time.Time `json:"at,omitzero"`       // when it happened. Defaults to now
	Force   bool      `json:"force,omitempty"`   // though the payment is disputed
}

// Shipment is how far an order has come.
type Shipment struct {
	Status  Step      `json:"status"`
	Carrier string    `json:"carrier,omitempty"`
	Number  string    `json:"number,omitempty"`
	URL     string    `json:"url,omitempty"`
	At      time.Time `json:"at,omitzero"`
}

// Told is the shipment as a host tells of it.
func (s Shipment) Told() Status {
	return Status{Status: s.Status, Carrier: s.Carrier, Number: s.Number, URL: s.URL, At: s.At}
}

// Follow returns the order after a status, and whether it has come a step
// further by it. An order only goes forward: a step that it is past of, or has
// reached before, leaves it where it is, so calls may come twice and out of
// order. Who brings it and how to follow it is kept from each.
//
// ErrTransition says that the step is not for this order: it was never
// accepted; or it is to be called off, and its money came by a pay link and has
// to go back there first; or its payment is disputed, and it would be packed or
// sent: whoever knows better says Force.
func (o Order) Follow(s Status, now time.Time) (Order, bool, error) {
	switch {
	case o.State == Rejected, o.State == Placing && s.Status != StepCancelled:
		return o, false, fmt.Errorf("%w: it is %s", ErrTransition, o.State)
	case slices.Contains(way, s.Status):
		is, further := o.shipped(s, now)
		if further && o.Disputed && !s.Force && s.Status != StepDelivered {
			return o, false, fmt.Errorf("%w: its payment is disputed; to send it all the same, say force", ErrTransition)
		}
		return is, further, nil
	}
	return o.ended(s.Status, now)
}

// shipped applies a step of the shipment. That of an order that is called off
// is noted, so that it matters not which came first, and is no step further.
func (o Order) shipped(s Status, now time.Time) (Order, bool) {
	var is Shipment
	if o.Shipment != nil {
		is = *o.Shipment
	}
	further := slices.Index(way, s.Status) > slices.Index(way, is.Status)
	was := is
	if further {
		is.Status, is.At = s.Status, s.At
	}
	for _, f := range []struct {
		to   *string
		from string
	}{{&is.Carrier, s.Carrier}, {&is.Number, s.Number}, {&is.URL, s.URL}} {
		if f.from != "" && (further || *f.to == "" || s.Status == is.Status) {
			*f.to = f.from
		}
	}
	if is == was {
		return o, false
	}
	o.Shipment, o.Updated = &is, now
	return o.completed(), further && o.State != Cancelled && o.State != Refunded
}

// completed is an order that is paid and delivered.
func (o Order) completed() Order {
	if o.State == Paid && o.Shipment != nil && o.Shipment.Status == StepDelivered {
		o.State = Completed
	}
	return o
}

// ended applies a step that is about money, or the end.
func (o Order) ended(s Step, now time.Time) (Order, bool, error) {
	byLink := o.Provider != "" && (o.Settled() || o.State == Refunded)
	switch s {
	case StepPaid:
		if o.Settled() || o.State == Cancelled || o.State == Refunded {
			return o, false, nil
		}
		o.State, o.Reason, o.PaidAmount, o.Updated = Paid, "", o.Quote.Total, now
		o.Checkout, o.Provider = "", "" // a payment by the link would be a second one, which goes back
		return o.completed(), true, nil
	case StepCancelled:
		if o.State == Cancelled || o.State == Refunded {
			return o, false, nil
		}
		if byLink {
			return o, false, fmt.Errorf("%w: its money came by a pay link: give that back at the payment provider, and it is refunded", ErrTransition)
		}
		o.State, o.Reason, o.Updated = Cancelled, CancelledByHost, now
		return o, true, nil
	case StepRefunded:
		if o.State == Refunded {
			return o, false, nil
		}
		if byLink {
			return o, false, fmt.Errorf("%w: its money came by a pay link: give that back at the payment provider, and it is refunded", ErrTransition)
		}
		o.State, o.Updated = Refunded, now
		return o, true, nil
	}
	return o, false, fmt.Errorf("%w: %q is not a step", ErrTransition, s)
}

// CancelledByHost is the Reason of an order that its host called off.
const CancelledByHost = "host"
