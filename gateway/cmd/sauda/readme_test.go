package main

import (
	"image"
	"image/png"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/checkout"
)

// payBlocks are the blocks of a kind in the README's section about payments.
func payBlocks(t *testing.T, kind string) (all []string) {
	t.Helper()
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "\n### Be paid\n")
	section, _, _ = strings.Cut(section, "\n### ")
	for _, block := range strings.Split(section, "```"+kind+"\n")[1:] {
		block, _, _ = strings.Cut(block, "```")
		all = append(all, outdent(block))
	}
	return all
}

// outdent takes away what a list indents its blocks by.
func outdent(block string) string {
	var b strings.Builder
	for line := range strings.Lines(block) {
		b.WriteString(strings.TrimPrefix(line, "   "))
	}
	return b.String()
}

// picture is one to scan.
func picture(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "kaspi.png")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

// The settings with which the README goes live, with Stripe and in Kazakhstan,
// open a shop; the request by which its staff confirm a transfer pays an order.
func TestReadmePayments(t *testing.T) {
	t.Parallel()
	settings := payBlocks(t, "yaml")
	if len(settings) != 2 {
		t.Fatalf("the README has %d settings of payments, want those with Stripe and those in Kazakhstan", len(settings))
	}
	a, _ := opens(t, settings[0])
	if names(a.ways) != "stripe" {
		t.Errorf("with Stripe a shop is paid by %s", names(a.ways))
	}
	const key = "a-key-of-the-shop-of-at-least-32-characters"
	a, base := opens(t, strings.ReplaceAll(settings[1], "kaspi.png", picture(t))+"\napi: {keys: [{name: backend, key: "+key+", scopes: [payments]}]}")
	if names(a.ways) != "manual-kaspi, freedompay, manual-cash" {
		t.Errorf("in Kazakhstan a shop is paid by %s", names(a.ways))
	}
	l := a.link(t, "KZT")
	token := path.Base(l.URL)
	if at, err := a.shop.OpenPayLink(t.Context(), token, checkout.Choice{}); err != nil || at.Provider != "manual-kaspi" {
		t.Fatalf("opened %+v, %v", at, err)
	}
	if err := a.shop.ClaimPayLink(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	confirms(t, base, key)
	if v, err := a.shop.PayLink(t.Context(), token); err != nil || v.State != "paid" {
		t.Errorf("the link is %s, %v", v.State, err)
	}
}

// confirms makes the README's request.
func confirms(t *testing.T, base, key string) {
	t.Helper()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("SKIPPED: there is no curl")
	}
	requests := payBlocks(t, "sh")
	if len(requests) != 1 {
		t.Fatalf("the README has %d requests", len(requests))
	}
	script := strings.ReplaceAll(requests[0], "http://127.0.0.1:8080", base)
	c := exec.CommandContext(t.Context(), "sh", "-e", "-c", script)
	c.Env = append(os.Environ(), "SAUDA_KEY="+key, "NO_PROXY=*", "no_proxy=*")
	out, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(out), `"W-1001"`) || strings.Contains(string(out), http.StatusText(http.StatusNotFound)) {
		t.Fatalf("%v: %s", err, out)
	}
}
