package sandbox_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
)

// shop is the receiver of callbacks: it is down for the first so many.
type shop struct {
	mu    sync.Mutex
	down  int
	got   []payments.Delivery
	times []time.Time
}

func (s *shop) Deliver(_ context.Context, d payments.Delivery) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got, s.times = append(s.got, d), append(s.times, time.Now())
	if s.down > 0 {
		s.down--
		return errors.New("the shop is down")
	}
	return nil
}

// kinds reads what has come.
func (s *shop) kinds(t *testing.T, bank *sandbox.Sandbox) []payments.EventKind {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	var kinds []payments.EventKind
	for _, d := range s.got {
		events, err := bank.ParseEvents(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, events[0].Kind)
	}
	return kinds
}

// run runs a sandbox until the test ends.
func run(t *testing.T, s *sandbox.Sandbox) {
	t.Helper()
	done := make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestRunRepeatsUntilAccepted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		customer := &shop{down: 4}
		s := open(t, sandbox.Config{Deliver: customer.Deliver})
		run(t, s)
		ref := start(t, s, "k")
		begun := time.Now()
		must(t, s, ref, sandbox.Succeed)
		time.Sleep(time.Hour)
		synctest.Wait()
		var got []time.Duration
		for _, at := range customer.times {
			got = append(got, at.Sub(begun))
		}
		const ms = time.Millisecond
		want := []time.Duration{0, 500 * ms, 1500 * ms, 3500 * ms, 7500 * ms}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("times of the attempts (-want +got):\n%s", diff)
		}
	})
}

// One callback that is never accepted does not keep the others back.
func TestRunIsNotHeldUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var bank *sandbox.Sandbox
		seen := map[string]int{}
		bank = open(t, sandbox.Config{Deliver: func(ctx context.Context, d payments.Delivery) error {
			events, err := bank.ParseEvents(ctx, d)
			if err != nil {
				return err
			}
			seen[events[0].Order]++
			if events[0].Order == "order-bad" {
				return errors.New("not this one")
			}
			return nil
		}})
		bad, good := start(t, bank, "bad"), start(t, bank, "good")
		run(t, bank)
		must(t, bank, bad, sandbox.Succeed)
		time.Sleep(time.Minute)
		must(t, bank, good, sandbox.Succeed)
		synctest.Wait()
		if seen["order-good"] != 1 || seen["order-bad"] < 5 {
			t.Errorf("callbacks by order: %v", seen)
		}
	})
}

func TestRunLetsTimePass(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		customer := &shop{}
		s := open(t, sandbox.Config{Deliver: customer.Deliver, Life: time.Hour})
		run(t, s)
		start(t, s, "forgotten")
		if err := s.SettleLater(start(t, s, "slow"), 10*time.Second); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		want := []payments.EventKind{payments.EventProcessing, payments.EventSucceeded, payments.EventExpired}
		var got []payments.EventKind
		for _, e := range list(t, s) {
			got = append(got, e.Kind)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		if n := len(customer.got); n != 3 {
			t.Errorf("%d callbacks, want 3", n)
		}
	})
}

func TestCallbackFaults(t *testing.T) {
	t.Parallel()
	const processing, succeeded = payments.EventProcessing, payments.EventSucceeded
	tests := []struct {
		name   string
		faults sandbox.Faults
		want   []payments.EventKind
	}{
		{"none", sandbox.Faults{}, []payments.EventKind{processing, succeeded}},
		{"copies", sandbox.Faults{Copies: 2}, []payments.EventKind{processing, processing, processing, succeeded, succeeded, succeeded}},
		{"reverse", sandbox.Faults{Reverse: true}, []payments.EventKind{succeeded, processing}},
		{"hold", sandbox.Faults{Hold: true}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			customer := &shop{}
			s := open(t, sandbox.Config{Deliver: customer.Deliver})
			s.SetFaults(tt.faults)
			must(t, s, start(t, s, "k"), sandbox.Pending, sandbox.Succeed)
			if err := s.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, customer.kinds(t, s)); diff != "" {
				t.Errorf("callbacks (-want +got):\n%s", diff)
			}
		})
	}
}

// What was held is sent by Run as soon as the switch is off.
func TestHoldEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		customer := &shop{}
		s := open(t, sandbox.Config{Deliver: customer.Deliver})
		run(t, s)
		s.SetFaults(sandbox.Faults{Hold: true})
		must(t, s, start(t, s, "k"), sandbox.Succeed)
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := len(customer.got); n != 0 {
			t.Errorf("%d callbacks were sent, want none", n)
		}
		s.SetFaults(sandbox.Faults{})
		synctest.Wait()
		if n := len(customer.got); n != 1 {
			t.Errorf("%d callbacks were sent, want 1", n)
		}
	})
}

func TestFlushTriesAgainAtOnce(t *testing.T) {
	t.Parallel()
	customer := &shop{down: 2}
	s := open(t, sandbox.Config{Deliver: customer.Deliver})
	must(t, s, start(t, s, "k"), sandbox.Succeed)
	for attempt, wantErr := range []bool{true, true, false, false} {
		if err := s.Flush(t.Context()); (err != nil) != wantErr {
			t.Errorf("flush %d: %v, want an error: %v", attempt, err, wantErr)
		}
	}
	if n := len(customer.got); n != 3 {
		t.Errorf("%d attempts, want 3", n)
	}
}

// A callback is sent again after a restart until it is accepted, and not after.
func TestRestartSendsWhatIsLeft(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	customer := &shop{down: 1}
	config := sandbox.Config{Dir: dir, Deliver: customer.Deliver}
	s := open(t, config)
	must(t, s, start(t, s, "k"), sandbox.Pending, sandbox.Succeed)
	if err := s.Flush(t.Context()); err == nil {
		t.Error("the first callback was accepted")
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, config)
		if err := s.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	want := []payments.EventKind{payments.EventProcessing, payments.EventSucceeded, payments.EventProcessing}
	if diff := cmp.Diff(want, customer.kinds(t, s)); diff != "" {
		t.Errorf("callbacks (-want +got):\n%s", diff)
	}
}

// wire is a transport without a network.
type wire func(*http.Request) (*http.Response, error)

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) { return w(r) }

func TestCallbacksByHTTP(t *testing.T) {
	t.Parallel()
	const address = "https://shop.example/payments/sandbox"
	answers := []int{http.StatusInternalServerError, http.StatusFound, http.StatusNoContent}
	var got []payments.Delivery
	client := &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: wire(func(r *http.Request) (*http.Response, error) {
			if r.URL.String() != address {
				t.Errorf("called %s", r.URL)
			}
			body, err := io.ReadAll(r.Body)
			got = append(got, payments.NewDelivery(r, body, time.Now()))
			status := answers[0]
			answers = answers[1:]
			return &http.Response{
				StatusCode: status, Header: http.Header{"Location": {"https://elsewhere.example/"}},
				Body: io.NopCloser(strings.NewReader("thanks")), Request: r,
			}, err
		}),
	}
	s := open(t, sandbox.Config{CallbackURL: address, HTTPClient: client})
	must(t, s, start(t, s, "k"), sandbox.Succeed)
	for _, wantErr := range []string{"status 500", "status 302", ""} {
		err := s.Flush(t.Context())
		if (err == nil) != (wantErr == "") || (err != nil && !strings.Contains(err.Error(), wantErr)) {
			t.Errorf("flush: %v, want %q", err, wantErr)
		}
	}
	if len(got) != 3 || len(answers) != 0 {
		t.Fatalf("%d callbacks, want 3", len(got))
	}
	if got[0].Method != "POST" || got[0].Path != "/payments/sandbox" || got[0].Header.Get("Content-Type") != "application/json" {
		t.Errorf("callback = %+v", got[0])
	}
	ids := map[string]bool{}
	for _, d := range got {
		events, err := s.ParseEvents(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		ids[events[0].ID] = true
	}
	if len(ids) != 1 {
		t.Errorf("one event has ids %v", ids)
	}
}

func TestClose(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hang := func(ctx context.Context, _ payments.Delivery) error { <-ctx.Done(); return ctx.Err() }
		s := open(t, sandbox.Config{Deliver: hang})
		ref := start(t, s, "k")
		must(t, s, ref, sandbox.Succeed)
		done := make(chan error, 1)
		go func() { done <- s.Run(context.Background()) }()
		synctest.Wait()
		if err := errors.Join(s.Close(), s.Close(), <-done); err != nil {
			t.Errorf("close: %v", err)
		}
		_, startErr := s.Start(t.Context(), intent("k2"))
		_, fetchErr := s.Fetch(t.Context(), ref)
		for what, err := range map[string]error{
			"start": startErr, "fetch": fetchErr, "run": s.Run(t.Context()), "flush": s.Flush(t.Context()),
			"settle": s.Settle(ref, sandbox.Succeed),
		} {
			if err == nil {
				t.Errorf("%s works after Close", what)
			}
		}
	})
}

// Everything at once, for the race detector.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	customer := &shop{}
	s := open(t, sandbox.Config{Dir: t.TempDir(), Deliver: customer.Deliver})
	run(t, s)
	var work sync.WaitGroup
	for _, key := range strings.Split("abcdefgh", "") {
		work.Go(func() {
			c, err := s.Start(t.Context(), intent(key))
			if err != nil {
				t.Error(err)
				return
			}
			_ = s.Settle(c.Ref, sandbox.Pending)
			ask(t, s, "GET", "/pay/"+c.Ref, "")
			ask(t, s, "POST", "/pay/"+c.Ref, "outcome=succeed")
			_, refundErr := s.Refund(t.Context(), payments.Refund{Key: key, Ref: c.Ref, Amount: usd(1)})
			if err := errors.Join(refundErr, s.Flush(t.Context())); err != nil {
				t.Error(err)
			}
			s.SetFaults(sandbox.Faults{})
			_ = s.Payments()
			_ = s.Callbacks(c.Ref)
		})
	}
	work.Wait()
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := len(customer.kinds(t, s)); got != 24 {
		t.Errorf("%d callbacks, want 24", got)
	}
	if !slices.IsSortedFunc(list(t, s), func(a, b payments.Event) int { return a.At.Compare(b.At) }) {
		t.Error("events are not in order of time")
	}
}
