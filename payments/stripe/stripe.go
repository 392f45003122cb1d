package stripe

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/checkout/session"
	"github.com/stripe/stripe-go/v76/event"
	"github.com/stripe/stripe-go/v76/paymentlink"
	"github.com/stripe/stripe-go/v76/price"
	"github.com/stripe/stripe-go/v76/refund"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/internal/settings"
)

// Config is the shop's account. SecretKey and WebhookSecrets are required.
type Config struct {
	// BaseURL of the API. Defaults to "https://api.stripe.com".
	BaseURL string
	// Countries of the payers it is offered to, ISO 3166 alpha-2. Defaults to
	// everywhere.
	Countries []string
	// Currencies that it is used for. Defaults to all that Stripe takes; some
	// of them depend on the country of the account.
	Currencies []string
	// HTTPClient makes requests. Defaults to one of its own. It is never led
	// elsewhere: a redirect would carry the key along.
	HTTPClient *http.Client
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// PaymentLinks opens Payment Links that can be paid once instead of
	// Checkout Sessions. They have no end: it is the shop that closes them, by
	// Cancel. They show the order as one line.
	PaymentLinks bool
	// Reserve is how long stock is kept for a shopper who pays by it. Defaults
	// to what the shop does otherwise.
	Reserve time.Duration
	// SecretKey of the account, "sk_live_…", or a restricted one, "rk_live_…".
	SecretKey string
	// Timeout of each request. Defaults to 20 s.
	Timeout time.Duration
	// Title is what shoppers read when they choose how to pay, by language (BCP
	// 47); "" is for every other. Defaults to "Card" in the shop's languages.
	Title map[string]string
	// Tolerance is how old, or how far in the future, the signature of a
	// webhook may be. Defaults to 5 min.
	Tolerance time.Duration
	// WebhookSecrets sign webhooks, "whsec_…". Two are given while one is
	// rotated out.
	WebhookSecrets []string
}

// Provider is an account at Stripe: a payments.Provider. It keeps nothing
// between calls, so it is safe for concurrent use, and any node may go on with
// what another began.
type Provider struct {
	cfg      Config
	sessions session.Client
	links    paymentlink.Client
	prices   price.Client
	refunds  refund.Client
	events   event.Client
}

var (
	_ payments.Provider  = (*Provider)(nil)
	_ payments.Canceller = (*Provider)(nil)
	_ payments.Lister    = (*Provider)(nil)
	_ payments.Finder    = (*Provider)(nil)
)

// New returns the account, or says in one sentence what is missing.
func New(c Config) (*Provider, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	b := newBackend(c)
	return &Provider{
		cfg: c, sessions: session.Client{B: b, Key: c.SecretKey}, links: paymentlink.Client{B: b, Key: c.SecretKey},
		prices: price.Client{B: b, Key: c.SecretKey}, refunds: refund.Client{B: b, Key: c.SecretKey}, events: event.Client{B: b, Key: c.SecretKey},
	}, nil
}

func (c Config) validate() error {
	taken := currencies()
	switch {
	case c.SecretKey == "":
		return errors.New("stripe: Config.SecretKey is required: the Dashboard shows it under Developers, API keys")
	case strings.HasPrefix(c.SecretKey, "pk_"):
		return errors.New("stripe: Config.SecretKey is the publishable key: take the secret one, which begins with sk_ or rk_")
	case len(c.WebhookSecrets) == 0 || slices.Contains(c.WebhookSecrets, ""):
		return errors.New("stripe: Config.WebhookSecrets is required, and none may be empty: the Dashboard shows it under Developers, Webhooks")
	case settings.Spaced(append([]string{c.SecretKey}, c.WebhookSecrets...)...):
		return errors.New("stripe: Config.SecretKey or Config.WebhookSecrets has a space around it or a line's end in it: copy the secret alone")
	case c.BaseURL != "" && !settings.Secure(c.BaseURL):
		return errors.New("stripe: Config.BaseURL is not a complete https address: leave it empty, or write https://api.stripe.com")
	case c.Timeout < 0 || c.Tolerance < 0 || c.Reserve < 0:
		return errors.New("stripe: Config.Reserve, Timeout and Tolerance must not be less than nothing")
	}
	for _, code := range c.Currencies {
		if !slices.Contains(taken, code) {
			return errors.New("stripe: Config.Currencies has " + code + ", which Stripe does not take: see https://docs.stripe.com/currencies")
		}
	}
	return nil
}

func (c Config) withDefaults() Config {
	c.BaseURL = strings.TrimSuffix(c.BaseURL, "/")
	if c.BaseURL == "" {
		c.BaseURL = stripe.APIURL
	}
	if len(c.Currencies) == 0 {
		c.Currencies = currencies()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Timeout == 0 {
		c.Timeout = 20 * time.Second
	}
	if c.Tolerance == 0 {
		c.Tolerance = 5 * time.Minute
	}
	if len(c.Title) == 0 {
		c.Title = map[string]string{"": "Card", "ru": "Банковская карта", "kk": "Банк картасы"}
	}
	return c
}

// Name is the key in routes and records: webhooks come to /payments/stripe.
func (*Provider) Name() string { return "stripe" }

// How long a session can be paid. Stripe allows 30 min to 24 h from when it
// hears of it; the rest is for clocks that differ and for a call that has to be
// repeated. https://docs.stripe.com/api/checkout/sessions/create
const (
	minLife = 35 * time.Minute
	maxLife = 24*time.Hour - 5*time.Minute
)

// refundDays is how long banks take to show a refund: 5 to 10 of their working
// days. https://docs.stripe.com/refunds
const refundDays = 14

// Capabilities says what can be asked of Stripe, before it is asked.
func (p *Provider) Capabilities() payments.Capabilities {
	c := payments.Capabilities{
		Countries: slices.Clone(p.cfg.Countries), Currencies: slices.Clone(p.cfg.Currencies), RefundDays: refundDays,
		Refunds: payments.RefundsPartial, Reserve: p.cfg.Reserve, Title: maps.Clone(p.cfg.Title),
	}
	if !p.cfg.PaymentLinks {
		c.MinLife, c.MaxLife = minLife, maxLife
	}
	return c
}
