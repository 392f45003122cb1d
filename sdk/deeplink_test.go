package sdk_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/console"
	"github.com/sauda-commerce/sauda/sdk/channel/parcel"
	"github.com/sauda-commerce/sauda/sdk/dialogue/flows"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// annAndBob is a shop whose host knows two customers.
func annAndBob() sdk.Config {
	return sdk.Config{
		Catalog: catalog.New(demo.Source()),
		Customers: shoptest.Customers{
			{ID: "u1", Name: "Ann Lee", Phone: "+12025550143"}, {ID: "u2", Name: "Bob Ray", Phone: "+12025550144"},
		},
	}
}

func deepLink(t *testing.T, s *shoptest.Shop, l sdk.DeepLink) string {
	t.Helper()
	token, err := s.Contacts().DeepLink(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// A deep link logs the first who opens it in, with what was in her cart, and
// nobody after her.
func TestDeepLink(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, annAndBob())
	laptop := s.Customer("u1")
	laptop.Says("slat roll-up table")
	laptop.Taps("Add to cart")

	token := deepLink(t, s, sdk.DeepLink{Customer: "u1", Referral: flows.ReferralCart})
	phone := s.Arrives(token)
	phone.Sees("Ann Lee, you are logged in", "Slat roll-up table", "(Checkout)")
	phone.Taps("Checkout")
	phone.Sees("Ann Lee", "+12025550143")

	forwarded := s.Arrives(token)
	forwarded.Sees("works only once", "Hello, I'm the bot")
	forwarded.SeesNot("Ann")
	forwarded.Says("my cart")
	forwarded.Sees("empty")

	phone.Follows(token) // once more
	phone.Sees("Slat roll-up table")
	phone.SeesNot("works only once")
}

// What a link cannot do is told kindly, and changes nothing about who she is.
func TestDeepLinkRefused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		arrives func(*shoptest.Shop, string) *shoptest.Shopper
		sees    string
		is      string // the name at the checkout; "" is asked for
	}{
		"too late": {func(s *shoptest.Shop, token string) *shoptest.Shopper {
			s.Advance(7 * 24 * time.Hour)
			return s.Arrives(token)
		}, "too old", ""},
		"cut by a mail program": {func(s *shoptest.Shop, token string) *shoptest.Shopper {
			return s.Arrives(token[:30])
		}, "a part of it is missing", ""},
		"forged": {func(s *shoptest.Shop, token string) *shoptest.Shopper {
			return s.Arrives(token[:20] + strings.Repeat("A", 15))
		}, "a part of it is missing", ""},
		"opened by another customer": {func(s *shoptest.Shop, token string) *shoptest.Shopper {
			bob := s.Customer("u2")
			bob.Follows(token)
			return bob
		}, "for somebody else", "Bob Ray"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := shoptest.New(t, annAndBob())
			who := tt.arrives(s, deepLink(t, s, sdk.DeepLink{Customer: "u1"}))
			who.Sees(tt.sees)
			who.Says("slat roll-up table")
			who.Taps("Add to cart")
			who.Taps("Checkout")
			who.SeesNot("+12025550143")
			if tt.is == "" {
				who.Sees("Your name")
			} else {
				who.Sees(tt.is)
			}
		})
	}
}

// A link that another customer has opened is hers still.
func TestDeepLinkOfAnotherIsNotSpent(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, annAndBob())
	token := deepLink(t, s, sdk.DeepLink{Customer: "u1"})
	s.Customer("u2").Follows(token)
	s.Arrives(token).Sees("Ann Lee, you are logged in")
}

// Who is logged in already only goes where the link leads, and it is spent.
func TestDeepLinkOfHerself(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, annAndBob())
	token := deepLink(t, s, sdk.DeepLink{Customer: "u1", Referral: flows.ReferralProduct + "no-such-thing"})
	ann := s.Customer("u1")
	ann.Follows(token)
	ann.Sees("no longer sell")
	ann.SeesNot("logged in")
	s.Arrives(token).Sees("works only once")
}

// What the guest had put in her cart comes along.
func TestDeepLinkTakesTheGuestAlong(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, annAndBob())
	s.Says("slat roll-up table")
	s.Taps("Add to cart")
	s.Follows(deepLink(t, s, sdk.DeepLink{Customer: "u1"}))
	s.Customer("u1").Follows(flows.ReferralCart)
	other := s.Customer("u1")
	other.Says("my cart")
	other.Sees("Slat roll-up table")
}

// What is said of a link is said in her language.
func TestDeepLinkSpeaksHerLanguage(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, annAndBob())
	token := deepLink(t, s, sdk.DeepLink{Customer: "u1"})
	s.Visit(shoptest.Visit{Locale: "kk", Referral: token}).Sees("Ann Lee, кірдіңіз")
	s.Visit(shoptest.Visit{Locale: "ru", Referral: token}).Sees("Эта ссылка одноразовая")
}

func TestDeepLinkErrors(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, annAndBob())
	for name, tt := range map[string]struct {
		l    sdk.DeepLink
		want string
	}{
		"nobody":             {sdk.DeepLink{}, "external_id is empty; give your own id of her"},
		"a huge customer":    {sdk.DeepLink{Customer: strings.Repeat("x", 257)}, "external_id must be at most 256 bytes"},
		"no text":            {sdk.DeepLink{Customer: "a\x00"}, "external_id must be at most 256 bytes without spaces around or control characters"},
		"spaces around":      {sdk.DeepLink{Customer: " u1 "}, "external_id must be"},
		"a life of nothing":  {sdk.DeepLink{Customer: "u1", Life: -1}, "life is out of range"},
		"a life of a year":   {sdk.DeepLink{Customer: "u1", Life: 365 * 24 * time.Hour}, "life is out of range"},
		"a huge referral":    {sdk.DeepLink{Customer: "u1", Referral: strings.Repeat("x", 1025)}, "referral is longer than 1024 bytes"},
		"a link to a link":   {sdk.DeepLink{Customer: "u1", Referral: "in_x"}, "referral is a deep link itself"},
		"a referral, broken": {sdk.DeepLink{Customer: "u1", Referral: "\xff"}, "referral holds characters that are no text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token, err := s.Contacts().DeepLink(t.Context(), tt.l)
			if _, ok := errors.AsType[field.Errors](err); !ok || token != "" || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%q, %v; want %q", token, err, tt.want)
			}
		})
	}
}

// A deep link logs in on any channel: in a terminal, for instance.
func TestDeepLinkInATerminal(t *testing.T) {
	t.Parallel()
	cfg := annAndBob()
	cfg.Store = openStore(t)
	token := deepLink(t, shoptest.New(t, cfg), sdk.DeepLink{Customer: "u1"})
	var out bytes.Buffer
	terminal := console.New(console.Config{Referral: token, Out: &out})
	cfg.Channels = []channel.Channel{terminal}
	s := shoptest.New(t, cfg)
	err := terminal.Poll(t.Context(), func(ctx context.Context, d channel.Delivery) error {
		_, err := s.Receive(ctx, terminal.Name(), d)
		return errors.Join(err, s.Settle(ctx))
	})
	if err != nil || !strings.Contains(out.String(), "Ann Lee, you are logged in") {
		t.Errorf("%v; the terminal shows %s", err, out.String())
	}
}

// And on a platform, where the link's token is the parameter of a start.
func TestDeepLinkOnAPlatform(t *testing.T) {
	t.Parallel()
	var s *shoptest.Shop
	platform := simulator.NewParcel(simulator.ParcelConfig{
		Token: "token", Secret: "secret", Now: func() time.Time { return shoptest.Begin },
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err == nil {
				_, err = s.Receive(r.Context(), "parcel", channel.Delivery{Method: r.Method, Header: r.Header, Body: body})
			}
			if err != nil {
				w.WriteHeader(http.StatusInternalServerError)
			}
		}),
	})
	defer platform.Close()
	ch, err := parcel.New(parcel.Config{
		Account: "shop", BaseURL: "http://parcel.example", Token: "token", Secrets: []string{"secret"},
		HTTPClient: &http.Client{Transport: platform}, Now: func() time.Time { return shoptest.Begin },
	})
	if err != nil {
		t.Fatal(err)
	}
	cfg := annAndBob()
	cfg.Channels = []channel.Channel{ch}
	s = shoptest.New(t, cfg)
	token := deepLink(t, s, sdk.DeepLink{Customer: "u1"})
	for _, tt := range []struct{ shopper, want string }{{"ann", "Ann Lee, you are logged in"}, {"thief", "works only once"}} {
		platform.Starts(tt.shopper, token)
		if err := errors.Join(platform.Settled(t.Context()), s.Settle(t.Context())); err != nil {
			t.Fatal(err)
		}
		if got := platform.Received(tt.shopper); len(got) != 1 || !strings.Contains(got[0].Text, tt.want) {
			t.Errorf("%s gets %+v, want %q", tt.shopper, got, tt.want)
		}
	}
}
