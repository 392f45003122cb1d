package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// ChoiceLife is how long a button may be tapped.
const ChoiceLife = 30 * 24 * time.Hour

// decision is what a turn came to.
type decision struct {
	dialogue.Outcome
	from conversation.From // who says Say
	text string            // what the shopper said, for the transcript
}

// stays is an outcome that says something and leaves the dialogue where it is.
func (p *plan) stays(say ...message.Outbound) dialogue.Outcome {
	return dialogue.Outcome{Say: say, Next: p.is.State}
}

// decide asks the dialogue what to do.
func (p *plan) decide(ctx context.Context) (decision, error) {
	in, err := p.input(ctx)
	if err != nil {
		return decision{}, err
	}
	p.said = in.Event.Text
	d := decision{from: conversation.Shop, text: in.Event.Text, Outcome: p.stays()}
	if in.Event.Masked && (p.is.WithStaff || p.idle(in)) {
		d.Say, d.Do = warned(in, nil), silent(in)
		return d, nil
	}
	if p.is.WithStaff && in.Event.Kind != message.KindInternal && in.Action.Name != dialogue.ActionHandBack {
		d.Do = silent(in)
		return d, nil
	}
	if in.Event.Name == dialogue.EventLinked && in.Event.Kind == message.KindInternal {
		return d, nil
	}
	if rest, ok := channel.More(in.Action); ok { // the buttons that did not fit
		d.Say = []message.Outbound{rest}
		return d, nil
	}
	if d.Outcome, err = p.route(ctx, in); err != nil {
		return d, err
	}
	d.Say = p.linked(in, d.Say)
	if in.Event.Masked {
		d.Say = warned(in, d.Say)
	}
	switch in.Event.Name {
	case dialogue.EventStaffSaid:
		d.from = conversation.Staff
	case dialogue.EventHandedBack:
		p.is.WithStaff, p.is.Reason = false, ""
	}
	return d, nil
}

// silent is all that the bot does while a person of the shop answers: even then
// "stop" means stop.
func silent(in dialogue.Input) []dialogue.Effect {
	switch {
	case in.Meaning.OptOut, in.Event.Kind == message.KindOptedOut:
		return []dialogue.Effect{dialogue.OptOut{Wording: in.Event.Text}}
	case in.Event.Kind == message.KindOptedIn:
		return []dialogue.Effect{dialogue.OptOut{In: true, Wording: in.Event.Text}}
	}
	return nil
}

// route asks the router, with a deadline. Words that nobody understands are put
// into others first, where the shop has a model for that.
func (p *plan) route(ctx context.Context, in dialogue.Input) (dialogue.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, p.e.Deadline)
	defer cancel()
	out, by, err := p.routed(ctx, in)
	if err != nil || by != dialogue.FlowLost {
		return out, err
	}
	in, ok, err := p.reworded(ctx, in)
	if err != nil || !ok {
		return out, err
	}
	again, by, err := p.routed(ctx, in)
	if err != nil || by == dialogue.FlowLost {
		return out, err
	}
	return again, nil
}

// routed asks the router once, and says which flow answered.
func (p *plan) routed(ctx context.Context, in dialogue.Input) (dialogue.Outcome, string, error) {
	facts, err := p.facts(ctx, in)
	if err != nil {
		return dialogue.Outcome{}, "", err
	}
	in.Facts = facts
	if p.e.Orders != nil {
		return p.hosted(ctx, in)
	}
	return p.e.Router.Route(ctx, p.is.State, in)
}

// input collects all that a flow may know.
func (p *plan) input(ctx context.Context) (dialogue.Input, error) {
	t := p.turn
	in := dialogue.Input{
		Event: t.Event, Now: p.now, Shop: p.e.Shop, Catalog: p.e.Catalog, Stale: p.e.Stale(),
		Cart: t.Cart, Orders: t.Orders, Contact: t.Contact, Say: p.e.printer(t),
	}
	var err error
	switch t.Event.Kind {
	case message.KindChoice:
		err = p.choice(ctx, &in)
	case message.KindText:
		in.Meaning = p.e.reader().Read(t.Event.Text, dialogue.Reading(p.is.State, in))
		if lang := dialogue.Spoken(in); lang != in.Say.Lang() {
			p.is.Locale, in.Say = lang, in.Say.In(lang)
		}
		err = p.number(ctx, &in)
	case message.KindInternal:
		if err = p.about(ctx, &in); err == nil {
			err = p.restore(&in)
		}
	}
	if err == nil {
		in.Used, err = p.used(ctx, in)
	}
	return in, err
}

// used is how often the codes were used that the turn may be about: those in the
// cart, those in what she said or tapped. Where no number is limited, nothing is
// read.
func (p *plan) used(ctx context.Context, in dialogue.Input) ([]quote.Usage, error) {
	var codes []string
	for _, is := range p.e.Shop.Rules.Named(append(slices.Clone(in.Cart.Codes), in.Event.Text, in.Action.Args["code"])...) {
		if is.Limited() {
			codes = append(codes, is.Code)
		}
	}
	if len(codes) == 0 {
		return nil, nil
	}
	return p.e.Store.Used(ctx, codes, order.Order{Contact: p.is.Contact, Customer: in.Contact.Customer})
}

// printer writes in the shopper's language: the one she chose, the one she
// wrote in last, the one her platform told, or the shop's.
func (e *Engine) printer(t store.Turn) locale.Printer {
	return e.Texts.Printer(t.Contact.Locale, t.Conversation.Locale, t.Event.Locale, e.Shop.Locale)
}

// choice finds what a tapped choice does. One that this conversation was not
// offered, or was long ago, does nothing: the shopper is told.
func (p *plan) choice(ctx context.Context, in *dialogue.Input) error {
	in.Expired = true
	in.Event.Text = strings.TrimSpace(in.Event.Text)
	id, i, ok := sign.DecodeChoice(p.e.Choices, p.is.ID, in.Event.Payload)
	if !ok {
		return nil
	}
	m, err := p.e.Store.Message(ctx, p.is.ID, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if c, ok := m.Body.Choice(i); ok && p.now.Sub(m.At) <= ChoiceLife {
		in.Expired, in.Action, in.Event.Text = false, c.Action, c.Label
	}
	return nil
}

// about sees to it that the order that an event is about is among those that
// the flows see: it may be an old one, or of before she logged in. That of
// another customer who was here is none of hers.
func (p *plan) about(ctx context.Context, in *dialogue.Input) error {
	switch in.Event.Name {
	case dialogue.EventOrderPlaced, dialogue.EventPayment, dialogue.EventPayBy, dialogue.EventPayLink, dialogue.EventOrderStatus:
	default:
		return nil
	}
	var event dialogue.OrderEvent
	if err := json.Unmarshal([]byte(in.Event.Payload), &event); err != nil {
		return fmt.Errorf("engine: event %s: %w", in.Event.Name, err)
	}
	if slices.ContainsFunc(in.Orders, func(o order.Order) bool { return o.ID == event.Order }) {
		return nil
	}
	o, err := p.e.Store.Order(ctx, event.Order)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err == nil && (o.Contact == p.is.Contact || o.Contact == conversation.GuestOf(p.is.Address)) {
		in.Orders = append(slices.Clone(in.Orders), o)
	}
	return err
}

// restore puts an order that the host did not take back into the cart.
func (p *plan) restore(in *dialogue.Input) error {
	if in.Event.Name != dialogue.EventOrderRejected && in.Event.Name != dialogue.EventOrderChanged {
		return nil
	}
	var event dialogue.OrderEvent
	if err := json.Unmarshal([]byte(in.Event.Payload), &event); err != nil {
		return fmt.Errorf("engine: event %s: %w", in.Event.Name, err)
	}
	for _, o := range in.Orders {
		if o.ID == event.Order {
			in.Cart = in.Cart.Merge(cartOf(o))
			p.putCart(in.Cart)
		}
	}
	return nil
}
