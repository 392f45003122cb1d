package gateway

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// A shopper buys by chatting, at the root and below a prefix: what she sees is
// what the wire contract says, and "paid" comes from the provider alone.
func TestBuy(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"", "/chat", "/a/b"} {
		t.Run("at "+prefix+"/", func(t *testing.T) {
			t.Parallel()
			s := newSite(t, prefix, Options{})
			v := s.visitor()
			v.says("tents under 400", "Tents")
			if image := v.last.Cards[0].Image; !strings.HasPrefix(image, prefix+"/demo/pictures/") {
				t.Errorf("image %q, want it below %s/", image, prefix)
			}
			v.taps("Add to cart", "in your cart")
			v.taps("Checkout", "name")
			v.says("Ann Lee, ann@example.com", "Your order")
			v.taps("Pay", "ready")
			link := v.last.Link
			if link == nil || !strings.HasPrefix(link.URL, s.url+"/pay/") {
				t.Fatalf("link %+v, want it below %s/pay/", link, s.url)
			}
			s.pays(link.URL)
			v.hears("is paid")
		})
	}
}

// pays opens a pay link, goes to the sandbox, pays there and comes back.
func (s *site) pays(link string) {
	s.t.Helper()
	for range 2 { // looking changes nothing, however often
		for _, method := range []string{"GET", "HEAD"} {
			if res, _ := s.do(method, link, ""); res.StatusCode != 200 {
				s.t.Fatalf("%s of the link: %d", method, res.StatusCode)
			}
		}
	}
	_, page := s.do("GET", link, "")
	if !strings.Contains(page, `data-state="open"`) || !strings.Contains(page, `<form method="post" action="">`) {
		s.t.Fatalf("the page of an open order: %s", page)
	}
	res, body := s.do("POST", link, "")
	checkout := res.Header.Get("Location")
	if res.StatusCode != 303 || checkout == "" {
		s.t.Fatalf("POST of the link: %d %s", res.StatusCode, body)
	}
	if again, _ := s.do("POST", link, ""); again.Header.Get("Location") != checkout {
		s.t.Errorf("a second POST leads to %q, want the same checkout %q", again.Header.Get("Location"), checkout)
	}
	if _, page = s.do("GET", link+"?return=0", ""); strings.Contains(page, "Thank") || !strings.Contains(page, "We are checking the payment") {
		s.t.Errorf("coming back without paying shows %s", page)
	}
	form := url.Values{"outcome": {"succeed"}}.Encode()
	if res, body := s.do("POST", checkout, form, "Content-Type", "application/x-www-form-urlencoded"); res.StatusCode >= 400 {
		s.t.Fatalf("the sandbox: %d %s", res.StatusCode, body)
	}
	s.until(func() bool {
		_, page := s.do("GET", link, "")
		return strings.Contains(page, `data-state="paid"`) && !strings.Contains(page, "<form")
	}, "the page says paid")
	if res, _ := s.do("POST", link, ""); res.StatusCode != 409 {
		s.t.Errorf("paying twice: %d, want 409", res.StatusCode)
	}
}

// until waits for something that another goroutine does.
func (s *site) until(is func() bool, what string) {
	s.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if is() {
			return
		}
	}
	s.t.Fatalf("not in 10 s: %s", what)
}

// A choice of another conversation, or one that never was, is taken and
// answered in the chat, without effect.
func TestForeignChoice(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{})
	ann, bob := s.visitor(), s.visitor()
	ann.says("tents under 400", "Tents")
	var payload string
	for _, card := range ann.last.Cards {
		for _, c := range card.Choices {
			if c.Label == "Add to cart" {
				payload = c.Payload
			}
		}
	}
	for _, p := range []string{payload, payload + "x", "nonsense", strings.Repeat("A", 64)} {
		bob.post(map[string]string{"choice": p})
		bob.hears("")
		if strings.Contains(bob.last.Text, "in your cart") {
			t.Errorf("payload %q of another conversation took effect: %+v", p, bob.last)
		}
	}
	bob.says("what's in my cart", "empty")
}
