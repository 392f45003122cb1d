package flows

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// payment lets a shopper choose how she pays, and takes her word that she has.
// What became of a payment is told by the checkout.
type payment struct{}

func (payment) Name() string { return "payment" }

func (f payment) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if in.Event.Kind == message.KindInternal {
		return f.answered(s, in)
	}
	o, known := find(in, arg(in, "id"))
	if in.Action.Name == "" {
		o, known = spoken(in)
	}
	switch {
	case !known:
		return say(s, in.Say.T("orders.none"), menu(in)...), nil
	case atTheDoor(in, o) && !o.Changeable(in.Now):
		return waiting(s, in, o, onDelivery), nil
	case in.Action.Name == "payment.by" && o.Linked():
		return f.by(s, in, o, arg(in, "way")), nil
	case in.Action.Name == "payment.ways" && o.Linked():
		return f.choose(s, in, o), nil
	case in.Action.Name == "payment.claim" && elsewise(in, o, arg(in, "way")):
		return f.by(s, in, o, arg(in, "way")), nil
	}
	return f.claim(s, in, o), nil
}

// elsewise says whether the button that she tapped stands below how to pay in
// another way than she has chosen since: what it says is not so of this one.
func elsewise(in dialogue.Input, o orderView, way string) bool {
	_, ok := wayOf(in, o, way)
	return ok && way != o.Provider && o.Linked() && (o.State == order.Open || atTheDoor(in, o))
}

// Spots knows "I have paid", which no intent stands for, of who has an order.
func (payment) Spots(_ dialogue.State, in dialogue.Input) bool {
	return len(in.Orders) > 0 && len(in.Event.Text) <= 80 && slices.Contains(paidWords[:], strings.Join(tokens(in.Event.Text), " "))
}

// paidWords say that the shopper has paid.
var paidWords = [...]string{
	"i have paid", "i ve paid", "ive paid", "i paid", "paid", "payment sent", "payment done", "i have paid already", "already paid", "i already paid", "i sent the money",
	"я оплатил", "я оплатила", "оплатил", "оплатила", "оплачено", "я заплатил", "я заплатила", "заплатил", "заплатила", "я уже оплатил", "я уже оплатила", "уже оплатил", "уже оплатила",
	"оплата отправлена", "перевел", "перевела", "перевёл", "я перевел", "я перевела", "я перевёл", "деньги отправил", "деньги отправила",
	"төледім", "мен төледім", "төлеп қойдым", "төлем жасадым", "аудардым", "ақша аудардым", "ақшаны аудардым", "төленді",
}

// spoken is the order that she means who names none: one that is to be paid, or
// is being paid, else the newest.
func spoken(in dialogue.Input) (orderView, bool) {
	if o, ok := payable(in); ok {
		return o, true
	}
	if len(in.Orders) == 0 {
		return orderView{}, false
	}
	return in.Orders[0], true
}

// waysOf are the ways to pay an order from here.
func waysOf(in dialogue.Input, o orderView) []dialogue.Way {
	if in.Shop.Ways == nil {
		return nil
	}
	return in.Shop.Ways(o, in.Event.From.Channel)
}

// wayOf is one of them; false where it is none any more.
func wayOf(in dialogue.Input, o orderView, provider string) (dialogue.Way, bool) {
	all := waysOf(in, o)
	i := slices.IndexFunc(all, func(w dialogue.Way) bool { return w.Provider == provider })
	if i < 0 {
		return dialogue.Way{}, false
	}
	return all[i], true
}

// otherWay offers another way to pay where there is one.
func otherWay(in dialogue.Input, o orderView) []message.Choice {
	open := o.State == order.Open || atTheDoor(in, o) && o.Changeable(in.Now)
	if open && o.Linked() && !o.Quote.Total.IsZero() && len(waysOf(in, o)) > 1 {
		return []message.Choice{choice(in.Say.T("payment.other"), "payment.ways", "id", o.ID)}
	}
	return nil
}

// atTheDoor says whether she has agreed to pay an order on delivery.
func atTheDoor(in dialogue.Input, o orderView) bool {
	w, ok := wayOf(in, o, o.Provider)
	return ok && o.State == order.Processing && w.How != nil && w.How("").OnDelivery
}

// choose lists the ways.
func (payment) choose(s dialogue.State, in dialogue.Input, o orderView) dialogue.Outcome {
	var choices []message.Choice
	for _, w := range waysOf(in, o) {
		choices = append(choices, choice(w.Called(in.Say.Lang()), "payment.by", "id", o.ID, "way", w.Provider))
	}
	return say(s, in.Say.T("payment.ways", "Number", o.Number), append(choices, choice(in.Say.T("menu.person"), "person.call"))...)
}

// by sends the link of one way, or has a way opened that people confirm.
func (f payment) by(s dialogue.State, in dialogue.Input, o orderView, provider string) dialogue.Outcome {
	w, ok := wayOf(in, o, provider)
	switch {
	case !ok:
		return f.choose(s, in, o)
	case provider == o.Provider && atTheDoor(in, o): // that is agreed
		return waiting(s, in, o, onDelivery)
	case w.How != nil:
		return dialogue.Outcome{Next: s, Do: []dialogue.Effect{dialogue.PayBy{Order: o.ID, Provider: provider}}}
	}
	out := payMessage(s, in, o, in.Say.T("payment.by", "Way", w.Called(in.Say.Lang()), "Number", o.Number))
	out.Say[0].Link.URL += "?way=" + url.QueryEscape(provider)
	return out
}

// claim answers "I have paid" by how the order stands: only a way that people
// confirm needs her word.
func (f payment) claim(s dialogue.State, in dialogue.Input, o orderView) dialogue.Outcome {
	person := choice(in.Say.T("menu.person"), "person.call")
	list := choice(in.Say.T("menu.orders"), "orders.list")
	w, open := wayOf(in, o, o.Provider)
	switch {
	case o.Settled():
		return say(s, in.Say.T("payment.arrived", "Number", o.Number), list)
	case o.State == order.Processing && open && w.How != nil:
		return waiting(s, in, o, "")
	case o.State == order.Processing:
		return say(s, in.Say.T("payment.processing", "Number", o.Number), list)
	case !o.Linked():
		return orders{}.show(s, in, o)
	case open && w.How != nil && o.Checkout != "" && w.How("").OnDelivery && in.Action.Name == "": // she was asked whether she will
		return f.how(s, in, o, w)
	case open && w.How != nil && o.Checkout != "":
		return dialogue.Outcome{Next: s, Do: []dialogue.Effect{dialogue.ClaimPaid{Order: o.ID}}}
	}
	out := payMessage(s, in, o, in.Say.T("payment.not_yet", "Number", o.Number))
	out.Say[0].Choices = append(out.Say[0].Choices, person)
	return out
}

// answered says how to pay in the way that she chose, or that it cannot be.
func (f payment) answered(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	var e dialogue.OrderEvent
	if err := json.Unmarshal([]byte(in.Event.Payload), &e); err != nil {
		return dialogue.Outcome{}, fmt.Errorf("flows: event %s: %w", in.Event.Name, err)
	}
	o, known := find(in, e.Order)
	if !known {
		return dialogue.Outcome{Next: s}, nil
	}
	w, ok := wayOf(in, o, e.Way)
	switch {
	case !o.Linked():
		return orders{}.show(s, in, o), nil
	case e.Code == "" && ok && w.How != nil:
		return f.how(s, in, o, w), nil
	case e.Code == "":
		return payMessage(s, in, o, in.Say.T("orders.still_open", "Number", o.Number)), nil
	}
	if e.Way == "" { // there was nothing of which she could say that she has paid
		return payMessage(s, in, o, in.Say.T("payment.not_yet", "Number", o.Number)), nil
	}
	return payMessage(s, in, o, in.Say.T("payment.no_way", "Number", o.Number)), nil
}

// how says how to pay by hand: in the owner's words, with what it takes.
func (payment) how(s dialogue.State, in dialogue.Input, o orderView, w dialogue.Way) dialogue.Outcome {
	how := w.How(in.Say.Lang())
	head, then, label := w.Called(in.Say.Lang())+".", in.Say.T("payment.then"), in.Say.T("payment.claim")
	facts := lines(
		in.Say.T("payment.amount", "Sum", in.Say.Money(o.Quote.Total)), phoneLine(in, how),
		in.Say.T("payment.comment", "Number", o.Number),
	)
	if how.OnDelivery {
		facts, then, label = phoneLine(in, how), in.Say.T("payment.then_delivery"), in.Say.T("payment.agree")
	}
	out := say(s, paragraphs(head, lines(strings.TrimSpace(how.Text), how.URL), facts, then),
		append([]message.Choice{choice(label, "payment.claim", "id", o.ID, "way", w.Provider)}, otherWay(in, o)...)...)
	if !how.OnDelivery {
		out.Say[0].Link = payPage(in, o)
	}
	return out
}

func phoneLine(in dialogue.Input, how payments.Instructions) string {
	if how.Phone == "" {
		return ""
	}
	return in.Say.T("payment.phone", "Phone", how.Phone)
}

// payPage is the page of an order where there is nothing more to decide: it
// shows a code to scan and takes the receipt.
func payPage(in dialogue.Input, o orderView) *message.Link {
	return &message.Link{Label: in.Say.T("payment.page"), URL: payURL(in, o)}
}

// waiting says that a person looks whether the money has come.
func waiting(s dialogue.State, in dialogue.Input, o orderView, code string) dialogue.Outcome {
	list, person := choice(in.Say.T("menu.orders"), "orders.list"), choice(in.Say.T("menu.person"), "person.call")
	if w, ok := wayOf(in, o, o.Provider); code == onDelivery || ok && w.How != nil && w.How("").OnDelivery {
		return say(s, in.Say.T("payment.waiting_delivery", "Number", o.Number), append(otherWay(in, o), list, person)...)
	}
	if code == withReceipt {
		return say(s, in.Say.T("payment.waiting_receipt", "Number", o.Number), list, person)
	}
	out := say(s, in.Say.T("payment.waiting", "Number", o.Number), list, person)
	out.Say[0].Link = payPage(in, o)
	return out
}

// Codes of news about what people confirm.
const (
	onDelivery  = "on_delivery" // it is paid when it is handed over
	withReceipt = "receipt"     // she has shown a receipt
)

// returned says that money goes back, or has: how much, and when it is there.
func returned(s dialogue.State, in dialogue.Input, o orderView, e dialogue.OrderEvent) dialogue.Outcome {
	if e.Amount == nil || e.Amount.IsZero() {
		return say(s, in.Say.T("payment.refunded", "Number", o.Number), menu(in)...)
	}
	text := in.Say.T("payment.refunding", "Sum", in.Say.Money(*e.Amount), "Number", o.Number)
	if e.State == string(payments.EventRefunded) {
		text = in.Say.T("payment.refunded_sum", "Sum", in.Say.Money(*e.Amount), "Number", o.Number)
	}
	if !e.By.IsZero() && e.By.After(in.Now) {
		by := e.By
		if in.Shop.Zone != nil {
			by = by.In(in.Shop.Zone)
		}
		text = lines(text, in.Say.T("payment.refund_by", "Date", in.Say.Date(by)))
	}
	return say(s, text, menu(in)...)
}
