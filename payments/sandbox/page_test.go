package sandbox_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
)

// ask sends a request to the pages as the gateway mounts them.
func ask(t *testing.T, s *sandbox.Sandbox, method, path, form string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	var body io.Reader
	if form != "" {
		body = strings.NewReader(form)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, "http://shop.example/sandbox"+path, body)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	http.StripPrefix("/sandbox", s.Handler()).ServeHTTP(w, r)
	return w
}

func TestPageShowsOrder(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Config{BaseURL: "http://shop.example/sandbox/", Shop: "Alem <Outdoor>"})
	in := intent("k")
	in.Lines[0].Title = `<script>alert("x")</script>`
	c, err := s.Start(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if want := "http://shop.example/sandbox/pay/" + c.Ref; c.URL != want {
		t.Errorf("URL = %s, want %s", c.URL, want)
	}
	page := ask(t, s, "GET", "/pay/"+c.Ref, "")
	body := page.Body.String()
	for _, part := range []string{
		"Sandbox: no money moves", "Alem &lt;Outdoor&gt;", "S-1042", "Pegs", "× 2", "$83.50", "$482.50",
		`value="succeed"`, `value="decline"`, `value="pending"`, `href="/sandbox/style.css"`, `href="https://shop.example/back?order=1"`,
	} {
		if !strings.Contains(body, part) {
			t.Errorf("the page lacks %q", part)
		}
	}
	if strings.Contains(body, "<script") {
		t.Error("a script got into the page")
	}
	if strings.Contains(body, "Zarina") {
		t.Error("the page tells who pays")
	}
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' https://shop.example",
		"Cache-Control":           "no-store",
		"Referrer-Policy":         "same-origin",
		"X-Content-Type-Options":  "nosniff",
		"Content-Type":            "text/html; charset=utf-8",
	} {
		if got := page.Header().Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
}

func TestPageStates(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name    string
		prepare func(*testing.T, *sandbox.Sandbox, string)
		says    string
		form    bool
	}{
		{"pending", func(*testing.T, *sandbox.Sandbox, string) {}, "Pay $482.50", true},
		{"processing", func(t *testing.T, s *sandbox.Sandbox, ref string) { must(t, s, ref, sandbox.Pending) }, "The bank has not decided yet", true},
		{"paid", func(t *testing.T, s *sandbox.Sandbox, ref string) { must(t, s, ref, sandbox.Succeed) }, "Already paid", false},
		{"declined", func(t *testing.T, s *sandbox.Sandbox, ref string) { must(t, s, ref, sandbox.Decline) }, "Declined", false},
		{"cancelled", func(t *testing.T, s *sandbox.Sandbox, ref string) {
			if _, err := s.Cancel(t.Context(), ref); err != nil {
				t.Fatal(err)
			}
		}, "Cancelled", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, sandbox.Config{Now: func() time.Time { return now }})
			ref := start(t, s, "k")
			tt.prepare(t, s, ref)
			body := ask(t, s, "GET", "/pay/"+ref, "").Body.String()
			if !strings.Contains(body, tt.says) {
				t.Errorf("the page does not say %q", tt.says)
			}
			if got := strings.Contains(body, "<form"); got != tt.form {
				t.Errorf("there is a form: %v, want %v", got, tt.form)
			}
		})
	}
}

// Looking changes nothing, not even when time has.
func TestGetChangesNothing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	s := open(t, sandbox.Config{Dir: dir, Now: func() time.Time { return now }, Life: time.Hour})
	ref := start(t, s, "k")
	before := journal(t, dir)
	now = now.Add(2 * time.Hour)
	for _, method := range []string{"GET", "HEAD"} {
		page := ask(t, s, method, "/pay/"+ref+"?outcome=succeed", "")
		if page.Code != http.StatusOK {
			t.Errorf("%s: status %d", method, page.Code)
		}
		if method == "GET" && !strings.Contains(page.Body.String(), "Too late") {
			t.Error("the page does not say that it is too late")
		}
	}
	if after := journal(t, dir); after != before {
		t.Errorf("the journal grew by %q", strings.TrimPrefix(after, before))
	}
}

func journal(t *testing.T, dir string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "sandbox.journal"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestSubmit(t *testing.T) {
	t.Parallel()
	long := "outcome=succeed&x=" + strings.Repeat("x", 5000)
	tests := []struct {
		name   string
		before []sandbox.Outcome
		form   string
		status int
		want   payments.State
	}{
		{"pay", nil, "outcome=succeed", 303, payments.StateSucceeded},
		{"decline", nil, "outcome=decline", 303, payments.StateFailed},
		{"leave pending", nil, "outcome=pending", 303, payments.StateProcessing},
		{"leave pending for a while", nil, "outcome=pending&delay=10s", 303, payments.StateProcessing},
		{"pay, the delay being left as it was", nil, "outcome=succeed&delay=10s", 303, payments.StateSucceeded},
		{"pay twice", []sandbox.Outcome{sandbox.Succeed}, "outcome=succeed", 303, payments.StateSucceeded},
		{"decline what is paid", []sandbox.Outcome{sandbox.Succeed}, "outcome=decline", 409, payments.StateSucceeded},
		{"pay what was declined", []sandbox.Outcome{sandbox.Decline}, "outcome=succeed", 409, payments.StateFailed},
		{"no outcome", nil, "", 422, payments.StatePending},
		{"unknown outcome", nil, "outcome=free", 422, payments.StatePending},
		{"not for shoppers", nil, "outcome=succeed-late", 422, payments.StatePending},
		{"bad delay", nil, "outcome=pending&delay=soon", 422, payments.StatePending},
		{"endless delay", nil, "outcome=pending&delay=9999h", 422, payments.StatePending},
		{"not a form", nil, "outcome=%zz", 400, payments.StatePending},
		{"too long", nil, long, 413, payments.StatePending},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, sandbox.Config{})
			ref := start(t, s, "k")
			must(t, s, ref, tt.before...)
			page := ask(t, s, "POST", "/pay/"+ref, tt.form)
			if page.Code != tt.status {
				t.Errorf("status = %d, want %d", page.Code, tt.status)
			}
			if got := page.Header().Get("Location"); tt.status == 303 && got != intent("k").ReturnURL {
				t.Errorf("leads to %q, want %q", got, intent("k").ReturnURL)
			}
			if got := state(t, s, ref); got != tt.want {
				t.Errorf("state = %s, want %s", got, tt.want)
			}
		})
	}
}

// An answer in the address is not an answer.
func TestSubmitIgnoresQuery(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Config{})
	ref := start(t, s, "k")
	if page := ask(t, s, "POST", "/pay/"+ref+"?outcome=succeed", ""); page.Code != 422 {
		t.Errorf("status = %d, want 422", page.Code)
	}
}

func TestSubmitWithoutWayBack(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Config{BaseURL: "http://shop.example/sandbox"})
	in := intent("k")
	in.ReturnURL = ""
	c, err := s.Start(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	page := ask(t, s, "POST", "/pay/"+c.Ref, "outcome=succeed")
	if got := page.Header().Get("Location"); page.Code != 303 || got != c.URL {
		t.Errorf("status %d to %q, want 303 to %q", page.Code, got, c.URL)
	}
}

// A shopper who is impatient, or has two tabs open, pays once.
func TestSubmitAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Config{})
	ref := start(t, s, "k")
	var presses sync.WaitGroup
	for range 20 {
		presses.Go(func() {
			if page := ask(t, s, "POST", "/pay/"+ref, "outcome=succeed"); page.Code != 303 {
				t.Errorf("status = %d, want 303", page.Code)
			}
		})
	}
	presses.Wait()
	if events := list(t, s); len(events) != 1 {
		t.Errorf("%d events, want 1", len(events))
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Config{})
	ref := start(t, s, "k")
	tests := []struct {
		name, method, path string
		header             []string
		status             int
	}{
		{"unknown ref", "GET", "/pay/pay_no", nil, 404},
		{"posting to an unknown ref", "POST", "/pay/pay_no", nil, 404},
		{"unknown page", "GET", "/nowhere", nil, 404},
		{"no ref", "GET", "/pay/", nil, 404},
		{"a path that climbs", "GET", "/pay/" + url.PathEscape("../style.css"), nil, 404},
		{"wrong method", "PUT", "/pay/" + ref, nil, 405},
		{"delete", "DELETE", "/pay/" + ref, nil, 405},
		{"posting to the style sheet", "POST", "/style.css", nil, 405},
		{"form of another site", "POST", "/pay/" + ref, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"form of another origin", "POST", "/pay/" + ref, []string{"Origin", "https://evil.example"}, 403},
		{"form of a sandboxed frame", "POST", "/pay/" + ref, []string{"Origin", "null"}, 403},
		{"form of our own", "POST", "/pay/" + ref, []string{"Origin", "http://shop.example", "Sec-Fetch-Site", "same-origin"}, 303},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			page := ask(t, s, tt.method, tt.path, "outcome=succeed", tt.header...)
			if page.Code != tt.status {
				t.Errorf("status = %d, want %d", page.Code, tt.status)
			}
			if tt.status == 405 && page.Header().Get("Allow") == "" {
				t.Error("there is no Allow header")
			}
			if body := page.Body.String(); tt.status == 404 && !strings.Contains(body, "There is no such payment") {
				t.Errorf("the page says %q", body)
			}
		})
	}
}

func TestStyle(t *testing.T) {
	t.Parallel()
	page := ask(t, open(t, sandbox.Config{}), "GET", "/style.css", "")
	if page.Code != 200 || !strings.HasPrefix(page.Header().Get("Content-Type"), "text/css") {
		t.Errorf("status %d, type %q", page.Code, page.Header().Get("Content-Type"))
	}
}
