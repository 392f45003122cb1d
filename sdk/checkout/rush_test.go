package checkout_test

import (
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paypal"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// rush is a desk that takes its money by PayPal, where much goes wrong.
type rush struct {
	*rig
	there *simulator.PayPal
	dice  *rand.Rand
}

// ServeHTTP hands webhooks to the desk.
func (r *rush) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	if err == nil {
		err = r.Receive(q.Context(), "paypal", payments.NewDelivery(q, body, r.clock()))
	}
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

func newRush(t *testing.T, seed uint64) *rush {
	t.Helper()
	r := &rush{dice: rand.New(rand.NewPCG(seed, 1))}
	now := func() time.Time {
		if r.rig == nil {
			return noon
		}
		return r.clock()
	}
	keys := simulator.NewPayPalKeys()
	r.there = simulator.NewPayPal(simulator.PayPalConfig{
		ClientID: "client", Secret: "secret", WebhookID: "1JE4291016473214C", Keys: keys, Now: now, Handler: r, Seed: seed,
	})
	p, err := paypal.New(paypal.Config{
		ClientID: "client", Secret: "secret", WebhookIDs: []string{"1JE4291016473214C"}, Roots: keys.Roots(), Now: now,
		HTTPClient: &http.Client{Transport: r.there},
	})
	if err != nil {
		t.Fatal(err)
	}
	r.rig = newRig(t, checkout.Config{Providers: []payments.Provider{p}})
	return r
}

// trouble is as much as goes wrong, and none of it.
func (r *rush) trouble(on bool) {
	var all []simulator.Fault
	for _, kind := range []simulator.FaultKind{
		simulator.FaultLose, simulator.FaultDrop, simulator.FaultFail, simulator.FaultLimit, simulator.FaultBusy,
		simulator.FaultRepeat, simulator.FaultLate, simulator.FaultMiss,
	} {
		all = append(all, simulator.Fault{Kind: kind, Chance: 0.08})
	}
	if !on {
		all = nil
	}
	r.there.SetFaults(all...)
}

// clicks goes to pay, often twice at once; that it may be refused is fine.
func (r *rush) clicks(o order.Order) {
	var tabs sync.WaitGroup
	for range 1 + r.dice.IntN(2) {
		tabs.Go(func() {
			_, err := r.Open(r.t.Context(), o.PayToken, checkout.Choice{})
			if _, ok := errors.AsType[*checkout.Refusal](err); err != nil && !ok {
				r.t.Errorf("order %s cannot be opened: %v", o.ID, err)
			}
		})
	}
	tabs.Wait()
}

// of are the orders at PayPal for one of ours.
func (r *rush) of(o order.Order) (all []simulator.PayPalOrder) {
	for _, there := range r.there.Orders() {
		if strings.HasPrefix(there.CustomID, o.ID+"|") {
			all = append(all, there)
		}
	}
	return all
}

// something happens to an order.
func (r *rush) something(o order.Order) {
	outcomes := []simulator.PayPalOutcome{simulator.PayPalPays, simulator.PayPalRefuses, simulator.PayPalRefuses, simulator.PayPalDeclines}
	switch r.dice.IntN(8) {
	case 0, 1, 2:
		r.clicks(o)
	case 3, 4, 5: // on pages that stand open, old and new
		for _, page := range r.of(o) {
			_ = r.there.Agree(page.ID, outcomes[r.dice.IntN(len(outcomes))])
		}
	case 6:
		_ = r.there.Deliver(r.t.Context())
	case 7:
		if r.dice.IntN(8) == 0 && r.order(o.ID).State == order.Open {
			r.cancel(o)
		}
	}
}

// Whatever shoppers click, in tabs old and new, and whatever gets lost, an order is
// paid once or not at all, not even to be given back, and the shop knows which.
func TestRush(t *testing.T) {
	t.Parallel()
	const orders, steps = 12, 25
	for seed := range uint64(6) {
		r := newRush(t, seed)
		var all []order.Order
		for i := range orders {
			all = append(all, r.place(string(rune('a'+i)), mug))
		}
		r.trouble(true)
		for range orders * steps {
			r.something(all[r.dice.IntN(orders)])
			if r.dice.IntN(4) == 0 {
				r.later(time.Duration(r.dice.IntN(30)) * time.Minute)
			}
		}
		r.trouble(false)
		for range 30 {
			_ = r.there.Deliver(t.Context())
			r.later(13 * time.Hour)
		}
		paid := 0
		for _, o := range all {
			taken, kept := 0, 0
			for _, there := range r.of(o) {
				if there.Paid {
					taken++
				}
				if there.Paid && there.Refunded != there.Value {
					kept++
				}
			}
			is := r.order(o.ID)
			if taken > 1 || (kept == 1) != (is.State == order.Paid) {
				t.Errorf("seed %d: order %s is %s, PayPal took %d payments and keeps %d: %+v", seed, o.ID, is.State, taken, kept, r.of(o))
			}
			paid += kept
		}
		if paid == 0 {
			t.Errorf("seed %d: of %d orders none was paid: nothing is shown", seed, orders)
		}
	}
}
