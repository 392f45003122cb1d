package auth

import (
	"fmt"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

func TestOriginsRefuse(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "*", "https://*", "https://*.shop.example", "shop.example", "https://", "ftp://shop.example",
		"https://shop.example/path", "https://shop.example?x", "https://shop.example#x", "https://a.example; script-src *",
		"https://a.example b.example", "https://user@shop.example", "null"} {
		if _, err := NewOrigins(s); err == nil {
			t.Errorf("NewOrigins(%q) = nil error, want one", s)
		}
	}
}

func TestOriginsAllow(t *testing.T) {
	t.Parallel()
	o, err := NewOrigins("https://Shop.example", "http://localhost:3000/", "https://shop.example")
	if err != nil {
		t.Fatal(err)
	}
	for origin, want := range map[string]bool{
		"": true, "https://shop.example": true, "https://SHOP.example": true, "http://localhost:3000": true,
		"https://gateway.example": true, "http://gateway.example": true,
		"http://shop.example": false, "https://shop.example.evil": false, "https://evil.example": false,
		"null": false, "http://localhost:3001": false,
		"ftp://gateway.example": false, "https://gateway.example/": false, "https://a@gateway.example": false, "//gateway.example": false, "https://shop.example:444": false, "%%%": false,
	} {
		r := httptest.NewRequest("GET", "http://gateway.example/", nil)
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		if got := o.Allow(r); got != want {
			t.Errorf("Allow(%q) = %v, want %v", origin, got, want)
		}
	}
	two := httptest.NewRequest("GET", "http://gateway.example/", nil)
	two.Header["Origin"] = []string{"https://shop.example", "https://evil.example"}
	if o.Allow(two) {
		t.Error("two origins are allowed, want them refused")
	}
	if got, want := o.Sources(), "'self' https://shop.example http://localhost:3000"; got != want {
		t.Errorf("Sources() = %q, want %q", got, want)
	}
}

func TestBearer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		headers []string
		want    string
	}{
		{nil, ""}, {[]string{"Bearer abc"}, "abc"}, {[]string{"bearer  abc "}, "abc"}, {[]string{"Basic abc"}, ""},
		{[]string{"Bearer"}, ""}, {[]string{"Bearer a", "Bearer b"}, ""}, {[]string{"abc"}, ""},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		for _, h := range c.headers {
			r.Header.Add("Authorization", h)
		}
		if got := Bearer(r); got != c.want {
			t.Errorf("Bearer(%q) = %q, want %q", c.headers, got, c.want)
		}
	}
}

func TestLimiter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	l := NewLimiter(5, 20, func() time.Time { return now })
	for i := range 20 {
		if _, ok := l.Allow("a"); !ok {
			t.Fatalf("call %d was refused within the burst", i+1)
		}
	}
	for range 3 { // a refusal costs nothing: the wait does not grow
		if wait, ok := l.Allow("a"); ok || wait != 200*time.Millisecond {
			t.Fatalf("Allow = %v, %v; want a wait of 200 ms", wait, ok)
		}
	}
	if _, ok := l.Allow("b"); !ok {
		t.Error("another key was refused")
	}
	now = now.Add(200 * time.Millisecond)
	if _, ok := l.Allow("a"); !ok {
		t.Error("refused after the wait it was told")
	}
}

func TestLimiterIsBounded(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	l := NewLimiter(1, 1, func() time.Time { return now })
	l.Allow("kept")
	for i := range keys + 10 {
		l.Allow(fmt.Sprint(i))
	}
	if _, ok := l.Allow("kept"); ok {
		t.Error("a key of the generation before was forgotten")
	}
	for i := range 3 * keys {
		l.Allow(fmt.Sprint("x", i))
	}
	if n := len(l.recent) + len(l.older); n > 2*keys {
		t.Errorf("%d keys are held, want at most %d", n, 2*keys)
	}
}

func TestAddressKey(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"127.0.0.1": "", "::1": "", "::ffff:127.0.0.1": "", "": "", "nonsense": "",
		"203.0.113.7": "203.0.113.7", "::ffff:203.0.113.7": "203.0.113.7",
		"2001:db8::1": "2001:db8::/64", "2001:db8::ffff:1": "2001:db8::/64", "fe80::1%eth0": "fe80::/64",
	} {
		if got := AddressKey(in); got != want {
			t.Errorf("AddressKey(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSlots(t *testing.T) {
	t.Parallel()
	s := NewSlots(2)
	one, _ := s.Take("a")
	two, ok := s.Take("a")
	if !ok {
		t.Fatal("the second slot was refused")
	}
	if _, ok := s.Take("a"); ok {
		t.Fatal("a third slot was given")
	}
	if _, ok := s.Take("b"); !ok {
		t.Fatal("another key was refused")
	}
	one()
	one() // giving back twice gives back once
	three, ok := s.Take("a")
	if !ok {
		t.Fatal("a slot given back was refused")
	}
	if _, ok := s.Take("a"); ok {
		t.Fatal("giving back twice made a slot")
	}
	two()
	three()
	if len(s.held) != 1 {
		t.Errorf("%d keys are held, want b alone", len(s.held))
	}
}

func TestSlotsConcurrently(t *testing.T) {
	t.Parallel()
	s := NewSlots(3)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if release, ok := s.Take("a"); ok {
				release()
			}
		})
	}
	all.Wait()
	if len(s.held) != 0 {
		t.Errorf("slots are still held: %v", s.held)
	}
}
