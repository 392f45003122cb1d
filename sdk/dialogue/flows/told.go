package flows

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// What the host tells of an order is news that nobody asked for just now: who
// has opted out is not told, and sees it when she asks.

// link sends a pay link that the host made.
func (checkout) link(s dialogue.State, in dialogue.Input, o orderView) dialogue.Outcome {
	if in.Contact.OptedOut || !o.Linked() || !in.Now.Before(o.PayExpires) {
		return dialogue.Outcome{Next: s}
	}
	text := in.Say.T("payment.link", "Title", called(in, o))
	if len(o.Quote.Lines) > 1 {
		text = paragraphs(text, orderLines(in, o))
	}
	return unasked(payMessage(s, in, o, text))
}

// unasked marks what is said as no reply.
func unasked(out dialogue.Outcome) dialogue.Outcome {
	for i := range out.Say {
		out.Say[i].Purpose = message.PurposeTransactional
	}
	return out
}

// called is what a pay link is for, in words.
func called(in dialogue.Input, o orderView) string {
	return cmp.Or(o.Title, in.Say.T("orders.one", "Number", o.Number))
}

// thanksForLink says that a pay link is paid. What happens next is not ours to
// say.
func thanksForLink(s dialogue.State, in dialogue.Input, o orderView) dialogue.Outcome {
	text := in.Say.T("payment.thanks_link", "Title", called(in, o), "Total", in.Say.Money(o.Quote.Total))
	return say(s, text, choice(in.Say.T("menu.orders"), "orders.list"), choice(in.Say.T("menu.browse"), "browse.open"))
}

// repeatable says whether an order has something that could be bought again.
func repeatable(o orderView) bool {
	return slices.ContainsFunc(o.Quote.Lines, func(l quote.Line) bool { return l.Ref.Product != "" })
}

// repeatThen puts the choice to buy an order again before others, if there is
// something to buy.
func repeatThen(in dialogue.Input, o orderView, others ...message.Choice) []message.Choice {
	if !repeatable(o) {
		return others
	}
	return append([]message.Choice{choice(in.Say.T("orders.repeat"), "orders.repeat", "id", o.ID)}, others...)
}

// told says what the host has told of an order.
func (f orders) told(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	var e dialogue.OrderEvent
	if err := json.Unmarshal([]byte(in.Event.Payload), &e); err != nil {
		return dialogue.Outcome{}, fmt.Errorf("flows: event %s: %w", in.Event.Name, err)
	}
	o, known := find(in, e.Order)
	if !known || in.Contact.OptedOut {
		return dialogue.Outcome{Next: s}, nil
	}
	if out, ok := f.news(s, in, o, order.Step(e.State)); ok {
		return unasked(out), nil
	}
	return dialogue.Outcome{Next: s}, nil
}

// news is the message of a step; false for a step of an order that has been
// called off since.
func (orders) news(s dialogue.State, in dialogue.Input, o orderView, step order.Step) (dialogue.Outcome, bool) {
	person := choice(in.Say.T("menu.person"), "person.call")
	switch {
	case step == order.StepCancelled:
		return say(s, in.Say.T("orders.told_cancelled", "Number", o.Number), person, choice(in.Say.T("menu.browse"), "browse.open")), true
	case step == order.StepRefunded:
		return say(s, in.Say.T("payment.refunded", "Number", o.Number), person), true
	case o.State == order.Cancelled || o.State == order.Refunded || o.Shipment == nil:
		return dialogue.Outcome{}, false
	}
	out := say(s, lines(in.Say.T("orders.told_"+string(step), "Number", o.Number), brought(in, o)), choice(in.Say.T("menu.orders"), "orders.list"), person)
	out.Say[0].Link = follow(in, o)
	return out, true
}

// brought says who brings an order, and the number to ask by.
func brought(in dialogue.Input, o orderView) string {
	switch {
	case o.Shipment == nil || o.Shipment.Status == order.StepDelivered:
		return ""
	case o.Shipment.Carrier == "" || o.Shipment.Number == "":
		return o.Shipment.Carrier + o.Shipment.Number
	}
	return in.Say.T("orders.brought", "Carrier", o.Shipment.Carrier, "Number", o.Shipment.Number)
}

// follow is the link to see where an order is, if it is on its way.
func follow(in dialogue.Input, o orderView) *message.Link {
	if o.Shipment == nil || o.Shipment.URL == "" || o.Shipment.Status == order.StepDelivered {
		return nil
	}
	return &message.Link{Label: in.Say.T("orders.follow"), URL: o.Shipment.URL}
}
