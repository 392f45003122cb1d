package stripe_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/stripe"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// swaps is a wire on which words of answers are others.
type swaps struct {
	to   http.RoundTripper
	path string
	old  string
	new  string
}

func (s *swaps) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := s.to.RoundTrip(r)
	if err != nil || s.old == "" || !strings.HasPrefix(r.URL.Path, s.path) {
		return res, err
	}
	text, err := io.ReadAll(res.Body)
	res.Body = io.NopCloser(bytes.NewReader(bytes.ReplaceAll(text, []byte(s.old), []byte(s.new))))
	return res, err
}

// swapped is an account at a Stripe some of whose words are others.
func swapped(t *testing.T) (*stripe.Provider, *simulator.Stripe, *swaps) {
	t.Helper()
	there := simulator.NewStripe(simulator.StripeConfig{SecretKey: apiKey, Secrets: []string{secret}, Silent: true})
	t.Cleanup(there.Close)
	wire := &swaps{to: there}
	p, err := stripe.New(stripe.Config{SecretKey: apiKey, WebhookSecrets: []string{secret}, HTTPClient: &http.Client{Transport: wire}})
	if err != nil {
		t.Fatal(err)
	}
	return p, there, wire
}

// A payment that cannot be read does not hide what happened after it: it would
// be as unreadable in the next round.
func TestListPassesWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	p, there, wire := swapped(t)
	for _, order := range []string{"first", "second"} {
		c := begin(t, p, order)
		if err := errors.Join(there.Pay(c.Ref, simulator.StripePaid), there.Refund(c.Ref, 500)); err != nil {
			t.Fatal(err)
		}
	}
	wire.path = "/v1/checkout/sessions"
	wire.old, wire.new = `"currency":"usd"`, `"currency":"zzz"`
	n := 0
	for e, err := range p.List(t.Context(), time.Now().Add(-time.Hour)) {
		if err != nil {
			t.Fatalf("after %d: %v", n, err)
		}
		if n++; e.Kind != payments.EventSucceeded {
			t.Errorf("event %+v", e)
		}
	}
	if n != 2 {
		t.Errorf("%d events, want the two payments", n)
	}
}

// Money that was taken in another currency than the order's (Adaptive Pricing) is
// given back by a person: our sums are none of its.
func TestRefundInAnotherCurrency(t *testing.T) {
	t.Parallel()
	p, there, wire := swapped(t)
	c := begin(t, p, "o")
	if err := there.Pay(c.Ref, simulator.StripePaid); err != nil {
		t.Fatal(err)
	}
	wire.path, wire.old, wire.new = "/v1/checkout/sessions", `"object":"charge"`, `"object":"charge","currency":"eur"`
	_, err := p.Refund(t.Context(), payments.Refund{Key: "r", Ref: c.Ref, Amount: money.New(5_00, "USD")})
	if !errors.Is(err, payments.ErrUnsupported) {
		t.Errorf("refund: %v", err)
	}
	if err := there.Refund(c.Ref, 500); err != nil {
		t.Fatal(err)
	}
	is, err := p.Fetch(t.Context(), c.Ref)
	if err != nil || is.State != payments.StateSucceeded || is.Refunded != money.New(5_00, "USD") { // the same part of it
		t.Errorf("%+v, %v", is, err)
	}
}

// A session is found by its key and by client_reference_id together: one that
// says that it is of another order is not led to.
func TestFindHoldsTheOrderAgainstTheSession(t *testing.T) {
	t.Parallel()
	p, _, wire := swapped(t)
	in := intent("o", time.Now())
	if _, err := p.Start(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if c, err := p.Find(t.Context(), in); err != nil || c.State != payments.StatePending {
		t.Fatalf("%+v, %v", c, err)
	}
	wire.path, wire.old, wire.new = "/v1/checkout/sessions", `"client_reference_id":"o"`, `"client_reference_id":"of another"`
	if c, err := p.Find(t.Context(), in); !errors.Is(err, payments.ErrConflict) {
		t.Errorf("%+v, %v", c, err)
	}
}
