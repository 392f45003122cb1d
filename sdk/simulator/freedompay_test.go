package simulator_test

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// freedomShop calls the API as an adapter does and hears callbacks.
type freedomShop struct {
	t *testing.T
	f *simulator.FreedomPay

	mu    sync.Mutex
	heard []string // pg_result, in the order in which they came
	fail  int      // so many callbacks are not taken
	words string   // answered instead of a signed ok
}

func openFreedom(t *testing.T, c simulator.FreedomPayConfig) *freedomShop {
	t.Helper()
	h := &freedomShop{t: t}
	c.MerchantID, c.Secret, c.Handler = "588079", "geheim", h
	h.f = simulator.NewFreedomPay(c)
	return h
}

func (h *freedomShop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := r.ParseForm(); err != nil || r.PostForm.Get("pg_sig") != simulator.FreedomPaySignature("geheim", "fp", r.PostForm) {
		h.t.Errorf("a callback without a good signature: %v", err)
	}
	if h.fail > 0 {
		h.fail--
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	h.heard = append(h.heard, r.PostForm.Get("pg_result"))
	answer := url.Values{"pg_status": {"ok"}, "pg_salt": {r.PostForm.Get("pg_salt")}}
	words := "<response><pg_status>ok</pg_status><pg_salt>" + answer.Get("pg_salt") + "</pg_salt><pg_sig>" +
		simulator.FreedomPaySignature("geheim", "fp", answer) + "</pg_sig></response>"
	if h.words != "" {
		words = h.words
	}
	_, _ = w.Write([]byte(words))
}

// freedomAnswer is what tests look at.
type freedomAnswer struct {
	Status  string `xml:"pg_status"`
	Code    string `xml:"pg_error_code"`
	ID      string `xml:"pg_payment_id"`
	URL     string `xml:"pg_redirect_url"`
	State   string `xml:"pg_payment_status"`
	Failure string `xml:"pg_failure_code"`
	Back    string `xml:"pg_refund_amount"`
	Sig     string `xml:"pg_sig"`
}

// call posts a signed form; "-" takes a field out.
func (h *freedomShop) call(script string, fields map[string]string) (a freedomAnswer) {
	h.t.Helper()
	form := url.Values{"pg_merchant_id": {"588079"}, "pg_salt": {"salt"}}
	for name, value := range fields {
		form.Set(name, value)
		if value == "-" {
			form.Del(name)
		}
	}
	if _, told := fields["pg_sig"]; !told {
		form.Set("pg_sig", simulator.FreedomPaySignature("geheim", script, form))
	}
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, "https://api.example/"+script, strings.NewReader(form.Encode()))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := h.f.RoundTrip(r)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := xml.NewDecoder(res.Body).Decode(&a); err != nil {
		h.t.Fatalf("%d: %v", res.StatusCode, err)
	}
	return a
}

func good() map[string]string {
	return map[string]string{
		"pg_order_id": "o1-1", "pg_amount": "100.50", "pg_currency": "KZT", "pg_description": "A tent", "pg_lifetime": "600",
		"pg_result_url": "http://shop.example/payments/fp",
	}
}

func (h *freedomShop) open() string {
	h.t.Helper()
	a := h.call("init_payment.php", good())
	if a.Status != "ok" || simulator.FreedomPayID(a.URL) != a.ID {
		h.t.Fatalf("%+v", a)
	}
	return a.ID
}

// A request that breaks a rule is refused, and recorded.
func TestFreedomPayRules(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]map[string]string{
		"signature":        {"pg_sig": strings.Repeat("0", 32)},
		"no signature":     {"pg_sig": "-"},
		"merchant":         {"pg_merchant_id": "1"},
		"no order":         {"pg_order_id": "-"},
		"long order":       {"pg_order_id": strings.Repeat("o", 51)},
		"no description":   {"pg_description": "-"},
		"three decimals":   {"pg_amount": "1.234"},
		"nothing":          {"pg_amount": "0.00"},
		"too much":         {"pg_amount": "100000000"},
		"short life":       {"pg_lifetime": "299"},
		"long life":        {"pg_lifetime": "604801"},
		"strange language": {"pg_language": "ky"},
		"a plus":           {"pg_user_phone": "+77010000000"},
		"misspelt":         {"pg_lifetme": "600"},
		"long address":     {"pg_success_url": "https://x.example/" + strings.Repeat("x", 255)},
	} {
		h := openFreedom(t, simulator.FreedomPayConfig{})
		fields := good()
		for k, v := range wrong {
			fields[k] = v
		}
		if a := h.call("init_payment.php", fields); a.Status != "error" || a.Code == "" || len(h.f.Refused()) != 1 || len(h.f.Order(fields["pg_order_id"]).Payments) > 0 {
			t.Errorf("%s: %+v, refused %+v", name, a, h.f.Refused())
		}
		h.f.Close()
	}
}

func TestFreedomPayGoesWell(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := openFreedom(t, simulator.FreedomPayConfig{})
		defer h.f.Close()
		id := h.open()
		if a := h.call("get_status3.php", map[string]string{"pg_payment_id": id}); a.State != "new" {
			t.Errorf("%+v", a)
		}
		if err := h.f.Pay(id, simulator.FreedomPayPaid); err != nil {
			t.Fatal(err)
		}
		if err := h.f.Pay(id, simulator.FreedomPayPaid); err == nil {
			t.Error("it was paid twice")
		}
		if a := h.call("revoke.php", map[string]string{"pg_payment_id": id, "pg_refund_amount": "100.51"}); a.Status != "error" {
			t.Errorf("more than was paid: %+v", a)
		}
		if a := h.call("revoke.php", map[string]string{"pg_payment_id": id, "pg_refund_amount": "40"}); a.Status != "ok" {
			t.Errorf("%+v", a)
		}
		if a := h.call("get_status3.php", map[string]string{"pg_payment_id": id}); a.State != "success" || a.Back != "-40" {
			t.Errorf("%+v", a)
		}
		if a := h.call("get_status3.php", map[string]string{"pg_order_id": "o1-1"}); a.ID == id {
			t.Errorf("by its order, the newest thing is the refund: %+v", a)
		}
		if a := h.call("get_status3.php", map[string]string{"pg_payment_id": "7"}); a.Code != "340" {
			t.Errorf("an unknown payment: %+v", a)
		}
		if err := h.f.Settled(t.Context()); err != nil || len(h.heard) != 1 || h.heard[0] != "1" || len(h.f.Refused()) != 0 {
			t.Errorf("heard %q, %v, refused %+v", h.heard, err, h.f.Refused())
		}
	})
}

// A callback that is not taken comes again every half an hour, for two hours; and
// the answer must be a signed one.
func TestFreedomPayCallbacks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		fail, heard int
		words       string
		fault       simulator.Fault
		took        time.Duration
		wrongs      int
	}{
		{name: "at once", heard: 1},
		{name: "at the third try", fail: 2, heard: 1, took: time.Hour},
		{name: "never", fail: 9, heard: 0, took: 2 * time.Hour},
		{name: "twice", fault: simulator.Fault{Kind: simulator.FaultRepeat, Wait: time.Minute}, heard: 2, took: time.Minute},
		{name: "late", fault: simulator.Fault{Kind: simulator.FaultLate, Wait: time.Minute}, heard: 1, took: time.Minute},
		{name: "lost", fault: simulator.Fault{Kind: simulator.FaultMiss}, heard: 0},
		{name: "answered with nothing", words: " ", heard: 1, wrongs: 1},
		{name: "answered without a signature", words: "<response><pg_status>ok</pg_status></response>", heard: 1, wrongs: 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := openFreedom(t, simulator.FreedomPayConfig{})
				defer h.f.Close()
				h.fail, h.words = tt.fail, tt.words
				if tt.fault.Kind != "" {
					h.f.SetFaults(tt.fault)
				}
				id, began := h.open(), time.Now()
				if err := h.f.Pay(id, simulator.FreedomPayDeclined); err != nil {
					t.Fatal(err)
				}
				if err := h.f.Settled(t.Context()); err != nil {
					t.Fatal(err)
				}
				if got := time.Since(began); len(h.heard) != tt.heard || got != tt.took || len(h.f.Refused()) != tt.wrongs {
					t.Errorf("heard %q after %v, refused %+v", h.heard, got, h.f.Refused())
				}
			})
		})
	}
}

func TestFreedomPayLapses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := openFreedom(t, simulator.FreedomPayConfig{})
		defer h.f.Close()
		id := h.open()
		time.Sleep(10 * time.Minute)
		if a := h.call("get_status3.php", map[string]string{"pg_payment_id": id}); a.State != "incomplete" || a.Failure != "101" {
			t.Errorf("%+v", a)
		}
		if err := h.f.Pay(id, simulator.FreedomPayPaid); err == nil {
			t.Error("it was paid after its end")
		}
	})
}
