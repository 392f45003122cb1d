package checkout_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
	"github.com/sauda-commerce/sauda/sdk/timer"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func usd(minor int64) money.Amount { return money.New(minor, "USD") }

// What the shop of these tests sells.
var (
	tent = catalog.Ref{Product: "tent"} // 5 pieces
	mug  = catalog.Ref{Product: "mug"}  // any number
)

// rig is a desk on a real store with a provider, its timers and a clock.
type rig struct {
	*checkout.Desk
	t      testing.TB
	box    *sandbox.Sandbox
	timers *timer.Runner

	mu    sync.Mutex
	now   time.Time
	heard []hook.Event // by the host
}

// newRig returns a rig; without providers it gets a sandbox.
func newRig(t testing.TB, c checkout.Config) *rig {
	t.Helper()
	r := &rig{t: t, now: noon}
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "shop.db"))
	r.must(err)
	t.Cleanup(func() { r.must(db.Close()) })
	r.must(db.Migrate(t.Context()))
	c.Store, c.Now, c.ShopName = db, r.clock, "Alpine Post"
	index := search.New(search.Config{})
	c.Catalog = catalog.New(nil).WithIndex(index)
	c.ReturnURL = func(token string) string { return "https://chat.example/pay/" + token }
	c.Telling = func(events ...hook.Event) ([]store.Statement, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.heard = append(r.heard, events...)
		return []store.Statement{store.SetMeta("heard", "yes")}, nil
	}
	if c.Providers == nil {
		r.box, err = sandbox.Open(sandbox.Config{Now: r.clock, Deliver: r.deliver})
		r.must(err)
		t.Cleanup(func() { r.must(r.box.Close()) })
		c.Providers = []payments.Provider{r.box}
	}
	r.Desk = checkout.New(c)
	r.stock(5)
	r.timers = timer.New(timer.Config{Store: db, Now: r.clock, Logger: r.Logger, Handlers: map[string]timer.Handler{
		checkout.TimerPlace: r.Place, checkout.TimerPlaced: r.Placed, checkout.TimerTell: r.Tell, checkout.TimerRefund: r.Refund,
		checkout.TimerLook: r.Look, checkout.TimerRelease: r.Release, checkout.TimerExpire: r.Expire,
		checkout.TimerWaiting: r.Remind, checkout.TimerWish: r.Grant, checkout.TimerReconcile: r.Reconcile,
	}})
	return r
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

// later moves the clock and runs what is due.
func (r *rig) later(d time.Duration) {
	r.t.Helper()
	r.mu.Lock()
	r.now = r.now.Add(d)
	r.mu.Unlock()
	r.due()
}

// due runs the timers that are due.
func (r *rig) due() {
	for r.timers.Once(r.t.Context()) > 0 {
	}
}

func (r *rig) deliver(ctx context.Context, d payments.Delivery) error {
	return r.Receive(ctx, "sandbox", d)
}

// flush delivers the sandbox's callbacks and runs what follows from them.
func (r *rig) flush() {
	r.t.Helper()
	r.must(r.box.Flush(r.t.Context()))
	r.due()
	r.must(r.box.Flush(r.t.Context()))
}

// stock says how many tents the source counted before the test began.
func (r *rig) stock(n int) {
	r.t.Helper()
	name := func(s string) catalog.Text { return catalog.Text{"en": s} }
	counted := catalog.Stock{Kind: catalog.StockCounted, Count: n, AsOf: noon.Add(-time.Hour)}
	r.must(r.Catalog.Index().Apply(r.t.Context(), []catalog.Change{
		{Put: &catalog.Product{ID: "tent", Title: name("Tent"), Offer: catalog.Offer{Price: usd(100_00), Stock: counted}}},
		{Put: &catalog.Product{ID: "mug", Title: name("Mug"), Offer: catalog.Offer{Price: usd(10_00), Stock: catalog.Stock{Kind: catalog.StockUnlimited}}}},
	}))
}

// place stores an order for a shopper.
func (r *rig) place(shopper string, refs ...catalog.Ref) order.Order {
	r.t.Helper()
	to := message.Address{Channel: "chat", Account: "shop", ID: shopper}
	draft := quote.Draft{Currency: "USD"}
	for _, ref := range refs {
		p, offer, err := r.Catalog.Offer(ref)
		r.must(err)
		draft.Lines = append(draft.Lines, quote.DraftLine{Ref: ref, Title: p.Title.In("en"), Quantity: 1, Unit: offer.Price})
	}
	q, err := quote.Rules{}.Quote(draft, "en")
	r.must(err)
	o, err := r.Prepare(order.Order{Conversation: conversation.IDOf(to), Contact: conversation.GuestOf(to), Quote: q})
	r.must(err)
	guards, writes, err := r.Placing(o, to)
	r.must(err)
	hello := store.Receive(message.Event{ID: shopper, From: to, Kind: message.KindStarted}, r.clock())
	r.must(r.Store.Commit(r.t.Context(), store.Batch{Guards: guards, Writes: append(hello, writes...)}))
	return r.order(o.ID)
}

func (r *rig) order(id string) order.Order {
	r.t.Helper()
	o, err := r.Store.Order(r.t.Context(), id)
	r.must(err)
	return o
}

func (r *rig) attempts(id string) []store.Attempt {
	r.t.Helper()
	all, err := r.Store.Attempts(r.t.Context(), id)
	r.must(err)
	return all
}

// open opens the pay link and returns the ref of its checkout.
func (r *rig) open(o order.Order) string {
	r.t.Helper()
	_, err := r.Open(r.t.Context(), o.PayToken, checkout.Choice{})
	r.must(err)
	return r.order(o.ID).Checkout
}

// cancel cancels an order as the conversation does.
func (r *rig) cancel(o order.Order) {
	r.t.Helper()
	guards, writes, err := r.Cancelling(r.order(o.ID), "shopper")
	r.must(err)
	r.must(r.Store.Commit(r.t.Context(), store.Batch{Guards: guards, Writes: writes}))
}

// told is what the conversation of an order was told, oldest first.
func (r *rig) told(o order.Order) []string {
	r.t.Helper()
	var all []string
	for _, e := range r.inbox(o) {
		all = append(all, said(e)...)
	}
	return all
}

// inbox is all that came into the conversation of an order.
func (r *rig) inbox(o order.Order) []message.Event {
	r.t.Helper()
	var all []message.Event
	r.must(r.Store.Update(r.t.Context(), func(tx store.Tx) error {
		all = nil
		rows, err := tx.Query(store.Statement{SQL: `SELECT body FROM {inbox} WHERE conversation = $1 ORDER BY seq`, Args: []any{o.Conversation}})
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var body []byte
			var e message.Event
			if err := rows.Scan(&body); err != nil {
				return err
			}
			if err := json.Unmarshal(body, &e); err != nil {
				return err
			}
			all = append(all, e)
		}
		return rows.Err()
	}))
	return all
}

// said is an event in a word, if it is one of ours.
func said(e message.Event) []string {
	var about dialogue.OrderEvent
	if e.Kind != message.KindInternal || json.Unmarshal([]byte(e.Payload), &about) != nil {
		return nil
	}
	if e.Name == dialogue.EventPayment {
		return []string{about.State}
	}
	return []string{e.Name}
}

// called is what the staff were called for.
func (r *rig) called() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := []string{}
	for _, e := range r.heard {
		if e, ok := e.(hook.HandoffRequested); ok {
			all = append(all, e.Reason)
		}
	}
	return all
}

// calledOnce is what the staff were called for, each call once.
func (r *rig) calledOnce() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := []string{}
	seen := map[string]bool{}
	for _, e := range r.heard {
		if e, ok := e.(hook.HandoffRequested); ok && !seen[e.ID] {
			seen[e.ID] = true
			all = append(all, e.Reason)
		}
	}
	return all
}

// hears is what the host heard, by type, each id once.
func (r *rig) hears() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []string
	for i, e := range r.heard {
		if !slices.ContainsFunc(r.heard[:i], func(old hook.Event) bool { return old.Head().ID == e.Head().ID }) {
			all = append(all, e.Type())
		}
	}
	return all
}

// holds says how many tents are taken by an order, and how.
func (r *rig) holds(o order.Order) (out []string) {
	r.t.Helper()
	all, err := r.Store.HoldsOf(r.t.Context(), o.ID)
	r.must(err)
	for _, h := range all {
		out = append(out, fmt.Sprintf("%d %s", h.Quantity, h.State))
	}
	return out
}

// bank is a provider whose events the test makes by hand.
type bank struct {
	mu      sync.Mutex
	started map[string]int
	onStart func(payments.Intent)
	caps    payments.Capabilities
	refunds map[string]payments.Refund
	refund  func(payments.Refund) (payments.RefundState, error)
	truth   map[string]payments.Payment
}

func newBank() *bank {
	return &bank{started: map[string]int{}, refunds: map[string]payments.Refund{}, truth: map[string]payments.Payment{}}
}

func (b *bank) Name() string                        { return "bank" }
func (b *bank) Capabilities() payments.Capabilities { return b.caps }

func (b *bank) Start(_ context.Context, in payments.Intent) (payments.Checkout, error) {
	if err := in.Validate(); err != nil {
		return payments.Checkout{}, err
	}
	b.mu.Lock()
	b.started[in.Key]++
	b.mu.Unlock()
	if b.onStart != nil {
		b.onStart(in)
	}
	ref := "ref-" + in.Key
	return payments.Checkout{Ref: ref, URL: "https://bank.example/" + ref, Expires: in.Expires, Amount: in.Amount, State: payments.StatePending}, nil
}

func (b *bank) Fetch(_ context.Context, ref string) (payments.Payment, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok := b.truth[ref]
	if !ok {
		return p, payments.ErrNotFound
	}
	return p, nil
}

func (b *bank) Refund(_ context.Context, r payments.Refund) (payments.RefundState, error) {
	if err := r.Validate(); err != nil {
		return "", err
	}
	if b.refund != nil {
		return b.refund(r)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refunds[r.Key] = r
	return payments.RefundSucceeded, nil
}

func (b *bank) ParseEvents(_ context.Context, d payments.Delivery) (events []payments.Event, err error) {
	if d.Header.Get("Signature") == "forged" {
		return nil, payments.ErrSignature
	}
	return events, json.Unmarshal(d.Body, &events)
}

// happens delivers events of an order's attempt to the desk.
func (r *rig) happens(o order.Order, attempt int, events ...payments.Event) {
	r.t.Helper()
	key := fmt.Sprintf("%s-%d", o.ID, attempt)
	for i := range events {
		e := &events[i]
		e.ID, e.Key, e.Ref, e.Order = key+"-"+e.ID, key, "ref-"+key, o.ID
		if e.Amount.Currency == "" {
			e.Amount = o.Quote.Total
		}
	}
	body, err := json.Marshal(events)
	r.must(err)
	r.must(r.Receive(r.t.Context(), "bank", payments.Delivery{Body: body}))
}

func event(kind payments.EventKind) payments.Event {
	return payments.Event{ID: string(kind), Kind: kind}
}
