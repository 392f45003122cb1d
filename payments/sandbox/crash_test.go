package sandbox_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
)

// crashDir names the folder in which a child process of TestKilled works.
const crashDir = "SAUDA_TEST_SANDBOX_CRASH_DIR"

// TestKilled kills a process in the middle of its work and finds everything
// that it had acknowledged.
func TestKilled(t *testing.T) {
	t.Parallel()
	if dir := os.Getenv(crashDir); dir != "" {
		acknowledge(t, dir)
		return
	}
	for round := range 3 {
		dir := t.TempDir()
		acknowledged := killed(t, dir, 20+round*37)
		s := open(t, sandbox.Config{Dir: dir})
		for _, ref := range acknowledged {
			if got := state(t, s, ref); got != payments.StateSucceeded {
				t.Errorf("round %d: %s is %s, want succeeded", round, ref, got)
			}
		}
	}
}

// acknowledge takes payments for ever and prints each ref when it is paid.
func acknowledge(t *testing.T, dir string) {
	s := open(t, sandbox.Config{Dir: dir})
	for i := 0; ; i++ {
		ref := start(t, s, fmt.Sprint("k", i))
		must(t, s, ref, sandbox.Succeed)
		fmt.Println("paid", ref)
	}
}

// killed runs acknowledge in a child, kills it after so many payments, and
// returns those that it printed.
func killed(t *testing.T, dir string, after int) (refs []string) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilled$")
	child.Env = append(os.Environ(), crashDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if ref, ok := strings.CutPrefix(strings.TrimSpace(line), "paid "); ok {
			refs = append(refs, ref)
		}
		if len(refs) == after {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = child.Wait() // it was killed
	if len(refs) < after {
		t.Fatalf("the child ended by itself after %d payments", len(refs))
	}
	return refs
}

// Whatever is done, a sandbox opened from the journal is the one that was
// closed, and no payment is ever taken back or given back more than once.
func TestReopenedIsTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		config := sandbox.Config{Dir: t.TempDir(), Secrets: []string{secret}}
		s, err := sandbox.Open(config)
		if err != nil {
			rt.Fatal(err)
		}
		for range rapid.IntRange(1, 15).Draw(rt, "steps") {
			step(rt, s)
			checkSums(rt, s)
		}
		before, events := s.Payments(), allEvents(rt, s)
		if err := s.Close(); err != nil {
			rt.Fatal(err)
		}
		if s, err = sandbox.Open(config); err != nil {
			rt.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		if diff := cmp.Diff(before, s.Payments()); diff != "" {
			rt.Fatalf("payments (-closed +opened):\n%s", diff)
		}
		if diff := cmp.Diff(events, allEvents(rt, s)); diff != "" {
			rt.Fatalf("events (-closed +opened):\n%s", diff)
		}
	})
}

// step does something to one of two checkouts; that it may be refused is fine.
func step(rt *rapid.T, s *sandbox.Sandbox) {
	ctx := context.Background()
	c, err := s.Start(ctx, intent(rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "key")))
	if err != nil {
		rt.Fatal(err)
	}
	switch rapid.IntRange(0, 4).Draw(rt, "what") {
	case 0, 1:
		outcomes := []sandbox.Outcome{sandbox.Succeed, sandbox.Decline, sandbox.Pending, sandbox.SucceedLate}
		_ = s.Settle(c.Ref, rapid.SampledFrom(outcomes).Draw(rt, "outcome"))
	case 2:
		s.SetFaults(sandbox.Faults{RefundsPending: rapid.Bool().Draw(rt, "pending")})
		key := rapid.SampledFrom([]string{"r1", "r2", "r3"}).Draw(rt, "refund")
		_, _ = s.Refund(ctx, payments.Refund{Key: key, Ref: c.Ref, Amount: usd(rapid.Int64Range(1, 400_00).Draw(rt, "minor"))})
	case 3:
		_ = s.SettleRefund(rapid.SampledFrom([]string{"r1", "r2", "r3"}).Draw(rt, "settle"), rapid.Bool().Draw(rt, "ok"))
	case 4:
		_, _ = s.Cancel(ctx, c.Ref)
		_ = s.Dispute(c.Ref)
	}
}

func checkSums(rt *rapid.T, s *sandbox.Sandbox) {
	for _, p := range s.Payments() {
		if p.Refunded.Minor > p.Amount.Minor || (p.Refunded.Minor > 0 && p.State != payments.StateSucceeded) {
			rt.Fatalf("given back %v of %v, %s", p.Refunded, p.Amount, p.State)
		}
	}
}

func allEvents(rt *rapid.T, s *sandbox.Sandbox) (all []payments.Event) {
	for _, p := range s.Payments() {
		for _, d := range s.Callbacks(p.Ref) {
			events, err := s.ParseEvents(context.Background(), d)
			if err != nil {
				rt.Fatal(err)
			}
			all = append(all, events...)
		}
	}
	return all
}

// The journal holds nothing that names the shopper.
func TestJournalHoldsNoPerson(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, sandbox.Config{Dir: dir})
	must(t, s, start(t, s, "k"), sandbox.Succeed)
	payer := intent("k").Payer
	for _, text := range []string{payer.Name, payer.Email, payer.Phone} {
		if strings.Contains(journal(t, dir), text) {
			t.Errorf("the journal holds %q", text)
		}
	}
}
