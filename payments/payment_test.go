package payments_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func usd(minor int64) money.Amount { return money.New(minor, "USD") }

// history is one event of each kind for one checkout of 100 USD.
func history() []payments.Event {
	kinds := []payments.EventKind{
		payments.EventProcessing, payments.EventSucceeded, payments.EventFailed,
		payments.EventExpired, payments.EventRefunded, payments.EventDisputed,
	}
	events := make([]payments.Event, len(kinds))
	for i, kind := range kinds {
		events[i] = payments.Event{
			ID: fmt.Sprint("e", i), Kind: kind, Ref: "pay_1", Order: "o1", Key: "k1",
			Amount: usd(100_00), At: noon.Add(time.Duration(i) * time.Minute),
		}
	}
	events[2].Code = payments.DeclineFunds
	events[4].Refunded = usd(30_00)
	return events
}

func fold(events []payments.Event) payments.Payment {
	var p payments.Payment
	for _, e := range events {
		p = payments.Merge(p, e.Payment())
	}
	return p
}

// All 720 orders of six events, each with a duplicate put at every place, end
// in the same payment.
func TestMergeConvergesInEveryOrder(t *testing.T) {
	t.Parallel()
	want := payments.Payment{
		Ref: "pay_1", Order: "o1", Key: "k1", State: payments.StateSucceeded,
		Amount: usd(100_00), Refunded: usd(30_00), Disputed: true, At: noon.Add(5 * time.Minute),
	}
	orders := 0
	permute(history(), func(events []payments.Event) {
		orders++
		for i := range events {
			doubled := slices.Insert(slices.Clone(events), (i*7+orders)%len(events), events[i])
			if diff := cmp.Diff(want, fold(doubled)); diff != "" {
				t.Fatalf("order %d (-want +got):\n%s", orders, diff)
			}
		}
	})
	if orders != 720 {
		t.Errorf("looked at %d orders, want 720", orders)
	}
}

// permute calls do with every order of events.
func permute(events []payments.Event, do func([]payments.Event)) {
	var step func(int)
	step = func(n int) {
		if n == len(events) {
			do(events)
			return
		}
		for i := n; i < len(events); i++ {
			events[n], events[i] = events[i], events[n]
			step(n + 1)
			events[n], events[i] = events[i], events[n]
		}
	}
	step(0)
}

func anyPayment() *rapid.Generator[payments.Payment] {
	amount := rapid.Custom(func(t *rapid.T) money.Amount {
		return money.New(rapid.Int64Range(0, 3).Draw(t, "minor"), rapid.SampledFrom([]string{"", "KZT", "USD"}).Draw(t, "currency"))
	})
	return rapid.Custom(func(t *rapid.T) payments.Payment {
		states := []payments.State{
			"", "strange", payments.StatePending, payments.StateProcessing, payments.StateCancelled,
			payments.StateExpired, payments.StateFailed, payments.StateSucceeded,
		}
		zone := rapid.SampledFrom([]*time.Location{time.UTC, time.FixedZone("Almaty", 5*3600)}).Draw(t, "zone")
		return payments.Payment{
			Ref: rapid.SampledFrom([]string{"", "pay_1"}).Draw(t, "ref"), Order: rapid.SampledFrom([]string{"", "o1"}).Draw(t, "order"),
			State: rapid.SampledFrom(states).Draw(t, "state"), Amount: amount.Draw(t, "amount"), Refunded: amount.Draw(t, "refunded"),
			Disputed: rapid.Bool().Draw(t, "disputed"), Code: rapid.SampledFrom([]string{"", "card"}).Draw(t, "code"),
			At: noon.Add(time.Duration(rapid.IntRange(0, 2).Draw(t, "at")) * time.Second).In(zone),
		}
	})
}

func TestMergeIsALattice(t *testing.T) {
	t.Parallel()
	merge := payments.Merge
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyPayment().Draw(t, "a"), anyPayment().Draw(t, "b"), anyPayment().Draw(t, "c")
		for law, sides := range map[string][2]payments.Payment{
			"commutative": {merge(a, b), merge(b, a)},
			"associative": {merge(merge(a, b), c), merge(a, merge(b, c))},
			"idempotent":  {merge(a, a), a},
			"absorbing":   {merge(merge(a, b), b), merge(a, b)},
			"neutral":     {merge(payments.Payment{}, a), a},
		} {
			if diff := cmp.Diff(sides[0], sides[1]); diff != "" {
				t.Fatalf("not %s:\n%s", law, diff)
			}
		}
	})
}

func TestMergeStates(t *testing.T) {
	t.Parallel()
	order := []payments.State{
		payments.StatePending, payments.StateProcessing, payments.StateCancelled,
		payments.StateExpired, payments.StateFailed, payments.StateSucceeded,
	}
	for i, weak := range order {
		for _, strong := range order[i:] {
			got := payments.Merge(payments.Payment{State: weak}, payments.Payment{State: strong}).State
			if got != strong {
				t.Errorf("Merge(%s, %s) = %s, want %s", weak, strong, got, strong)
			}
		}
	}
}

// The amount that was paid stands, though more was asked for.
func TestMergeKeepsAmountWithState(t *testing.T) {
	t.Parallel()
	asked := payments.Payment{State: payments.StatePending, Amount: usd(100_00)}
	paid := payments.Payment{State: payments.StateSucceeded, Amount: usd(50_00)}
	if got := payments.Merge(asked, paid).Amount; got != usd(50_00) {
		t.Errorf("amount = %v, want %v", got, usd(50_00))
	}
}

func TestStates(t *testing.T) {
	t.Parallel()
	tests := []struct {
		state                 payments.State
		valid, payable, final bool
	}{
		{payments.StatePending, true, true, false},
		{payments.StateProcessing, true, false, false},
		{payments.StateCancelled, true, false, true},
		{payments.StateExpired, true, false, true},
		{payments.StateFailed, true, false, true},
		{payments.StateSucceeded, true, false, true},
		{"", false, false, false},
		{"paid", false, false, false},
	}
	for _, tt := range tests {
		got := [3]bool{tt.state.Valid(), tt.state.Payable(), tt.state.Final()}
		if want := [3]bool{tt.valid, tt.payable, tt.final}; got != want {
			t.Errorf("%q: valid, payable, final = %v, want %v", tt.state, got, want)
		}
	}
}
