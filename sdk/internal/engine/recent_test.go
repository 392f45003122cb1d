package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/internal/engine"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// seen is all that a decision may depend on, as the probe tells it.
type seen struct {
	turns, pieces, orders, paid int
	name                        string
	out                         bool
}

func (s seen) answer(text string) string { return fmt.Sprintf("%s: %+v", text, s) }

// probe answers with what it sees. At "add" it puts one more piece in the cart.
var probe = everything{script{"probe", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	now := seen{len(s.Shown), in.Cart.Count(), len(in.Orders), 0, in.Contact.Name, in.Contact.OptedOut}
	for _, o := range in.Orders {
		if o.State == order.Paid {
			now.paid++
		}
	}
	s.Shown = append(slices.Clone(s.Shown), catalog.Ref{Product: "turn"})
	if strings.HasPrefix(in.Event.Text, "add") {
		return says(s, now.answer(in.Event.Text), dialogue.PutCart{Cart: pieces(in.Cart, now.pieces+1)})
	}
	return says(s, now.answer(in.Event.Text))
}}}

func pieces(c cart.Cart, n int) cart.Cart {
	c.Lines = []cart.Line{{Ref: catalog.Ref{Product: "p"}, Quantity: n}}
	return c
}

// nodes are two engines on one file, and how many turns they did not load.
type nodes struct {
	*rig
	engines  []*engine.Engine
	recalled atomic.Int64
}

// counting counts the turns that were committed without having been loaded.
type counting struct {
	store.DB
	recalled *atomic.Int64
}

func (c counting) Commit(ctx context.Context, b store.Batch) error {
	err := c.DB.Commit(ctx, b)
	if err == nil && slices.ContainsFunc(b.Guards, func(g store.Guard) bool { return strings.Contains(g.SQL, "{inbox}") }) {
		c.recalled.Add(1)
	}
	return err
}

func openNodes(t *testing.T) *nodes {
	t.Helper()
	n := &nodes{}
	dir := t.TempDir()
	for range 2 {
		n.rig = openOn(t, "", store.New(counting{openFaultyAt(t, dir).DB, &n.recalled}), plain)
		n.router = dialogue.NewRouter(probe, lost)
		n.renew()
		n.engines = append(n.engines, n.engine)
	}
	return n
}

// life is one shopper's, told step by step; steps never overlap, so it is known
// what each turn has to see.
type life struct {
	n       *nodes
	from    message.Address
	now     seen            // the truth
	waiting []string        // texts not answered yet
	ids     map[string]bool // of events; true: not answered yet
	want    []string        // answers
}

func (l *life) node(t *rapid.T) *engine.Engine {
	return l.n.engines[rapid.IntRange(0, 1).Draw(t, "node")]
}

// says delivers an event, which may be one that was delivered before, with the
// same words.
func (l *life) says(t *rapid.T) {
	i := rapid.IntRange(0, 30).Draw(t, "event")
	id, text := fmt.Sprintf("%s-%d", l.from.ID, i), []string{"hello", "add", "add two", "stop"}[i%4]
	if err := deliver(l.n.Context(), l.node(t), message.Event{ID: id, From: l.from, Kind: message.KindText, Text: text}); err != nil {
		t.Fatal(err)
	}
	if _, again := l.ids[id]; !again {
		l.ids[id] = true
		l.waiting = append(l.waiting, text)
	}
	if l.ids[id] && text == "stop" { // also when it is said again while it waits
		l.now.out = true
	}
}

func (l *life) answers(t *rapid.T) {
	if _, err := l.node(t).Settle(l.n.Context()); err != nil {
		t.Fatal(err)
	}
	for _, text := range l.waiting {
		l.want = append(l.want, l.now.answer(text))
		l.now.turns++
		if strings.HasPrefix(text, "add") {
			l.now.pieces++
		}
	}
	l.waiting = nil
	for id := range l.ids {
		l.ids[id] = false
	}
	var got []string
	for _, m := range l.n.transcript(l.from) {
		if m.From == conversation.Shop {
			got = append(got, m.Body.Text)
		}
	}
	if diff := cmp.Diff(l.want, got); diff != "" {
		t.Fatalf("answers (-want +got)\n%s", diff)
	}
}

// talks says something and has it answered at one node: what is remembered
// there was not touched by anybody, or it was.
func (l *life) talks(t *rapid.T) { l.says(t); l.answers(t) }

// behind changes something that turns depend on, by somebody who is no engine.
func (l *life) behind(t *rapid.T, change func(s *store.Store, contact string) error) {
	c, err := l.n.store.Conversation(l.n.Context(), conversation.IDOf(l.from))
	if errors.Is(err, store.ErrNotFound) {
		return
	}
	if err == nil {
		err = change(l.n.store, c.Contact)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (l *life) cart(t *rapid.T) {
	l.behind(t, func(s *store.Store, who string) error {
		c, err := s.Cart(l.n.Context(), who)
		if err != nil {
			return err
		}
		l.now.pieces = rapid.IntRange(1, 50).Draw(t, "pieces")
		return s.Commit(l.n.Context(), store.Batch{Writes: []store.Statement{store.PutCart(pieces(c, l.now.pieces))}})
	})
}

func (l *life) contact(t *rapid.T) {
	l.behind(t, func(s *store.Store, who string) error {
		c, err := s.Contact(l.n.Context(), who)
		if err != nil {
			return err
		}
		l.now.name, l.now.out = rapid.SampledFrom([]string{"Ann", "Bo", ""}).Draw(t, "name"), rapid.Bool().Draw(t, "out")
		c.Name, c.OptedOut, c.OptedOutAt = l.now.name, l.now.out, time.Now()
		return s.Commit(l.n.Context(), store.Batch{Writes: []store.Statement{store.PutContact(c)}})
	})
}

func (l *life) order(t *rapid.T) {
	l.behind(t, func(s *store.Store, who string) error {
		l.now.orders++
		return s.Commit(l.n.Context(), store.Batch{Writes: store.InsertOrder(order.Order{
			ID: fmt.Sprintf("%s-%d", l.from.ID, l.now.orders), State: order.Open, Contact: who, Created: time.Now(),
			Quote: quote.Quote{Total: money.Amount{Minor: 100, Currency: "USD"}},
		})})
	})
}

func (l *life) pay(t *rapid.T) {
	l.behind(t, func(s *store.Store, who string) error {
		all, err := s.OrdersOf(l.n.Context(), who, 20)
		for _, o := range all {
			if err == nil && o.State == order.Open {
				o.State = order.Paid
				l.now.paid++
				return s.Commit(l.n.Context(), store.Batch{Writes: []store.Statement{store.PutOrder(o)}})
			}
		}
		return err
	})
}

// However turns of two nodes, and what others do to the same records, follow
// each other, a turn sees the truth, and every event is answered once.
func TestRecalledTurnsSeeTheTruth(t *testing.T) {
	t.Parallel()
	n := openNodes(t)
	lives := 0
	rapid.Check(t, func(t *rapid.T) {
		lives++
		l := &life{n: n, from: shopper(lives), ids: map[string]bool{}}
		orders := rapid.IntRange(0, 3).Draw(t, "orders") == 0 // once there are some, all is loaded
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			steps := []func(*rapid.T){l.talks, l.talks, l.talks, l.says, l.answers, l.cart, l.contact}
			if orders {
				steps = append(steps, l.order, l.pay)
			}
			rapid.SampledFrom(steps).Draw(t, "step")(t)
		}
		l.answers(t)
	})
	if n.recalled.Load() == 0 {
		t.Error("every turn was loaded: nothing was tested")
	}
}

// Two nodes that run at once, with deliveries doubled across them and carts
// changed behind their backs, add every piece exactly once.
func TestRecalledTurnsActOnce(t *testing.T) {
	t.Parallel()
	n := openNodes(t)
	stop := run(t.Context(), n.engines...)
	const people, events, changes = 8, 12, 6
	var all sync.WaitGroup
	for p := range people {
		for _, e := range n.engines {
			all.Go(func() {
				for i := range events {
					ev := message.Event{ID: fmt.Sprintf("%d-%d", p, i), From: shopper(p), Kind: message.KindText, Text: "add"}
					if err := deliver(t.Context(), e, ev); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Go(func() {
			for range changes {
				n.adds(conversation.GuestOf(shopper(p)))
			}
		})
	}
	all.Wait()
	stop()
	n.settle()
	for p := range people {
		c, err := n.store.Cart(t.Context(), conversation.GuestOf(shopper(p)))
		n.must(err)
		if got, want := c.Count(), events+changes; got != want {
			t.Errorf("shopper %d has %d pieces, want %d", p, got, want)
		}
		if got := len(n.transcript(shopper(p))); got != 2*events {
			t.Errorf("shopper %d: %d messages, want %d", p, got, 2*events)
		}
	}
}

// adds puts one more piece in a cart, as a host would.
func (n *nodes) adds(who string) {
	for {
		c, err := n.store.Cart(n.Context(), who)
		if err == nil {
			b := store.Batch{Guards: []store.Guard{store.GuardCart(c)}}
			b.Write(store.PutCart(pieces(c, c.Count()+1)))
			err = n.store.Commit(n.Context(), b)
		}
		if err == nil {
			return
		}
		if !errors.Is(err, store.ErrConflict) {
			n.Error(err)
			return
		}
	}
}
