package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/dialogue/flows"
	"github.com/sauda-commerce/sauda/sdk/internal/engine"
	"github.com/sauda-commerce/sauda/sdk/internal/floor"
	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

var (
	turns    = flag.Int("turns", 400, "turns in one run of a benchmark")
	finished = flag.Int("finished", 2_000, "finished conversations that BenchmarkGrowth compares none with")
)

const (
	callers  = 64   // that deliver at the same time
	shoppers = 1024 // whose conversations they are
)

// mix is what shoppers say: 40 % search, 30 % cart, 20 % questions, 10 % not
// understood.
var mix = []string{
	"show me tents under 200", "add the first", "what are your delivery options", "waterproof jackets", "what's in my cart",
	"backpacks", "xyzzy plugh", "remove it", "red sleeping bags", "can I return things",
}

// market is a running engine with a platform that takes any buttons, and the
// file that the floor is measured on.
type market struct {
	*testing.B
	path    string
	store   *store.Store
	engine  *engine.Engine
	handled chan struct{} // gets one when the turns that were asked for are done
	left    atomic.Int64
	next    int // the next turn
}

func newMarket(b *testing.B, all ...dialogue.Flow) *market {
	b.Helper()
	path := filepath.Join(b.TempDir(), "shop.db")
	s, err := sqlite.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	return newMarketOn(b, s, path, all...)
}

// newMarketOn is newMarket on a store, found at path by the floor.
func newMarketOn(b *testing.B, s *store.Store, path string, all ...dialogue.Flow) *market {
	b.Helper()
	m := &market{B: b, path: path, store: s, handled: make(chan struct{}, 1)}
	b.Cleanup(func() { m.must(m.store.Close()) })
	m.must(m.store.Migrate(b.Context()))
	texts, err := locale.New()
	m.must(err)
	ring, err := sign.NewRing(bytes.Repeat([]byte("k"), 32))
	m.must(err)
	m.engine = engine.New(engine.Config{
		Store: m.store, Channels: map[string]channel.Channel{"talk": &talk{caps: buttons}}, Texts: texts,
		Router: dialogue.NewRouter(all...), Catalog: catalog.New(nil).WithIndex(demoIndex(b)), Choices: ring.Key("choice"),
		Shop:     dialogue.Shop{Name: "Alem", Currency: "USD", Locale: "en", Zone: time.UTC},
		Checkout: checkout.New(checkout.Config{Store: m.store}),
		Reminder: reminder.New(reminder.Config{Store: m.store, Now: time.Now, Logger: slog.New(slog.DiscardHandler)}),
		Backlog:  1 << 20,
		Wake: func() {
			if m.left.Add(-1) == 0 {
				m.handled <- struct{}{}
			}
		},
	})
	return m
}

// run has the engine handle turns until the benchmark ends.
func (m *market) run() *market {
	m.Helper()
	m.Cleanup(run(context.Background(), m.engine))
	return m
}

var buttons = channel.Capabilities{
	Text: 4000, Choices: 10, ChoiceLabel: 40, Cards: 10, CardText: true, CardTitle: 80, CardSubtitle: 80, CardChoices: 3, CardPrice: true, Link: true, Images: true,
}

func demoIndex(b *testing.B) catalog.Index {
	b.Helper()
	products, err := demo.Products()
	if err != nil {
		b.Fatal(err)
	}
	var changes []catalog.Change
	for i := range products {
		changes = append(changes, catalog.Change{Put: &products[i]})
	}
	index := search.New(search.Config{})
	if err := index.Apply(b.Context(), changes); err != nil {
		b.Fatal(err)
	}
	return index
}

func (m *market) must(err error) {
	m.Helper()
	if err != nil {
		m.Fatal(err)
	}
}

// event is turn i: each shopper goes through what is said in order.
func event(said []string, i int) message.Event {
	return message.Event{
		ID: fmt.Sprintf("e%012d", i), From: shopper(i % shoppers), Kind: message.KindText,
		At: time.Unix(1_800_000_000, 0).UTC(), Text: said[(i/shoppers)%len(said)],
	}
}

// receive has callers deliver n events, each in order for its shoppers, and
// returns when all are acknowledged.
func (m *market) receive(said []string, n int) {
	m.left.Store(int64(n))
	start := m.next
	m.next += n
	m.many(n, func(i int) error { return deliver(m.Context(), m.engine, event(said, start+i)) })
}

// many has each caller do every so manieth of n things.
func (m *market) many(n int, do func(i int) error) {
	var all sync.WaitGroup
	for c := range callers {
		all.Go(func() {
			for i := c; i < n; i += callers {
				if err := do(i); err != nil {
					m.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
}

// turns has n events received and handled.
func (m *market) turns(said []string, n int) {
	m.receive(said, n)
	<-m.handled
}

// sample is what shoppers said and what they were answered, for the floor.
func (m *market) sample(said []string) (ids []string, all []floor.Said) {
	m.Helper()
	for i := range shoppers {
		ids = append(ids, conversation.IDOf(shopper(i)))
	}
	for i := range said {
		raw, err := json.Marshal(event(said, i*shoppers))
		m.must(err)
		all = append(all, floor.Said{Event: string(raw)})
	}
	transcript, err := m.store.Transcript(m.Context(), ids[0], 0, 1000)
	m.must(err)
	n := -1
	for _, said := range transcript {
		if said.From == conversation.Shopper {
			n++
		} else if n < len(all) && all[n].Reply == "" {
			raw, err := json.Marshal(said.Body)
			m.must(err)
			all[n].Reply = string(raw)
		}
	}
	return ids, all
}

// versus measures turns through Receive beside the same turns written by hand,
// by turns in one run, on files that began alike.
func versus(b *testing.B, said []string, all ...dialogue.Flow) {
	b.Helper()
	m, other := newMarket(b, all...).run(), newMarket(b, all...).run()
	f, err := floor.Open(other.path)
	m.must(err)
	b.Cleanup(func() { m.must(f.Close()) })
	beside(m, other, said, f.Turns)
}

// byHand does the turns with numbers from to to, as package floor does.
type byHand func(conversations []string, said []floor.Said, from, to int) error

// beside measures m's turns beside those that are written by hand on other's
// database.
func beside(m, other *market, said []string, do byHand) {
	b := m.B
	b.Helper()
	for _, m := range []*market{m, other} {
		m.turns(said, shoppers*len(said)) // everybody has said everything once
	}
	ids, texts := other.sample(said)
	var byHand, byEngine []time.Duration
	var handCPU, engineCPU time.Duration
	n := 0
	for b.Loop() {
		used := floor.CPU()
		byHand = append(byHand, timed(func() { m.must(do(ids, texts, n*(*turns), (n+1)*(*turns))) }))
		handCPU += floor.CPU() - used
		used = floor.CPU()
		byEngine = append(byEngine, timed(func() { m.turns(said, *turns) }))
		engineCPU += floor.CPU() - used
		n++
	}
	b.ReportMetric(float64(handCPU.Microseconds())/float64(n**turns), "floor-cpu-us")
	b.ReportMetric(float64(engineCPU.Microseconds())/float64(n**turns), "turn-cpu-us")
	b.ReportMetric(float64(*turns)/median(byHand).Seconds(), "floor/s")
	b.ReportMetric(float64(*turns)/median(byEngine).Seconds(), "turns/s")
	b.ReportMetric(median(byHand).Seconds()/median(byEngine).Seconds(), "of-floor")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkEcho is a shop whose flow repeats what it hears: the engine alone.
func BenchmarkEcho(b *testing.B) { versus(b, []string{"hello there"}, echo, lost) }

// BenchmarkShop is the demo shop with its own flows.
func BenchmarkShop(b *testing.B) { versus(b, mix, flows.All(flows.Options{})...) }

// BenchmarkAcknowledge measures how fast deliveries are acknowledged while no
// turns run, beside an insert of the same event and nothing else, by as many
// callers.
func BenchmarkAcknowledge(b *testing.B) {
	m, bare := newMarket(b, echo, lost), newMarket(b, echo, lost)
	said := []string{"hello there"}
	m.receive(said, shoppers)
	var inserts, receives []time.Duration
	n := 0
	for b.Loop() {
		inserts = append(inserts, timed(func() { bare.many(*turns, func(i int) error { return bare.insert(n*(*turns) + i) }) }))
		receives = append(receives, timed(func() { m.receive(said, *turns) }))
		n++
	}
	b.ReportMetric(float64(*turns)/median(inserts).Seconds(), "inserts/s")
	b.ReportMetric(float64(*turns)/median(receives).Seconds(), "receives/s")
	b.ReportMetric(median(inserts).Seconds()/median(receives).Seconds(), "of-inserts")
	b.ReportMetric(0, "ns/op")
}

// insert stores an event as a handler without conversations would.
func (m *market) insert(i int) error {
	ev := event([]string{"hello there"}, i)
	raw, err := json.Marshal(ev)
	if err != nil {
		return err
	}
	return m.store.Commit(m.Context(), store.Batch{Writes: []store.Statement{{
		SQL: `INSERT INTO {inbox} (channel, account, event_id, conversation, seq, received, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (event_id, account, channel) DO NOTHING`,
		Args: []any{ev.From.Channel, ev.From.Account, ev.ID, "none", i + 1, int64(i), string(raw)},
	}}})
}

// BenchmarkGrowth compares turns beside no finished conversations with turns
// beside many: see -finished.
func BenchmarkGrowth(b *testing.B) {
	growth(newMarket(b, echo, lost).run(), newMarket(b, echo, lost).run())
}

func growth(small, big *market) {
	b := small.B
	b.Helper()
	big.fill(*finished)
	said := []string{"hello there"}
	small.turns(said, shoppers)
	big.turns(said, shoppers)
	var without, with []time.Duration
	var smallCPU, bigCPU time.Duration
	n := 0
	for b.Loop() {
		used := floor.CPU()
		without = append(without, timed(func() { small.turns(said, *turns/4) }))
		smallCPU += floor.CPU() - used
		used = floor.CPU()
		with = append(with, timed(func() { big.turns(said, *turns/4) }))
		bigCPU += floor.CPU() - used
		n++
	}
	b.ReportMetric(float64(smallCPU.Microseconds())/float64(n*(*turns/4)), "empty-cpu-us")
	b.ReportMetric(float64(bigCPU.Microseconds())/float64(n*(*turns/4)), "grown-cpu-us")
	b.ReportMetric(float64(*turns/4)/median(without).Seconds(), "empty/s")
	b.ReportMetric(float64(*turns/4)/median(with).Seconds(), "grown/s")
	b.ReportMetric(median(with).Seconds()/median(without).Seconds(), "grown/empty-time")
	b.ReportMetric(0, "ns/op")
}

// fill stores conversations that have had a turn, in the form that Receive and
// a turn leave them in, with some rows to a statement: SQLite's driver takes a
// time for parameters that grows with the square of their number.
func (m *market) fill(n int) {
	m.Helper()
	const commit, each = 500, 20
	for from := 0; from < n; {
		var b store.Batch
		for end := min(from+commit, n); from < end; {
			to := min(from+each, end)
			b.Write(m.gone(from, to)...)
			from = to
		}
		m.must(m.store.Commit(m.Context(), b))
	}
}

// gone inserts the finished conversations with numbers from to to.
func (m *market) gone(from, to int) []store.Statement {
	m.Helper()
	var conversations, contacts, events []any
	for i := from; i < to; i++ {
		a := message.Address{Channel: "talk", Account: "shop", ID: fmt.Sprintf("gone-%d", i)}
		id, guest := conversation.IDOf(a), conversation.GuestOf(a)
		c := m.json(conversation.Conversation{ID: id, Address: a, Contact: guest, Version: 2})
		conversations = append(conversations, id, guest, 2, 1, 1, 0, 0, 0, c)
		contacts = append(contacts, guest, 1, 0, m.json(contact.Contact{ID: guest, Version: 1}))
		e := message.Event{ID: "gone-" + fmt.Sprint(i), From: a, Kind: message.KindText, Text: "hello"}
		events = append(events, a.Channel, a.Account, e.ID, id, 1, i+1, m.json(e))
	}
	return []store.Statement{
		insert("conversation", "id, contact, version, received, done, waiting, staff, since, data", conversations),
		insert("contact", "id, version, opted_out, data", contacts),
		insert("inbox", "channel, account, event_id, conversation, seq, received, body", events),
	}
}

func (m *market) json(v any) string {
	m.Helper()
	raw, err := json.Marshal(v)
	m.must(err)
	return string(raw)
}

// insert puts rows into a table.
func insert(table, columns string, args []any) store.Statement {
	var text strings.Builder
	n := strings.Count(columns, ",") + 1
	fmt.Fprintf(&text, "INSERT INTO {%s} (%s) VALUES ", table, columns)
	for i := range args {
		switch {
		case i%n > 0:
			text.WriteString(", ")
		case i > 0:
			text.WriteString("), (")
		default:
			text.WriteString("(")
		}
		fmt.Fprintf(&text, "$%d", i+1)
	}
	text.WriteString(")")
	return store.Statement{SQL: text.String(), Args: args}
}

// BenchmarkReader measures a reader of the words of a big catalogue, which the
// sweep makes anew when they change.
func BenchmarkReader(b *testing.B) {
	m := newMarket(b, echo, lost)
	index := m.engine.Catalog.Index()
	products, err := demo.Products()
	m.must(err)
	var changes []catalog.Change
	for i := range 20_000 {
		p := products[i%len(products)]
		p.ID, p.Brand = catalog.ProductID(fmt.Sprintf("p%05d", i)), fmt.Sprintf("Brand %d", i%500)
		changes = append(changes, catalog.Change{Put: &p})
	}
	m.must(index.Apply(b.Context(), changes))
	m.engine.Sweep(b.Context())
	n := 0
	for b.Loop() {
		b.StopTimer()
		n++
		p := products[0]
		p.Brand = fmt.Sprintf("New %d", n)
		m.must(index.Apply(b.Context(), []catalog.Change{{Put: &p}}))
		b.StartTimer()
		_, err := m.engine.Settle(b.Context()) // nothing waits: it only looks at the words
		m.must(err)
	}
}

func timed(do func()) time.Duration {
	begin := time.Now()
	do()
	return time.Since(begin)
}

func median(all []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(all))[len(all)/2]
}
