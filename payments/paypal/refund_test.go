package paypal_test

import (
	"errors"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// A refund that is pending counts for nothing yet but leaves less to give back;
// the same call tells how it ended.
func TestPendingRefund(t *testing.T) {
	t.Parallel()
	for done, want := range map[bool]payments.RefundState{true: payments.RefundSucceeded, false: payments.RefundFailed} {
		a := open(t, simulator.PayPalConfig{PendingRefunds: true})
		c := a.paid()
		r := payments.Refund{Key: "r1", Ref: c.Ref, Amount: usd(60_00)}
		for range 2 {
			if state, err := a.Refund(t.Context(), r); err != nil || state != payments.RefundPending {
				t.Fatalf("asked for it is %q, %v", state, err)
			}
		}
		if is, err := a.Fetch(t.Context(), c.Ref); err != nil || !is.Refunded.IsZero() {
			t.Errorf("what is pending counts: %+v, %v", is, err)
		}
		if _, err := a.Refund(t.Context(), payments.Refund{Key: "r2", Ref: c.Ref, Amount: usd(60_00)}); !errors.Is(err, payments.ErrConflict) {
			t.Errorf("more than is left: %v", err)
		}
		a.must(a.there.SettleRefunds(c.Ref, done))
		a.later(50 * 24 * time.Hour) // longer than PayPal knows keys
		if state, err := a.Refund(t.Context(), r); err != nil || state != want {
			t.Errorf("done %v: it is %q, %v, want %q", done, state, err, want)
		}
		if o := a.there.Orders()[0]; done && o.Refunded != "60.00" || !done && o.Refunded != "" {
			t.Errorf("done %v: given back is %q", done, o.Refunded)
		}
	}
}

// What a person does on PayPal's own pages is heard of, whether or not PayPal
// repeats our custom_id.
func TestByHand(t *testing.T) {
	t.Parallel()
	for _, untagged := range []bool{false, true} {
		a := open(t, simulator.PayPalConfig{Untagged: untagged})
		c := a.paid()
		a.must(a.there.GiveBack(c.Ref, "12.50"))
		a.must(a.there.GiveBack(c.Ref, "2.50"))
		a.must(a.there.Dispute(c.Ref))
		told := a.told(c.Ref)
		if told.Key != "o1-1" || told.Refunded != usd(15_00) || !told.Disputed || told.Amount != usd(100_00) {
			t.Errorf("untagged %v: told is %+v", untagged, told)
		}
		if is, err := a.Fetch(t.Context(), c.Ref); err != nil || is.Refunded != usd(15_00) {
			t.Errorf("untagged %v: it is %+v, %v", untagged, is, err)
		}
	}
	a := open(t, simulator.PayPalConfig{})
	c := a.paid()
	a.must(a.there.Reverse(c.Ref))
	if told := a.told(c.Ref); !told.Disputed || told.Amount != usd(100_00) {
		t.Errorf("reversed, and told is %+v", told)
	}
}

// A webhook about which PayPal must be asked, and that does not answer, is to
// come again: it is neither forged nor malformed.
func TestUntaggedIsAskedFor(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.PayPalConfig{Untagged: true})
	c := a.paid()
	a.must(a.there.GiveBack(c.Ref, "12.50"))
	a.there.SetFaults(simulator.Fault{Kind: simulator.FaultFail})
	all := a.webhooks(c.Ref)
	_, err := a.ParseEvents(t.Context(), all[len(all)-1])
	if _, retry := code(err); !retry || errors.Is(err, payments.ErrMalformed) || errors.Is(err, payments.ErrSignature) {
		t.Errorf("error %v", err)
	}
}
