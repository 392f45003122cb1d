package browsertest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const identitySecret = "a secret that a host shares with the chat"

// identified is what a host signs of a customer, by the form that package
// webchat tells.
func identified(customer string) string {
	claim := fmt.Sprintf("%s.%d", base64.RawURLEncoding.EncodeToString([]byte(customer)), time.Now().Add(time.Hour).Unix())
	h := hmac.New(sha256.New, []byte(identitySecret))
	h.Write([]byte(claim))
	return claim + "." + hex.EncodeToString(h.Sum(nil))
}

// oneDevice is used by a guest who logs in, by nobody, by another customer and
// by the first again: each finds her own cart, and nobody reads what the others
// said.
func oneDevice(t *testing.T, r rig) {
	behind, err := url.Parse(r.shop(t, fmt.Sprintf("channels: {webchat: {identity_secret: %q}}", identitySecret)).url)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", httputil.NewSingleHostReverseProxy(behind))
	mux.HandleFunc("GET /as/{customer...}", func(w http.ResponseWriter, req *http.Request) {
		identity := ""
		if customer := req.PathValue("customer"); customer != "" {
			identity = fmt.Sprintf("data-identity=%q", identified(customer))
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Login</title><link rel="icon" href="data:,"><script src="/widget.js" data-shop %s></script>`, identity)
	})
	front := httptest.NewServer(mux)
	t.Cleanup(func() {
		front.CloseClientConnections() // streams never end
		front.Close()
	})

	p := r.open(t, front.URL+"/as/")
	p.opens("Hello")
	p.says("slat roll-up table")
	p.hears("found")
	p.taps("Add to cart")
	p.hears("in your cart")
	const hers = "is in your cart"
	is := func(cart string, reads bool) {
		t.Helper()
		p.says("my cart")
		p.hears(cart)
		if got := slices.ContainsFunc(p.transcript(), func(m string) bool { return strings.Contains(m, hers) }); got != reads {
			t.Errorf("reads what was said before: %t, want %t", got, reads)
		}
	}
	comes := func(as string) {
		t.Helper()
		p.visit(front.URL + "/as/" + as)
		p.heard = 0
		p.opens("Hello")
	}
	comes("ann") // the guest logs in, and keeps what she said
	p.hears("What would you like to do?")
	is("Slat roll-up table", true)
	comes("")
	is("empty", false)
	comes("bob")
	p.hears("What would you like to do?") // it was a guest's
	is("empty", false)
	comes("ann")
	is("Slat roll-up table", false)
	p.do(chromedp.Reload())
	p.heard = 0
	p.opens("Hello")
	is("Slat roll-up table", false)

	// A page that is not loaded anew says so by the attribute.
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`document.querySelector("script[data-shop]").dataset.identity = ""`)); err != nil {
		t.Fatal(err)
	}
	p.heard = 0
	p.hears("Hello")
	is("empty", false)
}

// deepLink opens the chat of a page, once, and is gone from the address.
func deepLink(t *testing.T, r rig) {
	const link = "in_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	s := r.stage(t)
	s.says(map[string]any{"text": "Hello"})
	p := r.open(t, s.url+"/?q=tent&sauda="+link+"#top")
	p.hears("Hello")
	if at := p.address(); at != s.url+"/?q=tent#top" {
		t.Errorf("the address is %s", at)
	}
	p.do(chromedp.Reload())
	p.heard = 0
	p.opens("Hello")
	p.visit(s.url + "/?sauda=" + strings.Repeat("x", 2000)) // not a link: of no concern
	p.heard = 0
	p.opens("Hello")
	if got := s.referred(); !slices.Equal(got, []string{link}) {
		t.Errorf("sessions were opened with %q", got)
	}
	p.visit(s.url + "/?sauda=" + link[:len(link)-1] + "B") // another: the session goes on with it
	p.heard = 0
	p.hears("Hello")
	if got := s.referred(); len(got) != 2 {
		t.Errorf("sessions were opened with %q", got)
	}
}
