package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/handoff"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/internal/engine"
	"github.com/sauda-commerce/sauda/sdk/internal/identify"
	"github.com/sauda-commerce/sauda/sdk/internal/sign"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// talk is a channel whose deliveries are events as JSON.
type talk struct {
	name  string
	caps  channel.Capabilities
	woken atomic.Int64
	told  chan struct{} // gets one for each Send; may be nil
}

func (c *talk) Name() string                       { return c.name }
func (c *talk) Capabilities() channel.Capabilities { return c.caps }

func (*talk) Parse(d channel.Delivery) (events []message.Event, _ *channel.Reply, err error) {
	if err := json.Unmarshal(d.Body, &events); err != nil {
		return nil, nil, channel.ErrMalformed
	}
	return events, nil, nil
}

func (c *talk) Send(context.Context, message.Address, channel.Message) (channel.Receipt, error) {
	c.woken.Add(1)
	if c.told != nil {
		c.told <- struct{}{}
	}
	return channel.Receipt{}, nil
}

var (
	transcript = channel.Capabilities{Text: channel.Unlimited, Choices: channel.Unlimited, Transcript: true}
	plain      = channel.Capabilities{Text: 1000} // no buttons
)

// script is a flow made of a function.
type script struct {
	name string
	do   func(dialogue.State, dialogue.Input) (dialogue.Outcome, error)
}

func (f script) Name() string { return f.name }

func (f script) Handle(_ context.Context, s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	return f.do(s, in)
}

// everything hears all words.
type everything struct{ script }

func (everything) Hears() []understand.Intent {
	return []understand.Intent{understand.IntentUnknown, understand.IntentOptOut, understand.IntentOptIn, understand.IntentGreet}
}

func says(s dialogue.State, text string, do ...dialogue.Effect) (dialogue.Outcome, error) {
	return dialogue.Outcome{Say: []message.Outbound{{Text: text}}, Do: do, Next: s}, nil
}

// echo answers what it hears.
var echo = everything{script{"echo", func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	switch {
	case in.Event.Kind == message.KindOptedOut, in.Meaning.Intent == understand.IntentOptOut:
		return says(s, "bye", dialogue.OptOut{Wording: in.Event.Text})
	case in.Event.Kind == message.KindOptedIn, in.Meaning.Intent == understand.IntentOptIn:
		return says(s, "welcome back", dialogue.OptOut{In: true, Wording: in.Event.Text})
	}
	return says(s, "echo "+in.Event.Text)
}}}

// lost says that a choice is not known, or that words are not.
var lost = script{dialogue.FlowLost, func(s dialogue.State, in dialogue.Input) (dialogue.Outcome, error) {
	if in.Expired {
		return says(s, "expired")
	}
	return says(s, "lost")
}}

// rig is a shop's engine on a store in a file.
type rig struct {
	*testing.T
	path   string
	store  *store.Store
	ch     *talk
	index  catalog.Index
	engine *engine.Engine
	desk   *handoff.Desk
	woken  atomic.Int64 // once for each turn that was committed

	deepLinks sign.Key // of the engine
	ear       ear      // what the host hears

	// What newEngine uses.
	customers contact.Customers
	backend   order.Backend
	now       func() time.Time
	router    *dialogue.Router
	quiet     *talk // a second channel; may be nil
	workers   int
	noted
}

// ear notes what the host hears of.
type ear struct {
	mu   sync.Mutex
	said []hook.Event // perhaps by commits that failed
}

func (h *ear) telling(events ...hook.Event) (writes []store.Statement, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.said = append(h.said, events...)
	for _, e := range events {
		writes = append(writes, store.Tell(e.Head().ID, e.Head().At)...)
	}
	return writes, nil
}

// heard is what commits told the host, each in a line.
func (r *rig) heard() (all []string) {
	r.Helper()
	told := map[string]bool{}
	r.must(r.store.Update(r.Context(), func(tx store.Tx) error {
		for _, e := range r.ear.said {
			var n int
			if err := tx.QueryRow(store.Statement{SQL: `SELECT COUNT(*) FROM {told} WHERE id = $1`, Args: []any{e.Head().ID}}).Scan(&n); err != nil {
				return err
			}
			told[e.Head().ID] = n == 1
		}
		return nil
	}))
	for _, e := range r.ear.said {
		line := e.Type()
		switch e := e.(type) {
		case hook.HandoffRequested:
			line += " " + e.Channel + " " + e.Conversation + " " + e.Reason
		case hook.CustomerLinked:
			line += " " + e.Contact.Customer
		case hook.OptedOut:
			line += " " + e.Contact.Customer
		}
		if told[e.Head().ID] {
			all = append(all, strings.TrimSpace(line))
		}
		delete(told, e.Head().ID)
	}
	return all
}

// wantHeard fails unless the host heard just that.
func (r *rig) wantHeard(want ...string) {
	r.Helper()
	if diff := cmp.Diff(want, r.heard()); diff != "" {
		r.Errorf("the host heard (-want +got)\n%s", diff)
	}
}

func open(t *testing.T, caps channel.Capabilities, flows ...dialogue.Flow) *rig {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "shop.db"), caps, flows...)
}

func openAt(t *testing.T, path string, caps channel.Capabilities, flows ...dialogue.Flow) *rig {
	t.Helper()
	s, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return openOn(t, path, s, caps, flows...)
}

func openOn(t *testing.T, path string, s *store.Store, caps channel.Capabilities, flows ...dialogue.Flow) *rig {
	t.Helper()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := &rig{T: t, path: path, store: s, ch: &talk{name: "talk", caps: caps}, index: search.New(search.Config{}), now: time.Now}
	r.router = dialogue.NewRouter(append([]dialogue.Flow{echo, lost}, flows...)...)
	r.renew()
	return r
}

// renew makes the engine from the rig's fields.
func (r *rig) renew() { r.engine = r.newEngine(r.store, 0) }

func (r *rig) newEngine(s *store.Store, backlog int) *engine.Engine {
	r.Helper()
	texts, err := locale.New()
	r.must(err)
	ring, err := sign.NewRing(bytes.Repeat([]byte("k"), 32))
	r.must(err)
	r.deepLinks = ring.Key("deep link")
	var e *engine.Engine
	r.desk = handoff.New(handoff.Config{
		Store: s, Now: r.now, Wake: func(id string) { e.Schedule(id) },
	})
	channels := map[string]channel.Channel{"talk": r.ch}
	if r.quiet != nil {
		channels["quiet"] = r.quiet
	}
	e = engine.New(engine.Config{
		Store: s, Channels: channels, Router: r.router, Texts: texts,
		Catalog:   catalog.New(nil).WithIndex(r.index),
		Shop:      dialogue.Shop{Name: "Alem", Currency: "USD", Locale: "en", Zone: time.UTC},
		Checkout:  checkout.New(checkout.Config{Store: s, Backend: r.backend, Now: r.now}),
		Identify:  identify.New(identify.Config{Store: s, Now: r.now}),
		Reminder:  reminder.New(reminder.Config{Store: s, Now: r.now}),
		Customers: r.customers, Backlog: backlog, Now: r.now, Choices: ring.Key("choice"), DeepLinks: r.deepLinks,
		Telling: r.ear.telling, Wake: func() { r.woken.Add(1) }, Workers: r.workers, Left: r.left,
	})
	return e
}

func (r *rig) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

var ann = message.Address{Channel: "talk", Account: "shop", ID: "ann"}

func text(id, words string) message.Event {
	return message.Event{ID: id, From: ann, Kind: message.KindText, Text: words}
}

func deliver(ctx context.Context, e *engine.Engine, events ...message.Event) error {
	raw, err := json.Marshal(events)
	if err != nil {
		return err
	}
	_, err = e.Receive(ctx, "talk", channel.Delivery{Body: raw})
	return err
}

// gets receives events and handles them.
func (r *rig) gets(events ...message.Event) {
	r.Helper()
	for _, ev := range events {
		r.must(deliver(r.Context(), r.engine, ev))
	}
	r.settle()
}

func (r *rig) settle() {
	r.Helper()
	_, err := r.engine.Settle(r.Context())
	r.must(err)
}

func (r *rig) transcript(a message.Address) []conversation.Message {
	r.Helper()
	all, err := r.store.Transcript(r.Context(), conversation.IDOf(a), 0, 10_000)
	r.must(err)
	for i, m := range all {
		if m.Seq != int64(i+1) {
			r.Fatalf("message %d of the transcript has seq %d", i+1, m.Seq)
		}
	}
	return all
}

// dialogue is Ann's transcript as "shopper: hello".
func (r *rig) dialogue() []string {
	r.Helper()
	var all []string
	for _, m := range r.transcript(ann) {
		all = append(all, string(m.From)+": "+m.Body.Text)
	}
	return all
}

func (r *rig) wantDialogue(want ...string) {
	r.Helper()
	if diff := cmp.Diff(want, r.dialogue()); diff != "" {
		r.Errorf("transcript (-want +got)\n%s", diff)
	}
}

// last is the newest message of the transcript.
func (r *rig) last() conversation.Message {
	r.Helper()
	all := r.transcript(ann)
	if len(all) == 0 {
		r.Fatal("nothing was said")
	}
	return all[len(all)-1]
}

func (r *rig) wantLast(text string) {
	r.Helper()
	if got := r.last().Body.Text; !strings.Contains(got, text) {
		r.Errorf("the last message is %q, want %q", got, text)
	}
}

func (r *rig) conversation() conversation.Conversation {
	r.Helper()
	c, err := r.store.Conversation(r.Context(), conversation.IDOf(ann))
	r.must(err)
	return c
}

func (r *rig) contact() contact.Contact {
	r.Helper()
	c, err := r.store.Contact(r.Context(), r.conversation().Contact)
	r.must(err)
	return c
}

// run runs engines until the function that it returns is called.
func run(ctx context.Context, all ...*engine.Engine) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	for _, e := range all {
		running.Go(func() { e.Run(ctx) })
	}
	return func() { cancel(); running.Wait() }
}

// faulty is a database that can be made to fail.
type faulty struct {
	store.DB
	commit atomic.Pointer[func(store.Batch) error] // asked before each commit

	commits, reads atomic.Int64
}

func openFaulty(t *testing.T) *faulty {
	t.Helper()
	return openFaultyAt(t, t.TempDir())
}

func openFaultyAt(t *testing.T, dir string) *faulty {
	t.Helper()
	db, err := sqlite.OpenDB(filepath.Join(dir, "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return &faulty{DB: db}
}

func (f *faulty) fails(with func(store.Batch) error) { f.commit.Store(&with) }

func (f *faulty) Commit(ctx context.Context, b store.Batch) error {
	f.commits.Add(1)
	if fail := f.commit.Load(); fail != nil {
		if err := (*fail)(b); err != nil {
			return err
		}
	}
	return f.DB.Commit(ctx, b)
}

func (f *faulty) Query(ctx context.Context, s store.Statement) (store.Rows, error) {
	f.reads.Add(1)
	return f.DB.Query(ctx, s)
}

func (f *faulty) Update(ctx context.Context, fn func(context.Context, store.Conn) error) error {
	f.commits.Add(1)
	return f.DB.Update(ctx, fn)
}

func decides(b store.Batch) bool {
	return slices.ContainsFunc(b.Guards, func(g store.Guard) bool { return g.Table == "conversation" })
}
