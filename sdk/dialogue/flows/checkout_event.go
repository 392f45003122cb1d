package flows

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// orderView is an order as the shopper sees it.
type orderView = order.Order

// event answers what happened to an order.
func (f checkout) event(ctx context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	var e dialogue.OrderEvent
	if err := json.Unmarshal([]byte(in.Event.Payload), &e); err != nil {
		return dialogue.Outcome{}, fmt.Errorf("flows: event %s: %w", in.Event.Name, err)
	}
	o, known := find(in, e.Order)
	switch in.Event.Name {
	case dialogue.EventOrderChanged:
		return f.changedByHost(s, in, o, e)
	case dialogue.EventOrderRejected:
		return f.rejected(ctx, s, in, e)
	case dialogue.EventOrderDelayed:
		if o.State == order.Placing { // else there is news of it
			return delayed(s, in, o, order.Delay(e.State)), nil
		}
	case dialogue.EventOrderUnanswered:
		if known {
			return f.unanswered(s, in, o), nil
		}
	case dialogue.EventOrderPlaced:
		if !known {
			return dialogue.Outcome{}, fmt.Errorf("flows: event %s: order %s is not the contact's", in.Event.Name, e.Order)
		}
		text := in.Say.T("checkout.placed", "Number", o.Number)
		if o.Quote.Total.IsZero() {
			text = in.Say.T("checkout.placed_free", "Number", o.Number)
		}
		return payMessage(noLongerPlacing(s), in, o, text), nil
	case dialogue.EventPayLink:
		if known {
			return f.link(s, in, o), nil
		}
	case dialogue.EventPayment:
		if known {
			return f.payment(s, in, o, e), nil
		}
	}
	return dialogue.Outcome{Next: s}, nil
}

func find(in dialogue.Input, id string) (orderView, bool) {
	for _, o := range in.Orders {
		if o.ID == id {
			return o, true
		}
	}
	return orderView{}, false
}

// payMessage is a text with the pay link of an order. It is a message of its
// own, so that it can be sent again as it is.
func payMessage(s dialogue.State, in dialogue.Input, o orderView, text string) dialogue.Outcome {
	out := say(s, text, otherWay(in, o)...)
	label := in.Say.T("checkout.pay_sum", "Sum", in.Say.Money(o.Quote.Total))
	if o.Quote.Total.IsZero() {
		label = in.Say.T("checkout.pay_nothing")
	}
	out.Say[0].Link = &message.Link{Label: label, URL: payURL(in, o)}
	return out
}

// payURL is the address of an order's pay link.
func payURL(in dialogue.Input, o orderView) string {
	return in.Shop.BaseURL + in.Shop.PayPath + o.PayToken
}

// payment answers what became of a payment.
func (f checkout) payment(s dialogue.State, in dialogue.Input, o orderView, e dialogue.OrderEvent) dialogue.Outcome {
	number := []any{"Number", o.Number}
	switch e.State {
	case string(payments.EventSucceeded):
		return thanks(s, in, o)
	case string(payments.EventFailed):
		text := lines(in.Say.T("payment.failed", number...), in.Say.T("payment."+declined(e.Code)))
		if e.Code == payments.DeclineNotReceived { // no bank has refused; she may have sent it
			text = in.Say.T("payment.declined_not_received", number...)
		}
		if !o.Linked() {
			return say(s, text, menu(in)...)
		}
		return payMessage(s, in, o, lines(text, in.Say.T("payment.again")))
	case string(payments.EventProcessing):
		return say(s, in.Say.T("payment.processing", number...), choice(in.Say.T("menu.orders"), "orders.list"))
	case string(payments.EventRefunded), dialogue.PaymentRefunding:
		return returned(s, in, o, e)
	case dialogue.PaymentWaiting:
		return waiting(s, in, o, e.Code)
	case dialogue.PaymentUnseen:
		return f.unseen(s, in, o, e.Code)
	case string(payments.EventDisputed):
		return say(s, in.Say.T("payment.disputed", number...), choice(in.Say.T("menu.person"), "person.call"))
	case string(payments.EventExpired), string(payments.EventCancelled):
		if o.Linked() {
			return payMessage(s, in, o, in.Say.T("payment.link_expired", number...))
		}
		return say(s, in.Say.T("payment.expired", number...), repeatThen(in, o, choice(in.Say.T("menu.browse"), "browse.open"))...)
	}
	return unkept(s, in, o, e)
}

// unseen says that a person did not find the money, or did not get it at the door.
func (checkout) unseen(s dialogue.State, in dialogue.Input, o orderView, code string) dialogue.Outcome {
	text, then := "payment.declined_not_received", "payment.again"
	if code == onDelivery { // she has sent nothing for which anybody could have looked
		text, then = "payment.unseen_delivery", "payment.choose_again"
	}
	said, person := in.Say.T(text, "Number", o.Number), choice(in.Say.T("menu.person"), "person.call")
	if !o.Linked() {
		return say(s, said, person)
	}
	out := payMessage(s, in, o, lines(said, in.Say.T(then)))
	out.Say[0].Choices = append(out.Say[0].Choices, person)
	return out
}

// unkept tells of a payment that the shop cannot simply keep.
func unkept(s dialogue.State, in dialogue.Input, o orderView, e dialogue.OrderEvent) dialogue.Outcome {
	person := choice(in.Say.T("menu.person"), "person.call")
	switch e.State {
	case dialogue.PaymentLate, dialogue.PaymentSoldOut:
		return say(s, in.Say.T("payment."+e.State, "Number", o.Number), repeatThen(in, o, choice(in.Say.T("menu.browse"), "browse.open"), person)...)
	case dialogue.PaymentTwice, dialogue.PaymentHeld:
		return say(s, in.Say.T("payment."+e.State, "Number", o.Number), choice(in.Say.T("menu.orders"), "orders.list"), person)
	}
	return dialogue.Outcome{Next: s}
}

// declined is the key of the words for a decline code.
func declined(code string) string {
	for _, known := range payments.Declines() {
		if code == known {
			return "declined_" + code
		}
	}
	return "declined_" + payments.DeclineOther
}

// thanks says that an order is paid and what happens next.
func thanks(s dialogue.State, in dialogue.Input, o orderView) dialogue.Outcome {
	if o.Origin == order.FromLink {
		return thanksForLink(s, in, o)
	}
	next := in.Say.T("payment.next")
	if q := o.Quote; q.Delivery != nil {
		d := draft{Delivery: q.Delivery.ID, Country: o.Details.Country}
		if m, ok := d.method(in); ok && m.Pickup {
			next = in.Say.T("payment.next_pickup", "Place", q.Delivery.Name)
		} else {
			next = in.Say.T("payment.next_delivery", "Method", q.Delivery.Name, "Address", o.Details.Address)
		}
	}
	text := paragraphs(in.Say.T("payment.thanks", "Number", o.Number, "Total", in.Say.Money(o.Quote.Total)), receipt(in, o), next)
	return say(s, text, choice(in.Say.T("menu.orders"), "orders.list"), choice(in.Say.T("menu.browse"), "browse.open"))
}

// receipt is what was paid for, and how: the sums only where the lines do not
// say all of it.
func receipt(in dialogue.Input, o orderView) string {
	q := o.Quote
	text := orderLines(in, o)
	if len(q.Lines) > 1 || q.Delivery != nil && !q.Delivery.Price.IsZero() || !q.Discount.IsZero() || !q.Tax.IsZero() {
		text = quoteLines(in, q)
	}
	if w, ok := wayOf(in, o, o.Provider); ok && len(w.Title) > 0 {
		text = lines(text, in.Say.T("payment.paid_by", "Way", w.Called(in.Say.Lang())))
	}
	return text
}

// orderLines are the things of an order, a line each.
func orderLines(in dialogue.Input, o orderView) string {
	all := make([]string, len(o.Quote.Lines))
	for i, l := range o.Quote.Lines {
		all[i] = in.Say.T("cart.line", "Quantity", l.Quantity, "Title", l.Title, "Total", in.Say.Money(l.Total))
	}
	return strings.Join(all, "\n")
}
