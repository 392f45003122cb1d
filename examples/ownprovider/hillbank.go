package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// Config is what the bank gave the shop. All of it but HTTPClient and Now is
// required.
type Config struct {
	// BaseURL is the bank's API, like "https://api.hillbank.example".
	BaseURL string
	// HTTPClient makes requests. Defaults to one with a timeout of 10 s. It is
	// never led elsewhere: a redirect would carry the token along.
	HTTPClient *http.Client
	// Now judges the age of callbacks that do not say when they came. Defaults
	// to time.Now.
	Now func() time.Time
	// Secrets sign callbacks. Two are accepted while one is rotated out.
	Secrets []string
	// Token is the shop's, sent with each request.
	Token string
}

// Bank is the shop's account at Hillbank: a payments.Provider. It keeps nothing
// between calls, so it is safe for concurrent use, and any node may go on with
// what another began.
type Bank struct{ cfg Config }

var (
	_ payments.Provider  = (*Bank)(nil)
	_ payments.Canceller = (*Bank)(nil)
)

// NewBank returns the account, or says in one sentence what is missing.
func NewBank(c Config) (*Bank, error) {
	u, err := url.Parse(c.BaseURL)
	switch {
	case err != nil || u.Host == "":
		return nil, errors.New("hillbank: Config.BaseURL is not a complete address: write https://api.hillbank.example")
	case c.Token == "":
		return nil, errors.New("hillbank: Config.Token is required: the bank shows it under Settings, API")
	case len(c.Secrets) == 0 || slices.Contains(c.Secrets, ""):
		return nil, errors.New("hillbank: Config.Secrets is required, and none may be empty: the bank shows it under Settings, Callbacks")
	}
	client := http.Client{Timeout: 10 * time.Second}
	if c.HTTPClient != nil {
		client = *c.HTTPClient
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.BaseURL, c.HTTPClient = strings.TrimSuffix(c.BaseURL, "/"), &client
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Bank{c}, nil
}

// Name is the key in routes and records: callbacks come to /payments/hillbank.
func (*Bank) Name() string { return "hillbank" }

// Capabilities says what can be asked of the bank, before it is asked.
func (*Bank) Capabilities() payments.Capabilities {
	return payments.Capabilities{
		Currencies: []string{"KZT", "USD", "EUR", "KRW", "KWD"},
		Refunds:    payments.RefundsPartial,
	}
}

// Start opens a checkout. The bank knows a key again, so that a call whose
// answer was lost can be repeated and there is one checkout still.
func (b *Bank) Start(ctx context.Context, in payments.Intent) (payments.Checkout, error) {
	if err := in.Validate(); err != nil {
		return payments.Checkout{}, refused("start", err)
	}
	if !b.Capabilities().Accepts(in.Amount.Currency) {
		return payments.Checkout{}, refused("start", fmt.Errorf("%w: currency %s", payments.ErrUnsupported, in.Amount.Currency))
	}
	ask := opening{
		Order: in.Order, Amount: in.Amount.Major(), Currency: in.Amount.Currency,
		Title: cmp.Or(in.Title, in.Number), Language: in.Locale, Return: in.ReturnURL, Expires: in.Expires,
	}
	var c checkout
	if err := b.call(ctx, "start", http.MethodPost, "/v1/checkouts", in.Key, ask, &c); err != nil {
		return payments.Checkout{}, err
	}
	p, err := c.payment()
	if err != nil {
		return payments.Checkout{}, refused("start", err)
	}
	return payments.Checkout{Ref: c.ID, URL: c.Page, Expires: c.Expires, Amount: p.Amount, State: p.State}, nil
}

// Fetch asks what became of a checkout. Sauda does when a callback is long in
// coming.
func (b *Bank) Fetch(ctx context.Context, ref string) (payments.Payment, error) {
	return b.about(ctx, "fetch", http.MethodGet, ref, "")
}

// Cancel closes a checkout, so that nobody pays for what is not to be had any
// more. One that is paid already stays so, and the answer says it.
func (b *Bank) Cancel(ctx context.Context, ref string) (payments.Payment, error) {
	return b.about(ctx, "cancel", http.MethodPost, ref, "/close")
}

// about makes a request about a checkout that is answered with its state.
func (b *Bank) about(ctx context.Context, op, method, ref, what string) (payments.Payment, error) {
	var c checkout
	if err := b.call(ctx, op, method, "/v1/checkouts/"+url.PathEscape(ref)+what, "", nil, &c); err != nil {
		return payments.Payment{}, err
	}
	p, err := c.payment()
	if err != nil {
		return payments.Payment{}, refused(op, err)
	}
	return p, nil
}

// Refund gives money back, once for a key.
func (b *Bank) Refund(ctx context.Context, r payments.Refund) (payments.RefundState, error) {
	if err := r.Validate(); err != nil {
		return "", refused("refund", err)
	}
	ask := refund{Amount: r.Amount.Major(), Currency: r.Amount.Currency, Reason: r.Reason}
	var answer refund
	path := "/v1/checkouts/" + url.PathEscape(r.Ref) + "/refunds"
	if err := b.call(ctx, "refund", http.MethodPost, path, r.Key, ask, &answer); err != nil {
		return "", err
	}
	switch answer.State {
	case "done":
		return payments.RefundSucceeded, nil
	case "waiting":
		return payments.RefundPending, nil
	}
	return payments.RefundFailed, nil // what is not known to be done, a person looks at
}
