package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// races is how often a turn is decided again after losing a race.
const races = 10

// progress is what a turn came to.
type progress struct {
	handled bool   // an event
	channel string // it came by
	more    bool   // waited when the turn began
}

// turn handles one event of a conversation, if one waits. An error leaves the
// event where it is.
func (e *Engine) turn(ctx context.Context, id string) (progress, error) {
	if p, ok := e.recalled(ctx, id); ok {
		return e.committed(ctx, p), nil
	}
	for range races {
		t, err := e.Store.Turn(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return progress{}, nil
		}
		if err != nil {
			return progress{}, err
		}
		p, err := e.commit(ctx, t)
		if err == nil {
			return e.committed(ctx, p), nil
		}
		if !errors.Is(err, store.ErrConflict) {
			return progress{}, err
		}
	}
	return progress{}, fmt.Errorf("engine: %d races lost: %w", races, store.ErrConflict)
}

// commit decides a turn and makes it durable. A mistake of ours, or of a
// flow's, ends in an apology: never in a conversation that is stuck.
func (e *Engine) commit(ctx context.Context, t store.Turn) (*plan, error) {
	p := e.begin(t)
	err := p.decided(ctx)
	if err == nil {
		err = e.Store.Commit(ctx, p.b)
	}
	if err == nil || ctx.Err() != nil || errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrConflict) {
		return p, err // done, or worth another try
	}
	e.Logger.Error("engine: a turn failed; the shopper is told", "conversation", t.Conversation.ID, "error", err)
	sorry := e.begin(t)
	if err := sorry.apologise(p.said); err != nil {
		return nil, err
	}
	return sorry, e.Store.Commit(ctx, sorry.b)
}

// plan is one turn on its way to a commit.
type plan struct {
	e     *Engine
	turn  store.Turn                // as loaded, with the contact's own cart, and what the turn made of them so far
	is    conversation.Conversation // as it will be
	said  string                    // what the shopper said, in words
	heard []conversation.Message    // the same for the transcript; none if it is not for it
	b     store.Batch
	now   time.Time
	link  followed // what became of the deep link it began with

	host          contact.Customer // as the host knows her, if it was asked
	cart, contact bool             // guarded
	more          bool             // the commit brings an event of its own
	recalled      bool             // the turn was not loaded
}

func (e *Engine) begin(t store.Turn) *plan {
	p := &plan{e: e, turn: t, is: t.Conversation, said: t.Event.Text, now: e.Now()}
	p.b.Require(store.GuardTurn(t.Conversation))
	return p
}

// decided makes the plan a commit, behind a wall against panics.
func (p *plan) decided(ctx context.Context) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("engine: panic: %v", r)
		}
	}()
	if err := p.identify(ctx); err != nil {
		return err
	}
	d, err := p.decide(ctx)
	if err != nil {
		return err
	}
	return p.build(d)
}

// apologise takes the event as handled and leaves the dialogue where it is.
func (p *plan) apologise(said string) error {
	say := p.e.printer(p.turn)
	return p.build(decision{
		from: conversation.Shop, text: said,
		Outcome: p.stays(message.Outbound{Text: say.T("engine.sorry"), Locale: say.Lang()}),
	})
}

// build turns a decision into writes.
func (p *plan) build(d decision) error {
	ev := p.turn.Event
	p.is.Done++
	p.is.State = d.Next
	if fromShopper(ev) {
		p.is.Heard = p.now
	}
	if ev.Locale != "" && (p.is.Locale == "" || ev.Kind == message.KindStarted) {
		p.is.Locale = ev.Locale // later she may write in another
	}
	if ev.Status != nil {
		p.b.Write(store.Advance(ev.From, *ev.Status, p.now)...)
	}
	if err := p.record(d.text); err != nil {
		return err
	}
	for _, effect := range d.Do {
		if err := p.effect(effect); err != nil {
			return err
		}
	}
	if err := p.say(d.from, d.Say); err != nil {
		return err
	}
	p.b.Write(store.PutConversation(p.is))
	return nil
}

// record keeps what the shopper said for the transcript.
func (p *plan) record(text string) error {
	ev := p.turn.Event
	if !fromShopper(ev) || text == "" && len(ev.Media) == 0 {
		return nil
	}
	id, err := newID()
	if err != nil {
		return err
	}
	p.is.Said++
	p.heard = []conversation.Message{{
		ID: id, Conversation: p.is.ID, Seq: p.is.Said, From: conversation.Shopper, At: p.now,
		Event: ev.ID, Body: message.Outbound{Text: text, Media: ev.Media},
	}}
	return nil
}

func (p *plan) say(from conversation.From, all []message.Outbound) error {
	is, d, err := p.e.deliver(p.is, from, all)
	p.is = is
	d.said = append(p.heard, d.said...) // in one statement
	p.b.Write(d.writes()...)
	return err
}

func fromShopper(ev message.Event) bool {
	return ev.Kind == message.KindText || ev.Kind == message.KindChoice || ev.Kind == message.KindUnsupported
}

// committed wakes whoever has something to do now.
func (e *Engine) committed(ctx context.Context, p *plan) progress {
	was := p.turn.Conversation
	e.remember(p)
	if p.is.Said > was.Said {
		e.Notify(ctx, p.is)
	}
	e.Wake()
	return progress{handled: true, channel: p.is.Address.Channel, more: p.more || p.is.Done < was.Received}
}
