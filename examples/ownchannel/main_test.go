package main

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/examples/internal/shopper"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

const ann = "+12025550143"

// texts writes a short message and waits for an answer with want in it.
func texts(t *testing.T, there *platform, text, want string) string {
	t.Helper()
	before := len(there.messages(ann))
	if err := there.text(t.Context(), ann, text); err != nil {
		t.Fatal(err)
	}
	return hears(t, there, before, want)
}

// hears waits for a message after the first so many.
func hears(t *testing.T, there *platform, before int, want string) string {
	t.Helper()
	late := time.After(30 * time.Second)
	for {
		var all []string
		for _, m := range there.messages(ann)[before:] {
			all = append(all, m.Text)
		}
		if news := strings.Join(all, "\n"); strings.Contains(news, want) {
			return news
		}
		select {
		case <-there.changed:
		case <-late:
			t.Fatalf("never read %q, but %q", want, all)
		}
	}
}

// choice is the number that a choice has in a text.
func choice(t *testing.T, text, label string) string {
	t.Helper()
	found := regexp.MustCompile(`(?m)^(\d+)\. ` + label).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("no choice %q in %q", label, text)
	}
	return found[1]
}

// A shopper buys by short messages: she types numbers, for there is nothing to
// tap, and gets the pay link in a text.
func TestBuy(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	l := shopper.Listen(t)
	ended := make(chan error, 1)
	there := newPlatform(shopNumber, token, secret)
	go func() { ended <- run(ctx, l, t.TempDir(), there) }()
	ready(t, "http://"+l.Addr().String())

	found := texts(t, there, "tents under 400", "Add to cart")
	added := texts(t, there, choice(t, found, "Add to cart"), "in your cart")
	texts(t, there, choice(t, added, "Checkout"), "name")
	order := texts(t, there, "Ann Lee, ann@example.com", "Your order")
	placed := texts(t, there, choice(t, order, "Pay"), "/pay/")
	before := len(there.messages(ann))
	pay(t, regexp.MustCompile(`http://\S+/pay/\S+`).FindString(placed))
	hears(t, there, before, "is paid")

	stop()
	if err := <-ended; err != nil {
		t.Errorf("the example ended with %v", err)
	}
}

// ready waits for the server.
func ready(t *testing.T, base string) {
	t.Helper()
	res, err := http.Get(base + "/readyz") // the listener is there already: this waits in its queue
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
}

// pay follows a pay link and lets the sandbox succeed.
func pay(t *testing.T, link string) {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	opened, err := client.PostForm(link, nil)
	if err != nil {
		t.Fatal(err)
	}
	opened.Body.Close()
	paid, err := client.PostForm(opened.Header.Get("Location"), url.Values{"outcome": {"succeed"}})
	if err != nil {
		t.Fatal(err)
	}
	paid.Body.Close()
}

// What is missing is said in one sentence.
func TestConfig(t *testing.T) {
	t.Parallel()
	for want, spoil := range map[string]func(*Config){
		"Config.BaseURL": func(c *Config) { c.BaseURL = "api.pigeon.example" },
		"Config.Number":  func(c *Config) { c.Number = "202 555 0100" },
		"Config.Token":   func(c *Config) { c.VerifyToken = "" },
		"Config.Secrets": func(c *Config) { c.Secrets = []string{secret, ""} },
	} {
		c := config()
		spoil(&c)
		if _, err := NewPigeon(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that names %s", err, want)
		}
	}
}

// Whatever comes signed is read or malformed; what is not signed is neither.
func FuzzParse(f *testing.F) {
	ch, err := NewPigeon(config())
	if err != nil {
		f.Fatal(err)
	}
	bodies, err := webhooks()
	if err != nil {
		f.Fatal(err)
	}
	for _, body := range bodies {
		f.Add(body, "00")
	}
	f.Fuzz(func(t *testing.T, body []byte, signature string) {
		d := posted(secret, body)
		events, _, err := ch.Parse(d)
		if err != nil && (!errors.Is(err, channel.ErrMalformed) || len(events) > 0) {
			t.Fatalf("signed: %+v, %v", events, err)
		}
		for _, e := range events {
			if e.ID == "" || e.Kind == "" || e.At.IsZero() || e.From.Account != shopNumber || e.Kind == message.KindInternal {
				t.Errorf("event %+v", e)
			}
		}
		d.Header = http.Header{signatureHeader: {signature}}
		if events, _, err := ch.Parse(d); !errors.Is(err, channel.ErrSignature) || len(events) > 0 {
			t.Fatalf("forged: %+v, %v", events, err)
		}
	})
}
