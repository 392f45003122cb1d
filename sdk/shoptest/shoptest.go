// Package shoptest is a whole shop in one test: a temporary store, a scripted
// shopper in a web chat, sandbox money and your clock. Nothing is mocked, there
// is no network and no sleeping.
//
//	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(mySource)})
//	s.Says("two caps")
//	s.Taps("Add to cart")
//	s.Sees("in your cart")
//
// A step that cannot be done fails the test and prints the transcript.
package shoptest

import (
	"bytes"
	"context"
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
	// Sandbox is the payment provider, unless Config.Payments named others.
	Sandbox *sandbox.Sandbox

	t        testing.TB
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
// no provider, secrets, the clock.
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
	cfg.Channels = append(slices.Clip(cfg.Channels), webchat.New(webchat.Config{Name: channelName, IdentitySecret: IdentitySecret, Now: cfg.Now}))
	if len(cfg.Payments) == 0 {
		cfg.Payments = []payments.Provider{s.openSandbox()}
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
	s.Sandbox = box
	return box
}

// Advance moves the clock and does all that is due by then, in steps of at
// most an hour, so that what is set on the way is done on the way.
func (s *Shop) Advance(d time.Duration) {
	s.t.Helper()
	s.markAll()
	for d > 0 {
		step := min(d, time.Hour)
		s.clock.ahead.Add(int64(step))
		d -= step
		s.settle()
	}
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

func (s *Shop) must(err error, doing string) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("shoptest: %s: %v", doing, err)
	}
}
