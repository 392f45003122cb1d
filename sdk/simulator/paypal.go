package simulator

import (
	"cmp"
	"net/http"
	"slices"
	"sync"
	"time"
)

// PayPalConfig is what a PayPal may be told. ClientID, Secret and WebhookID are
// needed for anything to happen.
type PayPalConfig struct {
	// Careless says that a request ID is answered as at first, whatever else is
	// asked for under it; else that is refused. PayPal documents neither.
	Careless bool
	ClientID string
	// Handler takes webhooks in this process. Defaults to the network.
	Handler http.Handler
	// HTTPClient delivers webhooks over the network. Defaults to one with a
	// timeout of 10 s.
	HTTPClient *http.Client
	// Keys sign webhooks. Default to new ones, which take a while to make.
	Keys *PayPalKeys
	// Life is how long shoppers have to agree, and the shop as long to take the
	// money. Defaults to 3 h.
	Life time.Duration
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// PendingRefunds says that refunds are pending until SettleRefunds.
	PendingRefunds bool
	// ReadOnly says that orders cannot be changed before the shopper agreed: PayPal
	// promises it for some states only.
	ReadOnly bool
	Secret   string
	// Seed of the chances of faults.
	Seed uint64
	// TokenLife is how long an access token is good for. Defaults to 9 h.
	TokenLife time.Duration
	// Untagged says that refunds and disputes, in their events, do not repeat the
	// custom_id of the payment: PayPal documents it for neither.
	Untagged bool
	// WebhookID is the app's.
	WebhookID string
	// WebhookURL is where webhooks are posted to. Defaults to
	// "http://shop.example/payments/paypal", which only a Handler answers.
	WebhookURL string
}

func (c PayPalConfig) withDefaults() PayPalConfig {
	c.Life = cmp.Or(c.Life, 3*time.Hour)
	c.TokenLife = cmp.Or(c.TokenLife, 9*time.Hour)
	c.WebhookURL = cmp.Or(c.WebhookURL, "http://shop.example/payments/paypal")
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Keys == nil {
		c.Keys = NewPayPalKeys()
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

// PayPal is the payment provider, as far as a shop that uses Orders v2 can tell:
// the API, an http.Handler over the network and an http.RoundTripper without one;
// the certificates, which only the latter has, because their address is PayPal's
// own; and webhooks, which Deliver posts. What the shopper does on PayPal's page
// is done by Agree. Use NewPayPal; it is safe for concurrent use.
type PayPal struct {
	cfg PayPalConfig

	mu       sync.Mutex
	made     int // objects, for their ids
	requests int
	faults   script
	tokens   map[string]time.Time // until when they are good
	known    map[string]paypalKnown
	orders   table[*paypalOrder]
	captures map[string]*paypalCapture
	events   []*paypalEvent
	refused  []PayPalRefusal
}

// NewPayPal returns an account in which nothing has happened.
func NewPayPal(c PayPalConfig) *PayPal {
	c = c.withDefaults()
	return &PayPal{
		cfg: c, faults: script{seed: c.Seed}, tokens: map[string]time.Time{}, known: map[string]paypalKnown{},
		captures: map[string]*paypalCapture{},
	}
}

// SetFaults replaces the faults: of requests, with their name as Fault.On ("POST
// /v2/checkout/orders/{id}/capture"), logging in left out; and of events
// (FaultRepeat, FaultLate, FaultMiss), with their kind. Numbers are counted anew.
func (p *PayPal) SetFaults(all ...Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = script{seed: p.cfg.Seed, faults: slices.Clone(all)}
}

// Requests counts the requests so far, whatever became of them.
func (p *PayPal) Requests() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.requests
}

// Logout makes all access tokens worthless, as PayPal does when a secret is
// replaced.
func (p *PayPal) Logout() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.tokens)
}

// PayPalRefusal is a request that broke a rule of the API: an adapter should make
// none. Those of faults and of unknown ids are not among them.
type PayPalRefusal struct {
	At     time.Time
	Call   string // "POST /v2/checkout/orders"
	Status int
	Issue  string // "DECIMALS_NOT_SUPPORTED"
	Field  string
}

// Refused returns the requests that broke a rule.
func (p *PayPal) Refused() []PayPalRefusal {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.refused)
}
