package sdk_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

// When Run ends, no connection of our own is left; those of a client of the
// host's are the host's.
func TestRunHangsUp(t *testing.T) {
	t.Parallel()
	for name, client := range map[string]*http.Client{"ours": nil, "the host's": {Transport: &http.Transport{}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			called, closed := make(chan struct{}, 9), make(chan struct{}, 9)
			staff := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				called <- struct{}{}
			}))
			staff.Config.ConnState = func(_ net.Conn, s http.ConnState) {
				if s == http.StateClosed {
					closed <- struct{}{}
				}
			}
			staff.Start()
			defer staff.Close()
			l := newLive(t, sdk.Config{HTTPClient: client, Webhooks: []webhook.Endpoint{{
				URL: staff.URL, Private: true, Secrets: []string{"whsec_" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("h"), 32))},
				Events: []string{"handoff.requested"},
			}}})
			stop := l.runs()
			if err := l.visits().posts("text", "I want to talk to a person"); err != nil {
				t.Fatal(err)
			}
			await(t, called, "the staff are not called")
			if err := stop(); err == nil {
				t.Error("Run ended by itself")
			}
			if client == nil {
				await(t, closed, "the connection stays open")
				return
			}
			if !reused(t, client, staff.URL) {
				t.Error("the host's connection was closed")
			}
		})
	}
}

func await(t *testing.T, news <-chan struct{}, otherwise string) {
	t.Helper()
	select {
	case <-news:
	case <-time.After(20 * time.Second):
		t.Error(otherwise)
	}
}

// reused says whether a request finds a connection that is open already.
func reused(t *testing.T, client *http.Client, url string) (reused bool) {
	t.Helper()
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) { reused = i.Reused }})
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	return res.Body.Close() == nil && reused
}
