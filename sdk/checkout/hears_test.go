package checkout_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// What the host hears of an order's life, from the commits of the desk.
func TestHostHears(t *testing.T) {
	t.Parallel()
	pays := func(r *rig, o order.Order) { r.open(o); r.happens(o, 1, event(payments.EventSucceeded)) }
	for name, tt := range map[string]struct {
		live func(r *rig, o order.Order)
		want []string
	}{
		"bought": {pays, []string{"order.placed", "payment.succeeded", "order.paid"}},
		"declined, then bought": {func(r *rig, o order.Order) {
			r.open(o)
			r.happens(o, 1, event(payments.EventFailed))
			r.open(o)
			r.happens(o, 2, event(payments.EventSucceeded))
		}, []string{"order.placed", "payment.failed", "payment.succeeded", "order.paid"}},
		"cancelled":        {func(r *rig, o order.Order) { r.cancel(o) }, []string{"order.placed", "order.cancelled"}},
		"not paid in time": {func(r *rig, _ order.Order) { r.later(8 * 24 * time.Hour) }, []string{"order.placed", "order.cancelled"}},
		"given back, and asked back": {func(r *rig, o order.Order) {
			pays(r, o)
			back := event(payments.EventRefunded)
			back.Refunded = o.Quote.Total
			r.happens(o, 1, event(payments.EventDisputed), back)
		}, []string{"order.placed", "payment.succeeded", "order.paid", "handoff.requested", "payment.disputed", "payment.refunded"}},
		"paid late": {func(r *rig, o order.Order) {
			r.open(o)
			r.cancel(o)
			r.happens(o, 1, event(payments.EventSucceeded))
		}, []string{"order.placed", "order.cancelled", "handoff.requested", "payment.succeeded"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, checkout.Config{Providers: []payments.Provider{newBank()}})
			tt.live(r, r.place("ann", tent))
			if diff := cmp.Diff(tt.want, r.hears()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
