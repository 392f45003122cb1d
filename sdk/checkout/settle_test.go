package checkout

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

var price = money.New(100_00, "USD")

func unpaid(attempts int) (order.Order, []store.Attempt) {
	o := order.Order{ID: "o", State: order.Open, Quote: quote.Quote{Total: price}}
	var all []store.Attempt
	for n := range attempts {
		key := fmt.Sprint("o-", n+1)
		all = append(all, store.Attempt{
			Order: "o", Number: n + 1, Provider: "bank", Key: key, Ref: "ref-" + key,
			Payment: payments.Payment{State: payments.StatePending},
		})
	}
	return o, all
}

// step applies one event as a Desk does, without a store, and returns the news.
func step(o order.Order, all []store.Attempt, i int, e payments.Event) (order.Order, []store.Attempt, []news) {
	before := all
	all = slices.Clone(all)
	e.Ref, e.Key = all[i].Ref, all[i].Key
	all[i].Payment = payments.Merge(all[i].Payment, e.Payment())
	is, told := settle(o, all, false)
	_, known := settle(o, before, false)
	return is, all, slices.DeleteFunc(told, func(n news) bool { return slices.Contains(known, n) })
}

// six is one event of each kind.
func six() []payments.Event {
	return []payments.Event{
		{Kind: payments.EventProcessing, Amount: price},
		{Kind: payments.EventFailed, Amount: price, Code: payments.DeclineFunds},
		{Kind: payments.EventExpired, Amount: price},
		{Kind: payments.EventSucceeded, Amount: price},
		{Kind: payments.EventRefunded, Amount: price, Refunded: money.New(30_00, "USD")},
		{Kind: payments.EventDisputed, Amount: price},
	}
}

// Two providers may call their checkouts alike: the second payment is a second
// one all the same.
func TestSettleTellsProvidersApart(t *testing.T) {
	t.Parallel()
	o, all := unpaid(2)
	all[1].Provider, all[1].Ref = "till", all[0].Ref
	for i := range all {
		all[i].Payment = payments.Payment{State: payments.StateSucceeded, Amount: price}
	}
	is, told := settle(o, all, false)
	if is.State != order.Paid || is.Provider != "bank" || !slices.Contains(told, news{Key: all[1].Key, What: ToldTwice}) {
		t.Errorf("%s by %s, told %+v", is.State, is.Provider, told)
	}
}

// All 720 orders of six events, with each of the 64 sets of duplicates, end in
// one state, and the shopper is thanked once.
func TestSettleConvergesInEveryOrder(t *testing.T) {
	t.Parallel()
	o, first := unpaid(1)
	for order, events := range permutations(six()) {
		for mask := range 64 {
			is, all := o, first
			thanks := 0
			for i, e := range slices.Concat(events, events) {
				if i >= 6 && mask>>(i-6)&1 == 0 {
					continue
				}
				var told []news
				is, all, told = step(is, all, 0, e)
				for _, n := range told {
					if n.What == ToldSucceeded {
						thanks++
					}
				}
			}
			if is.State != "paid" || is.PaidAmount != price || is.Checkout != "ref-o-1" || thanks != 1 {
				t.Fatalf("order %d, duplicates %06b: %+v, thanked %d times", order, mask, is, thanks)
			}
		}
	}
}

// permutations lists every order of events.
func permutations(events []payments.Event) (all [][]payments.Event) {
	if len(events) == 0 {
		return [][]payments.Event{nil}
	}
	for i := range events {
		rest := slices.Delete(slices.Clone(events), i, i+1)
		for _, tail := range permutations(rest) {
			all = append(all, append([]payments.Event{events[i]}, tail...))
		}
	}
	return all
}

// Whatever three attempts go through, in any order, some of them for another
// sum: at most one payment is kept or held, every other one goes back, and
// nothing is said twice.
func TestSettleKeepsOnePayment(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o, all := unpaid(3)
		o.State = rapid.SampledFrom([]order.State{order.Open, order.Open, order.Cancelled, order.Rejected}).Draw(t, "state")
		closed := !o.Payable()
		sums := rapid.SliceOfN(rapid.SampledFrom([]money.Amount{price, price, money.New(99_99, "USD")}), 3, 3).Draw(t, "sums")
		var heard []news
		for range rapid.IntRange(1, 25).Draw(t, "events") {
			var told []news
			i := rapid.IntRange(0, 2).Draw(t, "attempt")
			e := rapid.SampledFrom(six()).Draw(t, "event")
			e.Amount = sums[i]
			o, all, told = step(o, all, i, e)
			heard = append(heard, told...)
		}
		again, _ := settle(o, all, false)
		if diff := cmp.Diff(o, again); diff != "" {
			t.Fatalf("settling again changes the order:\n%s", diff)
		}
		slices.SortFunc(heard, func(a, b news) int { return cmp2(a, b) })
		if once := slices.Compact(slices.Clone(heard)); len(once) != len(heard) {
			t.Fatalf("something was said twice: %v", heard)
		}
		back, thanked, successes := counted(heard, all)
		right := slices.ContainsFunc(all, func(a store.Attempt) bool { return succeeded(a) && a.Payment.Amount == price })
		switch {
		case closed && (bought(o) || back != successes):
			t.Fatalf("a closed order is %s; %d of %d payments go back", o.State, back, successes)
		case !closed && successes > 0 && !right && (o.Reason != HeldAmount || thanked != 0 || back != successes-1):
			t.Fatalf("order %s of a wrong sum, thanked %d times; %d of %d payments go back", o.State, thanked, back, successes)
		case !closed && right && (!bought(o) || thanked != 1 || back != successes-1):
			t.Fatalf("order %s, thanked %d times; %d of %d payments go back", o.State, thanked, back, successes)
		case !closed && successes == 0 && !o.Payable():
			t.Fatalf("order %s without a payment", o.State)
		}
	})
}

func cmp2(a, b news) int {
	return slices.Compare([]string{a.Key, a.What, a.Code}, []string{b.Key, b.What, b.Code})
}

func counted(heard []news, all []store.Attempt) (back, thanked, successes int) {
	for _, n := range heard {
		if slices.Contains(returning, n.What) {
			back++
		}
		if n.What == ToldSucceeded {
			thanked++
		}
	}
	for _, a := range all {
		if succeeded(a) {
			successes++
		}
	}
	return back, thanked, successes
}

// What an order comes to that is not simply paid.
func TestSettle(t *testing.T) {
	t.Parallel()
	success := payments.Payment{State: payments.StateSucceeded, Amount: price}
	wrong := payments.Payment{State: payments.StateSucceeded, Amount: money.New(99_99, "USD")}
	returned := wrong
	returned.Refunded = wrong.Amount
	whole := success
	whole.Refunded = price
	tests := map[string]struct {
		was     order.State
		reason  string
		payment payments.Payment
		gone    bool
		want    order.State
		why     string
		told    string
	}{
		"paid":                        {was: order.Open, payment: success, want: order.Paid, told: ToldSucceeded},
		"paid and given back":         {was: order.Open, payment: whole, want: order.Refunded, told: ToldSucceeded},
		"late":                        {was: order.Cancelled, reason: "shopper", payment: success, want: order.Cancelled, why: "shopper", told: ToldLate},
		"a wrong sum, late":           {was: order.Cancelled, reason: "shopper", payment: wrong, want: order.Cancelled, why: "shopper", told: ToldLate},
		"sold out":                    {was: order.Open, payment: success, gone: true, want: order.Cancelled, why: CancelledSoldOut, told: ToldSoldOut},
		"sold out, seen again":        {was: order.Cancelled, reason: CancelledSoldOut, payment: success, want: order.Cancelled, why: CancelledSoldOut, told: ToldSoldOut},
		"a wrong sum":                 {was: order.Open, payment: wrong, want: order.Processing, why: HeldAmount, told: ToldHeld},
		"a wrong sum and sold out":    {was: order.Open, payment: wrong, gone: true, want: order.Processing, why: HeldAmount, told: ToldHeld},
		"a wrong sum, given back":     {was: order.Processing, reason: HeldAmount, payment: returned, want: order.Open},
		"paid after it was completed": {was: order.Completed, payment: success, want: order.Completed, told: ToldTwice},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, all := unpaid(1)
			o.State, o.Reason = tt.was, tt.reason
			all[0].Payment = tt.payment
			is, told := settle(o, all, tt.gone)
			what := ""
			if len(told) > 0 {
				what = told[0].What
			}
			if is.State != tt.want || is.Reason != tt.why || what != tt.told {
				t.Errorf("got %s (%s), told %q; want %s (%s), told %q", is.State, is.Reason, what, tt.want, tt.why, tt.told)
			}
		})
	}
}
