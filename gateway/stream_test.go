package gateway

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A stream and a long poll outlive the server's write deadline, which is for
// short answers, and end when the server is told to stop.
func TestStreamOutlivesDeadline(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{})
	done := make(chan struct{})
	h, err := New(s.shop, Options{Done: done})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(h)
	server.Config.WriteTimeout = 300 * time.Millisecond
	server.Start()
	t.Cleanup(server.Close)
	v := s.visitor()

	start := time.Now()
	if res, body := s.do("GET", server.URL+"/webchat/messages?wait=1&after=1000", "", v.bearer()...); res.StatusCode != 200 || time.Since(start) < time.Second {
		t.Errorf("a long poll of 1 s: %d %s after %v", res.StatusCode, body, time.Since(start))
	}

	r, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/webchat/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+v.token)
	r.Header.Set("Last-Event-ID", "1")
	res, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	time.AfterFunc(600*time.Millisecond, func() { v.post(map[string]string{"text": "tents under 400"}) })
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if strings.Contains(lines.Text(), `"seq":3`) {
			close(done)
			done = nil
			break
		}
	}
	if done != nil {
		t.Fatal("the stream ended before the answer came")
	}
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "data:") {
			t.Errorf("after the stop: %.80s", lines.Text())
		}
	}
	if err := lines.Err(); err != nil {
		t.Errorf("the stream did not end cleanly: %v", err)
	}
}
