package rush

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/stripe"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// stripeTill is the scripted Stripe, with faults, and a way to it.
type stripeTill struct {
	m     *market
	there *simulator.Stripe
	p     *stripe.Provider
}

// stripeFaults go wrong: 5xx, busy keys, too many requests, connections that
// end before and after it was done; events lost, late and doubled.
var stripeFaults = []simulator.Fault{
	{Kind: simulator.FaultLose, On: "POST /v1/checkout/sessions", Chance: 0.10},
	{Kind: simulator.FaultLose, Chance: 0.05},
	{Kind: simulator.FaultDrop, Chance: 0.04},
	{Kind: simulator.FaultFail, Chance: 0.04},
	{Kind: simulator.FaultBusy, Chance: 0.03},
	{Kind: simulator.FaultLimit, Chance: 0.02, Wait: time.Second},
	{Kind: simulator.FaultSlow, Chance: 0.02, Wait: 30 * time.Millisecond},
	{Kind: simulator.FaultMiss, Chance: 0.15},
	{Kind: simulator.FaultRepeat, Chance: 0.2, Wait: 10 * time.Millisecond},
	{Kind: simulator.FaultLate, Chance: 0.2, Wait: 30 * time.Millisecond},
}

func newStripe(m *market, c *clock) *stripeTill {
	s := &stripeTill{m: m}
	s.there = simulator.NewStripe(simulator.StripeConfig{
		SecretKey: "sk_test", Secrets: []string{"whsec_test"}, Now: c.Now, Seed: *seed,
		Handler: http.HandlerFunc(s.hear), Backoff: 20 * time.Millisecond,
	})
	s.there.SetFaults(stripeFaults...)
	p, err := stripe.New(stripe.Config{
		SecretKey: "sk_test", WebhookSecrets: []string{"whsec_test"}, Now: c.Now, HTTPClient: &http.Client{Transport: s}, Timeout: time.Second,
	})
	if err != nil {
		panic(err) // nothing is missing
	}
	s.p = p
	return s
}

// RoundTrip is the shop's way to Stripe. When a session was opened there, it
// looks whether that is the only place where its order can be paid.
func (s *stripeTill) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body) // it is in memory
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	order := ""
	if r.Method == http.MethodPost && r.URL.Path == "/v1/checkout/sessions" {
		form, _ := url.ParseQuery(string(body))
		order = form.Get("client_reference_id")
	}
	before := len(s.there.Order(order).Sessions)
	response, err := s.there.RoundTrip(r)
	if order != "" && len(s.there.Order(order).Sessions) > before {
		s.m.created(order)
	}
	return response, err
}

// hear takes webhooks to some node.
func (s *stripeTill) hear(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	n := s.m.any(s.m.luck())
	if err == nil {
		err = n.ReceivePayment(r.Context(), "stripe", payments.NewDelivery(r, body, s.m.clock.Now()))
	}
	if err != nil || n.dead.Load() {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

func (s *stripeTill) provider() payments.Provider { return s.p }

func (s *stripeTill) refs(order string) []string { return s.there.Order(order).Sessions }

func (s *stripeTill) open(order string) (n int) {
	for _, ref := range s.refs(order) {
		if s.there.Status(ref) == "open" {
			n++
		}
	}
	return n
}

func (s *stripeTill) at(page string) string {
	if !strings.HasPrefix(page, "https://checkout.stripe.com/") {
		return ""
	}
	return path.Base(page)
}

func (s *stripeTill) ends(ref string, how outcome) error {
	return s.there.Pay(ref, map[outcome]simulator.StripeOutcome{
		pays: simulator.StripePaid, declined: simulator.StripeDeclined, waits: simulator.StripeProcessing, fails: simulator.StripeFailed,
	}[how])
}

func (s *stripeTill) again(ref string) { s.there.Again(ref) }

func (s *stripeTill) calm() { s.there.SetFaults() }

func (s *stripeTill) settled() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s.there.Lapse()
	if err := s.there.Settled(ctx); err != nil {
		s.m.t.Error(err)
	}
}

func (s *stripeTill) truth(ref string) payments.Payment {
	p, err := s.p.Fetch(context.Background(), ref)
	if err != nil {
		s.m.t.Error(err)
	}
	return p
}

func (s *stripeTill) close() {
	s.there.Close()
	for _, r := range s.there.Refused() {
		s.m.t.Errorf("a request that Stripe does not take: %+v", r)
	}
}
