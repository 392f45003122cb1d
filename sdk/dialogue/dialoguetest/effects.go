package dialoguetest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// apply does what a flow wants, as the engine would.
func (s *Shop) apply(e dialogue.Effect) error {
	switch e := e.(type) {
	case dialogue.PutCart:
		if e.Cart.Version != s.Cart.Version {
			return errors.New("dialoguetest: the cart put back is not the one that was read")
		}
		s.Cart = e.Cart
		s.Cart.Version++
	case dialogue.PutContact:
		s.Contact = e.Contact
		s.Contact.Version++
	case dialogue.PlaceOrder:
		return s.place(e.Order)
	case dialogue.CancelOrder:
		return s.move(e.ID, order.Cancelled)
	case dialogue.PayBy:
		return s.payBy(e)
	case dialogue.ClaimPaid:
		return errors.Join(s.move(e.Order, order.Processing),
			s.happens(dialogue.EventPayment, dialogue.OrderEvent{Order: e.Order, State: dialogue.PaymentWaiting}))
	case dialogue.OptOut:
		s.OptedOut, s.Contact.OptedOut, s.Contact.Waits = !e.In, !e.In, nil
	case dialogue.AwaitStock:
		s.await(e)
	case dialogue.HandOff:
		s.WithStaff = true
	case dialogue.HandBack:
		s.WithStaff = false
	default:
		return fmt.Errorf("dialoguetest: unknown effect %T", e)
	}
	return nil
}

// payBy opens the checkout of a way that people confirm.
func (s *Shop) payBy(e dialogue.PayBy) error {
	i := slices.IndexFunc(s.Orders, func(o order.Order) bool { return o.ID == e.Order })
	if i < 0 {
		return fmt.Errorf("dialoguetest: no order %q", e.Order)
	}
	if err := s.move(e.Order, order.Open); err != nil { // what she had agreed to is closed
		return err
	}
	s.Orders[i].Provider, s.Orders[i].Checkout = e.Provider, "checkout-1"
	return s.happens(dialogue.EventPayBy, dialogue.OrderEvent{Order: e.Order, Way: e.Provider})
}

// await notes what the shopper waits for.
func (s *Shop) await(e dialogue.AwaitStock) {
	if e.Stop {
		s.Contact = s.Contact.NotWaiting(e.Ref)
		return
	}
	s.Contact, _ = s.Contact.Waiting(e.Ref, s.Now)
}

// place takes an order, or lets Host answer. An error of the host's is a host
// that does not answer: see Answers.
func (s *Shop) place(o order.Order) error {
	n := len(s.Orders) + 1
	o.ID, o.Number, o.PayToken = "order-"+strconv.Itoa(n), strconv.Itoa(1000+n), "token-"+strconv.Itoa(n)
	o.State, o.Created, o.PayExpires = order.Placing, s.Now, s.Now.Add(7*24*time.Hour)
	s.Orders = append([]order.Order{o}, s.Orders...)
	s.asked, s.Cart = s.Cart, s.Cart.Clear()
	s.Cart.Version++
	placement := order.Placement{Accepted: true}
	if s.Host != nil {
		answer, answers := s.Host(o)
		s.Host = nil
		if !answers {
			return nil
		}
		placement = answer
	}
	return s.Answers(placement)
}

// Answers is what the host says to the newest order, which is being placed.
func (s *Shop) Answers(p order.Placement) error {
	if len(s.Orders) == 0 || s.Orders[0].State != order.Placing {
		return errors.New("dialoguetest: there is no order to answer for")
	}
	id := s.Orders[0].ID
	event := dialogue.OrderEvent{Order: id, Quote: p.Changed, Code: p.Rejected, Lines: p.Lines}
	if p.Accepted {
		return errors.Join(s.move(id, order.Open), s.happens(dialogue.EventOrderPlaced, event))
	}
	s.Cart = s.Cart.Merge(s.asked)
	s.Cart.Version++
	name := dialogue.EventOrderRejected
	if p.Changed != nil {
		name = dialogue.EventOrderChanged
	}
	return errors.Join(s.move(id, order.Rejected), s.happens(name, event))
}

// Delays is the host not answering for the newest order.
func (s *Shop) Delays(d order.Delay) error {
	if len(s.Orders) == 0 {
		return errors.New("dialoguetest: there is no order to answer for")
	}
	s.Orders = slices.Clone(s.Orders)
	s.Orders[0].Delay = d
	return s.happens(dialogue.EventOrderDelayed, dialogue.OrderEvent{Order: s.Orders[0].ID, State: string(d)})
}

// Pays is what a provider says about the newest order: succeeded, failed,
// processing, expired, refunded … with a decline code; or what people say of it,
// waiting and unseen.
func (s *Shop) Pays(kind payments.EventKind, code string) error {
	if len(s.Orders) == 0 {
		return errors.New("dialoguetest: there is no order to pay")
	}
	id := s.Orders[0].ID
	to := map[payments.EventKind]order.State{
		payments.EventSucceeded: order.Paid, payments.EventProcessing: order.Processing, payments.EventFailed: order.Open,
		payments.EventExpired: order.Cancelled, payments.EventRefunded: order.Refunded,
		dialogue.PaymentWaiting: order.Processing, dialogue.PaymentUnseen: order.Open,
	}
	if state, ok := to[kind]; ok {
		if err := s.move(id, state); err != nil {
			return err
		}
	}
	return s.happens(dialogue.EventPayment, dialogue.OrderEvent{Order: id, State: string(kind), Code: code})
}

func (s *Shop) move(id string, to order.State) error {
	i := slices.IndexFunc(s.Orders, func(o order.Order) bool { return o.ID == id })
	if i < 0 {
		return fmt.Errorf("dialoguetest: no order %q", id)
	}
	moved, err := s.Orders[i].To(to, s.Now)
	if err != nil {
		return err
	}
	s.Orders = slices.Clone(s.Orders)
	s.Orders[i] = moved
	return nil
}

// happens queues an internal event.
func (s *Shop) happens(name string, payload any) error {
	e, err := message.Internal(message.Address{}, "", name, payload, s.Now)
	if err != nil {
		return err
	}
	s.waiting = append(s.waiting, e)
	return nil
}
