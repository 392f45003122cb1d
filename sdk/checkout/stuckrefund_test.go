package checkout_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// A refund that the provider will never do is a person's, whatever the refusal is
// called; one that it does not get round to goes on, and a person hears of it.
func TestRefundGetsStuck(t *testing.T) {
	t.Parallel()
	fails := func(code string, retry bool) *payments.Error {
		return &payments.Error{Provider: "bank", Op: "refund", Code: code, Retry: retry}
	}
	for name, tt := range map[string]struct {
		err            error
		at, after, end int  // calls to the staff: at once, after two days, after the provider is well again
		goesOn         bool // is tried again
	}{
		"refused in words of its own": {err: fails("refund_window_over", false), at: 1, after: 1, end: 1},
		"malformed":                   {err: payments.ErrMalformed, at: 1, after: 1, end: 1},
		"down":                        {err: fails(payments.CodeUnavailable, true), after: 1, end: 1, goesOn: true},
		"our key is refused":          {err: fails(payments.CodeAuth, false), after: 1, end: 1, goesOn: true},
		"no reason":                   {err: errors.New("no reason"), after: 1, end: 1, goesOn: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, down, done := newBank(), true, false
			b.refund = func(payments.Refund) (payments.RefundState, error) {
				if down {
					return "", tt.err
				}
				done = true
				return payments.RefundSucceeded, nil
			}
			r := newRig(t, checkout.Config{Providers: []payments.Provider{b}})
			o := r.place("ann", tent)
			r.open(o)
			r.cancel(o)
			r.happens(o, 1, event(payments.EventSucceeded))
			r.due()
			calls := func() (n int) {
				for _, why := range r.calledOnce() {
					if why == checkout.NeedsRefund {
						n++
					}
				}
				return n
			}
			if got := calls(); got != tt.at {
				t.Errorf("called %d times at once, want %d: %v", got, tt.at, r.calledOnce())
			}
			for range 48 {
				r.later(time.Hour)
			}
			if got := calls(); got != tt.after {
				t.Errorf("called %d times after two days, want %d", got, tt.after)
			}
			_, err := r.Store.Timer(t.Context(), checkout.TimerRefund+":"+r.attempts(o.ID)[0].Key)
			if goesOn := !errors.Is(err, store.ErrNotFound); goesOn != tt.goesOn {
				t.Errorf("it goes on: %v, want %v", goesOn, tt.goesOn)
			}
			down = false
			r.later(2 * time.Hour)
			if done != tt.goesOn || calls() != tt.end {
				t.Errorf("given back once the provider was well: %v, want %v; called %d times", done, tt.goesOn, calls())
			}
		})
	}
}

// A refund that takes days is no reason to call anybody, nor is a moment in which
// the provider is down meanwhile.
func TestRefundTakesDays(t *testing.T) {
	t.Parallel()
	b, n := newBank(), 0
	b.refund = func(payments.Refund) (payments.RefundState, error) {
		if n++; n%20 == 19 {
			return "", &payments.Error{Provider: "bank", Op: "refund", Code: payments.CodeUnavailable, Retry: true}
		}
		return payments.RefundPending, nil
	}
	r := newRig(t, checkout.Config{Providers: []payments.Provider{b}})
	o := r.place("ann", tent)
	r.open(o)
	r.cancel(o)
	r.happens(o, 1, event(payments.EventSucceeded))
	r.due()
	for range 100 {
		r.later(time.Hour)
	}
	if slices.Contains(r.called(), checkout.NeedsRefund) || n < 100 {
		t.Errorf("asked %d times, called for %v", n, r.called())
	}
}

// A provider that the shop has no more cannot give money back: a person hears of
// it, and it goes on when the provider is there again.
func TestRefundOfAProviderThatIsGone(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{Providers: []payments.Provider{newBank()}})
	o := r.place("ann", tent)
	r.open(o)
	r.cancel(o)
	r.happens(o, 1, event(payments.EventSucceeded))
	r.Providers = nil
	for range 48 {
		r.later(time.Hour)
	}
	if !slices.Contains(r.called(), checkout.NeedsRefund) {
		t.Errorf("nobody was called: %v", r.called())
	}
}
