package paypal_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paypal"
)

// serves answers every request with these bytes.
type serves []byte

// RoundTrip answers.
func (s serves) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(s)), Request: r}, nil
}

// Whatever stands at the address of a certificate that is PayPal's, and whatever
// address a stranger names: a webhook that another key has signed is not taken.
func FuzzCertificate(f *testing.F) {
	d := payments.Delivery{Header: keys().Sign(webhook, noon, []byte(`{"id":"WH-1"}`)), Body: []byte(`{"id":"WH-1"}`), Received: noon}
	named := d.Header.Get("Paypal-Cert-Url")
	for _, chain := range []string{
		"", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
		"-----BEGIN RSA PUBLIC KEY-----\nMAA=\n-----END RSA PUBLIC KEY-----\n", "-----BEGIN ", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
	} {
		f.Add([]byte(chain), named)
	}
	f.Add([]byte("hello"), "https://api.paypal.com.evil.example/v1/notifications/certs/a")
	f.Add([]byte("hello"), "https://evil@api.paypal.com/v1/notifications/certs/../a")
	f.Fuzz(func(t *testing.T, chain []byte, address string) {
		p, err := paypal.New(config(serves(chain), func() time.Time { return noon }))
		if err != nil {
			t.Fatal(err)
		}
		d := d
		d.Header = d.Header.Clone()
		d.Header.Set("Paypal-Cert-Url", address)
		if events, err := p.ParseEvents(t.Context(), d); !errors.Is(err, payments.ErrSignature) || len(events) > 0 {
			t.Fatalf("%q at %q: %+v, %v", chain, address, events, err)
		}
	})
}
