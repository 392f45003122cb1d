package freedompay

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/internal/settings"
)

// DefaultBaseURL is the provider's API; tests of a contract may be at
// https://test-api.freedompay.kz.
const DefaultBaseURL = "https://api.freedompay.kz"

// Limits of the provider. https://docs.freedompay.kz/api-11620859
const (
	minLife = 300 * time.Second
	maxLife = 604800 * time.Second
	maxURL  = 255
	maxSum  = 99_999_999 // in major units
)

// Config is what the merchant's cabinet says. MerchantID, Secrets and Records are
// required.
type Config struct {
	// BaseURL of the API. Defaults to DefaultBaseURL.
	BaseURL string
	// Countries of the payers it is meant for, ISO 3166 alpha-2. Defaults to all.
	Countries []string
	// Currencies of the contract, ISO 4217, with two decimals at most. Defaults to
	// KZT.
	Currencies []string
	// HTTPClient makes requests, none of which takes longer than 15 s. It is never
	// led elsewhere. Defaults to one of its own.
	HTTPClient *http.Client
	// Life is how long a page can be paid at most, 5 min to 7 days. Pages cannot be
	// closed, so until then a shopper cannot choose another way to pay; afterwards
	// her pay link opens another. Defaults to 1 h.
	Life time.Duration
	// MerchantID is the shop's number.
	MerchantID string
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Records keep what was asked: the shop's store's own.
	Records payments.Records
	// ResultURL is where callbacks go, like
	// https://chat.example.com/payments/freedompay. Defaults to that of the cabinet.
	ResultURL string
	// Secrets sign. The first signs requests; all are believed, so that one can be
	// rotated out.
	Secrets []string
	// Testing asks for payments that move no money.
	Testing bool
}

// Provider is the shop's account: a payments.Provider and Replier. It is safe for
// concurrent use, on many nodes with the same Records.
type Provider struct{ cfg Config }

var (
	_ payments.Provider = (*Provider)(nil)
	_ payments.Replier  = (*Provider)(nil)
)

// New returns the account, or says in one sentence what is wrong with c.
func New(c Config) (*Provider, error) {
	c.BaseURL = strings.TrimSuffix(cmp.Or(c.BaseURL, DefaultBaseURL), "/")
	c.Life = cmp.Or(c.Life, time.Hour)
	if len(c.Currencies) == 0 {
		c.Currencies = []string{"KZT"}
	}
	if err := errors.Join(c.checkKeys(), c.checkURLs(), c.checkCurrencies()); err != nil {
		return nil, err
	}
	client := http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, IdleConnTimeout: time.Minute}}
	if c.HTTPClient != nil {
		client = *c.HTTPClient
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.HTTPClient, c.Secrets, c.Currencies = &client, slices.Clone(c.Secrets), slices.Clone(c.Currencies)
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Provider{c}, nil
}

var digits = regexp.MustCompile(`^[0-9]{1,18}$`)

func (c Config) checkKeys() error {
	switch {
	case !digits.MatchString(c.MerchantID):
		return errors.New("freedompay: Config.MerchantID is required, and a number: the merchant's cabinet shows it")
	case len(c.Secrets) == 0 || slices.Contains(c.Secrets, ""):
		return errors.New("freedompay: Config.Secrets is required, and none may be empty: the merchant's cabinet shows the secret key under For developers")
	case settings.Spaced(c.Secrets...):
		return errors.New("freedompay: Config.Secrets has a space around it or a line's end in it: copy the secret key alone")
	case c.Life < minLife || c.Life > maxLife:
		return errors.New("freedompay: Config.Life must be from 5 minutes to 7 days")
	case c.Records == nil:
		return errors.New("freedompay: Config.Records is required: the records of the shop's store")
	}
	return nil
}

func (c Config) checkURLs() error {
	if !settings.Secure(c.BaseURL) {
		return fmt.Errorf("freedompay: Config.BaseURL must be a complete https address, like %s", DefaultBaseURL)
	}
	if c.ResultURL != "" && (!settings.Secure(c.ResultURL) || len(c.ResultURL) > maxURL || script(c.ResultURL) == "") {
		return errors.New("freedompay: Config.ResultURL must be a complete https address of at most 255 characters, like https://chat.example.com/payments/freedompay")
	}
	return nil
}

func (c Config) checkCurrencies() error {
	for _, code := range c.Currencies {
		if n, err := money.Decimals(code); err != nil || n > 2 {
			return fmt.Errorf("freedompay: Config.Currencies: %q is no code of ISO 4217 with two decimals, like KZT", code)
		}
	}
	return nil
}

// Name is the key in routes and records: callbacks come to /payments/freedompay.
func (*Provider) Name() string { return "freedompay" }

// Capabilities says what can be asked of it.
func (p *Provider) Capabilities() payments.Capabilities {
	return payments.Capabilities{
		Countries: slices.Clone(p.cfg.Countries), Currencies: slices.Clone(p.cfg.Currencies),
		MinLife: minLife, MaxLife: p.cfg.Life, Refunds: payments.RefundsPartial, QuietRefunds: true,
		Title: map[string]string{"": "Card, Freedom Pay", "ru": "Карта, Freedom Pay", "kk": "Карта, Freedom Pay"},
	}
}
