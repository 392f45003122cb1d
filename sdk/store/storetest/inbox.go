package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

var inboxCases = []Case{
	{"an event is received with its conversation and contact", func(ctx context.Context, s *store.Store) error {
		e := said(shopper(1), "e1")
		if err := receive(ctx, s, e); err != nil {
			return err
		}
		t, err := s.Turn(ctx, conversation.IDOf(e.From))
		if err != nil {
			return err
		}
		c := conversation.Conversation{ID: conversation.IDOf(e.From), Address: e.From, Contact: conversation.GuestOf(e.From),
			Version: 1, Received: 1, Created: begin}
		return same("turn", t, store.Turn{Conversation: c, Event: e, Received: begin, Cart: cart.Cart{Contact: c.Contact},
			Contact: contact.Contact{ID: c.Contact, Version: 1, Created: begin}})
	}},
	{"a known event changes nothing", func(ctx context.Context, s *store.Store) error {
		e := said(shopper(1), "e1")
		if err := receive(ctx, s, e, said(shopper(2), "e2")); err != nil {
			return err
		}
		if err := handle(ctx, s, e.From); err != nil {
			return err
		}
		before, err := s.Conversation(ctx, conversation.IDOf(e.From))
		if err != nil {
			return err
		}
		if err := write(ctx, s, store.Receive(e, begin.Add(time.Hour))...); err != nil {
			return err
		}
		after, err := s.Conversation(ctx, before.ID)
		if err != nil {
			return err
		}
		if err := same("conversation", after, before); err != nil {
			return err
		}
		return backlog(ctx, s, 1) // the other shopper's
	}},
	{"16 deliveries of one event at once are one", func(ctx context.Context, s *store.Store) error {
		e := said(shopper(1), "e1")
		if err := crowd(16, func(int) error { return receive(ctx, s, e) }); err != nil {
			return err
		}
		return backlog(ctx, s, 1)
	}},
	{"the same id on another account is another event", func(ctx context.Context, s *store.Store) error {
		one, two := said(shopper(1), "e1"), said(shopper(1), "e1")
		two.From.Account = "other"
		if err := receive(ctx, s, one, two); err != nil {
			return err
		}
		return backlog(ctx, s, 2)
	}},
	{"sequences have no gaps and keep the order of commits", sequences},
	{"two events in one batch are two turns", func(ctx context.Context, s *store.Store) error {
		from := shopper(1)
		b := append(store.Receive(said(from, "a"), begin), store.Receive(said(from, "b"), begin)...)
		if err := write(ctx, s, b...); err != nil {
			return err
		}
		return turns(ctx, s, from, "a", "b")
	}},
	{"an event of a known conversation, the short way", known},
	{"the short way loses nothing of a conversation that is not there", func(ctx context.Context, s *store.Store) error {
		from := shopper(1)
		if err := write(ctx, s, store.ReceiveKnown(said(from, "a"), begin)...); err == nil {
			return errors.New("an event was taken for a conversation that is not there")
		}
		return errors.Join(backlog(ctx, s, 0), receive(ctx, s, said(from, "a")), turns(ctx, s, from, "a"))
	}},
	{"pending lists the longest waiting first", pendingOrder},
	{"a second node's turn is refused", func(ctx context.Context, s *store.Store) error {
		from := shopper(1)
		if err := receive(ctx, s, said(from, "a"), said(from, "b")); err != nil {
			return err
		}
		t, err := s.Turn(ctx, conversation.IDOf(from))
		if err != nil {
			return err
		}
		if err := s.Commit(ctx, turnOf(t)); err != nil {
			return err
		}
		if err := is("again", s.Commit(ctx, turnOf(t)), store.ErrConflict); err != nil {
			return err
		}
		return turns(ctx, s, from, "b")
	}},
	{"an event that arrives during a turn is kept", func(ctx context.Context, s *store.Store) error {
		from := shopper(1)
		if err := receive(ctx, s, said(from, "a")); err != nil {
			return err
		}
		t, err := s.Turn(ctx, conversation.IDOf(from))
		if err != nil {
			return err
		}
		if err := receive(ctx, s, said(from, "b")); err != nil {
			return err
		}
		if err := s.Commit(ctx, turnOf(t)); err != nil {
			return err
		}
		if err := backlog(ctx, s, 1); err != nil {
			return err
		}
		return turns(ctx, s, from, "b")
	}},
	{"facts are read with their event", func(ctx context.Context, s *store.Store) error {
		from, facts := shopper(1), json.RawMessage(`{"a":1}`)
		if err := receive(ctx, s, said(from, "a")); err != nil {
			return err
		}
		if err := write(ctx, s, store.PutFacts(conversation.IDOf(from), 1, facts)); err != nil {
			return err
		}
		t, err := s.Turn(ctx, conversation.IDOf(from))
		if err != nil {
			return err
		}
		return same("facts", string(t.Facts), string(facts))
	}},
	{"a turn has the contact's newest 20 orders and her cart", turnParts},
	{"sweep forgets only what is old and handled", sweep},
}

func backlog(ctx context.Context, s *store.Store, want int64) error {
	all, err := s.Backlog(ctx)
	if err != nil {
		return err
	}
	var got int64
	for _, b := range all {
		got += b.Events
	}
	return same("backlog", got, want)
}

// turns handles events and wants them to be these and no more.
func turns(ctx context.Context, s *store.Store, from message.Address, want ...string) error {
	for _, id := range want {
		t, err := s.Turn(ctx, conversation.IDOf(from))
		if err != nil {
			return err
		}
		if err := same("event", t.Event.ID, id); err != nil {
			return err
		}
		if err := handle(ctx, s, from); err != nil {
			return err
		}
	}
	_, err := s.Turn(ctx, conversation.IDOf(from))
	return is("after the last turn", err, store.ErrNotFound)
}

// sequences has eight callers send, each event twice, into three
// conversations: each caller's own events keep their order, and none is missing.
func sequences(ctx context.Context, s *store.Store) error {
	const callers, each = 8, 12
	err := crowd(callers, func(i int) error {
		for n := range each {
			e := said(shopper(i%3), fmt.Sprintf("%d/%03d", i, n))
			if err := receive(ctx, s, e, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := backlog(ctx, s, callers*each); err != nil {
		return err
	}
	last := map[byte]string{}
	for range callers * each {
		pending, err := s.Pending(ctx, 1)
		if err != nil || len(pending) == 0 {
			return fmt.Errorf("pending %v, %w", pending, err)
		}
		t, err := s.Turn(ctx, pending[0])
		if err != nil {
			return err
		}
		if id := t.Event.ID; id <= last[id[0]] {
			return fmt.Errorf("event %s came after %s", id, last[id[0]])
		}
		last[t.Event.ID[0]] = t.Event.ID
		if err := s.Commit(ctx, turnOf(t)); err != nil {
			return err
		}
	}
	return backlog(ctx, s, 0)
}

func pendingOrder(ctx context.Context, s *store.Store) error {
	a, b := shopper(1), shopper(2)
	if err := receive(ctx, s, said(a, "a1"), said(b, "b1"), said(a, "a2")); err != nil {
		return err
	}
	want := func(ids ...string) error {
		got, err := s.Pending(ctx, 10)
		if err != nil {
			return err
		}
		return same("pending", got, ids)
	}
	A, B := conversation.IDOf(a), conversation.IDOf(b)
	return steps(
		func() error { return want(A, B) },
		func() error { return handle(ctx, s, a) },
		func() error { return want(B, A) }, // a2 came after b1
		func() error { return handle(ctx, s, b) },
		func() error { return want(A) },
		func() error { return handle(ctx, s, a) },
		func() error { return want() },
	)
}

func turnParts(ctx context.Context, s *store.Store) error {
	from := shopper(1)
	who := conversation.GuestOf(from)
	if err := receive(ctx, s, said(from, "a")); err != nil {
		return err
	}
	k := cart.Cart{Contact: who, Lines: []cart.Line{{Title: "Tent", Quantity: 2}}}
	b := store.Batch{Writes: []store.Statement{store.PutCart(k)}}
	for i := range 25 {
		b.Write(store.InsertOrder(order.Order{ID: fmt.Sprintf("o%02d", i), State: order.Open, Contact: who,
			Created: begin.Add(time.Duration(i) * time.Second)})...)
	}
	if err := s.Commit(ctx, b); err != nil {
		return err
	}
	t, err := s.Turn(ctx, conversation.IDOf(from))
	if err != nil {
		return err
	}
	k.Version = 1
	if err := same("cart", t.Cart, k); err != nil {
		return err
	}
	if err := same("orders", len(t.Orders), 20); err != nil {
		return err
	}
	return same("newest", []string{t.Orders[0].Number, t.Orders[19].Number}, []string{"1025", "1006"})
}

func sweep(ctx context.Context, s *store.Store) error {
	old, waiting, fresh := said(shopper(1), "old"), said(shopper(2), "waiting"), said(shopper(3), "fresh")
	late := begin.Add(time.Hour)
	if err := receive(ctx, s, old, waiting); err != nil {
		return err
	}
	if err := write(ctx, s, store.Receive(fresh, late)...); err != nil {
		return err
	}
	if err := handle(ctx, s, old.From); err != nil {
		return err
	}
	if err := handle(ctx, s, fresh.From); err != nil {
		return err
	}
	for _, want := range []int{1, 0} {
		n, err := s.Sweep(ctx, late, 10)
		if err != nil {
			return err
		}
		if err := same("swept", n, want); err != nil {
			return err
		}
	}
	// What was forgotten is new again; the others are known.
	if err := receive(ctx, s, old, waiting, fresh); err != nil {
		return err
	}
	return backlog(ctx, s, 2)
}

// known takes events the long way and the short: each once, in one sequence.
func known(ctx context.Context, s *store.Store) error {
	from := shopper(1)
	if err := receive(ctx, s, said(from, "a")); err != nil {
		return err
	}
	for _, id := range []string{"b", "a", "b", "c"} {
		if err := write(ctx, s, store.ReceiveKnown(said(from, id), begin)...); err != nil {
			return err
		}
	}
	if err := receive(ctx, s, said(from, "c"), said(from, "d")); err != nil {
		return err
	}
	return errors.Join(backlog(ctx, s, 4), turns(ctx, s, from, "a", "b", "c", "d"))
}
