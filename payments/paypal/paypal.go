// Package paypal takes money by PayPal: Orders v2 with PayPal's own page, by
// plain HTTP.
//
// To go live:
//
//  1. At developer.paypal.com, under Apps & Credentials, switch to Live and
//     create an app: it has a client ID and a secret.
//  2. In the app, add a webhook with the address
//     https://chat.example.com/payments/paypal and these events: Checkout order
//     approved, Checkout payment-approval reversed, Payment capture completed,
//     denied, declined, pending, refunded and reversed, and Customer dispute
//     created. It has a webhook ID.
//  3. Give all three to [New]. The sandbox has an app, a webhook and a BaseURL
//     ([Sandbox]) of its own.
//
// On PayPal's page a shopper only agrees. Her money moves when the shop takes
// it, so [Provider] is a payments.Capturer: an order that nobody wants any more
// is never paid, although PayPal cannot close one. Cancel writes down in the
// order that it is closed, for whoever asks later.
//
// What PayPal does not do, and what follows:
//
//   - A shopper has 3 hours to agree and the shop as long to take the money
//     ([Config.Life]); neither can be changed for one order. PayPal forgets an
//     order afterwards: payments.ErrNotFound.
//   - A key is known for 6 hours. A Start that was never answered opens a second
//     order after that; nobody was ever shown the first, and its money is never
//     taken.
//   - Refunds made on PayPal's own pages and disputes do not name the order: the
//     Ref of their events is empty, their Key is not.
//   - Webhooks are signed over a checksum (CRC-32) of their body, which does not
//     stop a forger who has seen a genuine one. They travel to the shop alone, by
//     TLS; keep it so, and do not log them.
//   - HUF and TWD have no decimals there, although ISO 4217 gives them two.
//
// PayPal does not say, and nobody has tried against PayPal itself; either answer is
// provided for, and simulator.PayPal can give both:
//
//   - whether a key that is used in other words is refused, or answered as before;
//   - whether an order can be changed before the shopper has agreed;
//   - whether refunds, reversals and disputes repeat the payment's custom_id;
//   - whether an order that nobody agreed to is shown, or forgotten, after its time.
//
// And of these one answer is relied on: the file of a certificate has those of the
// authorities in between (else give them in [Config.Roots]), and a webhook that is
// sent again is signed anew (else it is refused after [Config.Tolerance], and List
// finds it).
//
// PayPal.Me has no API: take it by package manual, with its link.
//
// Sources: https://developer.paypal.com/docs/api/orders/v2/,
// https://developer.paypal.com/docs/api/payments/v2/,
// https://developer.paypal.com/api/rest/webhooks/rest/ and
// https://developer.paypal.com/api/rest/reference/currency-codes/.
package paypal

import (
	"cmp"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/internal/settings"
)

// Addresses of PayPal's API.
const (
	Live    = "https://api-m.paypal.com"
	Sandbox = "https://api-m.sandbox.paypal.com"
)

// Config is the shop's account. ClientID, Secret and WebhookIDs are required.
type Config struct {
	// BaseURL of the API. Defaults to Live.
	BaseURL string
	// Brand is the shop's name on PayPal's page. Defaults to that of the account.
	Brand string
	// CertificateHosts are the hosts from which the certificates that sign webhooks
	// may be fetched, by HTTPS. Default to api.paypal.com and api-m.paypal.com, or
	// those of the sandbox where BaseURL is there.
	CertificateHosts []string
	// ClientID of the app.
	ClientID string
	// Currencies that the account takes. Defaults to those that PayPal takes
	// everywhere: not BRL, CNY, INR and MYR, which are for accounts of their
	// countries.
	Currencies []string
	// HTTPClient makes requests, and follows no redirects. Defaults to one with a
	// timeout of 20 s.
	HTTPClient *http.Client
	// Life is how long a shopper has to agree, from 1 min on: longer than 3 hours
	// only where PayPal has said so to the account. Defaults to 3 h.
	Life time.Duration
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Roots are the authorities that may have issued PayPal's certificates; those
	// in between may be among them, where PayPal leaves them out of its file.
	// Default to the system's.
	Roots *x509.CertPool
	// Secret of the app.
	Secret string
	// Tolerance is how far a webhook's time may lie from ours, either way. Defaults
	// to 5 min.
	Tolerance time.Duration
	// WebhookIDs of the app. Two are accepted while one is replaced.
	WebhookIDs []string
}

// Provider is a PayPal account. Use New; it is safe for concurrent use. It keeps
// nothing that another node would miss.
type Provider struct {
	cfg   Config
	caps  payments.Capabilities
	token token
	certs certificates
}

var (
	_ payments.Provider  = (*Provider)(nil)
	_ payments.Canceller = (*Provider)(nil)
	_ payments.Capturer  = (*Provider)(nil)
	_ payments.Lister    = (*Provider)(nil)
)

var webhookID = regexp.MustCompile(`^[A-Za-z0-9]{1,50}$`)

// New returns the account, or says in one sentence what is missing. It makes no
// request.
func New(c Config) (*Provider, error) {
	c.BaseURL = strings.TrimSuffix(cmp.Or(c.BaseURL, Live), "/")
	c.Life = cmp.Or(c.Life, 3*time.Hour)
	c.Tolerance = cmp.Or(c.Tolerance, 5*time.Minute)
	if c.Now == nil {
		c.Now = time.Now
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	base, err := url.Parse(c.BaseURL)
	if err != nil {
		return nil, err
	}
	sandbox := strings.HasSuffix(base.Hostname(), "sandbox.paypal.com")
	if len(c.CertificateHosts) == 0 {
		c.CertificateHosts = certificateHosts(sandbox)
	}
	client := http.Client{
		Timeout:   20 * time.Second,
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, TLSHandshakeTimeout: 10 * time.Second, IdleConnTimeout: time.Minute},
	}
	if c.HTTPClient != nil {
		client = *c.HTTPClient
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.HTTPClient = &client
	if len(c.Currencies) == 0 {
		c.Currencies = everywhere()
	}
	return &Provider{cfg: c, caps: capabilities(c), token: newToken(), certs: newCertificates(c, sandbox)}, nil
}

// check says what is missing or wrong.
func (c Config) check() error {
	switch {
	case !settings.Secure(c.BaseURL):
		return fmt.Errorf("paypal: Config.BaseURL is not a complete https address: write %s or %s", Live, Sandbox)
	case c.ClientID == "" || c.Secret == "":
		return errors.New("paypal: Config.ClientID and Config.Secret are required: developer.paypal.com shows them under Apps & Credentials")
	case settings.Spaced(c.ClientID, c.Secret):
		return errors.New("paypal: Config.ClientID or Config.Secret has a space around it or a line's end in it: copy it alone")
	case len(c.WebhookIDs) == 0 || slices.ContainsFunc(c.WebhookIDs, func(id string) bool { return !webhookID.MatchString(id) }):
		return errors.New("paypal: Config.WebhookIDs is required, each of letters and digits: developer.paypal.com shows it under the app's webhooks")
	case c.Life < time.Minute:
		return errors.New("paypal: Config.Life is under a minute: leave it out, PayPal gives shoppers 3 hours")
	case c.Tolerance < 0:
		return errors.New("paypal: Config.Tolerance is less than nothing: leave it out for 5 minutes")
	}
	for _, code := range c.Currencies {
		if !slices.Contains(everywhere(), code) && !slices.Contains(inCountry(), code) {
			return fmt.Errorf("paypal: Config.Currencies: PayPal does not take %q", code)
		}
	}
	return nil
}

func capabilities(c Config) payments.Capabilities {
	return payments.Capabilities{
		Currencies: slices.Clone(c.Currencies),
		MaxLife:    c.Life, MinLife: c.Life,
		// To a balance at once, to a bank within days, to a card within 30 at most:
		// https://www.paypal.com/us/cshelp/article/help101
		RefundDays: 30,
		Refunds:    payments.RefundsPartial,
		Title:      map[string]string{"": "PayPal"},
	}
}

// Name is "paypal": webhooks come to /payments/paypal.
func (*Provider) Name() string { return "paypal" }

// Capabilities says: Config.Currencies, Config.Life, refunds in parts.
func (p *Provider) Capabilities() payments.Capabilities { return p.caps }
