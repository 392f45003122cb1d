package simulator

import (
	"cmp"
	"context"
	"net/http"
	"sync"
	"time"
)

// StripeConfig is what a Stripe may be told. SecretKey, Secrets and one of
// Handler and WebhookURL are needed for anything to happen.
type StripeConfig struct {
	// APIVersion that events are written in. Defaults to "2023-10-16".
	APIVersion string
	// Backoff is the first wait after a webhook that was not answered with 2xx;
	// it doubles up to 16 times that. Defaults to 500 ms.
	Backoff time.Duration
	// GiveUp is how long a webhook is tried. Defaults to 72 h.
	GiveUp time.Duration
	// Handler takes webhooks in this process. Defaults to the network.
	Handler http.Handler
	// HTTPClient delivers webhooks over the network. Defaults to one with a
	// timeout of 10 s.
	HTTPClient *http.Client
	// KeyLife is how long idempotency keys are known. Defaults to 24 h.
	KeyLife time.Duration
	// Now tells the time of everything but waiting, which is done by the
	// process's clock. Defaults to time.Now.
	Now func() time.Time
	// PendingRefunds says that refunds are pending until SettleRefunds.
	PendingRefunds bool
	// SecretKey is the account's: "sk_test_…".
	SecretKey string
	// Secrets sign webhooks, all of them, as Stripe does while one is rotated
	// out: "whsec_…".
	Secrets []string
	// Seed of the chances of faults.
	Seed uint64
	// Silent says that no webhooks are delivered. Webhooks still has them.
	Silent bool
	// WebhookURL is where webhooks are posted to. Defaults to
	// "http://shop.example/payments/stripe", which only a Handler answers.
	WebhookURL string
}

func (c StripeConfig) withDefaults() StripeConfig {
	c.APIVersion = cmp.Or(c.APIVersion, "2023-10-16")
	c.Backoff = cmp.Or(c.Backoff, 500*time.Millisecond)
	c.GiveUp = cmp.Or(c.GiveUp, 72*time.Hour)
	c.KeyLife = cmp.Or(c.KeyLife, 24*time.Hour)
	c.WebhookURL = cmp.Or(c.WebhookURL, "http://shop.example/payments/stripe")
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.HTTPClient == nil {
		c.HTTPClient = &http.Client{
			Timeout:   10 * time.Second,
			Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, IdleConnTimeout: time.Minute},
		}
	}
	if c.Handler != nil {
		c.HTTPClient = &http.Client{Transport: within{c.Handler}, Timeout: c.HTTPClient.Timeout}
	}
	return c
}

// Stripe is the payment provider, as far as a shop with Checkout Sessions or
// Payment Links can tell: the API of 2023-10-16, an http.Handler over the
// network and an http.RoundTripper without one, and signed webhooks. What the
// shopper does on its page is done by Pay. Use NewStripe; it is safe for
// concurrent use.
type Stripe struct {
	cfg    StripeConfig
	routes []*stripeRoute
	ctx    context.Context // until Close
	cancel context.CancelFunc
	work   sync.WaitGroup // webhooks under way

	mu       sync.Mutex
	made     int // objects, for their ids
	requests int
	faults   script
	keys     map[string]*stripeKey
	sessions table[*stripeSession]
	links    table[*stripeLink]
	intents  table[*stripeIntent]
	refunds  table[*stripeRefund]
	prices   table[*stripePrice]
	events   table[*stripeEvent]
	orders   map[string]*StripeOrder
	refused  []StripeRefusal
	waiting  int // events neither acknowledged nor given up
	idle     chan struct{}

	nextLapse time.Time // no session that is open ends before; zero for none
}

// NewStripe returns an account in which nothing has happened.
func NewStripe(c StripeConfig) *Stripe {
	c = c.withDefaults()
	ctx, cancel := context.WithCancel(context.Background())
	return &Stripe{
		cfg: c, routes: stripeRoutes(), ctx: ctx, cancel: cancel, faults: script{seed: c.Seed},
		keys: map[string]*stripeKey{}, orders: map[string]*StripeOrder{}, idle: closed(),
	}
}

// Close ends the delivery of webhooks and lets go of requests that hang. What
// happened can still be read.
func (s *Stripe) Close() {
	s.mu.Lock()
	s.cancel()
	s.mu.Unlock()
	s.work.Wait()
}

// SetFaults replaces the faults. Numbers are counted anew.
func (s *Stripe) SetFaults(all ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = script{seed: s.cfg.Seed, faults: append([]Fault(nil), all...)}
}

// Requests counts the requests so far.
func (s *Stripe) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// background runs f unless the account is closed. It is called with s.mu held.
func (s *Stripe) background(f func()) {
	if s.ctx.Err() == nil {
		s.work.Go(f)
	}
}

// pause waits; false when the account is closed, or ctx done, meanwhile.
func (s *Stripe) pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-s.ctx.Done():
	}
	return false
}

// table keeps objects in the order in which they were made.
type table[T any] struct {
	all []T
	by  map[string]int
}

func (t *table[T]) put(id string, x T) {
	if t.by == nil {
		t.by = map[string]int{}
	}
	t.by[id] = len(t.all)
	t.all = append(t.all, x)
}

func (t *table[T]) get(id string) (x T, ok bool) {
	i, ok := t.by[id]
	if ok {
		x = t.all[i]
	}
	return x, ok
}
