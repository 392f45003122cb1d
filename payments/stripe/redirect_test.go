package stripe_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments/stripe"
)

// A redirect would carry the key elsewhere.
func TestNoRedirects(t *testing.T) {
	t.Parallel()
	for name, c := range modes() {
		var asked []string
		c.HTTPClient = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			asked = append(asked, r.URL.Host)
			return &http.Response{StatusCode: 307, Header: http.Header{"Location": {"https://elsewhere.example/"}}, Body: http.NoBody, Request: r}, nil
		})}
		p, err := stripe.New(stripe.Config{
			SecretKey: apiKey, WebhookSecrets: []string{secret}, HTTPClient: c.HTTPClient, PaymentLinks: c.PaymentLinks,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Start(t.Context(), intent("o9", time.Now())); err == nil || len(asked) == 0 || slices.Contains(asked, "elsewhere.example") {
			t.Errorf("%s: asked %q, got %v", name, asked, err)
		}
	}
}
