package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/freedompay"
	"github.com/sauda-commerce/sauda/payments/manual"
	"github.com/sauda-commerce/sauda/payments/paypal"
	"github.com/sauda-commerce/sauda/payments/stripe"
)

// PaymentsConfig names the ways to pay in use. Shoppers are offered them in the
// order of Prefer, then in the order of this list; the first that takes the
// currency and serves the country is what the pay button leads to.
type PaymentsConfig struct {
	Prefer  []string       `yaml:"prefer" validate:"unique" help:"names of ways to pay, each once, the first first, like [stripe, manual-kaspi]"`
	Stripe  *StripeConfig  `yaml:"stripe"`
	PayPal  *PayPalConfig  `yaml:"paypal"`
	Freedom *FreedomConfig `yaml:"freedompay"`
	Manual  []ManualConfig `yaml:"manual" validate:"dive"`
	Sandbox *SandboxConfig `yaml:"sandbox"`
}

// StripeConfig is an account at Stripe.
type StripeConfig struct {
	BaseURL          string   `yaml:"base_url" validate:"omitempty,http_url" help:"where the API is; left out, https://api.stripe.com"`
	Countries        []string `yaml:"countries" validate:"dive,iso3166_1_alpha2" help:"countries of the payers it is offered to, like [DE, FR]; left out, everywhere"`
	Currencies       []string `yaml:"currencies" validate:"dive,iso4217" help:"currencies it is used for, like [USD]; left out, all that Stripe takes"`
	PaymentLinks     bool     `yaml:"payment_links"`
	SecretKey        Secret   `yaml:"secret_key" validate:"required" help:"the secret key, sk_live_… or sk_test_…: in Stripe's Dashboard under Developers, API keys"`
	WebhookSecret    Secret   `yaml:"webhook_secret" validate:"required" help:"the signing secret, whsec_…: in Stripe's Dashboard under Developers, Webhooks"`
	WebhookSecretOld Secret   `yaml:"webhook_secret_old"`
}

// PayPalConfig is an app at PayPal.
type PayPalConfig struct {
	BaseURL      string   `yaml:"base_url" validate:"omitempty,http_url" help:"where the API is; left out, https://api-m.paypal.com, for tests https://api-m.sandbox.paypal.com"`
	ClientID     string   `yaml:"client_id" validate:"required" help:"the app's client ID: at developer.paypal.com under Apps & Credentials"`
	Currencies   []string `yaml:"currencies" validate:"dive,iso4217" help:"currencies it is used for, like [USD]; left out, those that PayPal takes everywhere"`
	Secret       Secret   `yaml:"secret" validate:"required" help:"the app's secret: at developer.paypal.com under Apps & Credentials"`
	WebhookID    string   `yaml:"webhook_id" validate:"required" help:"the ID of the app's webhook: at developer.paypal.com, in the app"`
	WebhookIDOld string   `yaml:"webhook_id_old"`
}

// FreedomConfig is an account at Freedom Pay, in Kazakhstan.
type FreedomConfig struct {
	BaseURL    string   `yaml:"base_url" validate:"omitempty,http_url" help:"where the API is; left out, https://api.freedompay.kz"`
	Countries  []string `yaml:"countries" validate:"dive,iso3166_1_alpha2" help:"countries of the payers it is offered to, like [KZ]; left out, everywhere"`
	Currencies []string `yaml:"currencies" validate:"dive,iso4217" help:"currencies of the contract; left out, [KZT]"`
	MerchantID string   `yaml:"merchant_id" validate:"required,numeric" help:"the shop's number: in the merchant's cabinet of Freedom Pay"`
	Secret     Secret   `yaml:"secret" validate:"required" help:"the secret key: in the merchant's cabinet of Freedom Pay, under For developers"`
	SecretOld  Secret   `yaml:"secret_old"`
	Testing    bool     `yaml:"testing"`
}

// ManualConfig is a way to pay that the staff confirm.
type ManualConfig struct {
	Countries  []string `yaml:"countries" validate:"dive,iso3166_1_alpha2" help:"countries of the payers it is offered to, like [KZ]; left out, everywhere"`
	Currencies []string `yaml:"currencies" validate:"dive,iso4217" help:"currencies it takes, like [KZT]; left out, all"`
	Name       string   `yaml:"name" validate:"required" help:"what it is called, like Kaspi: Latin letters, digits, spaces and hyphens, at most 40"`
	OnDelivery bool     `yaml:"on_delivery"`
	Phone      string   `yaml:"phone"`
	QR         string   `yaml:"qr" validate:"omitempty,file" help:"a PNG or JPEG to scan, of at most 256 KiB"`
	Reserve    Duration `yaml:"reserve" validate:"omitempty,min=1m" help:"how long stock is kept for who pays by it, like 48h"`
	Text       Texts    `yaml:"text"`
	Title      Texts    `yaml:"title"`
	URL        string   `yaml:"url" validate:"omitempty,http_url" help:"a page to pay on, like https://paypal.me/shop"`
}

// SandboxConfig is the sandbox, which moves no money. It has no settings.
type SandboxConfig struct{}

// real says whether there is a way to pay besides the sandbox.
func (c PaymentsConfig) real() bool {
	return c.Stripe != nil || c.PayPal != nil || c.Freedom != nil || len(c.Manual) > 0
}

// pretended is the configuration of a shop whose goods are invented: nobody is
// to pay for them.
func (c Config) pretended() Config {
	c.Payments = PaymentsConfig{Sandbox: &SandboxConfig{}}
	return c
}

// unpaid is the configuration of a command that sells nothing: the sandbox's
// journal is the server's, which may be running.
func (c Config) unpaid() Config {
	c.Payments = PaymentsConfig{}
	return c
}

// providers are the real ways to pay, at a shop of a name. Records keep what
// people say of payments, and what providers do not keep; base is what our
// addresses begin with, "" while it is not known.
func (c PaymentsConfig) providers(shop, base string, records payments.Records) (all []payments.Provider, err error) {
	if s := c.Stripe; s != nil {
		p, err := stripe.New(s.account())
		if err != nil {
			return nil, fmt.Errorf("payments.stripe: %w", err)
		}
		all = append(all, p)
	}
	if q := c.PayPal; q != nil {
		p, err := paypal.New(q.account(shop))
		if err != nil {
			return nil, fmt.Errorf("payments.paypal: %w", err)
		}
		all = append(all, p)
	}
	if f := c.Freedom; f != nil {
		p, err := freedompay.New(f.account(base, records))
		if err != nil {
			return nil, fmt.Errorf("payments.freedompay: %w", err)
		}
		all = append(all, p)
	}
	for i, m := range c.Manual {
		p, err := m.method(records)
		if err != nil {
			return nil, fmt.Errorf("payments.manual[%d]: %w", i, err)
		}
		if slices.ContainsFunc(all, func(q payments.Provider) bool { return q.Name() == p.Name() }) {
			return nil, fmt.Errorf("payments.manual[%d].name: %q is there already: give each a name of its own", i, m.Name)
		}
		all = append(all, p)
	}
	return all, nil
}

func (s StripeConfig) account() stripe.Config {
	a := stripe.Config{
		BaseURL: s.BaseURL, Countries: s.Countries, Currencies: s.Currencies, PaymentLinks: s.PaymentLinks,
		SecretKey: string(s.SecretKey), WebhookSecrets: []string{string(s.WebhookSecret)},
	}
	if s.WebhookSecretOld != "" {
		a.WebhookSecrets = append(a.WebhookSecrets, string(s.WebhookSecretOld))
	}
	return a
}

func (q PayPalConfig) account(shop string) paypal.Config {
	a := paypal.Config{
		BaseURL: q.BaseURL, Brand: shop, ClientID: q.ClientID, Currencies: q.Currencies, Secret: string(q.Secret), WebhookIDs: []string{q.WebhookID},
	}
	if q.WebhookIDOld != "" {
		a.WebhookIDs = append(a.WebhookIDs, q.WebhookIDOld)
	}
	return a
}

func (f FreedomConfig) account(base string, records payments.Records) freedompay.Config {
	a := freedompay.Config{
		BaseURL: f.BaseURL, Countries: f.Countries, Currencies: f.Currencies, MerchantID: f.MerchantID, Records: records,
		Secrets: []string{string(f.Secret)}, Testing: f.Testing,
	}
	if f.SecretOld != "" {
		a.Secrets = append(a.Secrets, string(f.SecretOld))
	}
	if base != "" { // without one nobody could reach it: the payments are asked about
		a.ResultURL = strings.TrimSuffix(base, "/") + "/payments/freedompay"
	}
	return a
}

func (m ManualConfig) method(records payments.Records) (*manual.Method, error) {
	c := manual.Config{
		Countries: m.Countries, Currencies: m.Currencies, Name: m.Name, OnDelivery: m.OnDelivery, Phone: m.Phone,
		Records: records, Reserve: time.Duration(m.Reserve), Text: m.Text, Title: m.Title, URL: m.URL,
	}
	if m.QR != "" {
		var err error
		if c.QR, err = os.ReadFile(m.QR); err != nil {
			return nil, fmt.Errorf("qr: %w", err)
		}
	}
	return manual.New(c)
}

// sorted puts ways to pay into the order of Prefer.
func (c PaymentsConfig) sorted(all []payments.Provider) ([]payments.Provider, error) {
	rank := map[string]int{}
	for i, p := range all {
		rank[p.Name()] = len(c.Prefer) + i
	}
	for i, name := range c.Prefer {
		if _, ok := rank[name]; !ok {
			return nil, fmt.Errorf("payments.prefer: there is no %q among the ways to pay, which are %s", name, names(all))
		}
		rank[name] = i
	}
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b payments.Provider) int { return cmp.Compare(rank[a.Name()], rank[b.Name()]) })
	return all, nil
}

func names(all []payments.Provider) string {
	var list []string
	for _, p := range all {
		list = append(list, p.Name())
	}
	return strings.Join(list, ", ")
}

// checkPayments has the ways to pay looked at by their adapters.
func checkPayments(c Config) error {
	all, err := c.Payments.providers(c.Shop.Name, c.BaseURL, manual.NewMemory())
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	takes := func(p payments.Provider) bool { return p.Capabilities().Accepts(c.Shop.Currency) }
	if len(all) > 0 && c.Payments.Sandbox == nil && !slices.ContainsFunc(all, takes) {
		return fmt.Errorf("configuration: payments: none of them takes %s, the shop's currency", c.Shop.Currency)
	}
	if c.Payments.Sandbox != nil {
		all = append(all, nameOnly{})
	}
	if _, err := c.Payments.sorted(all); err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	return nil
}

// nameOnly stands for the sandbox, which is not opened to be looked at.
type nameOnly struct{ payments.Provider }

// Name is the sandbox's.
func (nameOnly) Name() string { return "sandbox" }

// warning is what an owner should know of how the shop is paid; "" for nothing.
func (c PaymentsConfig) warning() string {
	switch {
	case c.Sandbox == nil && !c.real(): // "stripe:" and nothing behind it, perhaps
		return "payments names no way to pay, so shoppers cannot pay: write stripe, paypal, freedompay or manual with their settings, or \"sandbox: {}\" to try"
	case c.Sandbox == nil:
		return ""
	case c.real():
		return "payments.sandbox is beside real ways to pay: shoppers can choose to pay with a click, and no money moves; take it out before you sell"
	}
	return "payments are those of the sandbox: shoppers pay with a click and no money moves"
}

// callbacks are the addresses that owners must tell their providers. Freedom Pay
// is told with each payment.
func (a *app) callbacks(base string) (all []string) {
	titles := map[string]string{"stripe": "Stripe", "paypal": "PayPal"}
	for _, p := range a.ways {
		if title := titles[p.Name()]; title != "" {
			all = append(all, title+"'s webhooks go to "+base+"/payments/"+p.Name())
		}
	}
	return all
}
