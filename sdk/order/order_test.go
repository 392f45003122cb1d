package order_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/sdk/order"
)

var (
	states = []order.State{
		order.Placing, order.Rejected, order.Open, order.Processing, order.Paid, order.Completed, order.Cancelled, order.Refunded,
	}
	now = time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)
)

func TestTo(t *testing.T) {
	t.Parallel()
	allowed := map[order.State][]order.State{
		order.Placing:    {order.Open, order.Rejected, order.Cancelled},
		order.Open:       {order.Processing, order.Paid, order.Cancelled},
		order.Processing: {order.Open, order.Paid, order.Cancelled},
		order.Paid:       {order.Completed, order.Refunded},
		order.Completed:  {order.Refunded},
		order.Cancelled:  {order.Paid},
	}
	for _, from := range states {
		for _, to := range states {
			want := from == to
			for _, s := range allowed[from] {
				want = want || s == to
			}
			o, err := order.Order{State: from}.To(to, now)
			switch {
			case want && (err != nil || o.State != to):
				t.Errorf("%s to %s: %v, in state %s", from, to, err, o.State)
			case !want && (!errors.Is(err, order.ErrTransition) || o.State != from):
				t.Errorf("%s to %s: %v, in state %s; want ErrTransition", from, to, err, o.State)
			case from == to && !o.Updated.IsZero(), want && from != to && !o.Updated.Equal(now):
				t.Errorf("%s to %s: updated %v", from, to, o.Updated)
			}
		}
	}
}

// Money that arrived is never forgotten: a paid order only completes or is refunded.
func TestPaidStaysPaid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o, paid := order.Order{State: order.Placing}, false
		for range 12 {
			if next, err := o.To(rapid.SampledFrom(states).Draw(t, "to"), now); err == nil {
				o = next
			}
			paid = paid || o.Settled()
			if paid && (o.Payable() || !o.Settled() && o.State != order.Refunded) {
				t.Fatalf("a paid order is %s", o.State)
			}
		}
	})
}

func TestPayableAndSettled(t *testing.T) {
	t.Parallel()
	for _, s := range states {
		o := order.Order{State: s}
		if got, want := o.Payable(), s == order.Open || s == order.Processing; got != want {
			t.Errorf("%s: Payable() = %v", s, got)
		}
		if got, want := o.Settled(), s == order.Paid || s == order.Completed; got != want {
			t.Errorf("%s: Settled() = %v", s, got)
		}
	}
}

func Example() {
	o := order.Order{Number: "1001", State: order.Open}
	o, err := o.To(order.Paid, time.Now())
	fmt.Println(o.State, o.Settled(), err)
	_, err = o.To(order.Cancelled, time.Now())
	fmt.Println(err)
	// Output:
	// paid true <nil>
	// order: impossible transition: from paid to cancelled
}

func TestChangeable(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		edit func(*order.Order)
		want bool
	}{
		"agreed":          {func(*order.Order) {}, true},
		"nothing agreed":  {func(o *order.Order) { o.State = order.Open }, false},
		"paid":            {func(o *order.Order) { o.State = order.Paid }, false},
		"held":            {func(o *order.Order) { o.Reason = "amount_mismatch" }, false},
		"packed":          {func(o *order.Order) { o.Shipment = &order.Shipment{Status: order.StepPacked} }, false},
		"no link":         {func(o *order.Order) { o.PayToken = "" }, false},
		"its link is old": {func(o *order.Order) { o.PayExpires = now }, false},
	} {
		o := order.Order{State: order.Processing, PayToken: "t", PayExpires: now.Add(time.Second)}
		tt.edit(&o)
		if got := o.Changeable(now); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
