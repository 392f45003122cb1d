package simulator_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// stripeShop calls the API as an adapter does and hears webhooks.
type stripeShop struct {
	t *testing.T
	s *simulator.Stripe

	mu    sync.Mutex
	heard []string // kinds, in the order in which they came
	fail  int      // so many webhooks are not taken
}

func (h *stripeShop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	var e struct{ Type string }
	if err != nil || json.Unmarshal(body, &e) != nil || !strings.HasPrefix(r.Header.Get("Stripe-Signature"), "t=") {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	h.heard = append(h.heard, e.Type)
	if h.fail > 0 {
		h.fail--
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

func (h *stripeShop) count(kind string) (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, k := range h.heard {
		if k == kind {
			n++
		}
	}
	return n
}

func openStripe(t *testing.T, c simulator.StripeConfig) *stripeShop {
	t.Helper()
	h := &stripeShop{t: t}
	c.SecretKey, c.Secrets, c.Handler = "sk_test_1", []string{"whsec_1"}, h
	h.s = simulator.NewStripe(c)
	t.Cleanup(h.s.Close)
	return h
}

// call makes a request and returns its answer; a status of 0 is none.
func (h *stripeShop) call(method, path, key string, form url.Values) (int, map[string]any, http.Header) {
	h.t.Helper()
	return h.within(h.t.Context(), method, path, key, form)
}

func (h *stripeShop) within(ctx context.Context, method, path, key string, form url.Values) (int, map[string]any, http.Header) {
	h.t.Helper()
	target, body := "https://api.stripe.com"+path, ""
	if method == http.MethodGet {
		target += "?" + form.Encode()
	} else {
		body = form.Encode()
	}
	r, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer sk_test_1")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	res, err := h.s.RoundTrip(r)
	if err != nil {
		return 0, nil, nil
	}
	var answer map[string]any
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		h.t.Fatal(err)
	}
	return res.StatusCode, answer, res.Header
}

func sessionForm(order string) url.Values {
	return url.Values{
		"mode": {"payment"}, "success_url": {"https://shop.example/back"}, "client_reference_id": {order},
		"line_items[0][quantity]": {"2"}, "line_items[0][price_data][currency]": {"usd"},
		"line_items[0][price_data][unit_amount]": {"1250"}, "line_items[0][price_data][product_data][name]": {"Tent"},
		"metadata[k]": {"v"}, "payment_intent_data[metadata][k]": {"v"},
	}
}

// open opens a session of an order and returns its id.
func (h *stripeShop) open(order string) string {
	h.t.Helper()
	status, is, _ := h.call(http.MethodPost, "/v1/checkout/sessions", "", sessionForm(order))
	id, _ := is["id"].(string)
	if status != http.StatusOK || id == "" || is["amount_total"] != 2500.0 {
		h.t.Fatalf("a new session: %d %v", status, is)
	}
	return id
}

func code(answer map[string]any) string {
	e, _ := answer["error"].(map[string]any)
	c, _ := e["code"].(string)
	kind, _ := e["type"].(string)
	if c == "" {
		return kind
	}
	return c
}

func after(d time.Duration) string { return strconv.FormatInt(time.Now().Add(d).Unix(), 10) }
