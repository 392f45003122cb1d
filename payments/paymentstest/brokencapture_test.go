package paymentstest_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paymentstest"
	"github.com/sauda-commerce/sauda/payments/sandbox"
)

// taker is a sandbox whose shopper only agrees: what she decided happens when
// the money is taken.
type taker struct {
	*broken

	mu       sync.Mutex
	agreed   map[string]paymentstest.Outcome
	taken    map[string]int // calls of Capture that found the money taken
	greedy   bool           // takes what nobody agreed to
	deaf     bool           // Cancel does not hinder what she agreed to
	hidden   bool           // Fetch does not tell that she agreed
	mistaken func(error) error
}

// take makes the rig one of a taker.
func take(b *broken, rig *paymentstest.Rig) *taker {
	t := &taker{broken: b, agreed: map[string]paymentstest.Outcome{}, taken: map[string]int{}}
	pay := rig.Pay
	rig.Pay = func(ctx context.Context, ref string, how paymentstest.Outcome) error {
		if p, err := b.sandbox.Fetch(ctx, ref); err != nil || !p.State.Payable() {
			return pay(ctx, ref, how)
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		t.agreed[ref] = how
		return nil
	}
	rig.Provider = t
	return t
}

func (t *taker) Fetch(ctx context.Context, ref string) (payments.Payment, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p, err := t.broken.Fetch(ctx, ref)
	if t.agreed[ref] != "" && p.State.Payable() && !t.hidden {
		p.State = payments.StateProcessing
	}
	return p, err
}

func (t *taker) Capture(ctx context.Context, ref string) (payments.Payment, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p, err := t.broken.Fetch(ctx, ref)
	if err != nil {
		if t.mistaken != nil {
			err = t.mistaken(err)
		}
		return p, err
	}
	how := t.agreed[ref]
	if how == "" && t.greedy {
		how = paymentstest.Succeed
	}
	if p.State.Payable() && how != "" {
		if err := t.sandbox.Settle(ref, sandbox.Outcome(how)); err != nil {
			return p, err
		}
	}
	p, err = t.broken.Fetch(ctx, ref)
	if p.State == payments.StateSucceeded {
		t.taken[ref]++
	}
	return p, err
}

func (t *taker) Cancel(ctx context.Context, ref string) (payments.Payment, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p, err := t.broken.Fetch(ctx, ref)
	if t.deaf && t.agreed[ref] != "" && p.State.Payable() {
		p.State = payments.StateCancelled
		return p, err
	}
	return t.broken.Cancel(ctx, ref)
}

func TestCapturerKeepsEveryPromise(t *testing.T) {
	t.Parallel()
	paymentstest.Run(t, paymentstest.Harness{New: func(t *testing.T) paymentstest.Rig {
		s, rig := open(t, sandbox.Config{})
		take(&broken{Provider: rig.Provider, sandbox: s}, &rig)
		return rig
	}})
}

func captureFlaws() []flaw {
	return []flaw{
		{name: "hides that she agreed", finds: "what she agreed to is taken when it is asked for", spoil: func(b *broken, rig *paymentstest.Rig) {
			take(b, rig).hidden = true
		}},
		{name: "takes what it likes", finds: "what nobody agreed to is not taken", spoil: func(b *broken, rig *paymentstest.Rig) {
			take(b, rig).greedy = true
		}},
		{name: "takes again and again", finds: "money is taken once", spoil: func(b *broken, rig *paymentstest.Rig) {
			t, callbacks := take(b, rig), rig.Callbacks
			rig.Callbacks = func(ctx context.Context, ref string) ([]payments.Delivery, error) {
				all, err := callbacks(ctx, ref)
				t.mu.Lock()
				defer t.mu.Unlock()
				for n := 2; n < t.taken[ref] && len(all) > 0; n++ { // the shopper presses twice in other cases
					body := strings.Replace(string(all[len(all)-1].Body), "evt_", "evt_again", 1)
					all = append(all, rig.Sign(paymentstest.Current, time.Now(), []byte(body)))
				}
				return all, err
			}
		}},
		{name: "takes what the shop cancelled", finds: "capturing a cancelled checkout takes nothing", spoil: func(b *broken, rig *paymentstest.Rig) {
			take(b, rig).deaf = true
		}},
		{name: "takes from what is not there", finds: "capturing an unknown ref is not found", spoil: func(b *broken, rig *paymentstest.Rig) {
			take(b, rig).mistaken = instead("capture", payments.ErrNotFound, payments.ErrConflict)
		}},
	}
}
