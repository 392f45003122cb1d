package main

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/examples/internal/shopper"
)

var signed = regexp.MustCompile(`data-identity="([^"]+)"`)

// Ann logs in at the host; the chat knows her, and offers what it knows.
func TestLoggedIn(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	l := shopper.Listen(t)
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, l, t.TempDir()) }()
	base := "http://" + l.Addr().String()

	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	if page := get(t, browser, base+"/"); signed.MatchString(page) {
		t.Fatalf("a guest's page names somebody: %s", page)
	}
	res, err := browser.PostForm(base+"/login", url.Values{"user": {"ann"}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	page := get(t, browser, base+"/")
	found := signed.FindStringSubmatch(page)
	if !strings.Contains(page, "Hello, Ann Lee.") || found == nil {
		t.Fatalf("Ann's page: %s", page)
	}
	if loader := get(t, browser, base+"/chat/widget.js"); !strings.Contains(loader, "data-shop") {
		t.Errorf("the loader below the prefix: %s", loader)
	}

	s := shopper.Visit(t, base+"/chat", html.UnescapeString(found[1]))
	s.Says("tents under 400", "Tents")
	s.Taps("Add to cart", "in your cart")
	s.Taps("Checkout", "Your order") // asked for nothing, for the host knows her
	if text := s.Text(); !strings.Contains(text, "For Ann Lee, +12025550143") {
		t.Errorf("the order is for %q", text)
	}

	stop()
	if err := <-ended; err != nil {
		t.Errorf("the example ended with %v", err)
	}
}

func get(t *testing.T, browser *http.Client, address string) string {
	t.Helper()
	res, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v", address, res.StatusCode, err)
	}
	return string(body)
}
