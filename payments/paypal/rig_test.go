package paypal_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paymentstest"
	"github.com/sauda-commerce/sauda/payments/paypal"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

const (
	secret     = "secret-that-nobody-may-see"
	webhook    = "1JE4291016473214C"
	oldWebhook = "8PT597110X687430L"
)

var noon = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// keys are made once: it takes a while.
var keys = sync.OnceValue(simulator.NewPayPalKeys)

// account is an app at a PayPal of its own, with a clock.
type account struct {
	*paypal.Provider
	there *simulator.PayPal
	t     testing.TB

	mu  sync.Mutex
	now time.Time
}

func open(t testing.TB, c simulator.PayPalConfig) *account {
	t.Helper()
	a := &account{t: t, now: noon}
	c.ClientID, c.Secret, c.WebhookID, c.Keys, c.Now = "client", secret, webhook, keys(), a.clock
	a.there = simulator.NewPayPal(c)
	var err error
	a.Provider, err = paypal.New(config(a.there, a.clock))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func config(transport http.RoundTripper, now func() time.Time) paypal.Config {
	return paypal.Config{
		ClientID: "client", Secret: secret, WebhookIDs: []string{webhook, oldWebhook}, Brand: "Alpine Post",
		HTTPClient: &http.Client{Transport: transport}, Now: now, Roots: keys().Roots(),
	}
}

func (a *account) clock() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now
}

func (a *account) later(d time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now = a.now.Add(d)
}

func (a *account) must(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

// pay does what the shopper does; what pends is cleared by a second word.
func (a *account) pay(ref string, how paymentstest.Outcome) error {
	if a.there.Clear(ref, how == paymentstest.Succeed) == nil {
		return nil
	}
	return a.there.Agree(ref, map[paymentstest.Outcome]simulator.PayPalOutcome{
		paymentstest.Succeed: simulator.PayPalPays, paymentstest.Decline: simulator.PayPalDeclines, paymentstest.Pending: simulator.PayPalPends,
	}[how])
}

func (a *account) webhooks(ref string) []payments.Delivery {
	var all []payments.Delivery
	for _, w := range a.there.Webhooks(ref) {
		all = append(all, payments.Delivery{Method: http.MethodPost, Path: "/payments/paypal", Header: w.Header, Body: w.Body, Received: a.clock()})
	}
	return all
}

// told is what the webhooks about an order tell, put together.
func (a *account) told(ref string) payments.Payment {
	a.t.Helper()
	var is payments.Payment
	for _, d := range a.webhooks(ref) {
		events, err := a.ParseEvents(a.t.Context(), d)
		a.must(err)
		for _, e := range events {
			is = payments.Merge(is, e.Payment())
		}
	}
	return is
}

func (a *account) opened(order string) (n int) {
	for _, o := range a.there.Orders() {
		if strings.HasPrefix(o.CustomID, order+"|") {
			n++
		}
	}
	return n
}

func usd(minor int64) money.Amount { return money.New(minor, "USD") }

func intent(order string, sum money.Amount) payments.Intent {
	return payments.Intent{
		Key: order + "-1", Order: order, Number: "S-1001", Attempt: 1, Amount: sum, Title: "Alpine Post", Locale: "en",
		ReturnURL: "https://shop.example/pay/token",
	}
}

// start opens an order over 100 USD.
func (a *account) start() payments.Checkout {
	a.t.Helper()
	c, err := a.Start(a.t.Context(), intent("o1", usd(100_00)))
	a.must(err)
	return c
}

// paid opens an order, agrees and takes the money.
func (a *account) paid() payments.Checkout {
	a.t.Helper()
	c := a.start()
	a.must(a.there.Agree(c.Ref, simulator.PayPalPays))
	is, err := a.Capture(a.t.Context(), c.Ref)
	a.must(err)
	if is.State != payments.StateSucceeded {
		a.t.Fatalf("what was taken is %q", is.State)
	}
	return c
}

// All that package payments promises its callers, and nothing that PayPal would
// not take.
func TestConformance(t *testing.T) {
	t.Parallel()
	paymentstest.Run(t, paymentstest.Harness{New: func(t *testing.T) paymentstest.Rig {
		a := open(t, simulator.PayPalConfig{})
		t.Cleanup(func() {
			if broke := a.there.Refused(); len(broke) > 0 {
				t.Errorf("PayPal's rules were broken: %+v", broke)
			}
		})
		return paymentstest.Rig{
			Provider:  a.Provider,
			Pay:       func(_ context.Context, ref string, how paymentstest.Outcome) error { return a.pay(ref, how) },
			Callbacks: func(_ context.Context, ref string) ([]payments.Delivery, error) { return a.webhooks(ref), nil },
			Checkouts: a.opened,
			Sign: func(key paymentstest.Secret, at time.Time, body []byte) payments.Delivery {
				of := map[paymentstest.Secret]string{paymentstest.Current: webhook, paymentstest.Previous: oldWebhook, paymentstest.Foreign: "0XX00000X0000000X"}[key]
				return payments.Delivery{Method: http.MethodPost, Header: keys().Sign(of, at, body), Body: body, Received: at}
			},
			Now: a.clock,
			Lose: func() {
				a.there.SetFaults(simulator.Fault{Kind: simulator.FaultLose, On: "POST /v2/checkout/orders", Count: 1})
			},
			Requests: a.there.Requests,
			Unknown:  []byte(`{"id":"WH-1","event_type":"BILLING.PLAN.CREATED","create_time":"2026-11-30T12:00:00Z","resource":{}}`),
			Private:  []string{secret, webhook, oldWebhook, "A21AA"},
		}
	}})
}
