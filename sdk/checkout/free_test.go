package checkout_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// gift is a code after which nothing is left to pay.
var gift = quote.Promotion{Code: "GIFT", PerMillion: 1_000_000, Uses: 1}

// An order that costs nothing is paid with the shopper's word that she wants it:
// no provider takes an amount of nothing. All follows that follows from money.
func TestNothingToPay(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		host  order.Backend
		banks []payments.Provider
	}{
		"by a bank": {banks: []payments.Provider{newBank()}}, "no way to pay": {banks: []payments.Provider{}},
		"of a host": {host: &host{}, banks: []payments.Provider{newBank()}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, checkout.Config{Providers: tt.banks, Backend: tt.host, Promotions: []quote.Promotion{gift}})
			r.Quote = checkout.Requote(checkout.Config{Catalog: r.Catalog, Now: r.clock}, quote.Rules{Promotions: r.Promotions}, "en")
			o, err := r.redeemingOf("ann", tent, "gift")
			r.must(err)
			r.due()
			v, err := r.View(t.Context(), o.PayToken)
			if err != nil || v.State != "open" || v.Reason != "" || len(v.Ways) > 0 {
				t.Fatalf("%+v, %v", v, err)
			}
			for range 2 { // twice is once
				at, err := r.Open(t.Context(), o.PayToken, checkout.Choice{Provider: "bank", Total: usd(0)})
				if refusal, _ := errors.AsType[*checkout.Refusal](err); err != nil && refusal == nil || at != (checkout.Opened{}) {
					t.Fatalf("%+v, %v", at, err)
				}
			}
			r.due()
			is := r.order(o.ID)
			if is.State != order.Paid || !is.PaidAmount.IsZero() || is.Provider != "" || len(r.attempts(o.ID)) > 0 {
				t.Errorf("%+v", is)
			}
			if got := r.holds(o); !slices.Equal(got, []string{"1 sold"}) {
				t.Errorf("holds %v", got)
			}
			if got := r.told(o); slices.Index(got, checkout.ToldSucceeded) < 0 {
				t.Errorf("she was told %v", got)
			}
			if got := r.hears(); !slices.Contains(got, "order.paid") {
				t.Errorf("the host hears %v", got)
			}
			if h, ok := tt.host.(*host); ok && !slices.Equal(h.paid(), []string{"paid " + o.ID}) {
				t.Errorf("the backend was told %v", h.paid())
			}
		})
	}
}

// What is sold out is not given away either, and what costs something by now is
// not free any more.
func TestNothingToPayForWhatIsGone(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{Providers: []payments.Provider{newBank()}, Promotions: []quote.Promotion{gift}})
	r.Quote = checkout.Requote(checkout.Config{Catalog: r.Catalog, Now: r.clock}, quote.Rules{Promotions: r.Promotions}, "en")
	o, err := r.redeemingOf("ann", tent, "gift")
	r.must(err)
	r.stock(0)
	_, err = r.Open(t.Context(), o.PayToken, checkout.Choice{})
	if refusal, ok := errors.AsType[*checkout.Refusal](err); !ok || refusal.Reason != checkout.ReasonSoldOut {
		t.Errorf("sold out: %v", err)
	}
	r.stock(5)
	r.Quote = checkout.Requote(checkout.Config{Catalog: r.Catalog, Now: r.clock}, quote.Rules{}, "en")
	_, err = r.Open(t.Context(), o.PayToken, checkout.Choice{Total: usd(0)})
	if refusal, ok := errors.AsType[*checkout.Refusal](err); !ok || refusal.Reason != checkout.ReasonChanged {
		t.Errorf("no promotion any more: %v", err)
	}
	if is := r.order(o.ID); is.State != order.Open {
		t.Errorf("the order is %s", is.State)
	}
}

// Two want the last piece for nothing in the same moment: one has it.
func TestLastPieceForNothing(t *testing.T) {
	t.Parallel()
	all := gift
	all.Uses = 0
	r := newRig(t, checkout.Config{Providers: []payments.Provider{newBank()}, Promotions: []quote.Promotion{all}})
	ann, err := r.redeemingOf("ann", tent, "gift")
	r.must(err)
	bob, err := r.redeemingOf("bob", tent, "gift")
	r.must(err)
	r.stock(1)
	tell, meets := r.Telling, true
	r.Telling = func(events ...hook.Event) ([]store.Statement, error) {
		if meets { // between what is read for ann and her commit
			meets = false
			_, err := r.Open(t.Context(), bob.PayToken, checkout.Choice{})
			r.must(err)
		}
		return tell(events...)
	}
	_, err = r.Open(t.Context(), ann.PayToken, checkout.Choice{})
	if refusal, ok := errors.AsType[*checkout.Refusal](err); !ok || refusal.Reason != checkout.ReasonSoldOut {
		t.Errorf("ann: %v", err)
	}
	if a, b := r.order(ann.ID), r.order(bob.ID); a.State != order.Open || b.State != order.Paid {
		t.Errorf("ann's order is %s, bob's %s", a.State, b.State)
	}
}
