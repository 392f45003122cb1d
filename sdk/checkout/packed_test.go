package checkout_test

import (
	"slices"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// What is packed is hers, however she comes to pay it: going to pay reserves
// nothing that could run out.
func TestPackedIsPaidOtherwise(t *testing.T) {
	t.Parallel()
	r, _, o := newTillRig(t, true)
	r.must(r.Claim(t.Context(), o.PayToken))
	_, err := r.Follow(t.Context(), o.ID, order.Status{Status: order.StepPacked, At: r.clock()})
	r.must(err)
	_, err = r.Confirm(t.Context(), o.ID, payments.Verdict{By: "courier"})
	r.must(err)
	r.stock(0)
	if v, err := r.View(t.Context(), o.PayToken); err != nil || v.Reason != "" {
		t.Errorf("the page says %q %v, %v", v.Reason, v.Gone, err)
	}
	r.open(o)
	r.later(3 * time.Hour)
	if got := r.holds(o); !slices.Equal(got, []string{"1 sold"}) {
		t.Errorf("holds %v", got)
	}
}
