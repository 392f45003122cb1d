package simulator

import (
	"cmp"
	"context"
	"net/http"
	"sync"
	"time"
)

// ParcelConfig is what a Parcel may be told. Secret, Token and one of Handler
// and WebhookURL are needed for anything to happen.
type ParcelConfig struct {
	// Account of the shop. Defaults to "shop".
	Account string
	// Backoff is the first wait after a webhook that was not answered with 2xx;
	// it doubles up to 16 times that. Defaults to 500 ms.
	Backoff time.Duration
	// Burst is how many requests the account may make at once. Defaults to
	// 1,000.
	Burst int
	// GiveUp is how long a webhook is tried. Defaults to 24 h.
	GiveUp time.Duration
	// Grace is how long after a 429 further requests are not yet held against
	// the shop: they were under way. Defaults to 250 ms.
	Grace time.Duration
	// Handler takes webhooks in this process. Defaults to the network.
	Handler http.Handler
	// HTTPClient delivers webhooks over the network. Defaults to one with a
	// timeout of 10 s.
	HTTPClient *http.Client
	// Locale of the shoppers. Defaults to "en".
	Locale string
	// Now tells the time of signatures and records; waiting is done by the
	// process's clock. Defaults to time.Now.
	Now func() time.Time
	// Rate is how many requests a second the account may make; a tenth more is
	// let pass. Defaults to 1,000; negative: no limit.
	Rate float64
	// Secret signs webhooks.
	Secret string
	// Seed of the chances of faults.
	Seed uint64
	// Silent says that no statuses are delivered.
	Silent bool
	// StatusDelay is how long after a message its statuses "sent" and
	// "delivered" are. Defaults to 20 ms.
	StatusDelay time.Duration
	// Token is the account's.
	Token string
	// WebhookURL is where webhooks are posted to. Defaults to
	// "http://shop.example/channels/parcel", which only a Handler answers.
	WebhookURL string
}

func (c ParcelConfig) withDefaults() ParcelConfig {
	c.Account = cmp.Or(c.Account, "shop")
	c.Backoff = cmp.Or(c.Backoff, 500*time.Millisecond)
	c.Burst = cmp.Or(c.Burst, 1000)
	c.GiveUp = cmp.Or(c.GiveUp, 24*time.Hour)
	c.Grace = cmp.Or(c.Grace, 250*time.Millisecond)
	c.Locale = cmp.Or(c.Locale, "en")
	c.Rate = max(cmp.Or(c.Rate, 1000), 0)
	c.StatusDelay = cmp.Or(c.StatusDelay, 20*time.Millisecond)
	c.WebhookURL = cmp.Or(c.WebhookURL, "http://shop.example/channels/parcel")
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

// Parcel is the platform: shoppers on one side, a shop on the other. Use
// NewParcel; it is safe for concurrent use.
type Parcel struct {
	cfg    ParcelConfig
	ctx    context.Context // until Close
	cancel context.CancelFunc
	work   sync.WaitGroup // webhooks under way

	mu       sync.Mutex
	shoppers map[string]*shopper
	received []Received
	events   []*Event
	byID     map[string]*Event
	waiting  int // events neither acknowledged nor given up
	idle     chan struct{}
	refused  []Refusal
	faults   script
	pace     pace
}

// NewParcel returns a platform without shoppers; whoever says something is one.
func NewParcel(c ParcelConfig) *Parcel {
	c = c.withDefaults()
	ctx, cancel := context.WithCancel(context.Background())
	return &Parcel{
		cfg: c, ctx: ctx, cancel: cancel,
		shoppers: map[string]*shopper{}, byID: map[string]*Event{}, idle: closed(),
		faults: script{seed: c.Seed},
		pace:   pace{rate: 1.1 * c.Rate, burst: float64(c.Burst), tokens: float64(c.Burst), last: c.Now()},
	}
}

// Close ends the delivery of webhooks and lets go of requests that hang. What
// was recorded can still be read.
func (p *Parcel) Close() {
	p.stop()
	p.work.Wait()
}

// stop sees to it that nothing is started any more.
func (p *Parcel) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cancel()
}

// background runs f unless the platform is closed. It is called with p.mu held.
func (p *Parcel) background(f func()) {
	if p.ctx.Err() == nil {
		p.work.Go(f)
	}
}

// pause waits; false when the platform is closed, or ctx done, meanwhile.
func (p *Parcel) pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-p.ctx.Done():
	}
	return false
}

// shopper is one person on the platform.
type shopper struct {
	id       string
	said     int   // events
	received []int // her messages, as places in Parcel.received
	got      int   // messages that were no edits
	typing   int   // times the shop was seen typing
	left     bool  // blocked the shop, or is gone
	optedOut bool
	read     int           // of her messages, in order
	until    time.Time     // nobody may write to her before
	throttle time.Time     // when that was said
	news     chan struct{} // closed when something changes
	says     queue
	statuses queue
}

// shopper returns the one with an id. It is called with p.mu held.
func (p *Parcel) shopper(id string) *shopper {
	s, ok := p.shoppers[id]
	if !ok {
		s = &shopper{id: id, news: make(chan struct{})}
		p.shoppers[id] = s
	}
	return s
}

// changed wakes who waits for news of a shopper. It is called with p.mu held.
func (s *shopper) changed() {
	close(s.news)
	s.news = make(chan struct{})
}

func closed() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}
