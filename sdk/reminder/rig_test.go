package reminder_test

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

var (
	tent = catalog.Ref{Product: "tent"}
	mug  = catalog.Ref{Product: "mug"}
)

func usd(minor int64) money.Amount { return money.New(minor, "USD") }

// rig is a shopper who put two things into her cart at noon, and a desk.
type rig struct {
	*reminder.Desk
	t    testing.TB
	now  time.Time
	conv string // id of the conversation
	who  string // id of the contact
	// between runs when a message has been decided on and not committed.
	between func()
	mu      sync.Mutex // guards built: some tests handle one timer twice at once
	built   []reminder.Reminder
}

func newRig(t testing.TB, c reminder.Config) *rig {
	t.Helper()
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "shop.db"))
	r := &rig{t: t, now: noon, between: func() {}}
	r.must(err)
	t.Cleanup(func() { r.must(db.Close()) })
	r.must(db.Migrate(t.Context()))
	index := search.New(search.Config{})
	c.Store, c.Catalog, c.Now = db, catalog.New(nil).WithIndex(index), func() time.Time { return r.now }
	c.Build = func(m reminder.Reminder) message.Outbound {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.built = append(r.built, m)
		return message.Outbound{Text: "your cart"}
	}
	c.Deliver = r.deliver
	r.Desk = reminder.New(c)
	r.sells(usd(100_00), 5)
	r.begins("ann")
	return r
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// sells sets the price of a tent and how many there are.
func (r *rig) sells(price money.Amount, n int) {
	r.t.Helper()
	stock := catalog.Stock{Kind: catalog.StockCounted, Count: n, AsOf: noon.Add(-time.Hour)}
	r.must(r.Catalog.Index().Apply(r.t.Context(), []catalog.Change{
		{Put: &catalog.Product{ID: "tent", Title: catalog.Text{"en": "Tent"}, Offer: catalog.Offer{Price: price, Stock: stock}}},
		{Put: &catalog.Product{ID: "mug", Title: catalog.Text{"en": "Mug"}, Offer: catalog.Offer{Price: usd(10_00)}}},
	}))
}

// begins makes a conversation that was heard at noon, with a cart.
func (r *rig) begins(shopper string) {
	r.t.Helper()
	to := message.Address{Channel: "chat", ID: shopper}
	r.conv, r.who = conversation.IDOf(to), conversation.GuestOf(to)
	hello := message.Event{ID: "hello " + shopper, From: to, Kind: message.KindStarted}
	r.commit(store.Batch{Writes: store.Receive(hello, r.now)})
	c := r.conversation()
	c.Done, c.Heard = 1, r.now
	r.commit(store.Batch{Writes: []store.Statement{store.PutConversation(c)}})
	r.fill(tent, mug)
}

// fill puts things into the cart, as a turn does.
func (r *rig) fill(refs ...catalog.Ref) {
	r.t.Helper()
	c := r.cart()
	c.Lines = nil
	for _, ref := range refs {
		c.Lines = append(c.Lines, cart.Line{Ref: ref, Title: string(ref.Product), Quantity: 1, Price: usd(100_00)})
	}
	b := store.Batch{Guards: []store.Guard{store.GuardCart(r.cart())}, Writes: []store.Statement{store.PutCart(c)}}
	b.Write(r.Schedule(c, r.conv, r.now)...)
	r.commit(b)
}

func (r *rig) commit(b store.Batch) { r.t.Helper(); r.must(r.Store.Commit(r.t.Context(), b)) }

func (r *rig) conversation() conversation.Conversation {
	r.t.Helper()
	c, err := r.Store.Conversation(r.t.Context(), r.conv)
	r.must(err)
	return c
}

func (r *rig) cart() cart.Cart {
	r.t.Helper()
	c, err := r.Store.Cart(r.t.Context(), r.who)
	r.must(err)
	return c
}

// deliver writes a message and, in the same commit, whether it breaks a promise
// at that very moment: she has opted out, or has ordered today.
func (r *rig) deliver(c conversation.Conversation, all []message.Outbound) (conversation.Conversation, []store.Statement, error) {
	r.between()
	var writes []store.Statement
	for _, m := range all {
		c.Said++
		writes = append(writes, store.AppendMessage(conversation.Message{
			ID: uuid.NewString(), Conversation: c.ID, Seq: c.Said, From: conversation.Shop, At: r.now, Body: m,
		}))
	}
	broken := store.Statement{SQL: `INSERT INTO {meta} (key, value) SELECT 'broken', 'promise' WHERE
		EXISTS (SELECT 1 FROM {contact} WHERE id = $1 AND opted_out > 0)
		OR EXISTS (SELECT 1 FROM {orders} WHERE contact = $1 AND created > $2)
		ON CONFLICT (key) DO NOTHING`, Args: []any{c.Contact, r.now.Add(-24 * time.Hour).UnixMicro()}}
	return c, append(writes, broken), nil
}

// stop is what receiving the word "stop" commits.
func (r *rig) stop() { r.stopAs("ann")() }

func (r *rig) stopAs(shopper string) func() {
	return func() {
		e := message.Event{ID: uuid.NewString(), From: message.Address{Channel: "chat", ID: shopper}, Kind: message.KindText, Text: "stop"}
		r.commit(store.Batch{Writes: append(store.Receive(e, r.now), store.OptOut(e, r.now))})
	}
}

// buy is what placing an order commits: the cart is emptied with it.
func (r *rig) buy() {
	for {
		have := r.cart()
		empty := have.Clear()
		b := store.Batch{Guards: []store.Guard{store.GuardCart(have)}, Writes: []store.Statement{store.PutCart(empty)}}
		b.Write(r.Schedule(empty, r.conv, r.now)...)
		b.Write(store.InsertOrder(r.newOrder(order.Open))...)
		err := r.Store.Commit(r.t.Context(), b)
		if !errors.Is(err, store.ErrConflict) {
			r.must(err)
			return
		}
	}
}

func (r *rig) newOrder(s order.State) order.Order {
	return order.Order{ID: uuid.NewString(), State: s, Contact: r.who, Conversation: r.conv, PayToken: uuid.NewString(), Created: r.now}
}

// due claims what is due after some time and handles it; it says how often.
func (r *rig) due(after time.Duration) (n int, err error) {
	r.t.Helper()
	r.now = r.now.Add(after)
	timers, err := r.Store.ClaimTimers(r.t.Context(), r.now, time.Minute, 10)
	r.must(err)
	for _, t := range timers {
		err = errors.Join(err, r.Handle(r.t.Context(), t))
	}
	return len(timers), err
}

// reminded is how many reminders the shopper got.
func (r *rig) reminded() int {
	r.t.Helper()
	all, err := r.Store.Transcript(r.t.Context(), r.conv, 0, 100)
	r.must(err)
	if _, err := r.Store.Meta(r.t.Context(), "broken"); !errors.Is(err, store.ErrNotFound) {
		r.t.Errorf("a reminder was committed after a purchase or an opt-out (%v)", err)
	}
	return len(all)
}

// planned is when the next decision is due; the zero time if none is.
func (r *rig) planned() time.Time {
	r.t.Helper()
	next, _, err := r.Store.NextTimer(r.t.Context())
	r.must(err)
	return next
}

var always = policy.Quiet{From: 60, To: 60} // no quiet hours
