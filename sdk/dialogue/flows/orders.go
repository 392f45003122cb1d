package flows

import (
	"context"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// ordersShown is how many orders a list has.
const ordersShown = 5

// orders tells where orders stand, and cancels or repeats them.
type orders struct{}

func (orders) Name() string { return "orders" }

func (orders) Hears() []understand.Intent {
	return []understand.Intent{
		understand.IntentOrders, understand.IntentReorder, understand.IntentCancelOrder, understand.IntentCancel,
	}
}

func (f orders) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if in.Event.Kind == message.KindInternal {
		return f.told(s, in)
	}
	o, known := f.meant(in)
	if len(in.Orders) == 0 {
		if in.Meaning.Intent == understand.IntentCancel {
			return say(s, in.Say.T("orders.nothing_to_cancel"), menu(in)...), nil
		}
		return say(s, in.Say.T("orders.none"), menu(in)...), nil
	}
	switch {
	case !known && (in.Meaning.OrderRef != "" || arg(in, "id") != ""):
		return f.list(s, in, in.Say.T("orders.unknown")), nil
	case in.Action.Name == "orders.cancel", in.Action.Name == "" && in.Meaning.Intent == understand.IntentCancelOrder:
		return f.askCancel(s, in, o), nil
	case in.Action.Name == "orders.cancel_yes":
		return f.cancel(s, in, o), nil
	case in.Action.Name == "orders.repeat", in.Action.Name == "" && in.Meaning.Intent == understand.IntentReorder:
		return f.repeat(s, in, o), nil
	case in.Action.Name == "orders.show":
		return f.show(s, in, o), nil
	case in.Action.Name == "orders.link" && o.Linked():
		return payMessage(s, in, o, in.Say.T("orders.still_open", "Number", o.Number)), nil
	case in.Action.Name == "" && in.Meaning.Intent == understand.IntentCancel:
		return f.cancelSomething(s, in), nil
	case len(in.Orders) == 1 || in.Meaning.OrderRef != "" && in.Action.Name == "":
		return f.show(s, in, o), nil
	}
	return f.list(s, in, in.Say.T("orders.yours")), nil
}

// meant is the order that a button or a number names; without one, the newest.
func (orders) meant(in dialogue.Input) (orderView, bool) {
	if id := arg(in, "id"); id != "" {
		return find(in, id)
	}
	number := in.Meaning.OrderRef
	for _, o := range in.Orders {
		if in.Action.Name != "" || number == "" || strings.EqualFold(strings.TrimLeft(number, "#№ "), o.Number) {
			return o, true
		}
	}
	return orderView{}, false
}

func (f orders) list(s dialogue.State, in dialogue.Input, text string) dialogue.Outcome {
	all := []string{text}
	var choices []message.Choice
	for _, o := range in.Orders[:min(ordersShown, len(in.Orders))] {
		all = append(all, in.Say.T("orders.line", "Number", o.Number, "State", stateWords(in, o), "Total", in.Say.Money(o.Quote.Total)))
		choices = append(choices, choice(in.Say.T("orders.one", "Number", o.Number), "orders.show", "id", o.ID))
	}
	return say(s, lines(all...), append(choices, choice(in.Say.T("menu.person"), "person.call"))...)
}

// show tells everything about one order.
func (f orders) show(s dialogue.State, in dialogue.Input, o orderView) dialogue.Outcome {
	created := o.Created
	if in.Shop.Zone != nil {
		created = created.In(in.Shop.Zone)
	}
	text := paragraphs(
		lines(in.Say.T("orders.head", "Number", o.Number, "Date", in.Say.Date(created), "State", stateWords(in, o)), brought(in, o)),
		orderLines(in, o),
		in.Say.T("checkout.total", "Total", in.Say.Money(o.Quote.Total)),
	)
	if o.State == order.Placing {
		text = paragraphs(text, placingWords(in, o.Delay))
	}
	var choices []message.Choice
	if cancellable(o) {
		choices = append(choices, choice(in.Say.T("orders.cancel"), "orders.cancel", "id", o.ID))
	}
	choices = append(choices, repeatThen(in, o, choice(in.Say.T("menu.person"), "person.call"))...)
	if !o.Linked() {
		out := say(s, text, choices...)
		out.Say[0].Link = follow(in, o)
		return out
	}
	out := payMessage(s, in, o, text)
	if o.State == order.Processing { // she need not pay, but may add a receipt
		out.Say[0].Link = payPage(in, o)
	}
	out.Say[0].Choices = append(out.Say[0].Choices, choices...)
	return out
}

// cancellable says whether the shopper may cancel an order here: one that was
// asked for in a chat, and not one that only the host knows.
func cancellable(o orderView) bool {
	return o.Origin == order.FromChat && o.PayToken != "" && (o.State == order.Open || o.State == order.Placing)
}

// stateWords is an order's state in words: how far it has come, once it has
// left, else how it stands with the money. One that is paid elsewhere, or at
// the door, does not wait for us to be paid.
func stateWords(in dialogue.Input, o orderView) string {
	switch {
	case o.State == order.Cancelled, o.State == order.Refunded, o.State == order.Rejected:
	case o.Shipment != nil && o.Shipment.Status != "":
		return in.Say.T("orders.step_" + string(o.Shipment.Status))
	case o.State == order.Open && !o.Linked():
		return in.Say.T("orders.taken")
	case o.Reason == "" && atTheDoor(in, o):
		return in.Say.T("orders.state_on_delivery")
	}
	return in.Say.T("orders.state_" + string(o.State))
}

// cancelSomething answers "cancel" when nothing is being asked: it may mean an
// order that is not paid.
func (f orders) cancelSomething(s dialogue.State, in dialogue.Input) dialogue.Outcome {
	if i := slices.IndexFunc(in.Orders, cancellable); i >= 0 {
		return f.askCancel(s, in, in.Orders[i])
	}
	return say(s, in.Say.T("orders.nothing_to_cancel"), menu(in)...)
}

func (f orders) askCancel(s dialogue.State, in dialogue.Input, o orderView) dialogue.Outcome {
	switch {
	case cancellable(o):
		s.Confirm = true
		return say(s, in.Say.T("orders.cancel_sure", "Number", o.Number),
			choice(in.Say.T("orders.cancel_yes"), "orders.cancel_yes", "id", o.ID),
			choice(in.Say.T("orders.cancel_no"), "orders.show", "id", o.ID))
	case o.State == order.Cancelled, o.State == order.Rejected:
		return say(s, in.Say.T("orders.is_cancelled", "Number", o.Number), menu(in)...)
	}
	return say(s, in.Say.T("orders.cannot_cancel", "Number", o.Number, "State", stateWords(in, o)),
		choice(in.Say.T("menu.person"), "person.call"), choice(in.Say.T("menu.orders"), "orders.list"))
}

// cancel does it, if the order can still be cancelled.
func (f orders) cancel(s dialogue.State, in dialogue.Input, o orderView) dialogue.Outcome {
	if !cancellable(o) {
		return f.askCancel(s, in, o)
	}
	out := say(noLongerPlacing(s), in.Say.T("orders.cancelled", "Number", o.Number),
		repeatThen(in, o, choice(in.Say.T("menu.browse"), "browse.open"))...)
	out.Do = []dialogue.Effect{dialogue.CancelOrder{ID: o.ID, Reason: "shopper"}}
	return out
}

// repeat puts what is still sold of an order in the cart.
func (f orders) repeat(s dialogue.State, in dialogue.Input, o orderView) dialogue.Outcome {
	var all []want
	var missing []string
	for _, l := range o.Quote.Lines {
		if available(in, l.Ref, 1) {
			all = append(all, want{ref: l.Ref, n: l.Quantity})
		} else {
			missing = append(missing, l.Title)
		}
	}
	note := ""
	if len(missing) > 0 {
		note = in.Say.T("orders.not_sold", "Titles", in.Say.List(missing))
	}
	if len(all) == 0 {
		return say(s, note, menu(in)...)
	}
	out, err := shelf{}.add(s, in, all)
	if err != nil {
		return say(s, note, menu(in)...)
	}
	out.Say[0].Text = lines(out.Say[0].Text, note)
	return out
}
