package checkout_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// newPaidRig is a rig with a bank that gives back what it is asked for, and an
// order of two tents and a mug that is paid there: 210.00 in all.
func newPaidRig(t *testing.T, can payments.RefundSupport) (*rig, *bank, order.Order) {
	t.Helper()
	b := newBank()
	b.caps = payments.Capabilities{Refunds: can, RefundDays: 10}
	r := newRig(t, checkout.Config{Providers: []payments.Provider{b}})
	o := r.place("ann", tent, tent, mug)
	r.open(o)
	paid := event(payments.EventSucceeded)
	paid.Amount = o.Quote.Total
	r.happens(o, 1, paid)
	a := r.attempts(o.ID)[0]
	b.truth[a.Ref] = a.Payment
	b.refund = func(back payments.Refund) (payments.RefundState, error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		p := b.truth[back.Ref]
		if _, done := b.refunds[back.Key]; !done {
			if p.Refunded.Minor+back.Amount.Minor > p.Amount.Minor {
				return "", payments.ErrConflict
			}
			p.Refunded = money.New(p.Refunded.Minor+back.Amount.Minor, "USD")
		}
		b.refunds[back.Key], b.truth[back.Ref] = back, p
		return payments.RefundSucceeded, nil
	}
	return r, b, r.order(o.ID)
}

func (r *rig) back(o order.Order, want checkout.RefundOrder) order.Refund {
	r.t.Helper()
	got, err := r.GiveBack(r.t.Context(), o.Number, want)
	if err != nil {
		r.t.Errorf("%+v: %v", want, err)
	}
	return got
}

// Pieces of lines are given back one after the other, each key once, each told
// with its sum and its day; with the last of the money the order is refunded.
func TestGiveBackByLine(t *testing.T) {
	t.Parallel()
	r, b, o := newPaidRig(t, payments.RefundsPartial)
	first := checkout.RefundOrder{Key: "r1", Lines: []checkout.RefundLine{{Line: 0, Quantity: 1}}, Reason: "torn", Restock: true}
	for range 3 {
		if got := r.back(o, first); got.Amount != usd(100_00) || got.State != payments.RefundPending {
			t.Errorf("the first tent: %+v", got)
		}
	}
	r.due()
	if got := r.back(o, first); got.State != payments.RefundSucceeded {
		t.Errorf("done: %+v", got)
	}
	if is := r.order(o.ID); is.State != order.Paid || is.RefundedAmount != usd(100_00) || len(is.Refunds) != 1 {
		t.Errorf("a part is given back: %+v", is)
	}
	if got := r.holds(o); !slices.Equal(got, []string{"1 sold"}) {
		t.Errorf("one tent is sold again: %v", got)
	}
	said := r.events(o, dialogue.EventPayment)
	last := said[len(said)-1]
	if last.State != checkout.ToldRefunded || last.Amount == nil || *last.Amount != usd(100_00) || !last.By.Equal(r.clock().AddDate(0, 0, 10)) {
		t.Errorf("told %+v", last)
	}
	r.back(o, checkout.RefundOrder{Key: "r2", Amount: usd(40_00)})
	r.back(o, checkout.RefundOrder{Key: "r3"}) // the rest
	r.due()
	if is := r.order(o.ID); is.State != order.Refunded || is.RefundedAmount != usd(210_00) {
		t.Errorf("all is given back: %s, %v", is.State, is.RefundedAmount)
	}
	if len(b.refunds) != 3 {
		t.Errorf("the bank gave back %d times: %v", len(b.refunds), b.refunds)
	}
	if _, err := r.GiveBack(t.Context(), o.ID, checkout.RefundOrder{Key: "r4"}); !errors.Is(err, payments.ErrConflict) {
		t.Errorf("once more: %v", err)
	}
}

// events are what the conversation of an order was told under a name.
func (r *rig) events(o order.Order, name string) []dialogue.OrderEvent {
	r.t.Helper()
	var all []dialogue.OrderEvent
	for _, e := range r.inbox(o) {
		var about dialogue.OrderEvent
		if e.Name == name {
			r.must(json.Unmarshal([]byte(e.Payload), &about))
			all = append(all, about)
		}
	}
	return all
}

// What makes no sense is refused with the field, and nothing moves.
func TestGiveBackRefuses(t *testing.T) {
	t.Parallel()
	r, b, o := newPaidRig(t, payments.RefundsPartial)
	line := func(n, quantity int) []checkout.RefundLine {
		return []checkout.RefundLine{{Line: n, Quantity: quantity}}
	}
	fields := map[string]checkout.RefundOrder{
		"key":               {Amount: usd(1)},
		"amount":            {Key: "k", Amount: usd(-1)},
		"lines[0].line":     {Key: "k", Lines: line(3, 1)},
		"lines[0].quantity": {Key: "k", Lines: line(0, 2)},
		"lines[1].line":     {Key: "k", Lines: []checkout.RefundLine{{Line: 0, Quantity: 1}, {Line: 0, Quantity: 1}}},
		"delivery":          {Key: "k", Delivery: true},
		"restock":           {Key: "k", Restock: true},
		"reason":            {Key: "k", Reason: "a\nb"},
	}
	for name, ask := range fields {
		_, err := r.GiveBack(t.Context(), o.ID, ask)
		wrong, ok := errors.AsType[field.Errors](err)
		if !ok || wrong[0].Name != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, ask := range map[string]checkout.RefundOrder{
		"negative line":      {Key: "k", Lines: line(-1, 1)},
		"no pieces":          {Key: "k", Lines: line(0, 0)},
		"less than none":     {Key: "k", Lines: line(0, -1)},
		"both":               {Key: "k", Amount: usd(1), Lines: line(0, 1)},
		"another currency":   {Key: "k", Amount: money.New(1, "KZT")},
		"no currency":        {Key: "k", Amount: money.Amount{Minor: 1}},
		"more than there is": {Key: "k", Amount: usd(210_01)},
	} {
		if _, err := r.GiveBack(t.Context(), o.ID, ask); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	r.back(o, checkout.RefundOrder{Key: "k", Amount: usd(1)})
	if _, err := r.GiveBack(t.Context(), o.ID, checkout.RefundOrder{Key: "k", Amount: usd(2)}); !errors.Is(err, payments.ErrConflict) {
		t.Errorf("the key for another sum: %v", err)
	}
	unpaid := r.place("bob", mug)
	if _, err := r.GiveBack(t.Context(), unpaid.ID, checkout.RefundOrder{Key: "k"}); !errors.Is(err, order.ErrTransition) {
		t.Errorf("not paid: %v", err)
	}
	r.due()
	if len(b.refunds) != 1 {
		t.Errorf("given back: %v", b.refunds)
	}
}

// What was given back at the provider's own desk counts, whenever we hear of it.
func TestGiveBackAfterOthers(t *testing.T) {
	t.Parallel()
	r, b, o := newPaidRig(t, payments.RefundsPartial)
	back := event(payments.EventRefunded)
	back.Refunded = usd(200_00)
	r.happens(o, 1, back)
	if _, err := r.GiveBack(t.Context(), o.ID, checkout.RefundOrder{Key: "a", Amount: usd(10_01)}); !errors.Is(err, payments.ErrConflict) {
		t.Errorf("more than is left: %v", err)
	}
	a := r.attempts(o.ID)[0]
	p := a.Payment
	p.Refunded = usd(205_00) // of which nobody has told us
	b.truth[a.Ref] = p
	r.back(o, checkout.RefundOrder{Key: "a", Amount: usd(6_00)})
	r.due()
	if got := r.back(o, checkout.RefundOrder{Key: "a", Amount: usd(6_00)}); got.State != payments.RefundFailed {
		t.Errorf("too much: %+v", got)
	}
	if got := r.called(); !slices.Contains(got, checkout.NeedsRefund) {
		t.Errorf("nobody is called: %v", got)
	}
	r.back(o, checkout.RefundOrder{Key: "b", Amount: usd(5_00)}) // a refund that failed takes nothing away
	r.due()
	if is := r.order(o.ID); is.State != order.Refunded {
		t.Errorf("%s, given back %v", is.State, is.RefundedAmount)
	}
}

// Money that was given back and did not arrive is for a person to look at, who
// is called once for a refund, however often it is told.
func TestGiveBackThatDidNotArrive(t *testing.T) {
	t.Parallel()
	r, _, o := newPaidRig(t, payments.RefundsPartial)
	back := event(payments.EventRefunded)
	back.Refunded = usd(20_00)
	r.happens(o, 1, back)
	for i, refund := range []string{"k", "k", "other"} {
		failed := event(payments.EventUnrefunded)
		failed.ID, failed.Refund = fmt.Sprint("failed ", i), refund
		r.happens(o, 1, failed)
	}
	if got := r.calledOnce(); !slices.Equal(got, []string{checkout.NeedsRefund, checkout.NeedsRefund}) {
		t.Errorf("called for %q", got)
	}
	if is := r.order(o.ID); is.RefundedAmount != usd(20_00) || is.State != o.State {
		t.Errorf("%s, given back %v", is.State, is.RefundedAmount)
	}
}

// A provider that takes its time is asked again; she hears of it once before,
// and once when it is done. One that cannot is not asked.
func TestGiveBackPending(t *testing.T) {
	t.Parallel()
	r, b, o := newPaidRig(t, payments.RefundsPartial)
	gives := b.refund
	b.refund = func(payments.Refund) (payments.RefundState, error) { return payments.RefundPending, nil }
	r.back(o, checkout.RefundOrder{Key: "a", Amount: usd(5_00)})
	r.due()
	for range 5 {
		r.later(time.Hour + time.Minute)
	}
	b.refund = gives
	r.later(time.Hour + time.Minute)
	want := []string{"checkout.placed", checkout.ToldSucceeded, checkout.ToldRefunding, checkout.ToldRefunded}
	if diff := cmp.Diff(want, r.told(o)); diff != "" {
		t.Errorf("told (-want +got)\n%s", diff)
	}
	if is := r.order(o.ID); is.Refunds[0].State != payments.RefundSucceeded {
		t.Errorf("%+v", is.Refunds)
	}
}

func TestGiveBackWhereTheProviderCannot(t *testing.T) {
	t.Parallel()
	r, _, o := newPaidRig(t, payments.RefundsNone)
	if _, err := r.GiveBack(t.Context(), o.ID, checkout.RefundOrder{Key: "a"}); !errors.Is(err, payments.ErrUnsupported) {
		t.Errorf("none: %v", err)
	}
	r, b, o := newPaidRig(t, payments.RefundsFull)
	if _, err := r.GiveBack(t.Context(), o.ID, checkout.RefundOrder{Key: "a", Amount: usd(1)}); !errors.Is(err, payments.ErrUnsupported) {
		t.Errorf("a part of what goes back whole: %v", err)
	}
	r.back(o, checkout.RefundOrder{Key: "a"})
	r.due()
	if is := r.order(o.ID); is.State != order.Refunded || len(b.refunds) != 1 {
		t.Errorf("whole: %s", is.State)
	}
}

// People give back by hand what people took, and say so; a sum that holds an
// order goes back, and the order can be paid.
func TestGiveBackByHand(t *testing.T) {
	t.Parallel()
	r, p, o := newTillRig(t, false)
	r.must(r.Claim(t.Context(), o.PayToken))
	if _, err := r.Confirm(t.Context(), o.ID, payments.Verdict{Paid: true}); err != nil {
		t.Fatal(err)
	}
	r.back(o, checkout.RefundOrder{Key: "a", Amount: usd(30_00)})
	r.back(o, checkout.RefundOrder{Key: "b", Amount: usd(20_00)})
	r.due()
	if got := p.books[r.attempts(o.ID)[0].Ref].Refunded; got != usd(50_00) {
		t.Errorf("the books say %v", got)
	}
	if is := r.order(o.ID); is.RefundedAmount != usd(50_00) || is.State != order.Paid {
		t.Errorf("%s %v", is.State, is.RefundedAmount)
	}
	r, _, o = newTillRig(t, false)
	if _, err := r.Confirm(t.Context(), o.ID, payments.Verdict{Paid: true, Amount: usd(7)}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.GiveBack(t.Context(), o.ID, checkout.RefundOrder{Key: "a", Lines: []checkout.RefundLine{{Quantity: 1}}}); !errors.Is(err, order.ErrTransition) {
		t.Errorf("a line of what was not paid for: %v", err)
	}
	r.back(o, checkout.RefundOrder{Key: "a"})
	r.due()
	if is := r.order(o.ID); is.State != order.Open || is.Reason != "" {
		t.Errorf("held no more: %s %s", is.State, is.Reason)
	}
}

// An order whose payment is disputed stays until somebody knows better.
func TestDisputedStays(t *testing.T) {
	t.Parallel()
	r, _, o := newPaidRig(t, payments.RefundsPartial)
	r.happens(o, 1, event(payments.EventDisputed))
	if is := r.order(o.ID); !is.Disputed {
		t.Fatal("not disputed")
	}
	for _, step := range []order.Step{order.StepPacked, order.StepShipped, order.StepReady} {
		if _, err := r.Follow(t.Context(), o.ID, order.Status{Status: step, At: r.clock()}); !errors.Is(err, order.ErrTransition) {
			t.Errorf("%s: %v", step, err)
		}
	}
	if is, err := r.Follow(t.Context(), o.ID, order.Status{Status: order.StepShipped, At: r.clock(), Force: true}); err != nil || is.Shipment == nil {
		t.Errorf("forced: %v", err)
	}
	if is, err := r.Follow(t.Context(), o.ID, order.Status{Status: order.StepDelivered, At: r.clock()}); err != nil || is.State != order.Completed {
		t.Errorf("what is on its way arrives: %s, %v", is.State, err)
	}
}
