// Package shoptest is a whole shop in one test: a temporary store, a scripted
// shopper in a web chat, sandbox money and your clock. Nothing is mocked, there
// is no network and no sleeping.
//
//	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(mySource), Orders: myOrders, Customers: myLogin})
//	s.LogsIn("42")
//	s.Says("add two caps")
//	s.Taps("Pay")
//	s.Pays()
//	// and now look at your own orders table
//
// It runs on the Config that you sell with: your order system, your customers,
// your hooks, your flows, your providers. What is due is done before a step
// returns, on the goroutine of the test; time stands still until [Shop.Advance]
// or [Shop.Until] moves it. Give your own fakes of what the shop calls over HTTP
// as Config.HTTPClient: without one, a call fails the test.
//
// A step that cannot be done fails the test and prints the transcript, and
// what could have been tapped.
package shoptest

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// Begin is the time at which a test begins, unless Config.Now says otherwise: a
// Tuesday noon.
var Begin = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// Shop is a shop under test with its first shopper. Steps are taken one at a
// time.
type Shop struct {
	*Shopper
	*sdk.Shop
	// Sandbox is the payment provider, or the one that is a sandbox of those that
	// Config.Payments named; else nil.
	Sandbox *sandbox.Sandbox

	t        testing.TB
	store    *store.Store
	clock    *clock
	web      *webchat.Channel
	shoppers []*Shopper
}

// clock is the test's time.
type clock struct {
	begin time.Time
	ahead atomic.Int64
}

func (c *clock) now() time.Time { return c.begin.Add(time.Duration(c.ahead.Load())) }

// New returns a shop made of cfg. What cfg leaves out is filled in: a store in
// a temporary folder, a web chat beside cfg's channels, a sandbox if there is
// no provider, secrets, the clock, and an HTTP client for which there is no
// network. Its first shopper is a guest who speaks the shop's language.
func New(t testing.TB, cfg sdk.Config) *Shop {
	t.Helper()
	s := &Shop{t: t, clock: &clock{begin: Begin}}
	if cfg.Now != nil {
		s.clock.begin = cfg.Now()
	}
	cfg.Now = s.clock.now
	if len(cfg.Secrets) == 0 {
		cfg.Secrets = [][]byte{bytes.Repeat([]byte("s"), 32)}
	}
	if cfg.Store == nil {
		db, err := sqlite.Open(filepath.Join(t.TempDir(), "shop.db"))
		s.must(err, "opening the store")
		t.Cleanup(func() { s.must(db.Close(), "closing the store") })
		cfg.Store = db
	}
	if cfg.HTTPClient == nil {
		cfg.HTTPClient = &http.Client{Transport: offline{t}}
	}
	s.store = cfg.Store
	cfg.Channels = append(slices.Clip(cfg.Channels), webchat.New(webchat.Config{Name: channelName, IdentitySecret: IdentitySecret, Now: cfg.Now}))
	if len(cfg.Payments) == 0 {
		cfg.Payments = []payments.Provider{s.openSandbox()}
	}
	for _, p := range cfg.Payments {
		if box, ok := p.(*sandbox.Sandbox); ok && s.Sandbox == nil {
			s.Sandbox = box
		}
	}
	shop, err := sdk.New(cfg)
	s.must(err, "making the shop")
	s.Shop = shop
	if cfg.Catalog.Source() != nil {
		r, err := shop.Sync(t.Context())
		s.must(err, "reading the catalogue")
		if r.Read == 0 && r.Skipped > 0 {
			t.Fatalf("shoptest: no row of the catalogue could be read: %v", r.Bad[0])
		}
	}
	ch, _ := shop.Channel(channelName)
	s.web, _ = ch.(*webchat.Channel)
	s.Shopper = s.NewShopper()
	return s
}

// channelName keeps the shopper's own web chat apart from one of the shop's.
const channelName = "shoptest"

// IdentitySecret signs the identities of [Shop.Customer].
var IdentitySecret = bytes.Repeat([]byte("i"), 32)

func (s *Shop) openSandbox() *sandbox.Sandbox {
	box, err := sandbox.Open(sandbox.Config{
		Now:     s.clock.now,
		Deliver: func(ctx context.Context, d payments.Delivery) error { return s.ReceivePayment(ctx, "sandbox", d) },
	})
	s.must(err, "opening the sandbox")
	s.t.Cleanup(func() { s.must(box.Close(), "closing the sandbox") })
	return box
}

// offline is the network of a test: there is none.
type offline struct{ t testing.TB }

// RoundTrip fails the test. The address is not told: it may hold a token.
func (o offline) RoundTrip(r *http.Request) (*http.Response, error) {
	o.t.Errorf("shoptest: the shop calls %s, and there is no network in a test: give a double as Config.HTTPClient", r.URL.Host)
	return nil, errors.New("shoptest: no network")
}

// Advance moves the clock and does all that is due by then, each thing at its
// time and in that order, so that what is set on the way is done on the way.
func (s *Shop) Advance(d time.Duration) {
	s.t.Helper()
	s.Until(s.Now().Add(d))
}

// Until moves the clock to a time, as Advance does; to one that is past it does
// nothing.
func (s *Shop) Until(end time.Time) {
	s.t.Helper()
	s.markAll()
	for now := s.Now(); now.Before(end); now = s.Now() {
		s.clock.ahead.Add(int64(s.next(now, end).Sub(now)))
		s.settle()
	}
}

// next is when something is due next, at most an hour ahead: what has no timer
// is looked at then.
func (s *Shop) next(now, end time.Time) time.Time {
	s.t.Helper()
	at := now.Add(time.Hour)
	due, ok, err := s.store.NextTimer(s.t.Context())
	s.must(err, "looking for what is due")
	if ok && due.After(now) && due.Before(at) {
		at = due
	}
	if end.Before(at) {
		at = end
	}
	return at
}

// StaffSay lets a person of the shop answer in the first shopper's conversation,
// which must be with the staff.
func (s *Shop) StaffSay(name, text string) {
	s.t.Helper()
	s.markAll()
	s.must(s.Handoff().Say(s.t.Context(), s.Conversation(), name, text), "answering as the staff")
	s.settle()
}

// StaffHandBack gives the first shopper's conversation back to the bot.
func (s *Shop) StaffHandBack() {
	s.t.Helper()
	s.markAll()
	s.must(s.Handoff().Back(s.t.Context(), s.Conversation(), ""), "handing back")
	s.settle()
}

// Transcript is everything that was said to and by the first shopper, oldest
// first. That of any conversation is read with s.Shop.Transcript.
func (s *Shop) Transcript() []conversation.Message {
	s.t.Helper()
	return s.Shopper.Transcript()
}

// PayLink is the newest link that the first shopper was sent; "" if there is
// none. What it shows is read with s.Shop.PayLink.
func (s *Shop) PayLink() string {
	s.t.Helper()
	return s.Shopper.PayLink()
}

// markAll begins a step for every shopper.
func (s *Shop) markAll() {
	s.t.Helper()
	for _, w := range s.shoppers {
		w.mark()
	}
}

// Now is the test's time.
func (s *Shop) Now() time.Time { return s.clock.now() }

// settle does everything that is due, callbacks of the sandbox included.
func (s *Shop) settle() {
	s.t.Helper()
	s.must(s.Settle(s.t.Context()), "handling what is due")
	if s.Sandbox != nil {
		s.must(s.Sandbox.Flush(s.t.Context()), "delivering the sandbox's callbacks")
		s.must(s.Settle(s.t.Context()), "handling what is due")
	}
}

// must ends the test on an error, with the first shopper's transcript.
func (s *Shop) must(err error, doing string) {
	s.t.Helper()
	if err == nil {
		return
	}
	said := ""
	if s.Shopper != nil {
		said = s.Shopper.said()
	}
	s.t.Fatalf("shoptest: %s: %v\n%s", doing, err, said)
}
