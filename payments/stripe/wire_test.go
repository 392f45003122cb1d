package stripe_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/stripe"
)

// transport answers in Stripe's place.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// says is an answer of Stripe, or of what stands before it.
func says(status int, body string) transport {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{"Location": {"https://elsewhere.example"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	}
}

func at(t *testing.T, wire http.RoundTripper) *stripe.Provider {
	t.Helper()
	p, err := stripe.New(stripe.Config{SecretKey: apiKey, WebhookSecrets: []string{secret}, HTTPClient: &http.Client{Transport: wire}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// What is worth another try and what never will succeed. To be wrong here costs
// an order, or leaves a shopper's money hanging.
func TestErrors(t *testing.T) {
	t.Parallel()
	said := func(kind, code string) string {
		return `{"error":{"type":"` + kind + `","code":"` + code + `","message":"about ann@shopper.example and ` + apiKey + `"}}`
	}
	for name, tt := range map[string]struct {
		wire  transport
		code  string
		retry bool
		is    error
	}{
		"down":                  {says(503, "<html>"), payments.CodeUnavailable, true, nil},
		"an error of Stripe's":  {says(500, said("api_error", "")), payments.CodeUnavailable, true, nil},
		"too many":              {says(429, said("invalid_request_error", "rate_limit")), payments.CodeLimited, true, nil},
		"a key in use":          {says(409, said("invalid_request_error", "idempotency_key_in_use")), "idempotency_key_in_use", true, nil},
		"a secret key changed":  {says(401, said("invalid_request_error", "")), payments.CodeAuth, false, nil},
		"no right to it":        {says(403, said("invalid_request_error", "")), payments.CodeAuth, false, nil},
		"not found":             {says(404, said("invalid_request_error", "resource_missing")), "resource_missing", false, payments.ErrNotFound},
		"given back already":    {says(400, said("invalid_request_error", "charge_already_refunded")), "charge_already_refunded", false, payments.ErrConflict},
		"disputed":              {says(400, said("invalid_request_error", "charge_disputed")), "charge_disputed", false, payments.ErrConflict},
		"other words":           {says(400, said("idempotency_error", "")), "400", false, payments.ErrConflict},
		"not accepted":          {says(400, said("invalid_request_error", "parameter_unknown")), "parameter_unknown", false, nil},
		"a code of other kinds": {says(400, said("invalid_request_error", apiKey+" ")), "400", false, nil},
		"led elsewhere":         {says(302, ""), "302", false, nil},
		"a proxy's page":        {says(200, "<html>"), payments.CodeUnavailable, true, nil},
		"another's session":     {says(200, `{"id":"cs_2"}`), payments.CodeUnavailable, true, nil},
		"a state of tomorrow":   {says(200, `{"id":"cs_1","status":"dreaming","amount_total":100,"currency":"usd","metadata":{"sauda_order":"o","sauda_key":"k"}}`), "", false, payments.ErrMalformed},
		"complete, no payment":  {says(200, `{"id":"cs_1","status":"complete","amount_total":100,"currency":"usd","metadata":{"sauda_order":"o","sauda_key":"k"}}`), "", false, payments.ErrMalformed},
		"no currency":           {says(200, `{"id":"cs_1","status":"open","metadata":{"sauda_order":"o","sauda_key":"k"}}`), "", false, payments.ErrMalformed},
		"no network":            {func(*http.Request) (*http.Response, error) { return nil, errors.New("unreachable") }, payments.CodeUnavailable, true, nil},
		"a cut line": {func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Body: cut{}, Request: r}, nil
		}, payments.CodeUnavailable, true, io.ErrUnexpectedEOF},
		"silence": {func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}, payments.CodeTimeout, true, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				_, err := at(t, tt.wire).Fetch(t.Context(), "cs_1")
				failed, ok := errors.AsType[*payments.Error](err)
				if !ok || failed.Code != tt.code || failed.Retry != tt.retry || failed.Op != "fetch" || tt.is != nil && !errors.Is(err, tt.is) {
					t.Fatalf("error %+v, want code %q, retry %v, %v", err, tt.code, tt.retry, tt.is)
				}
				for _, private := range []string{apiKey, "ann@", "api.stripe"} {
					if strings.Contains(err.Error(), private) {
						t.Errorf("the error tells too much: %v", err)
					}
				}
				if took := time.Since(begun); took > 20*time.Second {
					t.Errorf("it took %v", took)
				}
			})
		})
	}
}

// cut is a body that ends too soon.
type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
func (cut) Close() error             { return nil }

// Stripe's many reasons, in the few that a shopper may know.
func TestDeclines(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		`{"code":"card_declined","decline_code":"insufficient_funds"}`:     payments.DeclineFunds,
		`{"code":"expired_card","decline_code":"expired_card"}`:            payments.DeclineCard,
		`{"code":"incorrect_cvc"}`:                                         payments.DeclineCard,
		`{"code":"authentication_required"}`:                               payments.DeclineAuthentication,
		`{"code":"card_declined","decline_code":"card_velocity_exceeded"}`: payments.DeclineLimit,
		`{"code":"processing_error"}`:                                      payments.DeclineTechnical,
		`{"code":"card_declined","decline_code":"stolen_card"}`:            payments.DeclineOther, // not for a thief to know
		`{"code":"of_tomorrow"}`:                                           payments.DeclineOther,
		`null`:                                                             payments.DeclineOther,
	} {
		body := `{"id":"cs_1","status":"complete","payment_status":"unpaid","amount_total":100,"currency":"usd","metadata":{"sauda_order":"o","sauda_key":"k"},` +
			`"payment_intent":{"id":"pi_1","status":"requires_payment_method","last_payment_error":` + said + `}}`
		is, err := at(t, says(200, body)).Fetch(t.Context(), "cs_1")
		if err != nil || is.State != payments.StateFailed || is.Code != want {
			t.Errorf("%s: %+v, %v, want %s", said, is, err, want)
		}
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	good := stripe.Config{SecretKey: apiKey, WebhookSecrets: []string{secret}}
	for name, tt := range map[string]struct {
		edit func(*stripe.Config)
		want string // a part of the error
	}{
		"no key":              {func(c *stripe.Config) { c.SecretKey = "" }, "SecretKey is required"},
		"the publishable key": {func(c *stripe.Config) { c.SecretKey = "pk_live_1" }, "publishable"},
		"no webhook secret":   {func(c *stripe.Config) { c.WebhookSecrets = nil }, "WebhookSecrets is required"},
		"an empty one":        {func(c *stripe.Config) { c.WebhookSecrets = []string{secret, ""} }, "none may be empty"},
		"half an address":     {func(c *stripe.Config) { c.BaseURL = "api.stripe.com" }, "BaseURL"},
		"plain http":          {func(c *stripe.Config) { c.BaseURL = "http://api.stripe.com" }, "BaseURL"},
		"a password in it":    {func(c *stripe.Config) { c.BaseURL = "https://shop:" + secret + "@api.stripe.com" }, "BaseURL"},
		"a line's end":        {func(c *stripe.Config) { c.SecretKey = apiKey + "\n" }, "alone"},
		"a space before":      {func(c *stripe.Config) { c.WebhookSecrets = []string{" " + secret} }, "alone"},
		"less than no time":   {func(c *stripe.Config) { c.Tolerance = -1 }, "Tolerance"},
		"a strange currency":  {func(c *stripe.Config) { c.Currencies = []string{"USD", "IQD"} }, "IQD"},
	} {
		c := good
		tt.edit(&c)
		if _, err := stripe.New(c); err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", name, err)
		}
	}
	good.Currencies, good.Countries, good.Reserve, good.Title = []string{"KZT"}, []string{"KZ"}, time.Hour, map[string]string{"": "Pay"}
	p, err := stripe.New(good)
	if err != nil {
		t.Fatal(err)
	}
	c := p.Capabilities()
	if !c.Accepts("KZT") || c.Accepts("USD") || !c.Serves("KZ") || c.Serves("US") || c.Reserve != time.Hour || c.Title[""] != "Pay" || c.MaxLife > 24*time.Hour {
		t.Errorf("capabilities %+v", c)
	}
	c.Currencies[0], c.Title[""] = "USD", "" // the caller's own
	if again := p.Capabilities(); !again.Accepts("KZT") || again.Title[""] != "Pay" {
		t.Errorf("they have changed to %+v", again)
	}
	good.Currencies = nil
	if p, err = stripe.New(good); err != nil {
		t.Fatal(err)
	}
	for _, code := range p.Capabilities().Currencies {
		if !money.Valid(code) {
			t.Errorf("%s is not in ISO 4217", code)
		}
	}
	if n := len(p.Capabilities().Currencies); n < 135 {
		t.Errorf("%d currencies", n)
	}
}
