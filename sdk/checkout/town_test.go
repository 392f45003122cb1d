package checkout_test

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// town is several banks that know of each other's checkouts, so that it is seen
// when two of one order can be paid at once.
type town struct {
	mu    sync.Mutex
	now   func() time.Time
	banks []*branch
	most  int // checkouts of one order that could be paid at one time
}

// branch is a bank of a town. It forgets nothing.
type branch struct {
	*town
	name    string
	caps    payments.Capabilities
	books   map[string]payments.Payment // by ref
	events  []payments.Event
	refuse  error // what Start is answered with, and nothing is opened
	lose    error // what Start is answered with, though it has opened
	fails   error // what everything else is answered with
	refunds map[string]payments.Refund
}

func newTown(names ...string) (*town, []payments.Provider) {
	w := &town{now: func() time.Time { return noon }}
	var all []payments.Provider
	for _, name := range names {
		b := &branch{town: w, name: name, books: map[string]payments.Payment{}, refunds: map[string]payments.Refund{}}
		w.banks = append(w.banks, b)
		all = append(all, closing{b})
	}
	return w, all
}

// newTownRig is a rig with a bank of each name, all of which can close.
func newTownRig(t testing.TB, c checkout.Config, names ...string) (*rig, *town) {
	t.Helper()
	w, all := newTown(names...)
	if c.Providers == nil {
		c.Providers = all
	}
	r := newRig(t, c)
	w.now = r.clock
	return r, w
}

// closing is a branch that can close a checkout, find one and list events.
type closing struct{ *branch }

func (b *branch) Name() string                        { return b.name }
func (b *branch) Capabilities() payments.Capabilities { return b.caps }

func (b *branch) Start(_ context.Context, in payments.Intent) (payments.Checkout, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refuse != nil {
		return payments.Checkout{}, b.refuse
	}
	ref := b.name + "-" + in.Key
	if _, ok := b.books[ref]; !ok {
		b.books[ref] = payments.Payment{Ref: ref, Key: in.Key, Order: in.Order, State: payments.StatePending, Amount: in.Amount, At: b.now()}
		b.most = max(b.most, b.payable(in.Order))
	}
	if b.lose != nil {
		return payments.Checkout{}, b.lose
	}
	return b.checkout(ref, in), nil
}

func (b *branch) checkout(ref string, in payments.Intent) payments.Checkout {
	p := b.books[ref]
	return payments.Checkout{Ref: ref, URL: "https://" + b.name + ".example/" + ref, Expires: in.Expires, Amount: p.Amount, State: p.State}
}

// payable counts what of an order can be paid, anywhere in town.
func (w *town) payable(order string) (n int) {
	for _, b := range w.banks {
		for _, p := range b.books {
			if p.Order == order && p.State.Payable() {
				n++
			}
		}
	}
	return n
}

func (b *branch) Fetch(_ context.Context, ref string) (payments.Payment, error) {
	return b.with(ref, func(*payments.Payment) {})
}

func (b *branch) with(ref string, do func(*payments.Payment)) (payments.Payment, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok := b.books[ref]
	switch {
	case b.fails != nil:
		return p, b.fails
	case !ok:
		return p, payments.ErrNotFound
	}
	do(&p)
	b.books[ref] = p
	return p, nil
}

func (b *branch) Refund(_ context.Context, r payments.Refund) (payments.RefundState, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refunds[r.Key] = r
	return payments.RefundSucceeded, nil
}

// givenBack lists what a bank was asked to give back, in minor units.
func (b *branch) givenBack() (all []int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.refunds {
		all = append(all, r.Amount.Minor)
	}
	return all
}

func (b *branch) ParseEvents(_ context.Context, d payments.Delivery) (events []payments.Event, err error) {
	return events, json.Unmarshal(d.Body, &events)
}

func (b closing) Cancel(_ context.Context, ref string) (payments.Payment, error) {
	return b.with(ref, func(p *payments.Payment) {
		if p.State == payments.StatePending {
			p.State = payments.StateCancelled
		}
	})
}

func (b closing) Find(_ context.Context, in payments.Intent) (payments.Checkout, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	ref := b.name + "-" + in.Key
	_, ok := b.books[ref]
	switch {
	case b.fails != nil:
		return payments.Checkout{}, b.fails
	case !ok:
		return payments.Checkout{}, payments.ErrNotFound
	}
	return b.checkout(ref, in), nil
}

func (b closing) List(_ context.Context, since time.Time) iter.Seq2[payments.Event, error] {
	b.mu.Lock()
	events, failure := slices.Clone(b.events), b.fails
	b.mu.Unlock()
	return func(yield func(payments.Event, error) bool) {
		for _, e := range events {
			if !e.At.Before(since) && !yield(e, nil) {
				return
			}
		}
		if failure != nil {
			yield(payments.Event{}, failure)
		}
	}
}

// settles ends a checkout at a bank, which tells nobody.
func (b *branch) settles(ref string, kind payments.EventKind) payments.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.books[ref]
	e := payments.Event{ID: ref + "-" + string(kind), Kind: kind, Ref: ref, Order: p.Order, Key: p.Key, Amount: p.Amount, At: b.now()}
	b.books[ref] = payments.Merge(p, e.Payment())
	b.events = append(b.events, e)
	return e
}

// tells delivers events of a bank.
func (r *rig) tells(provider string, events ...payments.Event) {
	r.t.Helper()
	body, err := json.Marshal(events)
	r.must(err)
	r.must(r.Receive(r.t.Context(), provider, payments.Delivery{Body: body}))
}

// opens opens a pay link in a way and returns the ref of the checkout.
func (r *rig) opens(o order.Order, provider string) string {
	r.t.Helper()
	at, err := r.Open(r.t.Context(), o.PayToken, checkout.Choice{Provider: provider})
	r.must(err)
	if is := r.order(o.ID); at.Provider != provider || is.Provider != provider {
		r.t.Errorf("it is open at %s, the order says %s; want %s", at.Provider, is.Provider, provider)
	}
	return r.order(o.ID).Checkout
}

// listening writes down from when on it was asked.
type listening struct {
	closing
	from map[string][]time.Time
}

func (l *listening) List(ctx context.Context, since time.Time) iter.Seq2[payments.Event, error] {
	l.from[l.name] = append(l.from[l.name], since.UTC())
	return l.closing.List(ctx, since)
}
