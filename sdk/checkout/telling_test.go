package checkout

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// ear hears of events as a store tells them: each id once. It counts how often
// the order was said to be paid before that.
type ear struct {
	heard map[string]string // id -> type
	paid  int
}

// hears applies one event of an attempt, as a Desk does, and tells of it.
func (h *ear) hears(o order.Order, all []store.Attempt, i int, e payments.Event) (order.Order, []store.Attempt) {
	before := all[i]
	is, all, _ := step(o, all, i, e)
	e.Ref, e.Key = before.Ref, before.Key
	for _, e := range slices.Concat(facts(is, before, e.Payment(), time.Time{}), changed(o, is)) {
		h.heard[e.Head().ID] = e.Type()
		if e.Type() == "order.paid" {
			h.paid++
		}
	}
	return is, all
}

// refunds are six events of one payment, of which two give back a part each.
func refunds() []payments.Event {
	all := six()
	all[0] = payments.Event{Kind: payments.EventRefunded, Amount: price, Refunded: money.New(70_00, "USD")}
	return all
}

// All 720 orders of six events, with each of the 64 sets of duplicates, tell the
// host the same, and that the order is paid once.
func TestTellsTheSameInEveryOrder(t *testing.T) {
	t.Parallel()
	for name, six := range map[string][]payments.Event{"six": six(), "two refunds": refunds()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, first := unpaid(1)
			var want map[string]string
			for order, events := range permutations(six) {
				for mask := range 64 {
					is, all, h := o, first, ear{heard: map[string]string{}}
					for i, e := range slices.Concat(events, events) {
						if i < 6 || mask>>(i-6)&1 == 1 {
							is, all = h.hears(is, all, 0, e)
						}
					}
					if want == nil {
						want = h.heard
					}
					if !maps.Equal(want, h.heard) || h.paid != 1 {
						t.Fatalf("order %d, duplicates %06b: paid %d times, (-first +now)\n%s", order, mask, h.paid, cmp.Diff(want, h.heard))
					}
				}
			}
		})
	}
}

// Two attempts that both succeed, in any order with what else happens to them.
func TestTellsTheSameOfTwoAttempts(t *testing.T) {
	t.Parallel()
	o, first := unpaid(2)
	events := []payments.Event{
		{Kind: payments.EventSucceeded, Amount: price, Key: "o-1"},
		{Kind: payments.EventSucceeded, Amount: price, Key: "o-2"},
		{Kind: payments.EventFailed, Amount: price, Code: payments.DeclineFunds, Key: "o-1"},
		{Kind: payments.EventProcessing, Amount: price, Key: "o-2"},
		{Kind: payments.EventDisputed, Amount: price, Key: "o-1"},
		{Kind: payments.EventRefunded, Amount: price, Refunded: price, Key: "o-2"},
	}
	var want map[string]string
	for order, events := range permutations(events) {
		is, all, h := o, first, ear{heard: map[string]string{}}
		for _, e := range events {
			is, all = h.hears(is, all, slices.IndexFunc(first, func(a store.Attempt) bool { return a.Key == e.Key }), e)
		}
		if want == nil {
			want = h.heard
		}
		if diff := cmp.Diff(want, h.heard); diff != "" || h.paid != 1 {
			t.Fatalf("order %d: paid %d times, (-first +now)\n%s", order, h.paid, diff)
		}
	}
}

func TestChanged(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		was, is order.State
		want    string
	}{
		{order.Placing, order.Placing, ""},
		{order.Placing, order.Open, "order.placed"},
		{order.Placing, order.Rejected, "order.rejected"},
		{order.Placing, order.Cancelled, "order.cancelled"},
		{order.Open, order.Processing, ""},
		{order.Processing, order.Open, ""},
		{order.Open, order.Paid, "order.paid"},
		{order.Open, order.Refunded, "order.paid"}, // the refund came first; it is told of the payment
		{order.Processing, order.Paid, "order.paid"},
		{order.Open, order.Cancelled, "order.cancelled"},
		{order.Paid, order.Completed, ""},
		{order.Paid, order.Refunded, ""},
		{order.Cancelled, order.Cancelled, ""},
	} {
		got := ""
		for _, e := range changed(order.Order{ID: "o", State: tt.was}, order.Order{ID: "o", State: tt.is}) {
			got += e.Type()
		}
		if got != tt.want {
			t.Errorf("%s to %s tells %q, want %q", tt.was, tt.is, got, tt.want)
		}
	}
}
