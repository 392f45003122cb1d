package sqlite

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
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
)

var (
	finished = flag.Int("finished", 2_000, "finished conversations that BenchmarkGrowth compares none with")
	turns    = flag.Int("turns", 512, "turns in one run of a benchmark")
)

const callers = 64

// workload is conversations that talk, with a kilobyte of state each.
type workload struct {
	s            *store.Store
	path         string
	from         []message.Address
	ids          []string
	event, reply string // JSON, for the floor
	body         message.Outbound
	state        string
	next         int // the next turn
}

func newWorkload(b *testing.B, n int) *workload {
	b.Helper()
	path := filepath.Join(b.TempDir(), "shop.db")
	s, err := Open(path)
	if err != nil {
		b.Fatal(err)
	}
	w := &workload{s: s, path: path, state: strings.Repeat("s", 700)}
	b.Cleanup(func() {
		if err := w.s.Close(); err != nil {
			b.Error(err)
		}
	})
	if err := w.s.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	w.body = message.Outbound{Text: strings.Repeat("reply ", 20), Choices: []message.Choice{{Label: "Pay", Action: message.Action{Name: "pay"}}}}
	w.reply, w.event = w.json(b, w.body), w.json(b, w.said(0, message.Address{Channel: "web", Account: "shop", ID: "shopper-000000"}))
	for i := range n {
		w.from = append(w.from, message.Address{Channel: "web", Account: "shop", ID: fmt.Sprintf("shopper-%06d", i)})
		w.ids = append(w.ids, conversation.IDOf(w.from[i]))
	}
	w.fill(b, 0, n, false)
	return w
}

func (w *workload) json(b *testing.B, v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		b.Fatal(err)
	}
	return string(raw)
}

// fill stores conversations from to to; done ones have had a turn.
func (w *workload) fill(b *testing.B, from, to int, done bool) {
	b.Helper()
	for from < to {
		var batch store.Batch
		for range min(500, to-from) {
			a := message.Address{Channel: "web", Account: "shop", ID: fmt.Sprintf("shopper-%06d", from)}
			c := conversation.Conversation{ID: conversation.IDOf(a), Address: a, Contact: conversation.GuestOf(a), Version: 1, Reason: w.state}
			batch.Write(store.InsertConversation(c), store.PutContact(contact.Contact{ID: c.Contact}))
			if done {
				batch.Write(store.Receive(w.said(from, a), time.UnixMicro(int64(from)+1))...)
				c.Done = 1
				batch.Write(store.PutConversation(c), store.AppendMessage(w.says(c, from, 1)))
			}
			from++
		}
		if err := w.s.Commit(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
}

func (w *workload) said(i int, from message.Address) message.Event {
	return message.Event{ID: fmt.Sprintf("e%036d", i), From: from, Kind: message.KindText, Text: strings.Repeat("word ", 12)}
}

func (w *workload) says(c conversation.Conversation, i int, seq int64) conversation.Message {
	return conversation.Message{ID: fmt.Sprintf("m%036d", i), Conversation: c.ID, Seq: seq, From: conversation.Shop, At: time.UnixMicro(int64(i)), Body: w.body}
}

// many has callers do n turns.
func (w *workload) many(b *testing.B, n int, turn func(ctx context.Context, i int) error) {
	var left atomic.Int64
	left.Store(int64(n))
	start := w.next
	w.next += n
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for {
				i := left.Add(-1)
				if i < 0 {
					return
				}
				if err := turn(b.Context(), start+n-int(i)); err != nil {
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
	m := w.says(c, i, int64(1_000_000+i))
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
	batch.Write(store.Receive(w.said(1_000_000+i, w.from[i%len(w.ids)]), time.UnixMicro(int64(i)))...)
	w.answer(&batch, c, i+1_000_000)
	return w.s.Commit(ctx, batch)
}

// two is a turn as the engine does it: receive, commit; load all, decide, commit.
func (w *workload) two(ctx context.Context, i int) error {
	e := w.said(1_000_000+i, w.from[i%len(w.ids)])
	if err := w.s.Commit(ctx, store.Batch{Writes: store.Receive(e, time.UnixMicro(int64(i)))}); err != nil {
		return err
	}
	t, err := w.s.Turn(ctx, w.ids[i%len(w.ids)])
	if err != nil {
		return err
	}
	var batch store.Batch
	w.answer(&batch, t.Conversation, i+1_000_000)
	return w.s.Commit(ctx, batch)
}

// BenchmarkTurn measures the same turns written by hand (package floor), as one
// batch, and as receive and turn, one after the other in one run.
func BenchmarkTurn(b *testing.B) {
	w := newWorkload(b, 10_000)
	other := newWorkload(b, 10_000) // same size, so that the files are alike
	f, err := floor.Open(other.path)
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			b.Error(err)
		}
	}()
	said := []floor.Said{{Event: other.event, Reply: other.reply}}
	var byHand, asOne, asTwo spent
	n := 0
	for b.Loop() {
		byHand.on(func() {
			if err := f.Turns(other.ids, said, n*(*turns), (n+1)*(*turns)); err != nil {
				b.Fatal(err)
			}
		})
		asOne.on(func() { w.many(b, *turns, w.one) })
		asTwo.on(func() { w.many(b, *turns, w.two) })
		n++
	}
	for name, s := range map[string]spent{"floor": byHand, "batch": asOne, "receive+turn": asTwo} {
		b.ReportMetric(float64(n**turns)/s.clock.Seconds(), name+"/s")
		b.ReportMetric(float64(s.cpu.Microseconds())/float64(n**turns), name+"-cpu-us")
		b.ReportMetric(byHand.clock.Seconds()/s.clock.Seconds(), name+"/floor")
	}
	b.ReportMetric(0, "ns/op")
}

// spent is what turns took.
type spent struct{ clock, cpu time.Duration }

func (s *spent) on(fn func()) {
	used := floor.CPU()
	s.clock += timed(fn)
	s.cpu += floor.CPU() - used
}

// BenchmarkGrowth compares turns beside no finished conversations with turns
// beside many: see -finished.
func BenchmarkGrowth(b *testing.B) {
	small, big := newWorkload(b, 1000), newWorkload(b, 1000)
	big.fill(b, 1000, 1000+*finished, true)
	var without, with []time.Duration
	for b.Loop() {
		without = append(without, timed(func() { small.many(b, *turns/4, small.two) }))
		with = append(with, timed(func() { big.many(b, *turns/4, big.two) }))
	}
	b.ReportMetric(float64(*turns/4)/median(without).Seconds(), "empty/s")
	b.ReportMetric(float64(*turns/4)/median(with).Seconds(), "grown/s")
	b.ReportMetric(median(with).Seconds()/median(without).Seconds(), "grown/empty-time")
	for name, w := range map[string]*workload{"empty": small, "grown": big} {
		const n = 200
		d := timed(func() {
			for range n {
				if _, err := w.s.Pending(b.Context(), 100); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.ReportMetric(float64(d.Microseconds())/n, name+"-pending-us")
	}
}

func timed(fn func()) time.Duration {
	start := time.Now()
	fn()
	return time.Since(start)
}

func median(all []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(all))[len(all)/2]
}
