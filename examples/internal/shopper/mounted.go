package shopper

import (
	"bufio"
	"io"
	"net/http"
	"strings"
	"testing"
)

// Streams opens the stream of events, as the widget does, and waits for a
// message with want in it: it comes before the answer has an end, so nothing on
// the way may hold it back.
func (s *Shopper) Streams(want string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.base+"/webchat/events?after=0", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	for in := bufio.NewScanner(res.Body); in.Scan(); {
		if strings.Contains(in.Text(), want) {
			return
		}
	}
	s.t.Fatalf("%d %s: the stream ends without %q", res.StatusCode, res.Header.Get("Content-Type"), want)
}

// Mounted checks a host at base that has the chat below /chat: its own page and
// metrics, the latter with a line of ours, the widget, answers to what is not
// there, and to a preflight.
func Mounted(t testing.TB, base, metric string) {
	t.Helper()
	for _, c := range []struct {
		method, path, want string
		status             int
	}{
		{http.MethodGet, "/", `src="/chat/widget.js"`, http.StatusOK},
		{http.MethodGet, "/metrics", metric, http.StatusOK},
		{http.MethodGet, "/chat/healthz", "ok", http.StatusOK},
		{http.MethodHead, "/chat/healthz", "", http.StatusOK},
		{http.MethodGet, "/chat/widget.js", "data-shop", http.StatusOK},
		{http.MethodGet, "/chat/widget/", "<script", http.StatusOK},
		{http.MethodGet, "/chat/nothing", "not_found", http.StatusNotFound},
		{http.MethodPut, "/chat/webchat/messages", "method_not_allowed", http.StatusMethodNotAllowed},
		{http.MethodOptions, "/chat/webchat/messages", "", http.StatusNoContent},
		{http.MethodGet, "/chat/pay/nothing", "No such link", http.StatusNotFound},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, base+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != c.status || !strings.Contains(string(body), c.want) {
			t.Errorf("%s %s: %d %s (%v), want %d with %q", c.method, c.path, res.StatusCode, body, err, c.status, c.want)
		}
	}
}
