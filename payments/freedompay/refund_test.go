package freedompay_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/freedompay"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// till is an account with a payment of 12,500 tenge.
type till struct {
	t      *testing.T
	p      *freedompay.Provider
	double *simulator.FreedomPay
	now    *clock
	ref    string
}

func paid(t *testing.T, there simulator.FreedomPayConfig) *till {
	t.Helper()
	x := &till{t: t, now: newClock()}
	there.Now = x.now.Now
	x.p, x.double = open(t, there, freedompay.Config{})
	c, err := x.p.Start(t.Context(), intent("k"))
	if err != nil {
		t.Fatal(err)
	}
	if err := x.double.Pay(c.Ref, simulator.FreedomPayPaid); err != nil {
		t.Fatal(err)
	}
	x.ref = c.Ref
	return x
}

func (x *till) refund(key string, minor int64) (payments.RefundState, error) {
	return x.p.Refund(x.t.Context(), payments.Refund{Key: key, Ref: x.ref, Amount: money.New(minor, "KZT")})
}

// is checks how a refund stands, and what went back at the provider.
func (x *till) is(key string, minor int64, want payments.RefundState, back int64) {
	x.t.Helper()
	got, err := x.refund(key, minor)
	if err != nil || got != want {
		x.t.Errorf("refund %s is %q, %v; want %q", key, got, err, want)
	}
	if o := x.double.Order("k"); o.Refunded != back {
		x.t.Errorf("%d went back, want %d", o.Refunded, back)
	}
}

// An answer that was lost is looked for, and found, whether at once or late: the
// money goes back once.
func TestRefundThatWasLost(t *testing.T) {
	t.Parallel()
	for _, kind := range []simulator.FaultKind{simulator.FaultLose, simulator.FaultForge} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			x := paid(t, simulator.FreedomPayConfig{})
			x.double.SetFaults(
				simulator.Fault{Kind: kind, On: "revoke.php", Count: 1},
				simulator.Fault{Kind: simulator.FaultStale, On: "get_status3.php", First: 2, Count: 2},
			)
			_, err := x.refund("r1", 500_00)
			if failed, ok := errors.AsType[*payments.Error](err); !ok || !failed.Retry {
				t.Fatalf("the first call: %v", err)
			}
			x.is("r1", 500_00, payments.RefundPending, 500_00) // not to be seen yet
			x.is("r1", 500_00, payments.RefundPending, 500_00)
			x.is("r1", 500_00, payments.RefundSucceeded, 500_00)
			x.now.add(100 * time.Hour)
			x.is("r1", 500_00, payments.RefundSucceeded, 500_00)
			if n := x.double.Order("k").Refunds; n != 1 {
				t.Errorf("%d refunds at the provider, want 1", n)
			}
		})
	}
}

// A request that never arrived is made again, but not within an hour.
func TestRefundThatNeverArrived(t *testing.T) {
	t.Parallel()
	for _, kind := range []simulator.FaultKind{simulator.FaultRefuse, simulator.FaultDrop, simulator.FaultFail, simulator.FaultLimit} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			x := paid(t, simulator.FreedomPayConfig{})
			x.double.SetFaults(simulator.Fault{Kind: kind, On: "revoke.php", Count: 1})
			if _, err := x.refund("r1", 500_00); err == nil {
				t.Fatal("the first call went well")
			}
			x.now.add(59 * time.Minute)
			x.is("r1", 500_00, payments.RefundPending, 0)
			x.now.add(2 * time.Minute)
			x.is("r1", 500_00, payments.RefundSucceeded, 500_00)
		})
	}
}

// While nobody knows how one refund ended, another of the payment has to wait:
// the two could not be told apart.
func TestOneRefundAtATime(t *testing.T) {
	t.Parallel()
	x := paid(t, simulator.FreedomPayConfig{})
	x.double.SetFaults(simulator.Fault{Kind: simulator.FaultDrop, On: "revoke.php", Count: 1})
	if _, err := x.refund("r1", 500_00); err == nil {
		t.Fatal("the first call went well")
	}
	_, err := x.refund("r2", 500_00)
	if failed, ok := errors.AsType[*payments.Error](err); !ok || !failed.Retry || failed.Code != "busy" {
		t.Errorf("another refund meanwhile: %v", err)
	}
	x.now.add(2 * time.Hour)
	x.is("r1", 500_00, payments.RefundSucceeded, 500_00)
	x.is("r2", 500_00, payments.RefundSucceeded, 1000_00)
	x.is("r1", 500_00, payments.RefundSucceeded, 1000_00)
}

// Refunds under many keys and from many callers at once give back what they say,
// each once, and never more than was paid.
func TestRefundsAtOnce(t *testing.T) {
	t.Parallel()
	for range 20 { // what meets is chance
		refundsAtOnce(t)
	}
}

func refundsAtOnce(t *testing.T) {
	t.Helper()
	x := paid(t, simulator.FreedomPayConfig{})
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			for range 200 {
				_, err := x.refund(fmt.Sprintf("r%d", i%20), 1_000_00)
				if failed, ok := errors.AsType[*payments.Error](err); !ok || !failed.Retry {
					return // it is done, or there is nothing left
				}
			}
		})
	}
	wg.Wait()
	x.now.add(2 * time.Hour)
	done := 0
	for i := range 20 {
		if s, err := x.refund(fmt.Sprintf("r%d", i), 1_000_00); err == nil && s == payments.RefundSucceeded {
			done++
		}
	}
	if o := x.double.Order("k"); o.Refunded != int64(done)*1_000_00 || o.Refunds != done || done != 12 {
		t.Errorf("%d refunds are done; the provider has %+v; want 12 of 1,000 in 12,500", done, o)
	}
}

func TestPendingRefund(t *testing.T) {
	t.Parallel()
	for well, want := range map[bool]payments.RefundState{true: payments.RefundSucceeded, false: payments.RefundFailed} {
		x := paid(t, simulator.FreedomPayConfig{PendingRefunds: true})
		x.is("r1", 12_500_00, payments.RefundPending, 0)
		if got, err := x.p.Fetch(t.Context(), x.ref); err != nil || got.Refunded.Minor != 0 {
			t.Errorf("while it is pending %v are back, %v", got.Refunded, err)
		}
		if _, err := x.refund("r2", 1); !errors.Is(err, payments.ErrConflict) {
			t.Errorf("more than is left beside it: %v", err)
		}
		x.double.SettleRefunds(well)
		back := int64(0)
		if well {
			back = 12_500_00
		}
		x.is("r1", 12_500_00, want, back)
		x.now.add(100 * time.Hour)
		x.is("r1", 12_500_00, want, back)
	}
}

// What was accepted and never shows is a person's to look at, after three days.
func TestRefundThatNeverShows(t *testing.T) {
	t.Parallel()
	x := paid(t, simulator.FreedomPayConfig{})
	x.double.SetFaults(simulator.Fault{Kind: simulator.FaultStale, On: "get_status3.php"})
	x.is("r1", 500_00, payments.RefundPending, 500_00)
	x.now.add(71 * time.Hour)
	x.is("r1", 500_00, payments.RefundPending, 500_00)
	x.now.add(2 * time.Hour)
	x.is("r1", 500_00, payments.RefundFailed, 500_00)
}

// What the staff gave back in the cabinet counts, and ours is not mistaken for
// it.
func TestRefundInTheCabinet(t *testing.T) {
	t.Parallel()
	x := paid(t, simulator.FreedomPayConfig{})
	x.is("r1", 500_00, payments.RefundSucceeded, 500_00)
	x.double.GiveBack(x.ref, 500_00)
	x.is("r1", 500_00, payments.RefundSucceeded, 1000_00)
	if got, err := x.p.Fetch(t.Context(), x.ref); err != nil || got.Refunded != money.New(1000_00, "KZT") {
		t.Errorf("%v are back, %v", got.Refunded, err)
	}
	x.double.SetFaults(simulator.Fault{Kind: simulator.FaultDrop, On: "revoke.php", Count: 1})
	if _, err := x.refund("r2", 500_00); err == nil {
		t.Fatal("the call went well")
	}
	x.is("r2", 500_00, payments.RefundPending, 1000_00) // as much has gone back before
	x.now.add(2 * time.Hour)
	x.is("r2", 500_00, payments.RefundSucceeded, 1500_00)
	if _, err := x.refund("r3", 11_000_01); !errors.Is(err, payments.ErrConflict) {
		t.Errorf("more than is left: %v", err)
	}
}

// The provider's own no ends a refund; a wrong secret does not.
func TestRefusedRefund(t *testing.T) {
	t.Parallel()
	x := paid(t, simulator.FreedomPayConfig{})
	x.double.RefuseRefunds(true)
	x.is("r1", 500_00, payments.RefundFailed, 0)
	x.double.RefuseRefunds(false)
	x.is("r1", 500_00, payments.RefundFailed, 0)
	x.is("r2", 500_00, payments.RefundSucceeded, 500_00)
}

func TestRefundKeyOfAnotherPayment(t *testing.T) {
	t.Parallel()
	x := paid(t, simulator.FreedomPayConfig{})
	x.is("r1", 500_00, payments.RefundSucceeded, 500_00)
	c, err := x.p.Start(t.Context(), intent("k2"))
	if err != nil {
		t.Fatal(err)
	}
	if err := x.double.Pay(c.Ref, simulator.FreedomPayPaid); err != nil {
		t.Fatal(err)
	}
	_, err = x.p.Refund(t.Context(), payments.Refund{Key: "r1", Ref: c.Ref, Amount: money.New(500_00, "KZT")})
	if !errors.Is(err, payments.ErrConflict) || strings.Contains(err.Error(), secret) {
		t.Errorf("the key with another payment: %v", err)
	}
	_, err = x.p.Refund(t.Context(), payments.Refund{Key: "r9", Ref: c.Ref, Amount: money.New(500_00, "USD")})
	if !errors.Is(err, payments.ErrConflict) {
		t.Errorf("in another currency: %v", err)
	}
}
