package paymentstest_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paymentstest"
	"github.com/sauda-commerce/sauda/payments/sandbox"
)

// secrets by the name that a case asks for.
var secrets = map[paymentstest.Secret]string{
	paymentstest.Current:  "current-secret-of-the-test",
	paymentstest.Previous: "previous-secret-of-the-test",
	paymentstest.Foreign:  "foreign-secret-of-the-test",
}

// open returns a sandbox and a rig for it.
func open(t *testing.T, config sandbox.Config) (*sandbox.Sandbox, paymentstest.Rig) {
	t.Helper()
	var logs lockedBuffer
	config.Logger = slog.New(slog.NewTextHandler(&logs, nil))
	if config.Secrets == nil {
		config.Secrets = []string{secrets[paymentstest.Current], secrets[paymentstest.Previous]}
	}
	s, err := sandbox.Open(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, paymentstest.Rig{
		Provider: &loser{Sandbox: s},
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
			header := http.Header{sandbox.SignatureHeader: {sandbox.Sign(secrets[key], at, body)}}
			return payments.Delivery{Method: http.MethodPost, Path: "/payments/sandbox", Header: header, Body: body, Received: at}
		},
		Lose:    func() { s.SetFaults(sandbox.Faults{Start: sandbox.FaultLose}) },
		Unknown: []byte(`{"id":"evt_1","kind":"payout","ref":"pay_1","amount":{"minor":1,"currency":"USD"}}`),
		Private: []string{secrets[paymentstest.Current], secrets[paymentstest.Previous]},
		Logs:    logs.String,
	}
}

// loser switches the loss of answers off after one.
type loser struct{ *sandbox.Sandbox }

func (l *loser) Start(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	c, err := l.Sandbox.Start(ctx, in)
	if err != nil {
		l.SetFaults(sandbox.Faults{})
	}
	return c, err
}

type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
