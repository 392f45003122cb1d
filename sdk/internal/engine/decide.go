package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// ChoiceLife is how long a button may be tapped.
const ChoiceLife = 30 * 24 * time.Hour

// prepare is how long a flow's Prepare may take.
const prepare = 2 * time.Second

// decision is what a turn came to.
type decision struct {
	dialogue.Outcome
	from conversation.From // who says Say
	text string            // what the shopper said, for the transcript
}

// decide asks the dialogue what to do. A mistake of a flow ends in an apology,
// never in a conversation that is stuck.
func (e *Engine) decide(ctx context.Context, p *plan) (decision, error) {
	in, err := e.input(ctx, p)
	if err != nil {
		return decision{}, err
	}
	d := decision{from: conversation.Shop, text: in.Event.Text}
	d.Next = p.is.State
	if p.is.WithStaff && in.Event.Kind != message.KindInternal {
		return e.silent(d, in), nil
	}
	if rest, ok := channel.More(in.Action); ok { // the buttons that did not fit
		d.Say = []message.Outbound{rest}
		return d, nil
	}
	out, err := e.route(ctx, p.is.State, in)
	if err != nil {
		if ctx.Err() != nil {
			return d, ctx.Err()
		}
		e.Logger.Error("engine: a flow failed", "conversation", p.is.ID, "error", err)
		d.Say = []message.Outbound{{Text: in.Say.T("engine.sorry"), Locale: in.Say.Lang()}}
		return d, nil
	}
	d.Outcome = out
	switch in.Event.Name {
	case dialogue.EventStaffSaid:
		d.from = conversation.Staff
	case dialogue.EventHandedBack:
		p.is.WithStaff, p.is.Reason = false, ""
	}
	return d, nil
}

// silent records what a shopper says to a person of the shop; even then "stop"
// means stop.
func (e *Engine) silent(d decision, in dialogue.Input) decision {
	if in.Meaning.OptOut || in.Event.Kind == message.KindOptedOut {
		d.Do = []dialogue.Effect{dialogue.OptOut{Wording: in.Event.Text}}
	}
	return d
}

// input collects all that a flow may know.
func (e *Engine) input(ctx context.Context, p *plan) (dialogue.Input, error) {
	t := p.turn
	in := dialogue.Input{
		Event: t.Event, Now: p.now, Shop: e.Shop, Catalog: e.Catalog,
		Cart: t.Cart, Orders: t.Orders, Contact: t.Contact,
		Say: e.Texts.Printer(t.Contact.Locale, p.is.Locale, t.Event.Locale, e.Shop.Locale),
	}
	if t.Event.Kind == message.KindChoice {
		label, err := e.choice(ctx, p, &in)
		if err != nil {
			return in, err
		}
		in.Event.Text = label
	}
	if t.Event.Kind == message.KindText {
		in.Meaning = e.readers.of(e.Catalog).Read(t.Event.Text, dialogue.Reading(p.is.State, in))
	}
	return in, e.restore(p, &in)
}

// choice finds what a tapped choice does. One that this conversation was not
// offered, or was long ago, does nothing: the shopper is told.
func (e *Engine) choice(ctx context.Context, p *plan, in *dialogue.Input) (label string, err error) {
	in.Expired = true
	label = strings.TrimSpace(in.Event.Text)
	id, i, ok := sign.DecodeChoice(e.Choices, p.is.ID, in.Event.Payload)
	if !ok {
		return label, nil
	}
	m, err := e.Store.Message(ctx, p.is.ID, id)
	if errors.Is(err, store.ErrNotFound) {
		return label, nil
	}
	if err != nil {
		return label, err
	}
	c, ok := m.Body.Choice(i)
	if !ok || p.now.Sub(m.At) > ChoiceLife {
		return label, nil
	}
	in.Expired, in.Action = false, c.Action
	return c.Label, nil
}

// restore puts an order that the host did not take back into the cart.
func (e *Engine) restore(p *plan, in *dialogue.Input) error {
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

// route asks the router, with a deadline and a wall against panics.
func (e *Engine) route(ctx context.Context, s dialogue.State, in dialogue.Input) (out dialogue.Outcome, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("engine: a flow panicked: %v", r)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, e.Deadline)
	defer cancel()
	in.Facts = e.facts(ctx, s, in)
	out, _, err = e.Router.Route(ctx, s, in)
	return out, err
}

// facts lets a flow ask something slow first. Without an answer in time it
// decides without, and says so.
func (e *Engine) facts(ctx context.Context, s dialogue.State, in dialogue.Input) dialogue.Facts {
	f, ok := e.Router.Flow(e.Router.Picks(s, in))
	if !ok {
		return nil
	}
	slow, ok := f.(dialogue.Preparer)
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, prepare)
	defer cancel()
	facts, err := slow.Prepare(ctx, s, in)
	if err != nil {
		e.Logger.Warn("engine: facts are missing", "flow", f.Name(), "error", err)
		return nil
	}
	return facts
}
