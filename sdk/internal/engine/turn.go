package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// races is how often a turn is decided again after losing a race.
const races = 10

// turn handles one event of a conversation: store.ErrNotFound when none waits.
func (e *Engine) turn(ctx context.Context, id string) error {
	for range races {
		t, err := e.Store.Turn(ctx, id)
		if err != nil {
			return err
		}
		b, is, err := e.plan(ctx, t)
		if err != nil {
			return err
		}
		err = e.Store.Commit(ctx, b)
		if errors.Is(err, store.ErrConflict) {
			continue
		}
		if err != nil {
			return err
		}
		e.committed(ctx, t.Conversation, is)
		return nil
	}
	return fmt.Errorf("engine: %d races lost: %w", races, store.ErrConflict)
}

// plan decides a turn and builds its commit.
func (e *Engine) plan(ctx context.Context, t store.Turn) (store.Batch, conversation.Conversation, error) {
	p := &plan{e: e, turn: t, is: t.Conversation, now: e.Now()}
	p.b.Require(store.GuardTurn(t.Conversation))
	if err := p.identify(ctx); err != nil {
		return p.b, p.is, err
	}
	d, err := e.decide(ctx, p)
	if err != nil {
		return p.b, p.is, err
	}
	if err := p.build(d); err != nil {
		return p.b, p.is, err
	}
	return p.b, p.is, nil
}

// plan is one turn on its way to a commit.
type plan struct {
	e    *Engine
	turn store.Turn                // as loaded, with the contact's own cart
	is   conversation.Conversation // as it will be
	b    store.Batch

	now time.Time
}

// build turns a decision into writes.
func (p *plan) build(d decision) error {
	p.is.Done++
	p.is.State = d.Next
	if fromShopper(p.turn.Event) {
		p.is.Heard = p.now
	}
	if p.turn.Event.Locale != "" {
		p.is.Locale = p.turn.Event.Locale
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

// record writes what the shopper said into the transcript.
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
	p.b.Write(store.AppendMessage(conversation.Message{
		ID: id, Conversation: p.is.ID, Seq: p.is.Said, From: conversation.Shopper, At: p.now,
		Event: ev.ID, Body: message.Outbound{Text: text, Media: ev.Media},
	}))
	return nil
}

func (p *plan) say(from conversation.From, all []message.Outbound) error {
	is, writes, err := p.e.deliver(p.is, from, all)
	p.is = is
	p.b.Write(writes...)
	return err
}

func fromShopper(ev message.Event) bool {
	return ev.Kind == message.KindText || ev.Kind == message.KindChoice || ev.Kind == message.KindUnsupported
}

// committed wakes whoever has something to do now.
func (e *Engine) committed(ctx context.Context, was, is conversation.Conversation) {
	if is.Said > was.Said {
		e.Notify(ctx, is)
	}
	e.Wake()
}

// Notify tells a channel whose shopper reads the transcript that it has grown.
func (e *Engine) Notify(ctx context.Context, c conversation.Conversation) {
	ch, ok := e.Channels[c.Address.Channel]
	if !ok || !ch.Capabilities().Transcript {
		return
	}
	if _, err := ch.Send(ctx, c.Address, channel.Message{}); err != nil {
		e.Logger.Debug("engine: nobody was woken", "channel", c.Address.Channel, "error", err)
	}
}
