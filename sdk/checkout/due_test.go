package checkout_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// requoting is a rig whose orders are priced anew, with two banks.
func requoting(t *testing.T, rules *quote.Rules) (*rig, *town) {
	t.Helper()
	var r *rig
	r, w := newTownRig(t, checkout.Config{Quote: func(ctx context.Context, o order.Order) (quote.Quote, error) {
		return checkout.Requote(checkout.Config{Catalog: r.Catalog, Now: r.clock}, *rules, "en")(ctx, o)
	}}, "one", "two")
	return r, w
}

// costs puts a price on the tent.
func (r *rig) costs(minor int64) {
	r.t.Helper()
	counted := catalog.Stock{Kind: catalog.StockCounted, Count: 5, AsOf: noon.Add(-time.Hour)}
	p := catalog.Product{ID: "tent", Title: catalog.Text{"en": "Tent"}, Offer: catalog.Offer{Price: usd(minor), Stock: counted}}
	r.must(r.Catalog.Index().Apply(r.t.Context(), []catalog.Change{{Put: &p}}))
}

func (r *rig) view(o order.Order) checkout.View {
	r.t.Helper()
	v, err := r.View(r.t.Context(), o.PayToken)
	r.must(err)
	return v
}

// She sees what has changed since the link was sent, and pays what she saw: a
// price that changes under her hands opens nothing.
func TestPriceChanges(t *testing.T) {
	t.Parallel()
	r, w := requoting(t, &quote.Rules{})
	o := r.place("ann", tent, mug)
	if v := r.view(o); len(v.Changes) != 0 || v.Quote.Total != usd(110_00) {
		t.Errorf("unchanged, the page shows %v, changes %v", v.Quote.Total, v.Changes)
	}
	r.costs(120_00)
	v := r.view(o)
	want := []quote.Change{
		{Kind: quote.ChangePrice, Title: "Tent", Was: usd(100_00), Is: usd(120_00), WasQuantity: 1, IsQuantity: 1},
		{Kind: quote.ChangeTotal, Was: usd(110_00), Is: usd(130_00)},
	}
	if diff := cmp.Diff(want, v.Changes); diff != "" || v.Quote.Total != usd(130_00) || v.Reason != "" {
		t.Errorf("the page shows %v (%s), changes (-want +got):\n%s", v.Quote.Total, v.Reason, diff)
	}
	r.refusedAt(o, checkout.Choice{Total: usd(110_00)}, checkout.ReasonChanged)
	r.refusedAt(o, checkout.Choice{Total: money.New(130_00, "EUR")}, checkout.ReasonChanged)
	if n := len(r.attempts(o.ID)); n != 0 || r.order(o.ID).Quote.Total != usd(110_00) {
		t.Fatalf("%d attempts; the order costs %v", n, r.order(o.ID).Quote.Total)
	}
	_, err := r.Open(t.Context(), o.PayToken, checkout.Choice{Total: usd(130_00)})
	r.must(err)
	a, is := r.attempts(o.ID)[0], r.order(o.ID)
	if a.Amount != usd(130_00) || is.Quote.Total != usd(130_00) || is.Revision != 1 || a.Key != o.ID+"-1.r1" {
		t.Errorf("%s asks for %v; the order costs %v in revision %d", a.Key, a.Amount, is.Quote.Total, is.Revision)
	}
	if n := r.updated(); n != 1 {
		t.Errorf("the host heard of it %d times", n)
	}
	r.tells("one", w.banks[0].settles(a.Ref, payments.EventSucceeded))
	if is := r.order(o.ID); is.State != order.Paid || is.PaidAmount != usd(130_00) {
		t.Errorf("the order is %s with %v", is.State, is.PaidAmount)
	}
	r.costs(150_00)
	if v := r.view(o); len(v.Changes) != 0 || v.Quote.Total != usd(130_00) {
		t.Errorf("a paid order is priced again: %v, %v", v.Quote.Total, v.Changes)
	}
}

// The price changes while a checkout is open: it is closed before one at the new
// price is opened, unless she was quicker.
func TestPriceChangesWhileOpen(t *testing.T) {
	t.Parallel()
	for _, quicker := range []bool{false, true} {
		r, w := requoting(t, &quote.Rules{})
		o := r.place("ann", tent)
		first := r.open(o)
		r.costs(80_00)
		if quicker {
			w.banks[0].settles(first, payments.EventSucceeded)
			r.refusedAt(o, checkout.Choice{Total: usd(80_00)}, checkout.ReasonSettled)
			if is := r.order(o.ID); is.State != order.Paid || is.PaidAmount != usd(100_00) || is.Revision != 0 {
				t.Errorf("the order is %s with %v, revision %d", is.State, is.PaidAmount, is.Revision)
			}
			continue
		}
		if second := r.open(o); second == first || w.most != 1 || r.order(o.ID).Quote.Total != usd(80_00) {
			t.Errorf("opened %s after %s, %d to pay at once, at %v", second, first, w.most, r.order(o.ID).Quote.Total)
		}
		r.tells("one", w.banks[0].settles(first, payments.EventSucceeded)) // the closed one, at the old price
		if is := r.order(o.ID); is.State != order.Processing || is.Reason != checkout.HeldAmount {
			t.Errorf("the order is %s (%s), want held", is.State, is.Reason)
		}
	}
}

// A checkout that cannot be closed keeps its price, and so does the page.
func TestPriceIsPinned(t *testing.T) {
	t.Parallel()
	r, w := requoting(t, &quote.Rules{})
	r.Providers[0] = w.banks[0] // that cannot close
	o := r.place("ann", tent)
	first := r.open(o)
	r.costs(120_00)
	if v := r.view(o); v.Quote.Total != usd(100_00) || len(v.Changes) != 0 {
		t.Errorf("the page shows %v, changes %v", v.Quote.Total, v.Changes)
	}
	if _, err := r.Open(t.Context(), o.PayToken, checkout.Choice{Total: usd(100_00)}); err != nil || r.order(o.ID).Checkout != first {
		t.Errorf("the open checkout is not gone on with: %v", err)
	}
	r.tells("one", w.banks[0].settles(first, payments.EventFailed))
	if v := r.view(o); v.Quote.Total != usd(120_00) || !v.Declined {
		t.Errorf("declined: %v, the page shows %v", v.Declined, v.Quote.Total)
	}
}

// What else may have changed, and what is not for us to price.
func TestDueNow(t *testing.T) {
	t.Parallel()
	courier := quote.Method{ID: "courier", Name: catalog.Text{"en": "Courier"}, Price: usd(10_00)}
	spring := quote.Promotion{Code: "SPRING", PerMillion: 100_000, Ends: noon.Add(time.Hour)}
	for name, tt := range map[string]struct {
		change func(*rig, *quote.Rules)
		total  int64
		reason checkout.Reason
		gone   []string
	}{
		"nothing":          {change: func(*rig, *quote.Rules) {}, total: 100_00},
		"delivery is more": {change: func(_ *rig, q *quote.Rules) { q.Methods[0].Price = usd(15_00) }, total: 105_00},
		"the code is over": {change: func(r *rig, _ *quote.Rules) { r.later(2 * time.Hour) }, total: 110_00},
		"nobody delivers":  {change: func(_ *rig, q *quote.Rules) { q.Methods = nil }, total: 100_00, reason: checkout.ReasonSoldOut, gone: []string{"Courier"}},
		"it is gone": {change: func(r *rig, _ *quote.Rules) {
			r.must(r.Catalog.Index().Apply(r.t.Context(), []catalog.Change{{Delete: "tent"}}))
		}, total: 100_00, reason: checkout.ReasonSoldOut, gone: []string{"Tent"}},
		"it is free": {change: func(r *rig, q *quote.Rules) { q.Methods[0].Price = usd(0); r.costs(0) }, total: 100_00, reason: checkout.ReasonUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules := quote.Rules{Methods: []quote.Method{courier}, Promotions: []quote.Promotion{spring}}
			r, _ := requoting(t, &rules)
			o := r.place("ann", tent)
			draft := quote.Draft{
				Currency: "USD", Delivery: "courier", Codes: []string{"SPRING"}, At: noon,
				Lines: []quote.DraftLine{{Ref: tent, Title: "Tent", Quantity: 1, Unit: usd(100_00)}},
			}
			q, err := rules.Quote(draft, "en")
			r.must(err)
			is := o
			is.Quote = q
			r.must(r.Store.Commit(t.Context(), store.Batch{Guards: []store.Guard{store.GuardOrder(o)}, Writes: []store.Statement{store.PutOrder(is)}}))
			tt.change(r, &rules)
			v := r.view(o)
			if v.Quote.Total != usd(tt.total) || v.Reason != tt.reason || (tt.total != 100_00) != (len(v.Changes) > 0) {
				t.Errorf("the page shows %v (%s), changes %v", v.Quote.Total, v.Reason, v.Changes)
			}
			if diff := cmp.Diff(tt.gone, v.Gone, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("gone (-want +got):\n%s", diff)
			}
			if tt.reason != "" {
				r.refused(o, tt.reason)
				return
			}
			r.open(o)
			if is := r.order(o.ID); is.Quote.Total != usd(tt.total) || len(is.Quote.Refused) > 0 {
				t.Errorf("the order costs %v, refused %v", is.Quote.Total, is.Quote.Refused)
			}
		})
	}
}

// The price of a host's order is the host's.
func TestHostsPriceStands(t *testing.T) {
	t.Parallel()
	asked := func(context.Context, order.Order) (quote.Quote, error) {
		return quote.Quote{}, errors.New("it is not for us to price")
	}
	r, _ := newTownRig(t, checkout.Config{Quote: asked}, "one")
	o, _, err := r.Link(t.Context(), checkout.Link{Ref: "D-1", Title: "Deposit", Amount: usd(50_00)})
	r.must(err)
	r.open(o)
	r.refused(r.place("ann", tent), checkout.ReasonUnavailable)

	r, _ = newTownRig(t, checkout.Config{Quote: asked, Backend: &host{}}, "one")
	o = r.place("ann", tent)
	r.due()
	r.open(o)
}

// A reservation lasts from each time she goes to pay, and never more than twice
// in all, however often she goes.
func TestReservationIsRenewedOnce(t *testing.T) {
	t.Parallel()
	r, w := newTownRig(t, checkout.Config{Reservation: 10 * time.Minute}, "card", "transfer")
	w.banks[1].caps.Reserve = 48 * time.Hour
	until := func(o order.Order) time.Duration {
		t.Helper()
		all, err := r.Store.HoldsOf(t.Context(), o.ID)
		r.must(err)
		if len(all) == 0 {
			return 0
		}
		return all[0].Until.Sub(noon)
	}
	o := r.place("ann", tent)
	for _, step := range []struct {
		after time.Duration
		way   string
		want  time.Duration // when it ends, since noon
	}{
		{0, "card", 10 * time.Minute},
		{4 * time.Minute, "card", 14 * time.Minute},
		{4 * time.Minute, "card", 18 * time.Minute},
		{4 * time.Minute, "card", 20 * time.Minute}, // 12 min after the first: no further than 20
		{4 * time.Minute, "card", 20 * time.Minute},
		{time.Minute, "transfer", 17*time.Minute + 48*time.Hour},
		{time.Minute, "card", 28 * time.Minute}, // what is quick needs no two days
		{5 * time.Minute, "card", 28 * time.Minute},
		{time.Minute, "", 28 * time.Minute},
	} {
		r.later(step.after)
		_, err := r.Open(t.Context(), o.PayToken, checkout.Choice{Provider: step.way})
		r.must(err)
		if got := until(o); got != step.want {
			t.Fatalf("at %v, by %s: it ends after %v, want %v", r.clock().Sub(noon), step.way, got, step.want)
		}
	}
	r.later(4 * time.Minute) // 28 minutes: it has ended, and is let go of
	if got := until(o); got != 0 {
		t.Errorf("a hold until %v is left", got)
	}
	r.open(o) // still free: another begins
	if got := until(o); got != 38*time.Minute {
		t.Errorf("the next one ends after %v", got)
	}
	r.cancel(o)
	if got := until(o); got != 0 {
		t.Errorf("a cancelled order holds until %v", got)
	}
	other := r.place("bob", tent)
	r.later(7*24*time.Hour - time.Minute)
	r.open(other)
	r.later(time.Minute + time.Second) // its link ends, its checkout does
	r.later(time.Minute)
	if got := until(other); got != 0 || r.order(other.ID).State != order.Cancelled {
		t.Errorf("an expired order is %s and holds until %v", r.order(other.ID).State, got)
	}
}

// The robots that make previews of links look at every state, and nothing has
// changed: not a byte of the store, not a call that opens something.
func TestLookingChangesNothing(t *testing.T) {
	t.Parallel()
	dear := func(r *rig, _ order.Order) { r.costs(120_00) }
	for name, do := range map[string]func(*rig, order.Order){
		"open":                func(*rig, order.Order) {},
		"dearer":              dear,
		"dearer and open":     func(r *rig, o order.Order) { r.open(o); dear(r, o) },
		"opened":              func(r *rig, o order.Order) { r.open(o) },
		"opened, over by now": func(r *rig, o order.Order) { r.open(o); r.ahead(25 * time.Hour) },
		"reservation is over": func(r *rig, o order.Order) { r.open(o); r.ahead(time.Hour) },
		"never answered": func(r *rig, o order.Order) {
			r.box.SetFaults(sandbox.Faults{Start: sandbox.FaultLose})
			r.refused(o, checkout.ReasonUnavailable)
		},
		"never answered, over": func(r *rig, o order.Order) {
			r.box.SetFaults(sandbox.Faults{Start: sandbox.FaultLose})
			r.refused(o, checkout.ReasonUnavailable)
			r.ahead(25 * time.Hour)
		},
		"processing":         func(r *rig, o order.Order) { r.must(r.box.Settle(r.open(o), sandbox.Pending)); r.flush() },
		"declined":           func(r *rig, o order.Order) { r.must(r.box.Settle(r.open(o), sandbox.Decline)); r.flush() },
		"paid":               func(r *rig, o order.Order) { r.must(r.box.Settle(r.open(o), sandbox.Succeed)); r.flush() },
		"paid, not heard of": func(r *rig, o order.Order) { r.must(r.box.Settle(r.open(o), sandbox.Succeed)) },
		"cancelled":          func(r *rig, o order.Order) { r.cancel(o) },
		"its link is over":   func(r *rig, _ order.Order) { r.ahead(8 * 24 * time.Hour) },
		"expired":            func(r *rig, _ order.Order) { r.later(8 * 24 * time.Hour) },
		"sold out": func(r *rig, _ order.Order) {
			r.must(r.Catalog.Index().Apply(r.t.Context(), []catalog.Change{{Delete: "tent"}}))
		},
		"paid by hand, open":    func(r *rig, o order.Order) { r.opens(o, "manual-till") },
		"paid by hand, claimed": func(r *rig, o order.Order) { r.opens(o, "manual-till"); r.must(r.Claim(r.t.Context(), o.PayToken)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, checkout.Config{})
			r.Providers = append(r.Providers, newTill())
			r.Quote = checkout.Requote(checkout.Config{Catalog: r.Catalog, Now: r.clock}, quote.Rules{}, "en")
			o := r.place("ann", tent)
			do(r, o)
			r.due()
			before, opened := r.dump(), len(r.box.Payments())
			for range 3 {
				r.view(o)
			}
			if !bytes.Equal(before, r.dump()) || len(r.box.Payments()) != opened {
				t.Errorf("looking has changed something; checkouts at the provider: %d, before %d", len(r.box.Payments()), opened)
			}
		})
	}
}

// ahead moves the clock and runs nothing.
func (r *rig) ahead(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

// dump is all that the store holds.
func (r *rig) dump() []byte {
	r.t.Helper()
	var b bytes.Buffer
	_, err := r.Store.Dump(r.t.Context(), &b, store.DumpConfig{Now: r.clock})
	r.must(err)
	return b.Bytes()
}
