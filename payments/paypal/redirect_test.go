package paypal_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/sauda-commerce/sauda/payments/paypal"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// A redirect would carry the secret and the orders elsewhere, and have the
// certificates of webhooks come from there.
func TestNoRedirects(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.PayPalConfig{})
	genuine := webhookOf(a)
	for _, away := range []string{"/v1/oauth2/token", "/v2/checkout/orders", "/v1/notifications/certs/"} {
		var mu sync.Mutex
		elsewhere := 0
		p, err := paypal.New(config(transport(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			if r.URL.Host == "elsewhere.example" {
				elsewhere++
			}
			if !strings.HasPrefix(r.URL.Path, away) {
				return a.there.RoundTrip(r)
			}
			return &http.Response{StatusCode: 307, Header: http.Header{"Location": {"https://elsewhere.example/"}}, Body: http.NoBody, Request: r}, nil
		}), a.clock))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(away, "certs") {
			_, err = p.ParseEvents(t.Context(), genuine)
		} else {
			_, err = p.Start(t.Context(), intent("o9", usd(100_00)))
		}
		if err == nil || elsewhere > 0 {
			t.Errorf("%s: asked elsewhere %d times, got %v", away, elsewhere, err)
		}
	}
}
