package checkout_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// taker is a provider to which shoppers only agree. Its events are told by the
// test.
type taker struct {
	payments.Provider // for what is not asked for here

	mu       sync.Mutex
	all      map[string]*payments.Payment // by ref
	gone     bool                         // it has forgotten all of them
	captures int
}

func (p *taker) Name() string { return "taker" }

func (p *taker) Capabilities() payments.Capabilities { return payments.Capabilities{} }

func (p *taker) Start(_ context.Context, in payments.Intent) (payments.Checkout, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	ref := "ref-" + in.Key
	if p.all[ref] == nil {
		p.all[ref] = &payments.Payment{Ref: ref, Order: in.Order, Key: in.Key, State: payments.StatePending, Amount: in.Amount, At: noon}
	}
	return payments.Checkout{Ref: ref, URL: "https://taker.example/" + ref, Expires: noon.Add(3 * time.Hour), Amount: in.Amount, State: p.all[ref].State}, nil
}

func (p *taker) change(ref string, do func(*payments.Payment)) (payments.Payment, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	is := p.all[ref]
	if is == nil || p.gone {
		return payments.Payment{}, &payments.Error{Provider: "taker", Op: "fetch", Err: payments.ErrNotFound}
	}
	do(is)
	return *is, nil
}

func (p *taker) Fetch(_ context.Context, ref string) (payments.Payment, error) {
	return p.change(ref, func(*payments.Payment) {})
}

func (p *taker) Capture(_ context.Context, ref string) (payments.Payment, error) {
	return p.change(ref, func(is *payments.Payment) {
		if is.State == payments.StateProcessing {
			is.State = payments.StateSucceeded
			p.captures++
		}
	})
}

func (p *taker) Cancel(_ context.Context, ref string) (payments.Payment, error) {
	return p.change(ref, func(is *payments.Payment) {
		if is.State != payments.StateSucceeded {
			is.State = payments.StateCancelled
		}
	})
}

// ParseEvents believes that the shopper agreed to the checkout whose ref is the
// body.
func (p *taker) ParseEvents(_ context.Context, d payments.Delivery) ([]payments.Event, error) {
	is, err := p.change(string(d.Body), func(*payments.Payment) {})
	return []payments.Event{{
		ID: "agreed-" + is.Ref, Kind: payments.EventProcessing, Ref: is.Ref, Order: is.Order, Key: is.Key, Amount: is.Amount, At: noon,
	}}, err
}

func (p *taker) taken() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.captures
}

// agree is what the shopper does, and told says that the shop hears of it.
func (r *rig) agree(p *taker, ref string, told bool) {
	r.t.Helper()
	_, err := p.change(ref, func(is *payments.Payment) {
		if is.State == payments.StatePending {
			is.State = payments.StateProcessing
		}
	})
	r.must(err)
	if told {
		r.must(r.Receive(r.t.Context(), "taker", payments.Delivery{Body: []byte(ref), Received: r.clock()}))
	}
}

func newTaker(t *testing.T) (*rig, *taker) {
	p := &taker{all: map[string]*payments.Payment{}}
	return newRig(t, checkout.Config{Providers: []payments.Provider{p}}), p
}

// What she agreed to is taken at once, and once, however often it is told.
func TestAgreedIsTaken(t *testing.T) {
	t.Parallel()
	for _, told := range []int{0, 1, 3} {
		t.Run(fmt.Sprint("told ", told), func(t *testing.T) {
			t.Parallel()
			r, p := newTaker(t)
			o := r.place("ann", tent)
			ref := r.open(o)
			r.agree(p, ref, false)
			for range told {
				r.agree(p, ref, true)
			}
			if told > 0 {
				r.due()
			} else {
				r.later(5 * time.Minute) // the event never came: we look
			}
			if o = r.order(o.ID); o.State != order.Paid || p.taken() != 1 {
				t.Errorf("the order is %q after %d captures, want paid after 1", o.State, p.taken())
			}
			for _, body := range r.told(o) {
				if strings.Contains(body, checkout.ToldProcessing) {
					t.Errorf("she hears that her payment is on its way, when it is there: %s", body)
				}
			}
		})
	}
}

// The money for an order that nobody wants any more is not taken, though she
// agreed before she cancelled.
func TestUnwantedIsNotTaken(t *testing.T) {
	t.Parallel()
	r, p := newTaker(t)
	o := r.place("ann", tent)
	ref := r.open(o)
	r.agree(p, ref, false)
	r.cancel(o)
	r.agree(p, ref, true)
	r.later(time.Hour)
	if got := r.order(o.ID); got.State != order.Cancelled || p.taken() != 0 {
		t.Errorf("the order is %q after %d captures, want cancelled after none", got.State, p.taken())
	}
}

// A checkout that the provider has forgotten is over once its time is: not before
// that, and never a reason not to open another.
func TestForgottenIsExpired(t *testing.T) {
	t.Parallel()
	r, p := newTaker(t)
	o := r.place("ann", tent)
	first := r.open(o)
	p.mu.Lock()
	p.gone = true
	p.mu.Unlock()
	r.later(time.Hour)
	if is := r.attempts(o.ID)[0].Payment.State; is != payments.StatePending {
		t.Errorf("in its time the checkout is %q, want pending", is)
	}
	r.later(3 * time.Hour)
	if second := r.open(o); second == first {
		t.Error("the link leads to the checkout that is over")
	}
	if is := r.attempts(o.ID)[0].Payment.State; is != payments.StateExpired {
		t.Errorf("after its time the checkout is %q, want expired", is)
	}
}

// The order costs something else by now: what she agreed to is not taken.
func TestChangedIsNotTaken(t *testing.T) {
	t.Parallel()
	r, p := newTaker(t)
	o := r.place("ann", tent)
	ref := r.open(o)
	is := r.order(o.ID)
	is.Quote.Total = usd(1)
	r.must(r.Store.Commit(t.Context(), store.Batch{Guards: []store.Guard{store.GuardOrder(is)}, Writes: []store.Statement{store.PutOrder(is)}}))
	r.agree(p, ref, true)
	r.later(time.Hour)
	if p.taken() != 0 || r.order(o.ID).State == order.Paid {
		t.Errorf("the order is %q after %d captures, want none", r.order(o.ID).State, p.taken())
	}
}
