package webhook_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/webhook"
)

// What an attacker may have a webhook's name resolve to, and what is fine.
func TestPublic(t *testing.T) {
	t.Parallel()
	for address, ok := range map[string]bool{
		"8.8.8.8:443":                   true,
		"[2606:4700:4700::1111]:8443":   true,
		"127.0.0.1:443":                 false,
		"127.255.255.254:443":           false,
		"[::1]:443":                     false,
		"0.0.0.0:443":                   false,
		"0.1.2.3:443":                   false,
		"[::]:443":                      false,
		"10.1.2.3:443":                  false,
		"172.16.0.1:443":                false,
		"172.31.255.255:443":            false,
		"172.32.0.1:443":                true,
		"192.168.1.1:443":               false,
		"169.254.169.254:80":            false, // metadata of most clouds
		"[fd00:ec2::254]:80":            false,
		"100.100.100.200:80":            false,
		"192.0.0.192:80":                false,
		"168.63.129.16:80":              false,
		"[fe80::1]:443":                 false,
		"[fc00::1]:443":                 false,
		"[fec0::1]:443":                 false,
		"100.64.0.1:443":                false, // carriers' NAT
		"224.0.0.1:443":                 false,
		"[ff02::1]:443":                 false,
		"255.255.255.255:443":           false,
		"240.0.0.1:443":                 false,
		"198.18.0.1:443":                false,
		"192.0.2.1:443":                 false,
		"[2001:db8::1]:443":             false,
		"[::ffff:127.0.0.1]:443":        false, // IPv4 in IPv6, in all its forms
		"[::ffff:10.0.0.1]:443":         false,
		"[::127.0.0.1]:443":             false,
		"[64:ff9b::7f00:1]:443":         false,
		"[64:ff9b::a9fe:a9fe]:80":       false,
		"[64:ff9b:1::a00:1]:443":        false,
		"[2002:7f00:1::1]:443":          false,
		"[2002:a9fe:a9fe::]:80":         false,
		"[2001:0:4136:e378:8000::]:443": false,
		"nonsense":                      false,
	} {
		network := "tcp4"
		if strings.HasPrefix(address, "[") {
			network = "tcp6"
		}
		if err := webhook.Public()(network, address, nil); (err == nil) != ok {
			t.Errorf("%s: %v, want public %v", address, err, ok)
		}
	}
	if err := webhook.Public()("unix", "/var/run/docker.sock", nil); err == nil {
		t.Error("a socket of this machine is public")
	}
}

// counting is a server that counts its calls.
func counting(t *testing.T, serve http.HandlerFunc) (*httptest.Server, *atomic.Int32) {
	t.Helper()
	var calls atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		serve(w, r)
	}))
	t.Cleanup(s.Close)
	return s, &calls
}

func ok(http.ResponseWriter, *http.Request) {}

// A name is judged by what it resolves to when it is dialled: localhost is a
// name like any other until then. What is marked as private is reached.
func TestDial(t *testing.T) {
	t.Parallel()
	s, calls := counting(t, ok)
	_, port, err := net.SplitHostPort(s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		url     string
		private bool
		reason  string
	}{
		{"https://localhost:" + port, false, "its address is not public: mark it as private if it is in your own network"},
		{"https://127.0.0.1:" + port, false, "its address is not public: mark it as private if it is in your own network"},
		{"http://localhost:" + port, true, ""},
	} {
		r := open(t, webhook.Config{Webhooks: []webhook.Endpoint{{URL: tt.url, Private: tt.private, Secrets: []string{secret}}}})
		before := calls.Load()
		if got := r.once(t.Context()); got != tt.reason {
			t.Errorf("%s: %q, want %q", tt.url, got, tt.reason)
		}
		if called := calls.Load() > before; called != tt.private {
			t.Errorf("%s: called %v", tt.url, called)
		}
	}
}

// once tells the first subscriber of an event and returns why that failed.
func (r *rig) once(ctx context.Context) string {
	r.Helper()
	if err := webhook.Call(ctx, r.Desk, paid(1)); err != nil {
		return err.Error()
	}
	return ""
}

func private(t *testing.T, url string) *rig {
	t.Helper()
	return open(t, webhook.Config{Webhooks: []webhook.Endpoint{{URL: url, Private: true, Secrets: []string{secret}}}})
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	other, calls := counting(t, ok)
	s, _ := counting(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	})
	if got := private(t, s.URL).once(t.Context()); got != "answered 307" || calls.Load() != 0 {
		t.Errorf("%q, and the other was called %d times", got, calls.Load())
	}
}

func TestProxiesOfTheEnvironmentAreNotUsed(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	if p := webhook.Transport(false).Proxy; p != nil {
		t.Error("there is a proxy")
	}
}

// An answer without end is read for a bit, and is an answer.
func TestEndlessAnswer(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]string{200: "", 500: "answered 500"} {
		s, _ := counting(t, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, strings.Repeat("x", 4096)); err != nil {
					return
				}
			}
		})
		if got := private(t, s.URL).once(t.Context()); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
