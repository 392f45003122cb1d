package sandbox_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paymentstest"
	"github.com/sauda-commerce/sauda/payments/sandbox"
)

// No test may leave a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const secret, oldSecret = "the-secret-of-these-tests", "the-secret-rotated-out"

func open(t *testing.T, config sandbox.Config) *sandbox.Sandbox {
	t.Helper()
	if config.Secrets == nil {
		config.Secrets = []string{secret, oldSecret}
	}
	s, err := sandbox.Open(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func usd(minor int64) money.Amount { return money.New(minor, "USD") }

func intent(key string) payments.Intent {
	return payments.Intent{
		Key: key, Order: "order-" + key, Number: "S-1042", Attempt: 1, Amount: usd(482_50), Title: "Two things",
		Lines:  []payments.Line{{Title: "Ridge tent", Quantity: 1, Amount: usd(399_00)}, {Title: "Pegs", Quantity: 2, Amount: usd(83_50)}},
		Locale: "en", ReturnURL: "https://shop.example/back?order=1",
		Payer: payments.Payer{Name: "Zarina Testova", Email: "zarina@shopper.example", Phone: "+77010000000"},
	}
}

// start opens a checkout and returns its ref.
func start(t *testing.T, s *sandbox.Sandbox, key string) string {
	t.Helper()
	c, err := s.Start(t.Context(), intent(key))
	if err != nil {
		t.Fatal(err)
	}
	return c.Ref
}

// must settles a payment.
func must(t *testing.T, s *sandbox.Sandbox, ref string, outcomes ...sandbox.Outcome) {
	t.Helper()
	for _, o := range outcomes {
		if err := s.Settle(ref, o); err != nil {
			t.Fatal(err)
		}
	}
}

func state(t *testing.T, s *sandbox.Sandbox, ref string) payments.State {
	t.Helper()
	p, err := s.Fetch(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	return p.State
}

// list returns all events.
func list(t *testing.T, s *sandbox.Sandbox) []payments.Event {
	t.Helper()
	var all []payments.Event
	for e, err := range s.List(t.Context(), time.Time{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

func TestConformance(t *testing.T) {
	t.Parallel()
	paymentstest.Run(t, paymentstest.Harness{New: func(t *testing.T) paymentstest.Rig {
		s := open(t, sandbox.Config{Dir: t.TempDir()})
		secrets := map[paymentstest.Secret]string{
			paymentstest.Current: secret, paymentstest.Previous: oldSecret, paymentstest.Foreign: "foreign",
		}
		return paymentstest.Rig{
			Provider: once{s},
			Pay: func(_ context.Context, ref string, how paymentstest.Outcome) error {
				return s.Settle(ref, sandbox.Outcome(how))
			},
			Callbacks: func(_ context.Context, ref string) ([]payments.Delivery, error) { return s.Callbacks(ref), nil },
			Checkouts: func(order string) (n int) {
				for _, p := range s.Payments() {
					if p.Order == order {
						n++
					}
				}
				return n
			},
			Sign: func(key paymentstest.Secret, at time.Time, body []byte) payments.Delivery {
				return signed(secrets[key], at, body)
			},
			Lose:    func() { s.SetFaults(sandbox.Faults{Start: sandbox.FaultLose}) },
			Unknown: []byte(`{"id":"evt_1","kind":"payout"}`),
			Private: []string{secret, oldSecret},
		}
	}})
}

// once is a sandbox whose faults last for one call.
type once struct{ *sandbox.Sandbox }

func (o once) Start(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	c, err := o.Sandbox.Start(ctx, in)
	if err != nil {
		o.SetFaults(sandbox.Faults{})
	}
	return c, err
}

func signed(secret string, at time.Time, body []byte) payments.Delivery {
	return payments.Delivery{
		Method: http.MethodPost, Path: "/payments/sandbox", Received: at, Body: body,
		Header: http.Header{sandbox.SignatureHeader: {sandbox.Sign(secret, at, body)}},
	}
}

// A shop's test needs no page and no server: it settles, flushes, and reads.
func ExampleSandbox() {
	ctx := context.Background()
	var bank *sandbox.Sandbox
	bank, err := sandbox.Open(sandbox.Config{Deliver: func(ctx context.Context, d payments.Delivery) error {
		events, err := bank.ParseEvents(ctx, d)
		for _, e := range events {
			fmt.Println("callback:", e.Order, e.Kind, e.Amount)
		}
		return err
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = bank.Close() }()

	checkout, err := bank.Start(ctx, payments.Intent{Key: "o1.1", Order: "o1", Amount: money.New(12_50, "USD")})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("checkout:", checkout.State, checkout.Amount)
	fmt.Println(bank.Settle(checkout.Ref, sandbox.Succeed), bank.Flush(ctx))
	// Output:
	// checkout: pending 12.50 USD
	// callback: o1 succeeded 12.50 USD
	// <nil> <nil>
}
