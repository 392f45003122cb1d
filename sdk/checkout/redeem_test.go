package checkout_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// spring is a tenth off, once in all.
var spring = quote.Promotion{Code: "SPRING", PerMillion: 100_000, Uses: 1}

// redeeming stores an order for a mug with codes.
func (r *rig) redeeming(shopper string, codes ...string) (order.Order, error) {
	r.t.Helper()
	return r.redeemingOf(shopper, mug, codes...)
}

// redeemingOf stores an order for one thing with codes.
func (r *rig) redeemingOf(shopper string, ref catalog.Ref, codes ...string) (order.Order, error) {
	r.t.Helper()
	p, offer, err := r.Catalog.Offer(ref)
	r.must(err)
	to := message.Address{Channel: "chat", Account: "shop", ID: shopper}
	d := quote.Draft{Currency: "USD", Codes: codes, At: r.clock(), Lines: []quote.DraftLine{{Ref: ref, Title: p.Title.In("en"), Quantity: 1, Unit: offer.Price}}}
	q, err := quote.Rules{Promotions: r.Promotions}.Quote(d, "en")
	r.must(err)
	o, err := r.Prepare(order.Order{Conversation: conversation.IDOf(to), Contact: conversation.GuestOf(to), Quote: q})
	r.must(err)
	guards, writes, err := r.Placing(o, to)
	r.must(err)
	hello := store.Receive(message.Event{ID: o.ID, From: to, Kind: message.KindStarted}, r.clock())
	if err := r.Store.Commit(r.t.Context(), store.Batch{Guards: guards, Writes: append(hello, writes...)}); err != nil {
		return o, err
	}
	return r.order(o.ID), nil
}

// used is how often a code stands in orders.
func (r *rig) used(code string) int {
	r.t.Helper()
	all, err := r.Store.Used(r.t.Context(), []string{code}, order.Order{})
	r.must(err)
	if len(all) == 0 {
		return 0
	}
	return all[0].All
}

// An order uses its code from the moment it is placed; what becomes of the order
// says whether another may have it.
func TestRedemption(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		do   func(*rig, order.Order)
		used int
	}{
		"placed":    {func(*rig, order.Order) {}, 1},
		"opened":    {func(r *rig, o order.Order) { r.open(o) }, 1},
		"cancelled": {func(r *rig, o order.Order) { r.cancel(o) }, 0},
		"expired":   {func(r *rig, o order.Order) { r.later(8 * 24 * time.Hour) }, 0},
		"paid": {func(r *rig, o order.Order) {
			r.must(r.box.Settle(r.open(o), sandbox.Succeed))
			r.flush()
			r.later(8 * 24 * time.Hour)
		}, 1},
		"declined": {func(r *rig, o order.Order) {
			r.must(r.box.Settle(r.open(o), sandbox.Decline))
			r.flush()
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, checkout.Config{Promotions: []quote.Promotion{spring}})
			o, err := r.redeeming("ann", "spring")
			r.must(err)
			if o.Quote.Total != usd(9_00) || len(o.Quote.Promotions) != 1 {
				t.Fatalf("the order is for %+v", o.Quote)
			}
			if _, err := r.redeeming("bob", "SPRING"); !errors.Is(err, store.ErrConflict) {
				t.Errorf("another order with the code: %v, want a conflict", err)
			}
			tt.do(r, o)
			if got := r.used("spring"); got != tt.used {
				t.Errorf("%d orders use it, want %d", got, tt.used)
			}
			_, err = r.redeeming("bob", "SPRING")
			if want := tt.used > 0; errors.Is(err, store.ErrConflict) != want {
				t.Errorf("another order with the code, then: %v", err)
			}
		})
	}
}

// A host that does not take an order gives its code back; codes of the host's
// are none of ours to count, and what a code is refused for is not kept.
func TestRedemptionOfHosts(t *testing.T) {
	t.Parallel()
	h := &host{place: func(order.Order, int) (order.Placement, error) { return order.Placement{Rejected: "No."}, nil }}
	r := newRig(t, checkout.Config{Backend: h, Promotions: []quote.Promotion{spring}})
	o, err := r.redeeming("ann", "spring", "hosts")
	r.must(err)
	if len(o.Quote.Refused) > 0 {
		t.Errorf("the order keeps %+v", o.Quote.Refused)
	}
	if before := r.used("spring"); before != 1 {
		t.Errorf("%d orders use it while the host is asked", before)
	}
	r.due()
	if is := r.order(o.ID); is.State != order.Rejected || r.used("spring") != 0 {
		t.Errorf("the order is %s, and %d use the code", is.State, r.used("spring"))
	}
	r.Promotions = nil
	if _, err := r.redeeming("ann", "hosts"); err != nil || r.used("hosts") != 0 {
		t.Errorf("%v, %d uses", err, r.used("hosts"))
	}
}

// A code that holds no more when the order is opened is given back.
func TestRedemptionOfRequoted(t *testing.T) {
	t.Parallel()
	ends := spring
	ends.Ends = noon.Add(time.Hour)
	r := newRig(t, checkout.Config{Promotions: []quote.Promotion{ends}})
	r.Quote = checkout.Requote(checkout.Config{Catalog: r.Catalog, Now: r.clock}, quote.Rules{Promotions: r.Promotions}, "en")
	o, err := r.redeeming("ann", "spring")
	r.must(err)
	r.later(2 * time.Hour)
	v, err := r.View(t.Context(), o.PayToken)
	r.must(err)
	want := []quote.Change{{Kind: quote.ChangeDiscount, Was: usd(1_00), Is: usd(0)}, {Kind: quote.ChangeTotal, Was: usd(9_00), Is: usd(10_00)}}
	if diff := cmp.Diff(want, v.Changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	_, err = r.Open(t.Context(), o.PayToken, checkout.Choice{Total: usd(10_00)})
	r.must(err)
	if is := r.order(o.ID); is.Quote.Total != usd(10_00) || len(is.Quote.Promotions) > 0 || r.used("spring") != 0 {
		t.Errorf("the order is for %+v, and %d use the code", is.Quote, r.used("spring"))
	}
}

// Sauda's own order keeping, as a host's, sees that a code is used up.
func TestRedemptionOfOwn(t *testing.T) {
	t.Parallel()
	r := newRig(t, checkout.Config{Promotions: []quote.Promotion{spring}})
	own := checkout.NewOwn(checkout.Config{Store: r.Store, Catalog: r.Catalog, Now: r.clock}, quote.Rules{Promotions: r.Promotions}, "en")
	d := quote.Draft{Currency: "USD", Codes: []string{"spring"}, Lines: []quote.DraftLine{{Ref: mug, Title: "Mug", Quantity: 1}}}
	q, err := own.Quote(t.Context(), d)
	if err != nil || q.Total != usd(9_00) {
		t.Fatalf("%+v, %v", q, err)
	}
	place := func(id string) order.Placement {
		p, err := own.Place(context.WithoutCancel(t.Context()), order.Order{ID: id, Contact: id, Quote: q, State: order.Placing})
		r.must(err)
		return p
	}
	if first := place("1"); !first.Accepted {
		t.Errorf("the first order: %+v", first)
	}
	if again := place("1"); !again.Accepted {
		t.Errorf("the first order again: %+v", again)
	}
	second := place("2")
	if second.Changed == nil || second.Changed.Total != usd(10_00) {
		t.Errorf("the second order: %+v", second)
	}
}
