package postgres_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/internal/floor"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
)

var (
	turns   = flag.Int("turns", 512, "turns in one run of a benchmark")
	callers = flag.Int("callers", 64, "callers at once")
)

// workload is conversations that talk, with a kilobyte of state each.
type workload struct {
	s    *store.Store
	dsn  string
	from []message.Address
	ids  []string
	body message.Outbound
	next int // the next turn
}

func newWorkload(b *testing.B, n int) *workload {
	b.Helper()
	w := &workload{dsn: pgtest.DSN(b)}
	s, err := postgres.Open(b.Context(), w.dsn)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	if err := s.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	w.s = s
	w.body = message.Outbound{Text: strings.Repeat("reply ", 20), Choices: []message.Choice{{Label: "Pay", Action: message.Action{Name: "pay"}}}}
	for len(w.ids) < n {
		var batch store.Batch
		for range min(500, n-len(w.ids)) {
			a := message.Address{Channel: "web", Account: "shop", ID: fmt.Sprintf("shopper-%06d", len(w.ids))}
			c := conversation.Conversation{ID: conversation.IDOf(a), Address: a, Contact: conversation.GuestOf(a), Version: 1, Reason: strings.Repeat("s", 700)}
			batch.Write(store.InsertConversation(c), store.PutContact(contact.Contact{ID: c.Contact}))
			w.from, w.ids = append(w.from, a), append(w.ids, c.ID)
		}
		if err := s.Commit(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	return w
}

func (w *workload) said(i int, from message.Address) message.Event {
	return message.Event{ID: fmt.Sprintf("e%036d", i), From: from, Kind: message.KindText, Text: strings.Repeat("word ", 12)}
}

// many has callers do n turns.
func (w *workload) many(b *testing.B, n int, turn func(ctx context.Context, i int) error) {
	var done atomic.Int64
	start := w.next
	w.next += n
	var all sync.WaitGroup
	for range *callers {
		all.Go(func() {
			for i := int(done.Add(1)); i <= n; i = int(done.Add(1)) {
				if err := turn(b.Context(), start+i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
}

// answer is what a turn writes: conversation, message, outbox.
func (w *workload) answer(batch *store.Batch, c conversation.Conversation, i int) {
	next := c
	next.Done, next.Said = c.Done+1, c.Said+1
	m := conversation.Message{ID: fmt.Sprintf("m%036d", i), Conversation: c.ID, Seq: int64(1_000_000 + i), From: conversation.Shop,
		At: time.UnixMicro(int64(i)), Body: w.body}
	batch.Require(store.GuardTurn(c))
	batch.Write(store.PutConversation(next), store.AppendMessage(m))
	batch.Write(store.Enqueue(store.Row{ID: m.ID, Conversation: c.ID, To: c.Address, Body: w.body, Created: m.At})...)
}

// one is the floor's turn through the store: one batch.
func (w *workload) one(ctx context.Context, i int) error {
	c, err := w.s.Conversation(ctx, w.ids[i%len(w.ids)])
	if err != nil {
		return err
	}
	var batch store.Batch
	batch.Write(store.Receive(w.said(i, w.from[i%len(w.ids)]), time.UnixMicro(int64(i)))...)
	w.answer(&batch, c, i)
	return w.s.Commit(ctx, batch)
}

// two is a turn as the engine does it: receive, commit; load all, decide, commit.
func (w *workload) two(ctx context.Context, i int) error {
	e := w.said(i, w.from[i%len(w.ids)])
	if err := w.s.Commit(ctx, store.Batch{Writes: store.Receive(e, time.UnixMicro(int64(i)))}); err != nil {
		return err
	}
	t, err := w.s.Turn(ctx, w.ids[i%len(w.ids)])
	if err != nil {
		return err
	}
	var batch store.Batch
	w.answer(&batch, t.Conversation, i)
	return w.s.Commit(ctx, batch)
}

// BenchmarkTurn measures the same turns written by hand (package floor) in
// groups of three sizes, of which the best counts; as one batch; and as receive
// and turn; one after the other in one run.
func BenchmarkTurn(b *testing.B) {
	w, other := newWorkload(b, 5000), newWorkload(b, 5000)
	f, err := floor.OpenPostgres(b.Context(), other.dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	said := floor.Said{Event: text(b, w.said(0, w.from[0])), Reply: text(b, w.body)}
	groups := []int{8, 32, 64}
	byHand := make([]time.Duration, len(groups))
	var asOne, asTwo time.Duration
	runs, n := 0, 0
	for b.Loop() {
		for i, g := range groups {
			byHand[i] += timed(func() {
				if err := f.Turns(other.ids, said, n*(*turns), (n+1)*(*turns), g, 4); err != nil {
					b.Fatal(err)
				}
			})
			n++
		}
		asOne += timed(func() { w.many(b, *turns, w.one) })
		asTwo += timed(func() { w.many(b, *turns, w.two) })
		runs++
	}
	best := min(byHand[0], byHand[1], byHand[2])
	for name, d := range map[string]time.Duration{"floor": best, "floor8": byHand[0], "batch": asOne, "receive+turn": asTwo} {
		b.ReportMetric(float64(runs**turns)/d.Seconds(), name+"/s")
		b.ReportMetric(best.Seconds()/d.Seconds(), name+"/floor")
	}
	b.ReportMetric(0, "ns/op")
}

func text(b *testing.B, v any) string {
	b.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		b.Fatal(err)
	}
	return string(raw)
}

func timed(fn func()) time.Duration {
	start := time.Now()
	fn()
	return time.Since(start)
}
