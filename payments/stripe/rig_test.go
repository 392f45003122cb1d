package stripe_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paymentstest"
	"github.com/sauda-commerce/sauda/payments/stripe"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

const (
	apiKey    = "sk_test_that_nobody_may_see"
	secret    = "whsec_that_nobody_may_see"
	oldSecret = "whsec_old_that_nobody_may_see"
)

// open is an account at a Stripe of its own.
func open(t *testing.T, c stripe.Config, s simulator.StripeConfig) (*stripe.Provider, *simulator.Stripe) {
	t.Helper()
	s.SecretKey, s.Secrets = apiKey, []string{secret}
	if s.Handler == nil {
		s.Silent = true
	}
	there := simulator.NewStripe(s)
	t.Cleanup(there.Close)
	c.SecretKey, c.WebhookSecrets = apiKey, []string{secret, oldSecret}
	if c.HTTPClient == nil {
		c.HTTPClient = &http.Client{Transport: there}
	}
	p, err := stripe.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p, there
}

// signed is a webhook of a body.
func signed(at time.Time, body []byte, secrets ...string) payments.Delivery {
	header := http.Header{"Stripe-Signature": {simulator.StripeSignature(at, body, secrets...)}}
	return payments.Delivery{Method: http.MethodPost, Path: "/payments/stripe", Header: header, Body: body, Received: at}
}

// callbacks are the webhooks about a checkout, signed now.
func callbacks(there *simulator.Stripe, ref string) (all []payments.Delivery) {
	for _, w := range there.Webhooks(ref) {
		all = append(all, payments.Delivery{Method: http.MethodPost, Path: "/payments/stripe", Header: w.Header, Body: w.Body, Received: time.Now()})
	}
	return all
}

// pay does what a shopper does. A decline is one that ends the session: a card
// that is declined leaves it open.
func pay(there *simulator.Stripe, ref string, how paymentstest.Outcome) error {
	outcome, ok := map[paymentstest.Outcome]simulator.StripeOutcome{
		paymentstest.Succeed: simulator.StripePaid, paymentstest.Decline: simulator.StripeFailed, paymentstest.Pending: simulator.StripeProcessing,
	}[how]
	if !ok {
		return errors.New("no such outcome")
	}
	return there.Pay(ref, outcome)
}

// All that package payments promises its callers, by sessions and by links.
func TestConformance(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]stripe.Config{"sessions": {}, "links": {PaymentLinks: true}} {
		for state, s := range map[string]simulator.StripeConfig{"": {}, ", refunds pending": {PendingRefunds: true}, ", events of tomorrow": {APIVersion: "2026-08-26.dahlia"}} {
			t.Run(name+state, func(t *testing.T) {
				t.Parallel()
				paymentstest.Run(t, paymentstest.Harness{New: func(t *testing.T) paymentstest.Rig {
					p, there := open(t, c, s)
					t.Cleanup(func() {
						for _, r := range there.Refused() {
							t.Errorf("a request that Stripe does not take: %+v", r)
						}
					})
					return rig(p, there)
				}})
			})
		}
	}
}

func rig(p *stripe.Provider, there *simulator.Stripe) paymentstest.Rig {
	return paymentstest.Rig{
		Provider:  p,
		Pay:       func(_ context.Context, ref string, how paymentstest.Outcome) error { return pay(there, ref, how) },
		Callbacks: func(_ context.Context, ref string) ([]payments.Delivery, error) { return callbacks(there, ref), nil },
		Checkouts: func(order string) int {
			o := there.Order(order)
			if len(o.Links) > 0 {
				return len(o.Links)
			}
			return len(o.Sessions)
		},
		Sign: func(key paymentstest.Secret, at time.Time, body []byte) payments.Delivery {
			return signed(at, body, map[paymentstest.Secret]string{
				paymentstest.Current: secret, paymentstest.Previous: oldSecret, paymentstest.Foreign: "whsec_of_another_shop",
			}[key])
		},
		Lose:     func() { there.SetFaults(simulator.Fault{Kind: simulator.FaultLose, Count: 1}) },
		Requests: there.Requests,
		Unknown:  []byte(`{"id":"evt_1","object":"event","type":"payout.paid","created":1700000000,"data":{"object":{"id":"po_1"}}}`),
		Private:  []string{apiKey, secret, oldSecret},
	}
}
