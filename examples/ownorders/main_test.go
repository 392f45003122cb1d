package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/examples/internal/shopper"
)

// A shopper buys from the running example, and the owner sees it on her page.
func TestBuy(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	l := shopper.Listen(t)
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, l, t.TempDir()) }()
	base := "http://" + l.Addr().String()

	s := shopper.Visit(t, base+"/chat", "")
	s.Says("a tin mug", "1 found")
	s.Taps("Add to cart", "in your cart")
	s.Taps("Checkout", "name")
	s.Says("Ann Lee, ann@example.com", "Your order")
	s.Taps("Pay", "W-1001")
	s.Pays()
	s.Hears("is paid")
	res, err := http.Get(base + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil || !strings.Contains(string(page), "<td>W-1001<td>900<td>") || !strings.Contains(string(page), "Ann Lee") {
		t.Errorf("the owner's page (%v): %s", err, page)
	}

	stop()
	if err := <-ended; err != nil {
		t.Errorf("the example ended with %v", err)
	}
}

// most is how many lines a shop has to write.
const most = 60

var imports = regexp.MustCompile(`(?s)\nimport \(.*?\n\)\n`)

// What is counted is code: no comments, empty lines and imports.
func TestTheSaudaPartIsSmall(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("sauda.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(imports.ReplaceAllString(string(raw), "\n")) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "//") && !strings.HasPrefix(line, "package ") {
			n++
		}
	}
	if n == 0 || n > most {
		t.Errorf("sauda.go has %d lines of code, at most %d are promised", n, most)
	}
}
