package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
	"github.com/sauda-commerce/sauda/sdk/timer"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

// mortal is a database whose process ends at one of its commits: before it, or
// after it and before anybody has heard of it.
type mortal struct {
	store.DB
	left  int // commits until then
	after bool
	dead  bool
}

var errDead = errors.New("the process has ended")

// passes says whether a commit is done, and whether its caller hears of it.
func (m *mortal) passes() (does, hears bool) {
	if m.dead {
		return false, false
	}
	m.left--
	m.dead = m.left == 0
	return !m.dead || m.after, !m.dead
}

func (m *mortal) Commit(ctx context.Context, b store.Batch) error {
	does, hears := m.passes()
	if !does {
		return errDead
	}
	if err := m.DB.Commit(ctx, b); err != nil || hears {
		return err
	}
	return errDead
}

func (m *mortal) Update(ctx context.Context, fn func(context.Context, store.Conn) error) error {
	does, hears := m.passes()
	if !does {
		return errDead
	}
	if err := m.DB.Update(ctx, fn); err != nil || hears {
		return err
	}
	return errDead
}

func (m *mortal) Query(ctx context.Context, s store.Statement) (store.Rows, error) {
	if m.dead {
		return nil, errDead
	}
	return m.DB.Query(ctx, s)
}

// afterlife is what outlives a process: the database, the provider, the clock, and
// what the host has heard.
type afterlife struct {
	t      *testing.T
	db     *sqlite.DB
	box    *sandbox.Sandbox
	now    time.Time
	life   *life
	orders [2]order.Order // the first is bought, the second cancelled
	heard  map[string]map[string]bool
}

// life is one process.
type life struct {
	*checkout.Desk
	timers *timer.Runner
	mortal *mortal // nil: it lives on
}

func newAfterlife(t *testing.T) *afterlife {
	t.Helper()
	w := &afterlife{t: t, now: noon, heard: map[string]map[string]bool{}}
	var err error
	w.db, err = sqlite.OpenDB(filepath.Join(t.TempDir(), "shop.db"))
	w.must(err)
	t.Cleanup(func() { w.must(w.db.Close()) })
	w.must(store.New(w.db).Migrate(t.Context()))
	w.box, err = sandbox.Open(sandbox.Config{Now: func() time.Time { return w.now }, Deliver: func(ctx context.Context, d payments.Delivery) error {
		return w.life.Receive(ctx, "sandbox", d)
	}})
	w.must(err)
	t.Cleanup(func() { w.must(w.box.Close()) })
	w.life = w.begin(w.db)
	for i := range w.orders {
		to := message.Address{Channel: "chat", Account: "shop", ID: fmt.Sprint("shopper ", i)}
		q, err := quote.Rules{}.Quote(quote.Draft{Currency: "USD", Lines: []quote.DraftLine{{Ref: mug, Title: "Mug", Quantity: 5, Unit: usd(20_00)}}}, "en")
		w.must(err)
		w.orders[i], err = w.life.Prepare(order.Order{Conversation: conversation.IDOf(to), Contact: conversation.GuestOf(to), Quote: q})
		w.must(err)
	}
	return w
}

func (w *afterlife) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// hears notes what the host was told.
func hears[E hook.Event](w *afterlife) hook.Hook {
	return hook.On(func(_ context.Context, e E) error {
		if w.heard[e.Type()] == nil {
			w.heard[e.Type()] = map[string]bool{}
		}
		w.heard[e.Type()][e.Head().ID] = true
		return nil
	})
}

// begin starts a process on a database.
func (w *afterlife) begin(db store.DB) *life {
	w.t.Helper()
	s, now := store.New(db), func() time.Time { return w.now }
	told, err := webhook.New(webhook.Config{Store: s, Now: now, Hooks: []hook.Hook{
		hears[hook.OrderPlaced](w), hears[hook.PaymentSucceeded](w), hears[hook.PaymentFailed](w), hears[hook.OrderPaid](w),
		hears[hook.OrderCancelled](w), hears[hook.Refunded](w), hears[hook.Disputed](w),
	}})
	w.must(err)
	index := search.New(search.Config{})
	w.must(index.Apply(w.t.Context(), []catalog.Change{{Put: &catalog.Product{
		ID: "mug", Title: catalog.Text{"en": "Mug"}, Offer: catalog.Offer{Price: usd(20_00), Stock: catalog.Stock{Kind: catalog.StockCounted, Count: 20, AsOf: noon.Add(-time.Hour)}},
	}}}))
	d := checkout.New(checkout.Config{Store: s, Now: now, Catalog: catalog.New(nil).WithIndex(index), Providers: []payments.Provider{w.box}, Telling: told.Telling})
	return &life{Desk: d, timers: timer.New(timer.Config{Store: s, Now: now, Workers: 1, Handlers: map[string]timer.Handler{
		checkout.TimerPlaced: d.Placed, checkout.TimerRefund: d.Refund, checkout.TimerLook: d.Look,
		checkout.TimerRelease: d.Release, checkout.TimerExpire: d.Expire, webhook.Timer: told.Handle,
	}})}
}

// lives does all that shoppers, the host and the provider do, what was not heard
// of again, and returns at the first error: the process has ended.
func (w *afterlife) lives() error {
	for i := range w.orders {
		if err := w.places(i); err != nil {
			return err
		}
	}
	for _, how := range []sandbox.Outcome{sandbox.Decline, sandbox.Succeed} {
		if err := w.pays(how); err != nil {
			return err
		}
	}
	first := w.orders[0].ID
	if _, err := w.life.GiveBack(w.ctx(), first, checkout.RefundOrder{Key: "r", Amount: usd(30_00)}); err != nil {
		return err
	}
	if err := w.due(); err != nil {
		return err
	}
	o, err := w.life.Store.Order(w.ctx(), first)
	if err != nil {
		return err
	}
	w.must(w.box.Dispute(o.Checkout))
	if err := w.due(); err != nil {
		return err
	}
	return w.cancels()
}

func (w *afterlife) ctx() context.Context { return w.t.Context() }

// places is the turn of a conversation in which an order is placed.
func (w *afterlife) places(i int) error {
	o := w.orders[i]
	if _, err := w.life.Store.Order(w.ctx(), o.ID); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	to := message.Address{Channel: "chat", Account: "shop", ID: fmt.Sprint("shopper ", i)}
	guards, writes, err := w.life.Placing(o, to)
	if err != nil {
		return err
	}
	hello := store.Receive(message.Event{ID: o.ID, From: to, Kind: message.KindStarted}, w.now)
	if err := w.life.Store.Commit(w.ctx(), store.Batch{Guards: guards, Writes: append(hello, writes...)}); err != nil {
		return err
	}
	return w.due()
}

// pays is the shopper who pays, or tries to.
func (w *afterlife) pays(how sandbox.Outcome) error {
	for _, p := range w.box.Payments() { // she has
		if p.State == payments.StateSucceeded || p.State == payments.StateFailed && how == sandbox.Decline {
			return w.due()
		}
	}
	at, err := w.life.Open(w.ctx(), w.orders[0].PayToken, checkout.Choice{})
	if err != nil {
		return err
	}
	w.must(w.box.Settle(filepath.Base(at.URL), how))
	return w.due()
}

func (w *afterlife) cancels() error {
	o, err := w.life.Store.Order(w.ctx(), w.orders[1].ID)
	if err != nil || o.State == order.Cancelled {
		return err
	}
	guards, writes, err := w.life.Cancelling(o, "shopper")
	if err != nil {
		return err
	}
	if err := w.life.Store.Commit(w.ctx(), store.Batch{Guards: guards, Writes: writes}); err != nil {
		return err
	}
	return w.due()
}

// due delivers callbacks and runs what is due; an error is the process's end.
func (w *afterlife) due() error {
	err := w.box.Flush(w.ctx())
	for w.life.timers.Once(w.ctx()) > 0 {
	}
	if w.life.mortal != nil && w.life.mortal.dead {
		return errDead
	}
	return err
}

// tells fails unless the host has heard all that has happened, each thing under
// one id, and it has happened once.
func (w *afterlife) tells(where string) {
	w.t.Helper()
	want := map[string]int{
		"order.placed": 2, "payment.failed": 1, "payment.succeeded": 1, "order.paid": 1, "payment.refunded": 1, "payment.disputed": 1, "order.cancelled": 1,
	}
	got := map[string]int{}
	for kind, ids := range w.heard {
		got[kind] = len(ids)
	}
	if !maps.Equal(want, got) {
		w.t.Errorf("%s: the host heard %v, want %v", where, got, want)
	}
	first, err := w.life.Store.Order(w.ctx(), w.orders[0].ID)
	w.must(err)
	second, err := w.life.Store.Order(w.ctx(), w.orders[1].ID)
	w.must(err)
	if first.State != order.Paid || !first.Disputed || first.RefundedAmount != usd(30_00) || len(first.Refunds) != 1 || second.State != order.Cancelled {
		w.t.Errorf("%s: the orders are %+v and %s", where, first, second.State)
	}
	holds, err := w.life.Store.HoldsOf(w.ctx(), first.ID)
	w.must(err)
	if len(holds) != 1 || holds[0].Quantity != 5 {
		w.t.Errorf("%s: sold %+v", where, holds)
	}
}

// Whatever commit a process ends at, before it or after it, the next one tells
// the host all that has happened: each thing comes from the commit that it
// happened in.
func TestHostHearsOverCrashes(t *testing.T) {
	t.Parallel()
	step := 1
	if testing.Short() {
		step = 3
	}
	ends := 0
	for _, after := range []bool{false, true} {
		for n := 1; ; n += step {
			w := newAfterlife(t)
			m := &mortal{DB: w.db, left: n, after: after}
			w.life = w.begin(m)
			w.life.mortal = m
			died := w.lives() != nil
			w.life = w.begin(w.db)
			for range 3 {
				w.now = w.now.Add(2 * time.Hour) // what was under way is taken over
				w.must(w.lives())
			}
			w.tells(fmt.Sprintf("ended at commit %d, after it: %v", n, after))
			if !died {
				break
			}
			ends++
		}
	}
	t.Logf("%d ends", ends)
}
