package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// An order whose money has come in another way has its checkout closed at once,
// not when it would have been looked at next.
func TestPaidElsewhereIsClosedAtOnce(t *testing.T) {
	t.Parallel()
	r, w := newTownRig(t, checkout.Config{}, "one")
	o := r.place("ann", tent)
	r.opens(o, "one")
	r.later(5 * time.Hour) // the next look is hours away
	_, err := r.Follow(t.Context(), o.ID, order.Status{Status: order.StepPaid, At: r.clock()})
	r.must(err)
	r.due()
	if n := w.payable(o.ID); n != 0 {
		t.Errorf("%d can be paid", n)
	}
}

// short is a bank whose checkouts live for 35 minutes at least, and that can
// close none.
func short(t *testing.T) (*rig, *bank, order.Order) {
	t.Helper()
	b := newBank()
	b.caps.MinLife = 35 * time.Minute
	r := newRig(t, checkout.Config{Providers: []payments.Provider{moves{b}}, Life: 10 * time.Minute})
	return r, b, r.place("ann", tent)
}

// moves opens checkouts for no less than its shortest life.
type moves struct{ *bank }

func (m moves) Start(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	c, err := m.bank.Start(ctx, in)
	if least := noon.Add(m.caps.MinLife); c.Expires.Before(least) {
		c.Expires = least
	}
	return c, err
}

// A checkout that can be paid for longer than the pay link lives keeps the order
// open: what is paid there is no late payment.
func TestCheckoutOutlivesItsLink(t *testing.T) {
	t.Parallel()
	r, _, o := short(t)
	r.open(o)
	r.later(15 * time.Minute)
	if is := r.order(o.ID); is.State != order.Open {
		t.Fatalf("the order is %s", is.State)
	}
	r.happens(o, 1, event(payments.EventSucceeded))
	if is := r.order(o.ID); is.State != order.Paid {
		t.Errorf("the order is %s", is.State)
	}
	r, _, o = short(t)
	r.open(o)
	r.later(11 * time.Minute)
	r.later(25 * time.Minute)
	r.later(time.Minute) // two timers met
	if is := r.order(o.ID); is.State != order.Cancelled || is.Reason != checkout.CancelledExpired {
		t.Errorf("when that is over, too, the order is %s %s", is.State, is.Reason)
	}
}

// A checkout of which nobody knows whether it was opened may live as long as its
// provider says at least.
func TestUnknownLivesAsLongAsItsProviderSays(t *testing.T) {
	t.Parallel()
	r, b, o := short(t)
	r.Providers = []payments.Provider{losing{b}}
	_, err := r.Open(t.Context(), o.PayToken, checkout.Choice{})
	if refusal, ok := errors.AsType[*checkout.Refusal](err); !ok || refusal.Reason != checkout.ReasonUnavailable {
		t.Fatal(err)
	}
	r.later(12 * time.Minute)
	if s := r.attempts(o.ID)[0].Payment.State; s != payments.StatePending {
		t.Errorf("after 12 minutes it is %s", s)
	}
	r.later(25 * time.Minute)
	if s := r.attempts(o.ID)[0].Payment.State; s != payments.StateExpired {
		t.Errorf("after 37 minutes it is %s", s)
	}
}

// losing opens checkouts and does not say so.
type losing struct{ *bank }

func (l losing) Start(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	_, _ = l.bank.Start(ctx, in)
	return payments.Checkout{}, &payments.Error{Provider: "bank", Op: "start", Code: payments.CodeTimeout, Retry: true}
}

// stubborn says that it has closed nothing.
type stubborn struct{ closing }

func (s stubborn) Cancel(ctx context.Context, ref string) (payments.Payment, error) {
	return s.Fetch(ctx, ref)
}

// A provider that was asked to close a checkout, and leaves it open, keeps the
// shopper: there is no second one.
func TestCloseThatDoesNot(t *testing.T) {
	t.Parallel()
	r, w := newTownRig(t, checkout.Config{}, "one", "two")
	r.Providers[0] = stubborn{r.Providers[0].(closing)}
	o := r.place("ann", tent)
	r.opens(o, "one")
	refusal := r.refusedAt(o, checkout.Choice{Provider: "two"}, checkout.ReasonOpenElsewhere)
	if refusal.At.Provider != "one" || refusal.At.URL == "" || w.most != 1 {
		t.Errorf("%+v, %d could be paid", refusal.At, w.most)
	}
}

// An order that is given up and paid after all uses its code again.
func TestRedemptionOfPaidAfterAll(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{Promotions: []quote.Promotion{spring}})
	own := checkout.NewOwn(checkout.Config{Store: r.Store, Catalog: r.Catalog, Now: r.clock}, quote.Rules{Promotions: r.Promotions}, "en")
	o, err := r.redeeming("ann", "spring")
	r.must(err)
	r.cancel(o)
	if n := r.used("spring"); n != 0 {
		t.Fatalf("%d orders use it", n)
	}
	r.must(own.Paid(t.Context(), o, payments.Payment{State: payments.StateSucceeded, Amount: o.Quote.Total}))
	if n := r.used("spring"); n != 1 || r.order(o.ID).State != order.Paid {
		t.Errorf("%d orders use it, the order is %s", n, r.order(o.ID).State)
	}
}

// torn lists so many events, and then no more.
type torn struct {
	closing
	after *int
}

func (l torn) List(ctx context.Context, since time.Time) iter.Seq2[payments.Event, error] {
	return func(yield func(payments.Event, error) bool) {
		n := 0
		for e, err := range l.closing.List(ctx, since) {
			if n++; *l.after > 0 && n > *l.after {
				yield(payments.Event{}, errors.New("the next page does not come"))
				return
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// What stands behind an error in a provider's list is not passed over.
func TestReconcileGoesOnWhereItCameTo(t *testing.T) {
	t.Parallel()
	w, all := newTown("one")
	after := 1
	all[0] = torn{all[0].(closing), &after}
	r := newRig(t, checkout.Config{Providers: all})
	w.now = r.clock
	r.plan()
	var orders []order.Order
	for i := range 3 {
		o := r.place(fmt.Sprint("shopper ", i), mug)
		ref := r.open(o)
		r.blind(o)
		r.ahead(time.Minute)
		w.banks[0].settles(ref, payments.EventSucceeded)
		orders = append(orders, o)
	}
	r.later(10 * time.Minute)
	r.later(3 * time.Hour) // what is asked over again does not reach so far
	after = 0
	r.later(time.Hour)
	for i, o := range orders {
		if is := r.order(o.ID); is.State != order.Paid {
			t.Errorf("order %d is %s", i, is.State)
		}
	}
}

// Two payments come in the same moment for the last piece, which nobody holds any
// more: one has it, and the other's money goes back.
func TestLastPiecePaidTwiceAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{Providers: []payments.Provider{newBank()}})
	ann, bob := r.place("ann", tent), r.place("bob", tent)
	r.open(ann)
	r.open(bob)
	r.later(time.Hour) // both reservations are over
	r.stock(1)
	tell, meets := r.Telling, true
	r.Telling = func(events ...hook.Event) ([]store.Statement, error) {
		if meets { // between what is read for ann's payment and its commit
			meets = false
			r.happens(bob, 1, event(payments.EventSucceeded))
		}
		return tell(events...)
	}
	r.happens(ann, 1, event(payments.EventSucceeded))
	a, b := r.order(ann.ID), r.order(bob.ID)
	if b.State != order.Paid || a.State != order.Cancelled || a.Reason != checkout.CancelledSoldOut {
		t.Errorf("ann's order is %s %s, bob's %s", a.State, a.Reason, b.State)
	}
}

// Who keeps the orders by itself says that one is paid: its pieces are sold.
func TestOwnPaidIsSold(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{})
	own := checkout.NewOwn(checkout.Config{Store: r.Store, Catalog: r.Catalog, Now: r.clock}, quote.Rules{}, "en")
	o := r.place("ann", tent)
	r.open(o)
	r.must(own.Paid(t.Context(), o, payments.Payment{State: payments.StateSucceeded, Amount: o.Quote.Total}))
	r.later(time.Hour)
	if got := r.holds(o); fmt.Sprint(got) != "[1 sold]" {
		t.Errorf("holds %v", got)
	}
}
