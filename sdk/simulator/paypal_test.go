package simulator_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// paypalShop calls the API as an adapter does and hears webhooks.
type paypalShop struct {
	t     *testing.T
	there *simulator.PayPal
	token string
	heard []string
	fail  int // so many webhooks are not taken
}

func (h *paypalShop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var e struct {
		Type string `json:"event_type"`
	}
	if json.NewDecoder(r.Body).Decode(&e) != nil || r.Header.Get("Paypal-Transmission-Sig") == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if h.fail > 0 {
		h.fail--
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	h.heard = append(h.heard, e.Type)
}

func openPayPal(t *testing.T, c simulator.PayPalConfig) *paypalShop {
	t.Helper()
	h := &paypalShop{t: t}
	c.ClientID, c.Secret, c.WebhookID, c.Handler = "client", "secret", "1JE4291016473214C", h
	h.there = simulator.NewPayPal(c)
	login := "Basic " + base64.StdEncoding.EncodeToString([]byte("client:secret"))
	status, answer := h.send("POST", "/v1/oauth2/token", "grant_type=client_credentials", http.Header{
		"Authorization": {login}, "Content-Type": {"application/x-www-form-urlencoded"},
	})
	if h.token, _ = answer["access_token"].(string); status != http.StatusOK || h.token == "" {
		t.Fatalf("logging in: %d %v", status, answer)
	}
	return h
}

func (h *paypalShop) send(method, path, body string, header http.Header) (int, map[string]any) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, "https://api-m.paypal.com"+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header = header
	res, err := h.there.RoundTrip(r)
	if err != nil {
		return 0, nil
	}
	text, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	var answer map[string]any
	_ = json.Unmarshal(text, &answer) // 204 has none
	return res.StatusCode, answer
}

func (h *paypalShop) call(method, path, key, body string) (int, map[string]any) {
	h.t.Helper()
	return h.send(method, path, body, http.Header{
		"Authorization": {"Bearer " + h.token}, "Content-Type": {"application/json"}, "Paypal-Request-Id": {key}, "Prefer": {"return=representation"},
	})
}

// opening is a body that opens an order, with some of it replaced.
func opening(old, new string) string {
	return strings.Replace(`{"intent":"CAPTURE","purchase_units":[{"custom_id":"o1","invoice_id":"i1","amount":{"currency_code":"USD","value":"10.00",`+
		`"breakdown":{"item_total":{"currency_code":"USD","value":"12.00"},"discount":{"currency_code":"USD","value":"2.00"}}},`+
		`"items":[{"name":"Tent","quantity":"2","unit_amount":{"currency_code":"USD","value":"6.00"}}]}],`+
		`"payment_source":{"paypal":{"experience_context":{"user_action":"PAY_NOW","locale":"en-US","return_url":"https://shop.example/back"}}}}`, old, new, 1)
}

func issue(answer map[string]any) string {
	details, _ := answer["details"].([]any)
	if len(details) == 0 {
		name, _ := answer["name"].(string)
		return name
	}
	first, _ := details[0].(map[string]any)
	return fmt.Sprint(first["issue"])
}

// What PayPal would not take is not taken here either.
func TestPayPalIsStrict(t *testing.T) {
	t.Parallel()
	h := openPayPal(t, simulator.PayPalConfig{})
	for i, tt := range []struct{ old, new, issue string }{
		{`"CAPTURE"`, `"SALE"`, "INVALID_PARAMETER_VALUE"},
		{`"intent"`, `"colour":1,"intent"`, "MALFORMED_REQUEST_JSON"},
		{`"10.00"`, `"10.000"`, "INVALID_PARAMETER_SYNTAX"},
		{`"10.00"`, `"10"`, ""},
		{`"10.00"`, `"11.00"`, "AMOUNT_MISMATCH"},
		{`"6.00"`, `"5.00"`, "ITEM_TOTAL_MISMATCH"},
		{`"USD"`, `"KZT"`, "CURRENCY_NOT_SUPPORTED"},
		{`"USD"`, `"JPY"`, "DECIMALS_NOT_SUPPORTED"},
		{`"Tent"`, `""`, "INVALID_PARAMETER_VALUE"},
		{`"2",`, `"0",`, "INVALID_PARAMETER_VALUE"},
		{`"o1"`, `"` + strings.Repeat("o", 128) + `"`, "INVALID_STRING_LENGTH"},
		{`"en-US"`, `"english"`, "INVALID_PARAMETER_VALUE"},
		{`"https://shop.example/back"`, `"/back"`, "INVALID_PARAMETER_VALUE"},
		{`{"experience_context"`, `{"email_address":"nobody","experience_context"`, "INVALID_PARAMETER_SYNTAX"},
	} {
		status, answer := h.call("POST", "/v2/checkout/orders", fmt.Sprint("k", i), opening(tt.old, tt.new))
		if got := issue(answer); got != tt.issue || tt.issue == "" && status != http.StatusCreated {
			t.Errorf("%s for %s: %d %q, want %q", tt.new, tt.old, status, got, tt.issue)
		}
	}
	if status, answer := h.call("POST", "/v2/checkout/orders", "", opening("", "")); issue(answer) != "MISSING_REQUIRED_PARAMETER" {
		t.Errorf("without a request ID: %d %v", status, answer)
	}
	h.there.Logout()
	if status, _ := h.call("GET", "/v2/checkout/orders/5O1", "", ""); status != http.StatusUnauthorized {
		t.Errorf("with a token that is worth nothing: %d", status)
	}
}

// A request ID is answered as it was at first, with 200, for six hours; another
// request under it is refused.
func TestPayPalRequestIDs(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	h := openPayPal(t, simulator.PayPalConfig{Now: func() time.Time { return now }, TokenLife: 24 * time.Hour})
	first, is := h.call("POST", "/v2/checkout/orders", "k", opening("", ""))
	id, _ := is["id"].(string)
	if err := h.there.Agree(id, simulator.PayPalPays); err != nil {
		t.Fatal(err)
	}
	again, is := h.call("POST", "/v2/checkout/orders", "k", opening("", ""))
	if first != http.StatusCreated || again != http.StatusOK || is["id"] != id || is["status"] != "PAYER_ACTION_REQUIRED" {
		t.Errorf("%d, then %d %v", first, again, is)
	}
	if _, is := h.call("POST", "/v2/checkout/orders", "k", opening("o1", "o2")); issue(is) != "PAYPAL_REQUEST_ID_PREVIOUSLY_USED" {
		t.Errorf("another request under the ID: %v", is)
	}
	now = now.Add(6 * time.Hour)
	if status, is := h.call("POST", "/v2/checkout/orders", "k", opening("", "")); status != http.StatusCreated || is["id"] == id {
		t.Errorf("after six hours: %d %v", status, is)
	}
}

// Events come in order, twice, late or never, and again until they are taken.
func TestPayPalDeliver(t *testing.T) {
	t.Parallel()
	h := openPayPal(t, simulator.PayPalConfig{})
	_, is := h.call("POST", "/v2/checkout/orders", "k", opening("", ""))
	id, _ := is["id"].(string)
	if err := h.there.Agree(id, simulator.PayPalPays); err != nil {
		t.Fatal(err)
	}
	if status, is := h.call("POST", "/v2/checkout/orders/"+id+"/capture", "c", "{}"); status != http.StatusCreated {
		t.Fatalf("capture: %d %v", status, is)
	}
	if err := h.there.GiveBack(id, "1.00"); err != nil {
		t.Fatal(err)
	}
	h.there.SetFaults(
		simulator.Fault{Kind: simulator.FaultLate, On: "CHECKOUT.ORDER.APPROVED"}, simulator.Fault{Kind: simulator.FaultRepeat, On: "PAYMENT.CAPTURE.COMPLETED"},
		simulator.Fault{Kind: simulator.FaultMiss, On: "PAYMENT.CAPTURE.REFUNDED"},
	)
	h.fail = 3
	if err := h.there.Deliver(t.Context()); err == nil || len(h.heard) > 0 {
		t.Fatalf("%v; heard %q", err, h.heard)
	}
	if err := h.there.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(h.heard, " "); got != "PAYMENT.CAPTURE.COMPLETED PAYMENT.CAPTURE.COMPLETED CHECKOUT.ORDER.APPROVED" {
		t.Errorf("heard %q", got)
	}
	if o := h.there.Orders()[0]; !o.Agreed || !o.Paid || o.Refunded != "1.00" || len(h.there.Webhooks(id)) != 3 {
		t.Errorf("it is %+v with %d events", o, len(h.there.Webhooks(id)))
	}
}
