package simulator

import (
	"cmp"
	"context"
	"net/http"
	"sync"
	"time"
)

// FreedomPayConfig is what a FreedomPay may be told. MerchantID, Secret and, for
// callbacks over the network or in this process, Handler or HTTPClient are
// needed for anything to happen.
type FreedomPayConfig struct {
	// GiveUp is how long a callback is tried. Defaults to 2 h.
	GiveUp time.Duration
	// Handler takes callbacks in this process. Defaults to the network.
	Handler http.Handler
	// HTTPClient delivers callbacks over the network. Defaults to one with a
	// timeout of 10 s.
	HTTPClient *http.Client
	// Idempotent says that a pg_idempotency_key is known again. Its
	// documentation does not say so of the calls that are simulated here, so by
	// default every call is a new one.
	Idempotent bool
	// MerchantID of the shop.
	MerchantID string
	// Now tells the time of everything but waiting, which is done by the
	// process's clock. Defaults to time.Now.
	Now func() time.Time
	// PendingRefunds says that refunds are in process until SettleRefunds.
	PendingRefunds bool
	// Retry is the wait between two tries of a callback. Defaults to 30 min.
	Retry time.Duration
	// Secret signs everything, both ways.
	Secret string
	// Seed of the chances of faults.
	Seed uint64
	// Silent says that no callbacks are made. Callbacks still has them.
	Silent bool
}

func (c FreedomPayConfig) withDefaults() FreedomPayConfig {
	c.GiveUp = cmp.Or(c.GiveUp, 2*time.Hour)
	c.Retry = cmp.Or(c.Retry, 30*time.Minute)
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

// Faults that only a FreedomPay has, of requests.
const (
	FaultForge FaultKind = "forge" // the request is executed; the answer is signed by somebody else
	FaultStale FaultKind = "stale" // a status without the refunds, which show later
)

// FreedomPay is the payment provider of Kazakhstan, as far as a shop with its
// payment page can tell: init_payment.php, get_status3.php and revoke.php, an
// http.Handler over the network and an http.RoundTripper without one, and signed
// callbacks. What the shopper does on its page is done by Pay. Use
// NewFreedomPay; it is safe for concurrent use.
type FreedomPay struct {
	cfg    FreedomPayConfig
	ctx    context.Context // until Close
	cancel context.CancelFunc
	work   sync.WaitGroup // callbacks under way

	mu       sync.Mutex
	requests int
	faults   script
	payments table[*freedomPayment]
	refunds  table[*freedomRefund]
	keys     map[string][]xmlField // answers by idempotency key
	refused  []FreedomPayRefusal
	refuses  bool // refunds
	waiting  int  // callbacks neither acknowledged nor given up
	idle     chan struct{}
}

// NewFreedomPay returns an account in which nothing has happened.
func NewFreedomPay(c FreedomPayConfig) *FreedomPay {
	c = c.withDefaults()
	ctx, cancel := context.WithCancel(context.Background())
	return &FreedomPay{
		cfg: c, ctx: ctx, cancel: cancel, faults: script{seed: c.Seed}, keys: map[string][]xmlField{}, idle: closed(),
	}
}

// Close ends the delivery of callbacks and lets go of requests that hang. What
// happened can still be read.
func (f *FreedomPay) Close() {
	f.mu.Lock()
	f.cancel()
	f.mu.Unlock()
	f.work.Wait()
}

// SetFaults replaces the faults. Numbers are counted anew. On is a script,
// "init_payment.php", or of callbacks "result".
func (f *FreedomPay) SetFaults(all ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = script{seed: f.cfg.Seed, faults: append([]Fault(nil), all...)}
}

// Requests counts the requests so far.
func (f *FreedomPay) Requests() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.requests
}

// FreedomPayRefusal is a request or an answer to a callback that broke a rule:
// an adapter should make none.
type FreedomPayRefusal struct {
	At     time.Time
	Script string
	Reason string
}

// Refused returns the requests and answers that broke a rule.
func (f *FreedomPay) Refused() []FreedomPayRefusal {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]FreedomPayRefusal(nil), f.refused...)
}

// Settled waits until every callback was acknowledged or given up, or until ctx
// ends, which is its error.
func (f *FreedomPay) Settled(ctx context.Context) error {
	for {
		f.mu.Lock()
		waiting, idle := f.waiting, f.idle
		f.mu.Unlock()
		if waiting == 0 {
			return nil
		}
		select {
		case <-idle:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// pause waits; false when the account is closed, or ctx done, meanwhile.
func (f *FreedomPay) pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-f.ctx.Done():
	}
	return false
}
