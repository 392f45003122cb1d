package gateway

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{})
	for name, o := range map[string]Options{
		"base URL": {BaseURL: "shop.example"}, "base URL scheme": {BaseURL: "ftp://shop.example"},
		"base URL with a query": {BaseURL: "https://shop.example/chat?x=1"}, "base URL with a fragment": {BaseURL: "https://shop.example/#chat"},
		"base URL with a user": {BaseURL: "https://me:pass@shop.example"},
		"wildcard origin":      {Origins: []string{"*"}}, "origin with a path": {Origins: []string{"https://x.example/y"}},
		"proxies": {TrustedProxies: []string{"nonsense"}},
	} {
		if _, err := New(s.shop, o); err == nil || !strings.HasPrefix(err.Error(), "gateway: ") {
			t.Errorf("%s: error %v, want one of the gateway's", name, err)
		}
	}
	if _, err := New(nil, Options{}); err == nil {
		t.Error("New(nil): no error")
	}
	defer func() {
		if recover() == nil {
			t.Error("Must does not panic with an error")
		}
	}()
	Must(New(nil, Options{}))
}

// A shop without a web chat serves the rest.
func TestNoWebChat(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{WebChat: "other"})
	for path, want := range map[string]int{"/widget.js": 404, "/widget/": 404, "/webchat/messages": 404, "/healthz": 200, "/pay/x": 404} {
		if res, _ := s.do("GET", path, ""); res.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, res.StatusCode, want)
		}
	}
}

func TestServerHasItsLimits(t *testing.T) {
	t.Parallel()
	s := Server(http.NotFoundHandler(), "127.0.0.1:0")
	if s.ReadHeaderTimeout != 5*time.Second || s.ReadTimeout == 0 || s.WriteTimeout == 0 || s.IdleTimeout == 0 || s.MaxHeaderBytes != 64<<10 {
		t.Errorf("a server without limits: %+v", s)
	}
}

// asked returns the status that a client at an address gets, through a trusted
// proxy.
func asked(h http.Handler, method, path, from string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader("{}"))
	r.RemoteAddr = "10.0.0.1:1234"
	r.Header.Set("X-Forwarded-For", from)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestAddressesAreLimited(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{})
	now := time.Now()
	h, err := New(s.shop, Options{TrustedProxies: []string{"10.0.0.0/8"}, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 60 {
		if w := asked(h, "POST", "/webchat/sessions", "203.0.113.1"); w.Code != 201 {
			t.Fatalf("session %d: %d %s", i+1, w.Code, w.Body)
		}
	}
	if w := asked(h, "POST", "/webchat/sessions", "203.0.113.1"); w.Code != 429 || w.Header().Get("Retry-After") != "1" {
		t.Errorf("session 61: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	if w := asked(h, "POST", "/webchat/sessions", "203.0.113.2"); w.Code != 201 {
		t.Errorf("another address: %d", w.Code)
	}
	for range 100 {
		asked(h, "GET", "/healthz", "203.0.113.3")
	}
	if w := asked(h, "GET", "/healthz", "203.0.113.3"); w.Code != 429 || w.Header().Get("Retry-After") == "" {
		t.Errorf("request 101: %d", w.Code)
	}
	for range 200 {
		if w := asked(h, "POST", "/payments/sandbox", "203.0.113.4"); w.Code != 401 {
			t.Fatalf("a callback: %d, want 401 however many there are", w.Code)
		}
		if w := asked(h, "GET", "/healthz", "127.0.0.1"); w.Code != 200 {
			t.Fatalf("loopback: %d, want no limit", w.Code)
		}
	}
}

// Nobody is believed about where he comes from, unless he is trusted.
func TestForwardedForIsNotTrusted(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{})
	now := time.Now()
	h, err := New(s.shop, Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	last := 0
	for i := range 101 {
		last = asked(h, "GET", "/healthz", fmt.Sprintf("203.0.113.%d", i)).Code
	}
	if last != 429 {
		t.Errorf("request 101 under changing names: %d, want 429", last)
	}
}

// A panic is a 500 that says nothing but its number, and the log has the rest.
func TestPanic(t *testing.T) {
	t.Parallel()
	var log syncBuffer
	s := newSite(t, "", Options{
		Logger:     slog.New(slog.NewTextHandler(&log, nil)),
		Storefront: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("hunter2") }),
	})
	res, body := s.do("GET", "/", "")
	id := res.Header.Get("X-Request-Id")
	if res.StatusCode != 500 || strings.Contains(body, "hunter2") || !strings.Contains(body, id) {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	if got := log.String(); !strings.Contains(got, id) || !strings.Contains(got, "hunter2") {
		t.Errorf("the log has %q", got)
	}
	if res, _ := s.do("GET", "/healthz", ""); res.StatusCode != 200 {
		t.Errorf("after a panic: %d", res.StatusCode)
	}
}

// Tokens are in no log line and no metric.
func TestTokensStayHidden(t *testing.T) {
	t.Parallel()
	var log syncBuffer
	s := newSite(t, "", Options{Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	v := s.visitor()
	s.do("GET", "/pay/secret-pay-token", "")
	s.do("GET", "/secret-path", "")
	s.do("SECRETMETHOD", "/healthz", "")
	_, metrics := s.do("GET", "/metrics", "")
	if !strings.Contains(metrics, `sauda_http_requests_total{method="GET",route="/pay/:token",shop="Fernhill",status="404"} 1`) {
		t.Errorf("metrics: %s", metrics)
	}
	for name, text := range map[string]string{"metrics": metrics, "log": log.String()} {
		for _, secret := range []string{v.token, "secret-pay-token", "secret-path"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s has %s", name, secret)
			}
		}
	}
	if strings.Contains(metrics, "SECRETMETHOD") {
		t.Error("an invented method is a label")
	}
}

// A store that is closed is not ready, and nothing is answered with 2xx.
func TestStoreGone(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{})
	v := s.visitor()
	if res, _ := s.do("GET", "/readyz", ""); res.StatusCode != 200 {
		t.Fatalf("ready: %d", res.StatusCode)
	}
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]string{{"GET", "/readyz"}, {"POST", "/webchat/sessions"}, {"POST", "/webchat/messages"}, {"GET", "/pay/x"}} {
		header := v.bearer()
		if c[1] == "/webchat/sessions" {
			header = nil
		}
		body := ""
		if c[1] == "/webchat/messages" {
			body = `{"id":"` + goodID + `","text":"x"}`
		}
		res, got := s.do(c[0], c[1], body, header...)
		if res.StatusCode != 503 || res.Header.Get("Retry-After") == "" {
			t.Errorf("%s %s: %d %.200s, want 503 with Retry-After", c[0], c[1], res.StatusCode, got)
		}
	}
	if res, _ := s.do("GET", "/healthz", ""); res.StatusCode != 200 {
		t.Errorf("alive: %d", res.StatusCode)
	}
}

// One message posted many times at once is one message.
func TestConcurrentRepeats(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{Limits: Limits{Messages: 1000, Burst: 1000}})
	v := s.visitor()
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if res, body := s.do("POST", "/webchat/messages", `{"id":"`+goodID+`","text":"tents under 400"}`, v.bearer()...); res.StatusCode != 202 {
				t.Errorf("%d %s", res.StatusCode, body)
			}
		})
	}
	all.Wait()
	v.hears("Tents")
	_, body := s.do("GET", "/webchat/messages", "", v.bearer()...)
	if n := strings.Count(body, `"from":"shopper"`); n != 1 {
		t.Errorf("%d messages of the shopper, want 1", n)
	}
}

// Texts of every kind come back as they went in.
func TestStrangeTexts(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{})
	v := s.visitor()
	for _, text := range []string{strings.Repeat("ж", 10_000), "👨‍👩‍👧‍👦 e\u0301\u0323 \u202edlrow", "<script>alert(1)</script>", "'; DROP TABLE inbox; --", "{{.Secret}} %s %n"} {
		v.says(text, "")
	}
	_, body := s.do("GET", "/webchat/messages", "", v.bearer()...)
	if n := strings.Count(body, `"from":"shopper"`); n != 5 {
		t.Errorf("%d messages of the shopper, want 5", n)
	}
}

// Strict-Transport-Security only where the shop is https.
func TestHSTS(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{BaseURL: "https://chat.shop.example"})
	if res, _ := s.do("GET", "/healthz", ""); res.Header.Get("Strict-Transport-Security") == "" {
		t.Error("https without HSTS")
	}
	s = newSite(t, "", Options{})
	if res, _ := s.do("GET", "/healthz", ""); res.Header.Get("Strict-Transport-Security") != "" {
		t.Error("http with HSTS")
	}
}

// syncBuffer is a log that may be read while it is written.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
