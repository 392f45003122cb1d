package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// P6: all 720 orders of six events, with duplicates, through the real store:
// one end state, fulfilled once.
func TestEventsConverge(t *testing.T) {
	t.Parallel()
	host := &host{}
	r := newRig(t, checkout.Config{Backend: host, Providers: []payments.Provider{newBank()}})
	refs := r.shelves(24) // so that they do not all wait for the same pieces
	var orders [720]order.Order
	var places, runs []func()
	permute([]payments.EventKind{
		payments.EventProcessing, payments.EventFailed, payments.EventExpired,
		payments.EventSucceeded, payments.EventRefunded, payments.EventDisputed,
	}, func(kinds []payments.EventKind) {
		n := len(runs)
		places = append(places, func() { orders[n] = r.place(fmt.Sprint("shopper ", n), refs[n%len(refs)]) })
		runs = append(runs, func() { r.converges(orders[n], kinds, n*37%64) })
	})
	together(64, places)
	r.due() // the host accepts them
	together(64, runs)
	r.due()
	if n := len(host.paid()); len(runs) != 720 || n != 720 {
		t.Errorf("%d orders; the host was told %d times that one is paid, want once each", len(runs), n)
	}
}

// shelves puts so many other things up for sale, many pieces of each.
func (r *rig) shelves(n int) (refs []catalog.Ref) {
	r.t.Helper()
	var all []catalog.Change
	for i := range n {
		id := catalog.ProductID(fmt.Sprint("thing ", i))
		counted := catalog.Stock{Kind: catalog.StockCounted, Count: 1000, AsOf: noon.Add(-time.Hour)}
		refs = append(refs, catalog.Ref{Product: id})
		all = append(all, catalog.Change{Put: &catalog.Product{ID: id, Offer: catalog.Offer{Price: usd(100_00), Stock: counted}}})
	}
	r.must(r.Catalog.Index().Apply(r.t.Context(), all))
	return refs
}

// together runs all of them, so many at a time.
func together(workers int, runs []func()) {
	work := make(chan func(), len(runs))
	for _, run := range runs {
		work <- run
	}
	close(work)
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for run := range work {
				run()
			}
		})
	}
	all.Wait()
}

// converges sends an order's events, those in mask twice, and looks at the end.
func (r *rig) converges(o order.Order, kinds []payments.EventKind, mask int) {
	r.open(o)
	for i, kind := range slices.Concat(kinds, kinds) {
		if i >= 6 && mask>>(i-6)&1 == 0 {
			continue
		}
		e := event(kind)
		if kind == payments.EventRefunded {
			e.Refunded = usd(30_00)
		}
		r.happens(o, 1, e)
	}
	is := r.order(o.ID)
	thanks := 0
	for _, what := range r.told(o) {
		if what == checkout.ToldSucceeded {
			thanks++
		}
	}
	p := r.attempts(o.ID)[0].Payment
	if is.State != order.Paid || is.PaidAmount != o.Quote.Total || thanks != 1 || !p.Disputed || p.Refunded != usd(30_00) ||
		!slices.Equal(r.holds(o), []string{"1 sold"}) {
		r.t.Errorf("after %v, duplicates %06b: %s, thanked %d times, %v, holds %v", kinds, mask, is.State, thanks, p, r.holds(o))
	}
}

func permute[T any](all []T, do func([]T)) {
	var step func(int)
	step = func(n int) {
		if n == len(all) {
			do(slices.Clone(all))
			return
		}
		for i := n; i < len(all); i++ {
			all[n], all[i] = all[i], all[n]
			step(n + 1)
			all[n], all[i] = all[i], all[n]
		}
	}
	step(0)
}

// P5: a declined payment that succeeds after all, when the order has been paid
// by a second attempt, goes back; once, though the provider's answer is lost.
func TestSecondPaymentGoesBack(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{})
	o := r.place("ann", tent)
	first := r.open(o)
	r.must(r.box.Settle(first, sandbox.Decline))
	r.flush()
	second := r.open(o)
	if first == second {
		t.Fatal("a declined checkout is opened again")
	}
	r.must(r.box.Settle(second, sandbox.Succeed))
	r.flush()
	r.must(r.box.Settle(first, sandbox.SucceedLate))
	r.box.SetFaults(sandbox.Faults{Copies: 2, Refund: sandbox.FaultLose})
	r.must(r.box.Flush(t.Context()))
	r.due()
	r.box.SetFaults(sandbox.Faults{Copies: 2})
	r.later(time.Minute)
	r.flush()

	all := r.box.Payments()
	if got := []int64{all[0].Refunded.Minor, all[1].Refunded.Minor}; !slices.Equal(got, []int64{100_00, 0}) {
		t.Errorf("given back %v, want all of the first payment and nothing of the second", got)
	}
	if is := r.order(o.ID); is.State != order.Paid || is.Checkout != second {
		t.Errorf("the order is %s by %s, want paid by %s", is.State, is.Checkout, second)
	}
	want := []string{dialogue.EventOrderPlaced, checkout.ToldFailed, checkout.ToldSucceeded, checkout.ToldTwice}
	if diff := cmp.Diff(want, r.told(o)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"payment_twice"}, r.called()); diff != "" {
		t.Errorf("staff called (-want +got):\n%s", diff)
	}
}

// A cancelled order's checkout is closed at the provider; money that arrives
// all the same goes back.
func TestLatePaymentGoesBack(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{})
	o := r.place("ann", tent)
	ref := r.open(o)
	r.cancel(o)
	r.due()
	if err := r.box.Settle(ref, sandbox.Succeed); !errors.Is(err, payments.ErrConflict) {
		t.Errorf("the checkout of a cancelled order can still be paid: %v", err)
	}
	if h := r.holds(o); len(h) != 0 {
		t.Errorf("a cancelled order holds %v", h)
	}
	r.must(r.box.Settle(ref, sandbox.SucceedLate))
	r.flush()
	if p := r.box.Payments()[0]; p.Refunded != p.Amount {
		t.Errorf("given back %v of %v", p.Refunded, p.Amount)
	}
	if is := r.order(o.ID); is.State != order.Cancelled || is.Reason != "shopper" {
		t.Errorf("the order is %s (%s)", is.State, is.Reason)
	}
	if diff := cmp.Diff([]string{dialogue.EventOrderPlaced, checkout.ToldLate}, r.told(o)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// Money of a wrong sum is held, nobody is thanked, and a person is called; when
// she has given it back the order can be paid again.
func TestWrongSumIsHeld(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{Providers: []payments.Provider{newBank()}})
	o := r.place("ann", tent)
	r.open(o)
	wrong := event(payments.EventSucceeded)
	wrong.Amount = usd(1_00)
	r.happens(o, 1, wrong)
	if is := r.order(o.ID); is.State != order.Processing || is.Reason != checkout.HeldAmount {
		t.Errorf("the order is %s (%s)", is.State, is.Reason)
	}
	r.refused(o, checkout.ReasonProcessing)
	if diff := cmp.Diff([]string{dialogue.EventOrderPlaced, checkout.ToldHeld}, r.told(o)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"payment_held"}, r.called()); diff != "" {
		t.Errorf("staff called (-want +got):\n%s", diff)
	}

	back := event(payments.EventRefunded)
	back.Amount, back.Refunded = usd(1_00), usd(1_00)
	r.happens(o, 1, back)
	r.open(o)
	if n := len(r.attempts(o.ID)); n != 2 {
		t.Errorf("%d attempts, want a second one", n)
	}
}

// What is held when its order is cancelled is nobody's to keep.
func TestHeldGoesBackWhenCancelled(t *testing.T) {
	t.Parallel()
	b := newBank()
	r := newRig(t, checkout.Config{Providers: []payments.Provider{b}})
	o := r.place("ann", mug)
	r.open(o)
	wrong := event(payments.EventSucceeded)
	wrong.Amount = usd(1_00)
	r.happens(o, 1, wrong)
	r.cancel(o)
	r.due()
	if len(b.refunds) != 1 || b.refunds["refund-"+o.ID+"-1"].Amount != usd(1_00) {
		t.Errorf("given back: %v", b.refunds)
	}
	if diff := cmp.Diff([]string{dialogue.EventOrderPlaced, checkout.ToldHeld, checkout.ToldLate}, r.told(o)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// refused opens a pay link that must be refused for a reason.
func (r *rig) refused(o order.Order, want checkout.Reason) *checkout.Refusal {
	r.t.Helper()
	_, err := r.Open(r.t.Context(), o.PayToken, checkout.Choice{})
	refusal, ok := errors.AsType[*checkout.Refusal](err)
	if !ok || refusal.Reason != want {
		r.t.Fatalf("opening the link: %v, want a refusal: %s", err, want)
	}
	return refusal
}

// What is not ours is kept and changes nothing; what cannot be believed is
// refused.
func TestForeignEvents(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{Providers: []payments.Provider{newBank()}})
	o := r.place("ann", tent)
	r.open(o)
	stranger := o
	stranger.ID = "of-another-system"
	r.happens(stranger, 1, event(payments.EventSucceeded))
	r.happens(o, 7, event(payments.EventSucceeded)) // an attempt that never was
	if is := r.order(o.ID); is.State != order.Open {
		t.Errorf("the order is %s", is.State)
	}
	for id, want := range map[string]int{stranger.ID: 1, o.ID: 1} {
		if kept, err := r.Store.PaymentEvents(t.Context(), id); err != nil || len(kept) != want {
			t.Errorf("%d events of order %s are kept (%v), want %d", len(kept), id, err, want)
		}
	}
	forged := payments.Delivery{Header: http.Header{"Signature": {"forged"}}}
	if err := r.Receive(t.Context(), "bank", forged); !errors.Is(err, payments.ErrSignature) {
		t.Errorf("forged callback: %v", err)
	}
	if err := r.Receive(t.Context(), "nobody", forged); !errors.Is(err, checkout.ErrUnknownProvider) {
		t.Errorf("callback of an unknown provider: %v", err)
	}
}

// A payment whose callback never comes is found by asking.
func TestLookFindsPayment(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{})
	r.box.SetFaults(sandbox.Faults{Hold: true})
	o := r.place("ann", tent)
	r.must(r.box.Settle(r.open(o), sandbox.Succeed))
	r.later(time.Minute)
	if is := r.order(o.ID); is.State != order.Open {
		t.Fatalf("the order is %s before anybody asked", is.State)
	}
	r.later(time.Minute)
	if is := r.order(o.ID); is.State != order.Paid {
		t.Errorf("the order is %s, want paid", is.State)
	}
	r.box.SetFaults(sandbox.Faults{})
	r.flush()
	want := []string{dialogue.EventOrderPlaced, checkout.ToldSucceeded}
	if diff := cmp.Diff(want, r.told(o)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if _, err := r.Store.Timer(t.Context(), checkout.TimerLook+":"+o.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("still looking: %v", err)
	}
}

// Looking goes on while the provider is down, gets rarer, and ends.
func TestLookEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{})
	o := r.place("ann", tent)
	r.must(r.box.Settle(r.open(o), sandbox.Pending))
	r.flush()
	fetches := 0
	for range 40 * 8 {
		before, err := r.Store.Timer(t.Context(), checkout.TimerLook+":"+o.ID)
		if err != nil {
			break
		}
		r.later(3 * time.Hour)
		if after, err := r.Store.Timer(t.Context(), before.Key); err != nil || !after.Due.Equal(before.Due) {
			fetches++
		}
	}
	if _, err := r.Store.Timer(t.Context(), checkout.TimerLook+":"+o.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("after 40 days it still looks: %v", err)
	}
	if fetches < 20 || fetches > 100 {
		t.Errorf("looked %d times in 30 days", fetches)
	}
}

// host is an order system that writes down what it is told.
type host struct {
	order.Backend
	mu     sync.Mutex
	place  func(order.Order, int) (order.Placement, error)
	fails  int // how often Paid and Cancel fail first
	placed []string
	news   []string
}

func (h *host) Place(_ context.Context, o order.Order) (order.Placement, error) {
	h.mu.Lock()
	h.placed = append(h.placed, o.ID)
	n := len(h.placed)
	h.mu.Unlock()
	if h.place == nil {
		return order.Placement{Accepted: true}, nil
	}
	return h.place(o, n)
}

// calls is how often Place was called.
func (h *host) calls() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.placed)
}

func (h *host) Paid(_ context.Context, o order.Order, p payments.Payment) error {
	if p.State != payments.StateSucceeded || p.Amount != o.PaidAmount {
		return errors.New("not a payment of this order")
	}
	return h.hear("paid " + o.ID)
}

func (h *host) Cancel(_ context.Context, o order.Order, reason string) error {
	return h.hear("cancelled " + reason)
}

func (h *host) hear(what string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fails > 0 {
		h.fails--
		return errors.New("the host is down")
	}
	h.news = append(h.news, what)
	return nil
}

func (h *host) paid() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.news)
}
