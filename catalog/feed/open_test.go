package feed_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/feed"
)

const small = "id,title,price\n1,A,1\n"

// unchanged checks that a feed gives nothing for its own cursor.
func unchanged(t *testing.T, f catalog.Source, cursor string) {
	t.Helper()
	r := list(t.Context(), f, cursor)
	if r.err != nil || len(r.products) != 0 || r.done == nil || r.done.Full || r.done.Cursor != cursor {
		t.Errorf("unchanged, but got %+v", r)
	}
}

func full(t *testing.T, f catalog.Source, cursor string) string {
	t.Helper()
	r := list(t.Context(), f, cursor)
	if r.err != nil || len(r.products) != 1 || r.done == nil || !r.done.Full {
		t.Fatalf("got %+v", r)
	}
	return r.done.Cursor
}

func TestFileGivesNothingUntilItChanges(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "f.csv")
	if err := os.WriteFile(path, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	f := feed.New(feed.Config{Path: path, Currency: "USD"})
	cursor := full(t, f, "")
	unchanged(t, f, cursor)
	full(t, f, "another's")
	full(t, feed.New(feed.Config{Path: path, Currency: "EUR"}), cursor)
	if err := os.Chtimes(path, time.Time{}, noon); err != nil {
		t.Fatal(err)
	}
	if again := full(t, f, cursor); again == cursor {
		t.Error("a changed file has the same cursor")
	}
}

func TestURL(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"ETag", "Last-Modified"} {
		t.Run(header, func(t *testing.T) {
			t.Parallel()
			value, ask := `W/"a b"`, "If-None-Match"
			if header == "Last-Modified" {
				value, ask = "Fri, 01 May 2026 12:00:00 GMT", "If-Modified-Since"
			}
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set(header, value)
				if r.Header.Get(ask) == value {
					w.WriteHeader(http.StatusNotModified)
					return
				}
				_, _ = w.Write([]byte(small))
			}))
			t.Cleanup(srv.Close)
			f := feed.New(feed.Config{URL: srv.URL + "/f", Currency: "USD", HTTPClient: srv.Client()})
			unchanged(t, f, full(t, f, ""))
		})
	}
}

func TestURLFails(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(http.StatusNotFound)
		case "/cut":
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte(small))
		case "/304":
			w.WriteHeader(http.StatusNotModified)
		}
	}))
	t.Cleanup(srv.Close)
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for url, want := range map[string]string{
		srv.URL + "/gone?key=hidden": "Not Found", srv.URL + "/cut": "unexpected EOF", srv.URL + "/304": "Not Modified",
		closed.URL + "/?key=hidden": "refused", "ftp://x/y": "http", "/path": "http",
	} {
		r := list(t.Context(), feed.New(feed.Config{URL: url, Currency: "USD", HTTPClient: srv.Client()}), "")
		if r.err == nil || !strings.Contains(r.err.Error(), want) || strings.Contains(r.err.Error(), "hidden") || r.done != nil {
			t.Errorf("%s: got %v, %v", url, r.err, r.done)
		}
	}
}

func TestWrongConfig(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]feed.Config{
		"nothing": {}, "both": {Path: "a", URL: "http://b"}, "absent": {Path: "no such file"}, "folder": {Path: "testdata"},
		"format": {Path: "feed.go", Format: "xlsx"},
	} {
		if r := list(t.Context(), feed.New(cfg), ""); r.err == nil || !strings.HasPrefix(r.err.Error(), "feed: ") {
			t.Errorf("%s: got %v", name, r.err)
		}
	}
}
