package stripe_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// A key under which another call is under way is no key that was used in other
// words, in whatever kind of error Stripe says so: a second session must not be
// opened under the next key, because the first may be made in this moment.
func TestKeyInUseOpensNothingElse(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"invalid_request_error", "idempotency_error", "api_error"} {
		posts := 0
		p := at(t, transport(func(r *http.Request) (*http.Response, error) {
			body, status := `{"object":"list","data":[],"has_more":false}`, http.StatusOK
			if r.Method == http.MethodPost {
				posts++
				body, status = `{"error":{"type":"`+kind+`","code":"idempotency_key_in_use"}}`, http.StatusConflict
			}
			return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
		}))
		_, err := p.Start(t.Context(), payments.Intent{
			Key: "o1-1", Order: "o1", Number: "S-1", Attempt: 1, Amount: money.New(100_00, "USD"), ReturnURL: "https://shop.example/back",
		})
		refused, ok := errors.AsType[*payments.Error](err)
		if !ok || !refused.Retry || posts != 1 {
			t.Errorf("%s: %v after %d calls, want one that is to be tried again after 1", kind, err, posts)
		}
	}
}
