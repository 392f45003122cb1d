package paypal_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paypal"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// transport answers in PayPal's place.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func says(status int, body string) (*http.Response, error) {
	return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body))}, nil
}

// webhookOf is a genuine webhook about a payment that came.
func webhookOf(a *account) payments.Delivery {
	all := a.webhooks(a.paid().Ref)
	return all[len(all)-1]
}

// Headers that are missing, wrong or of another host than PayPal's.
func TestForgedHeaders(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.PayPalConfig{})
	genuine := webhookOf(a)
	if _, err := a.ParseEvents(t.Context(), genuine); err != nil {
		t.Fatal(err)
	}
	certificate := genuine.Header.Get("Paypal-Cert-Url")
	path := strings.TrimPrefix(certificate, "https://api.paypal.com")
	before := a.there.Requests()
	for name, values := range map[string][]string{
		"Paypal-Transmission-Id":   {"", "another", strings.Repeat("a", 5000)},
		"Paypal-Transmission-Time": {"", "now", noon.Add(6 * time.Minute).Format(time.RFC3339), noon.Add(-6 * time.Minute).Format(time.RFC3339)},
		"Paypal-Transmission-Sig":  {"", "!", "AAAA", strings.Repeat("A", 5000)},
		"Paypal-Auth-Algo":         {"", "none", "SHA1withRSA"},
		"Paypal-Cert-Url": {
			"", "http://api.paypal.com" + path, "https://evil.example" + path, "https://api.paypal.com.evil.example" + path,
			"https://api.paypal.com@evil.example" + path, "https://evil@api.paypal.com" + path, "https://api.paypal.com:8443" + path,
			certificate + "?a=b", certificate + "#a", "https://api.paypal.com/v1/notifications/certs/../../evil",
			"https://api.paypal.com/v1/notifications/certs/%2e%2e", "https://api.paypal.com/v1/other", "https://api.sandbox.paypal.com" + path,
			"https://xn--papal-4ve.com" + path, "//api.paypal.com" + path, "https://api.paypal.com" + path + strings.Repeat("a", 600),
		},
	} {
		for _, value := range values {
			d := genuine
			d.Header = genuine.Header.Clone()
			d.Header.Set(name, value)
			if events, err := a.ParseEvents(t.Context(), d); !errors.Is(err, payments.ErrSignature) || len(events) > 0 {
				t.Errorf("%s %.80q: %v, %v", name, value, events, err)
			}
		}
	}
	if n := a.there.Requests() - before; n > 0 {
		t.Errorf("forged headers made %d requests", n)
	}
}

// A certificate counts if an authority that we trust gave it to PayPal, and while
// it is good.
func TestCertificates(t *testing.T) {
	t.Parallel()
	mine, other := simulator.NewPayPalKeysFor("shop.example"), simulator.NewPayPalKeys()
	for name, tt := range map[string]struct {
		keys  *simulator.PayPalKeys
		trust *simulator.PayPalKeys
		base  string
		now   time.Time
		good  bool
	}{
		"PayPal's":                      {keys(), keys(), "", noon, true},
		"of another name":               {mine, mine, "", noon, false},
		"of an authority nobody knows":  {other, keys(), "", noon, false},
		"a live one in the sandbox":     {keys(), keys(), paypal.Sandbox, noon, false},
		"before it is good":             {keys(), keys(), "", time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC), false},
		"when it is not good any more":  {keys(), keys(), "", time.Date(2101, 1, 1, 0, 0, 0, 0, time.UTC), false},
		"for ever, by the other client": {keys(), keys(), paypal.Live, noon, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := func() time.Time { return tt.now }
			there := simulator.NewPayPal(simulator.PayPalConfig{Keys: tt.keys, Now: now})
			c := config(there, now)
			c.Roots, c.BaseURL, c.CertificateHosts = tt.trust.Roots(), tt.base, []string{"api.paypal.com"}
			p, err := paypal.New(c)
			if err != nil {
				t.Fatal(err)
			}
			body := []byte(`{"id":"WH-1","event_type":"PING","create_time":"2026-11-30T12:00:00Z"}`)
			d := payments.Delivery{Header: tt.keys.Sign(webhook, tt.now, body), Body: body, Received: tt.now}
			if _, err := p.ParseEvents(t.Context(), d); (err == nil) != tt.good || !tt.good && !errors.Is(err, payments.ErrSignature) {
				t.Errorf("error %v, want it good: %v", err, tt.good)
			}
		})
	}
}

// A certificate is fetched once an hour; what strangers name does not make us
// fetch without end, and a host that is down is no forgery.
func TestCertificatesAreKept(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.PayPalConfig{})
	d := webhookOf(a)
	parse := func(d payments.Delivery) (int, error) {
		before := a.there.Requests()
		d.Received = noon
		_, err := a.ParseEvents(t.Context(), d)
		return a.there.Requests() - before, err
	}
	for i, want := range []int{1, 0, 0} {
		if n, err := parse(d); n != want || err != nil {
			t.Errorf("webhook %d made %d requests, want %d; %v", i, n, want, err)
		}
	}
	a.later(61 * time.Minute)
	if n, err := parse(d); n != 1 || err != nil {
		t.Errorf("after an hour a webhook made %d requests, want 1; %v", n, err)
	}
	busy := 0
	for i := range 30 {
		forged := d
		forged.Header = d.Header.Clone()
		forged.Header.Set("Paypal-Cert-Url", fmt.Sprint("https://api.paypal.com/v1/notifications/certs/CERT-", i))
		n, err := parse(forged)
		switch {
		case err == nil:
			t.Fatal("forged and accepted")
		case !errors.Is(err, payments.ErrSignature):
			busy += 1 - n
		}
	}
	if busy < 20 {
		t.Errorf("30 certificates of strangers were fetched, but for %d", busy)
	}
	if n, err := parse(d); n != 0 || err != nil {
		t.Errorf("after that a genuine webhook made %d requests; %v", n, err)
	}
}

func TestCertificateHostIsDown(t *testing.T) {
	t.Parallel()
	for name, down := range map[string]transport{
		"503":     func(*http.Request) (*http.Response, error) { return says(503, "") },
		"429":     func(*http.Request) (*http.Response, error) { return says(429, "") },
		"no line": func(*http.Request) (*http.Response, error) { return nil, errors.New("unreachable") },
	} {
		p, err := paypal.New(config(down, func() time.Time { return noon }))
		if err != nil {
			t.Fatal(err)
		}
		d := payments.Delivery{Header: keys().Sign(webhook, noon, nil), Received: noon}
		_, err = p.ParseEvents(t.Context(), d)
		if _, retry := code(err); !retry || errors.Is(err, payments.ErrSignature) || errors.Is(err, payments.ErrMalformed) {
			t.Errorf("%s: %v, want an error that asks to come again", name, err)
		}
	}
	for name, junk := range map[string]string{
		"nothing": "", "no certificate": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "text": "hello", "without end": strings.Repeat("-----BEGIN ", 20_000),
	} {
		p, err := paypal.New(config(transport(func(*http.Request) (*http.Response, error) { return says(200, junk) }), func() time.Time { return noon }))
		if err != nil {
			t.Fatal(err)
		}
		d := payments.Delivery{Header: keys().Sign(webhook, noon, nil), Received: noon}
		if _, err := p.ParseEvents(t.Context(), d); !errors.Is(err, payments.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is worth another try and what never will succeed, and nothing of what was
// asked or answered in the words.
func TestErrors(t *testing.T) {
	t.Parallel()
	const open = `{"id":"5O1","status":"CREATED","create_time":"2026-11-30T12:00:00Z","purchase_units":[`
	for name, tt := range map[string]struct {
		status int
		body   string
		code   string
		retry  bool
		is     error
	}{
		"down":                     {503, "<html>", payments.CodeUnavailable, true, nil},
		"too many":                 {429, `{"name":"RATE_LIMIT_REACHED"}`, payments.CodeLimited, true, nil},
		"no right":                 {403, `{"name":"NOT_AUTHORIZED"}`, payments.CodeAuth, false, nil},
		"not found":                {404, `{"name":"RESOURCE_NOT_FOUND"}`, "RESOURCE_NOT_FOUND", false, payments.ErrNotFound},
		"under way":                {409, `{"name":"RESOURCE_CONFLICT"}`, "RESOURCE_CONFLICT", true, nil},
		"its own words":            {400, `{"name":"` + secret + `","details":[{"issue":"` + secret + `"}]}`, "400", false, nil},
		"led elsewhere":            {302, "", "302", false, nil},
		"a proxy's page":           {200, "<html>", payments.CodeUnavailable, true, nil},
		"nobody's":                 {200, open + `{"custom_id":"of another system","amount":{"currency_code":"USD","value":"1.00"}}]}`, "", false, payments.ErrMalformed},
		"two units":                {200, open + `{},{}]}`, "", false, payments.ErrMalformed},
		"a price of nothing":       {200, open + `{"custom_id":"o1|k|100USD","amount":{"currency_code":"USD","value":"0.00"}}]}`, "", false, payments.ErrMalformed},
		"half a cent":              {200, open + `{"custom_id":"o1|k|100USD","amount":{"currency_code":"USD","value":"1.005"}}]}`, "", false, payments.ErrMalformed},
		"a price without currency": {200, open + `{"custom_id":"o1|k|100USD","amount":{"value":"1.00"}}]}`, "", false, payments.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			there := transport(func(r *http.Request) (*http.Response, error) {
				if strings.HasSuffix(r.URL.Path, "token") {
					return says(200, `{"access_token":"A21AA-`+secret+`","expires_in":32400}`)
				}
				return says(tt.status, tt.body)
			})
			p, err := paypal.New(config(there, func() time.Time { return noon }))
			if err != nil {
				t.Fatal(err)
			}
			_, err = p.Fetch(t.Context(), "5O1")
			got, retry := code(err)
			if got != tt.code || retry != tt.retry || tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("error %v, want code %q, retry %v, %v", err, tt.code, tt.retry, tt.is)
			}
			if err != nil && (strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "api-m")) {
				t.Errorf("the error tells too much: %v", err)
			}
		})
	}
}

// Whatever comes signed is read or malformed; what is not signed is neither.
func FuzzParseEvents(f *testing.F) {
	a := open(f, simulator.PayPalConfig{})
	c := a.paid()
	a.must(a.there.GiveBack(c.Ref, "12.50"))
	a.must(a.there.Dispute(c.Ref))
	a.must(a.there.Reverse(c.Ref))
	for _, d := range a.webhooks(c.Ref) {
		f.Add(d.Body, "UQ==")
	}
	f.Add([]byte(`{"id":"WH-1","event_type":"PAYMENT.CAPTURE.REFUNDED","create_time":"2026-11-30T12:00:00Z","resource":{"custom_id":"o|k|1USD","amount":{"currency_code":"EUR","value":"1"}}}`), "")
	f.Add([]byte(`{"id":"WH-1","event_type":"CUSTOMER.DISPUTE.CREATED","create_time":"2026-11-30T12:00:00Z","resource":{"disputed_transactions":[{"custom":"o|k|-1USD"},{"custom":"o|k|1USD"}]}}`), "=")
	f.Add([]byte(`[]`), "AA==")
	f.Fuzz(func(t *testing.T, body []byte, sum string) {
		d := payments.Delivery{Header: keys().Sign(webhook, noon, bytes.Clone(body)), Body: body, Received: noon}
		events, err := a.ParseEvents(t.Context(), d)
		if err != nil && (!errors.Is(err, payments.ErrMalformed) || len(events) > 0) {
			t.Fatalf("signed: %+v, %v", events, err)
		}
		ids := map[string]bool{}
		for _, e := range events {
			if e.ID == "" || ids[e.ID] || !e.Kind.Valid() || e.Order == "" || e.Key == "" || e.Amount.Minor <= 0 || e.Refunded.Minor < 0 || e.At.IsZero() {
				t.Errorf("event %+v", e)
			}
			ids[e.ID] = true
		}
		d.Header.Set("Paypal-Transmission-Sig", sum)
		if events, err := a.ParseEvents(t.Context(), d); !errors.Is(err, payments.ErrSignature) || len(events) > 0 {
			t.Fatalf("forged: %+v, %v", events, err)
		}
	})
}
