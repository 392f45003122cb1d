package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paymentstest"
)

const token, secret, oldSecret = "token-that-nobody-may-see", "secret-that-nobody-may-see", "old-secret-that-nobody-may-see"

// open is an account at a bank of its own.
func open(t *testing.T) (*Bank, *hillbank) {
	t.Helper()
	there := newHillbank("", token, secret)
	server := httptest.NewServer(there.handler())
	t.Cleanup(server.Close)
	there.base = server.URL
	bank, err := NewBank(Config{BaseURL: server.URL, Token: token, Secrets: []string{secret, oldSecret}})
	if err != nil {
		t.Fatal(err)
	}
	return bank, there
}

// All that package payments promises its callers.
func TestConformance(t *testing.T) {
	t.Parallel()
	paymentstest.Run(t, paymentstest.Harness{New: func(t *testing.T) paymentstest.Rig {
		bank, there := open(t)
		return paymentstest.Rig{
			Provider: bank,
			Pay: func(_ context.Context, ref string, how paymentstest.Outcome) error {
				_, err := there.pay(ref, string(how))
				return err
			},
			Callbacks: func(_ context.Context, ref string) ([]payments.Delivery, error) { return there.callbacks(ref) },
			Checkouts: there.opened,
			Sign: func(key paymentstest.Secret, at time.Time, body []byte) payments.Delivery {
				with := map[paymentstest.Secret]string{
					paymentstest.Current: secret, paymentstest.Previous: oldSecret, paymentstest.Foreign: "of another shop",
				}[key]
				return payments.Delivery{Method: http.MethodPost, Header: signed(with, at, body), Body: body, Received: at}
			},
			Lose:     func() { there.set(func() { there.lose = true }) },
			Requests: func() (n int) { there.set(func() { n = there.requests }); return n },
			Unknown:  []byte(`{"id":"ev_1","type":"payout.sent"}`),
			Private:  []string{token, secret, oldSecret},
		}
	}})
}
