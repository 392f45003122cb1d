package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Receive verifies a delivery and stores its events, in one commit unless they
// are very many. A nil error is the word that they are on disk: only then may
// the platform get its 2xx. A repeated delivery changes nothing and is nil, too.
func (e *Engine) Receive(ctx context.Context, name string, d channel.Delivery) (*channel.Reply, error) {
	ch, ok := e.Channels[name]
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrUnknownChannel, name)
	}
	events, reply, err := parse(ch, d)
	if err != nil || len(events) == 0 {
		return reply, err
	}
	if e.Waiting(name) >= int64(e.Backlog) {
		return nil, ErrBusy
	}
	if err := check(name, events); err != nil {
		return nil, err
	}
	for some := range slices.Chunk(events, atOnce) {
		if err := e.keep(ctx, name, some); err != nil {
			return nil, err
		}
	}
	return reply, nil
}

// atOnce is how many events are stored in one commit. Others wait for it, and a
// transaction has its time; a larger delivery that breaks off is repeated and
// gets further.
const atOnce = 500

// keep stores events and sees to it that they are handled.
func (e *Engine) keep(ctx context.Context, name string, events []message.Event) error {
	now := e.Now()
	if err := e.store(ctx, events, now); err != nil {
		return err
	}
	e.backlog.add(name, int64(len(events)))
	for _, ev := range events {
		id := conversation.IDOf(ev.From)
		e.recent.hear(id, ev, now)
		e.Schedule(id)
	}
	return nil
}

// maxKey is how long what becomes a key in the store may be, in bytes. Platforms
// need a tenth; PostgreSQL's indexes take 2,700 for all of a row, and an event
// that the store took but whose turn it does not would be in the way for ever.
const maxKey = 512

// keyed says whether what is a key in an event can be one.
func keyed(ev message.Event) bool {
	keys := []string{ev.ID, ev.From.Account, ev.From.ID}
	if ev.Status != nil {
		keys = append(keys, ev.Status.MessageID, ev.Status.Reference)
	}
	return !slices.ContainsFunc(keys, func(s string) bool { return len(s) > maxKey })
}

// check refuses a delivery with an event that cannot be stored.
func check(name string, events []message.Event) error {
	for _, ev := range events {
		if ev.ID == "" || ev.From.Channel != name || ev.From.ID == "" {
			return fmt.Errorf("%w: channel %s gave an event without id or address", channel.ErrMalformed, name)
		}
		if !keyed(ev) {
			return fmt.Errorf("%w: channel %s gave an event with an id or address of more than %d bytes", channel.ErrMalformed, name, maxKey)
		}
	}
	return nil
}

// parse reads a delivery, without the card numbers in it, behind a wall: the bytes are a stranger's, and an
// adapter that trips over them must not take the host's process down.
func parse(ch channel.Channel, d channel.Delivery) (events []message.Event, reply *channel.Reply, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("engine: channel %s: panic: %v", ch.Name(), r)
		}
	}()
	events, reply, err = ch.Parse(d)
	events = slices.Clone(events)
	for i := range events {
		events[i] = masked(events[i])
	}
	return events, reply, err
}

// store commits events. It takes the short way for conversations that this node
// remembers, and the long way if that was wrong.
func (e *Engine) store(ctx context.Context, events []message.Event, now time.Time) error {
	b, short := e.inbox(events, now, e.recent.knows)
	err := e.Store.Commit(ctx, b)
	if err == nil || !short || ctx.Err() != nil || errors.Is(err, store.ErrUnavailable) {
		return err
	}
	b, _ = e.inbox(events, now, func(string) bool { return false })
	return e.Store.Commit(ctx, b)
}

// inbox builds the commit that stores events, and says whether one of them is
// of a conversation that is known. An opt-out takes effect here, in the same
// commit, before any turn: the next send already sees it.
func (e *Engine) inbox(events []message.Event, now time.Time, known func(id string) bool) (b store.Batch, short bool) {
	for _, ev := range events {
		if known(conversation.IDOf(ev.From)) {
			short = true
			b.Write(store.ReceiveKnown(ev, now)...)
		} else {
			b.Write(store.Receive(ev, now)...)
		}
		if e.optsOut(ev) {
			b.Write(store.OptOut(ev, now))
		}
	}
	return b, short
}
