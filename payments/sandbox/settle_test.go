package sandbox_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
)

func TestSettle(t *testing.T) {
	t.Parallel()
	const succeed, decline, pending, late = sandbox.Succeed, sandbox.Decline, sandbox.Pending, sandbox.SucceedLate
	tests := []struct {
		name   string
		before []sandbox.Outcome
		do     sandbox.Outcome
		want   payments.State
		err    error
		events int
	}{
		{"pay", nil, succeed, payments.StateSucceeded, nil, 1},
		{"decline", nil, decline, payments.StateFailed, nil, 1},
		{"leave pending", nil, pending, payments.StateProcessing, nil, 1},
		{"pending, then paid", []sandbox.Outcome{pending}, succeed, payments.StateSucceeded, nil, 2},
		{"pending, then declined", []sandbox.Outcome{pending}, decline, payments.StateFailed, nil, 2},
		{"pay twice", []sandbox.Outcome{succeed}, succeed, payments.StateSucceeded, nil, 1},
		{"decline twice", []sandbox.Outcome{decline}, decline, payments.StateFailed, nil, 1},
		{"pending twice", []sandbox.Outcome{pending}, pending, payments.StateProcessing, nil, 1},
		{"decline what is paid", []sandbox.Outcome{succeed}, decline, payments.StateSucceeded, payments.ErrConflict, 1},
		{"leave pending what is paid", []sandbox.Outcome{succeed}, pending, payments.StateSucceeded, payments.ErrConflict, 1},
		{"pay what is declined", []sandbox.Outcome{decline}, succeed, payments.StateFailed, payments.ErrConflict, 1},
		{"late money", []sandbox.Outcome{decline}, late, payments.StateSucceeded, nil, 2},
		{"late money twice", []sandbox.Outcome{decline, late}, late, payments.StateSucceeded, nil, 2},
		{"nonsense", nil, "maybe", payments.StatePending, payments.ErrMalformed, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, sandbox.Config{})
			ref := start(t, s, "k")
			must(t, s, ref, tt.before...)
			if err := s.Settle(ref, tt.do); !errors.Is(err, tt.err) {
				t.Errorf("error = %v, want %v", err, tt.err)
			}
			if got := state(t, s, ref); got != tt.want {
				t.Errorf("state = %s, want %s", got, tt.want)
			}
			if got := len(list(t, s)); got != tt.events {
				t.Errorf("%d events, want %d", got, tt.events)
			}
		})
	}
}

func TestSettleUnknown(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Config{})
	for what, err := range map[string]error{
		"settle":  s.Settle("pay_no", sandbox.Succeed),
		"dispute": s.Dispute("pay_no"),
		"refund":  s.SettleRefund("r_no", true),
	} {
		if !errors.Is(err, payments.ErrNotFound) {
			t.Errorf("%s: error = %v, want ErrNotFound", what, err)
		}
	}
}

// Fifty shoppers press the button of one checkout at once: one payment.
func TestSettleAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Config{Dir: t.TempDir()})
	ref := start(t, s, "k")
	var presses sync.WaitGroup
	for range 50 {
		presses.Go(func() {
			if err := s.Settle(ref, sandbox.Succeed); err != nil {
				t.Error(err)
			}
		})
	}
	presses.Wait()
	if events := list(t, s); len(events) != 1 || events[0].Kind != payments.EventSucceeded {
		t.Errorf("events = %+v, want one success", events)
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := open(t, sandbox.Config{Life: time.Hour})
		pending, processing := start(t, s, "a"), start(t, s, "b")
		must(t, s, processing, sandbox.Pending)
		time.Sleep(time.Hour)
		if err := s.Settle(pending, sandbox.Succeed); !errors.Is(err, payments.ErrConflict) {
			t.Errorf("paying what has expired: %v, want ErrConflict", err)
		}
		if got := state(t, s, pending); got != payments.StateExpired {
			t.Errorf("state = %s, want expired", got)
		}
		if got := state(t, s, processing); got != payments.StateProcessing {
			t.Errorf("state of what was on its way = %s, want processing", got)
		}
		again, err := s.Start(t.Context(), intent("a"))
		if err != nil || again.Ref != pending || again.State != payments.StateExpired {
			t.Errorf("Start again = %+v, %v; want the expired checkout", again, err)
		}
		must(t, s, pending, sandbox.SucceedLate)
		if got := state(t, s, pending); got != payments.StateSucceeded {
			t.Errorf("state after late money = %s, want succeeded", got)
		}
	})
}

func TestSettleLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := open(t, sandbox.Config{})
		ref := start(t, s, "k")
		if err := s.SettleLater(ref, 10*time.Second); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10*time.Second - 1)
		if got := state(t, s, ref); got != payments.StateProcessing {
			t.Errorf("just before: %s, want processing", got)
		}
		time.Sleep(time.Nanosecond)
		if got := state(t, s, ref); got != payments.StateSucceeded {
			t.Errorf("then: %s, want succeeded", got)
		}
	})
}

func TestPendingRefunds(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Config{Dir: t.TempDir()})
	ref := start(t, s, "k")
	must(t, s, ref, sandbox.Succeed)
	s.SetFaults(sandbox.Faults{RefundsPending: true})
	ask := func(key string, minor int64) (payments.RefundState, error) {
		return s.Refund(t.Context(), payments.Refund{Key: key, Ref: ref, Amount: usd(minor)})
	}
	for _, key := range []string{"good", "bad"} {
		if got, err := ask(key, 200_00); got != payments.RefundPending || err != nil {
			t.Fatalf("refund %s = %q, %v; want pending", key, got, err)
		}
	}
	if _, err := ask("third", 200_00); !errors.Is(err, payments.ErrConflict) {
		t.Errorf("a third refund, with two pending: %v, want ErrConflict", err)
	}
	if err := errors.Join(s.SettleRefund("good", true), s.SettleRefund("bad", false), s.SettleRefund("good", true)); err != nil {
		t.Fatal(err)
	}
	if err := s.SettleRefund("good", false); !errors.Is(err, payments.ErrConflict) {
		t.Errorf("a refund that succeeded cannot fail: %v", err)
	}
	for key, want := range map[string]payments.RefundState{"good": payments.RefundSucceeded, "bad": payments.RefundFailed} {
		if got, err := ask(key, 200_00); got != want || err != nil {
			t.Errorf("refund %s = %q, %v; want %s", key, got, err, want)
		}
	}
	if got, err := ask("third", 282_50); got != payments.RefundPending || err != nil {
		t.Errorf("what the failed refund held is free again: %q, %v", got, err)
	}
	if p, err := s.Fetch(t.Context(), ref); err != nil || p.Refunded != usd(200_00) {
		t.Errorf("given back %v (%v), want %v", p.Refunded, err, usd(200_00))
	}
}

func TestDispute(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Config{})
	ref := start(t, s, "k")
	if err := s.Dispute(ref); !errors.Is(err, payments.ErrConflict) {
		t.Errorf("dispute before payment: %v, want ErrConflict", err)
	}
	must(t, s, ref, sandbox.Succeed)
	if err := errors.Join(s.Dispute(ref), s.Dispute(ref)); err != nil {
		t.Fatal(err)
	}
	if p, err := s.Fetch(t.Context(), ref); err != nil || !p.Disputed || p.State != payments.StateSucceeded {
		t.Errorf("payment = %+v, %v; want disputed and succeeded", p, err)
	}
	if events := list(t, s); len(events) != 2 {
		t.Errorf("%d events, want 2", len(events))
	}
}

// Every order of the callbacks of one long story, parsed and folded, is what
// Fetch says.
func TestCallbacksConverge(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Config{})
	ref := start(t, s, "k")
	must(t, s, ref, sandbox.Pending, sandbox.Decline, sandbox.SucceedLate)
	for key, minor := range map[string]int64{"r1": 10_00, "r2": 20_00} {
		if _, err := s.Refund(t.Context(), payments.Refund{Key: key, Ref: ref, Amount: usd(minor)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Dispute(ref); err != nil {
		t.Fatal(err)
	}
	want, err := s.Fetch(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	if want.Refunded != usd(30_00) || !want.Disputed || want.State != payments.StateSucceeded {
		t.Fatalf("payment = %+v", want)
	}
	callbacks := s.Callbacks(ref)
	if len(callbacks) != 6 {
		t.Fatalf("%d callbacks, want 6", len(callbacks))
	}
	permute(callbacks, func(order []payments.Delivery) {
		var got payments.Payment
		for _, d := range append(slices.Clone(order), order[0], order[3]) {
			events, err := s.ParseEvents(t.Context(), d)
			if err != nil || len(events) != 1 {
				t.Fatalf("%d events, %v", len(events), err)
			}
			got = payments.Merge(got, events[0].Payment())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-Fetch +callbacks):\n%s", diff)
		}
	})
}

func permute[T any](all []T, do func([]T)) {
	var step func(int)
	step = func(n int) {
		if n == len(all) {
			do(all)
			return
		}
		for i := n; i < len(all); i++ {
			all[n], all[i] = all[i], all[n]
			step(n + 1)
			all[n], all[i] = all[i], all[n]
		}
	}
	step(0)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		fault sandbox.Fault
		code  string
		done  int // checkouts there are afterwards
	}{
		{sandbox.FaultRefuse, payments.CodeUnavailable, 0},
		{sandbox.FaultLose, payments.CodeTimeout, 1},
		{sandbox.FaultHang, payments.CodeTimeout, 1},
	}
	for _, tt := range tests {
		t.Run(string(tt.fault), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := open(t, sandbox.Config{})
				s.SetFaults(sandbox.Faults{Start: tt.fault})
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				_, err := s.Start(ctx, intent("k"))
				failure, ok := errors.AsType[*payments.Error](err)
				if !ok || failure.Code != tt.code || !failure.Retry {
					t.Fatalf("error = %v, want code %s, to be retried", err, tt.code)
				}
				if tt.fault == sandbox.FaultHang && !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("error = %v, want the end of the context", err)
				}
				if got := len(s.Payments()); got != tt.done {
					t.Errorf("%d checkouts, want %d", got, tt.done)
				}
				s.SetFaults(sandbox.Faults{})
				start(t, s, "k")
				if got := len(s.Payments()); got != 1 {
					t.Errorf("after another try %d checkouts, want 1", got)
				}
			})
		})
	}
}

// A clock that is set back does not put events out of order.
func TestClockSetBack(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	s := open(t, sandbox.Config{Now: func() time.Time { return now }})
	ref := start(t, s, "k")
	must(t, s, ref, sandbox.Pending)
	now = now.Add(-time.Hour)
	must(t, s, ref, sandbox.Succeed)
	events := list(t, s)
	if len(events) != 2 || events[1].At.Before(events[0].At) {
		t.Errorf("events at %v, then %v", events[0].At, events[1].At)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	s := open(t, sandbox.Config{Now: func() time.Time { return now }, Life: time.Hour})
	first, second := start(t, s, "a"), start(t, s, "b")
	must(t, s, first, sandbox.Succeed)
	noon := now
	now = now.Add(2 * time.Hour)
	refs := func(ctx context.Context, since time.Time, most int) (refs []string, err error) {
		for e, err := range s.List(ctx, since) {
			if err != nil {
				return refs, err
			}
			if refs = append(refs, e.Ref); len(refs) == most {
				break
			}
		}
		return refs, nil
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name  string
		ctx   context.Context
		since time.Time
		most  int
		want  []string
		err   error
	}{
		{"all, with what time has done", t.Context(), time.Time{}, 9, []string{first, second}, nil},
		{"at the time itself", t.Context(), noon, 9, []string{first, second}, nil},
		{"later", t.Context(), noon.Add(time.Nanosecond), 9, []string{second}, nil},
		{"stopped early", t.Context(), time.Time{}, 1, []string{first}, nil},
		{"context over", over, time.Time{}, 9, nil, context.Canceled},
	}
	for _, tt := range tests {
		got, err := refs(tt.ctx, tt.since, tt.most)
		if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, tt.err) {
			t.Errorf("%s: error %v, want %v; refs (-want +got):\n%s", tt.name, err, tt.err, diff)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := refs(t.Context(), time.Time{}, 9); err == nil {
		t.Error("a closed sandbox lists")
	}
}
