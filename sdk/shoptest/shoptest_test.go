package shoptest_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"path"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

func demoConfig() sdk.Config { return sdk.Config{Catalog: catalog.New(demo.Source())} }

// A whole purchase by steps, and what each of them sees.
func TestSteps(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, demoConfig())
	s.Sees("Hello")
	s.Says("show me tents under 400")
	s.Sees("Add to cart", "[Meadow 6 family tent]", "$379.00")
	s.SeesNot("Hello")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Ann Lee, +1 202 555 0143")
	s.Taps("Pay")
	s.Sees("-> Pay $379.00", s.PayLink())
	s.IsDeclined()
	s.Sees("did not go through")
	s.Pays()
	s.Sees("Thank you")
	s.SeesNot("did not go through")
	if first := s.Transcript()[0]; first.From != conversation.Shop || !first.At.Equal(shoptest.Begin) {
		t.Errorf("the transcript begins with %+v", first)
	}
}

// Several shoppers of one shop do not hear each other.
func TestShoppers(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, demoConfig())
	other := s.NewShopper()
	other.Says("show me tents under 400")
	other.Sees("found")
	s.SeesNot("found")
	if s.Conversation() == other.Conversation() {
		t.Error("two shoppers share a conversation")
	}
}

// The clock is the test's: Advance moves it, and what is due on the way happens
// on the way.
func TestAdvance(t *testing.T) {
	t.Parallel()
	begin := time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC)
	cfg := demoConfig()
	cfg.Now = func() time.Time { return begin }
	s := shoptest.New(t, cfg)
	s.Says("show me tents under 400")
	s.Taps("Add to cart")
	s.Advance(5 * time.Hour)
	s.Sees("You left something")
	s.Says("help")
	s.SeesNot("You left something")
	all := s.Transcript()
	if at := all[len(all)-3].At; !at.Equal(begin.Add(time.Hour)) {
		t.Errorf("reminded at %v, want an hour after %v", at, begin)
	}
	if !s.Now().Equal(begin.Add(5 * time.Hour)) {
		t.Errorf("now is %v", s.Now())
	}
}

// A customer of the host's is recognised; the staff can answer.
func TestCustomerAndStaff(t *testing.T) {
	t.Parallel()
	cfg := demoConfig()
	cfg.Customers = shoptest.Customers{{ID: "u1", Name: "Ann Lee", Email: "ann@example.com"}}
	s := shoptest.New(t, cfg)
	ann := s.Customer("u1")
	ann.Says("show me tents under 400")
	ann.Taps("Add to cart")
	ann.Taps("Checkout")
	ann.Sees("Ann Lee")
	s.Says("I want to talk to a person")
	s.StaffSay("Dana", "Here I am.")
	s.Sees("Dana: Here I am.")
	s.StaffHandBack()
	s.Sees("I'm back")
}

// caps is a shop that sells one thing to a customer it knows.
func caps() sdk.Config {
	return sdk.Config{
		Catalog: catalog.New(catalog.List{{
			ID: "cap", Title: catalog.Text{"": "Cap", "ru": "Кепка"}, Offer: catalog.Offer{Price: money.New(12_00, "USD"), Stock: catalog.Stock{Kind: catalog.StockUnlimited}},
		}}),
		Customers: shoptest.Customers{{ID: "42", Name: "Ann Lee", Email: "ann@example.com"}},
	}
}

// The three lines of the package's doc, as they are.
func TestThreeLines(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, caps())
	s.LogsIn("42")
	s.Says("add two caps")
	s.Taps("Pay")
	s.Pays()
	s.Sees("Thank you", "2 × Cap", "$24.00")
}

// Every time anew: the Pay of an order from before is another's.
func TestThreeLinesAgain(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, caps())
	ann := s.Customer("42")
	for _, number := range []string{"1001", "1002"} {
		ann.Says("two caps")
		ann.Taps("Pay")
		ann.Pays()
		ann.Sees("Thank you", number)
	}
}

// A shop's own language is its shoppers', unless they bring another.
func TestLanguages(t *testing.T) {
	t.Parallel()
	cfg := caps()
	cfg.Profile.Locale = "ru"
	s := shoptest.New(t, cfg)
	s.Sees("Здравствуйте")
	s.LogsIn("42")
	s.Says("две кепки")
	s.Taps("Оплатить")
	s.Pays()
	s.Sees("Спасибо")
	s.Visit(shoptest.Visit{Locale: "kk"}).Sees("Сәлеметсіз бе")
}

// What can be tapped is what was offered since the last step.
func TestChoices(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, caps())
	s.CanTap("Browse", "Help me choose")
	s.CannotTap("Add to cart", "Checkout")
	s.Says("cap")
	s.CanTap("Add to cart")
	s.CannotTap("Browse")
	s.Taps("Add to cart", "Checkout")
	s.Sees("Your name")
}

// A provider of the host's own is paid by a double of the host's own.
func TestPaysAt(t *testing.T) {
	t.Parallel()
	cfg := caps()
	var s *shoptest.Shop
	box, err := sandbox.Open(sandbox.Config{
		Name: "mine", Now: func() time.Time { return shoptest.Begin }, Deliver: func(ctx context.Context, d payments.Delivery) error { return s.ReceivePayment(ctx, "mine", d) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	cfg.Payments = []payments.Provider{struct{ payments.Provider }{box}} // not known for a sandbox
	s = shoptest.New(t, cfg)
	s.LogsIn("42")
	s.Says("two caps")
	s.Taps("Pay")
	s.PaysAt(func(checkout string) error {
		return errors.Join(box.Settle(path.Base(checkout), sandbox.Succeed), box.Flush(t.Context()))
	})
	s.Sees("Thank you")
}

// A sandbox of the host's own is as good as the test's.
func TestOwnSandbox(t *testing.T) {
	t.Parallel()
	cfg := caps()
	var s *shoptest.Shop
	box, err := sandbox.Open(sandbox.Config{
		Now:     func() time.Time { return shoptest.Begin },
		Deliver: func(ctx context.Context, d payments.Delivery) error { return s.ReceivePayment(ctx, "sandbox", d) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	cfg.Payments = []payments.Provider{box}
	s = shoptest.New(t, cfg)
	s.LogsIn("42")
	s.Says("two caps")
	s.Taps("Pay")
	s.Pays()
	s.Sees("Thank you")
}

// What is due on the way is done at its time: the reservation of who went to pay
// ends to the minute, and so does the hour after which she is reminded.
func TestUntil(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, caps())
	s.Says("cap")
	s.Taps("Add to cart")
	other := s.NewShopper()
	s.Advance(25 * time.Minute)
	other.Says("cap")
	other.Taps("Add to cart")
	s.Until(shoptest.Begin.Add(4 * time.Hour))
	for who, want := range map[*shoptest.Shopper]time.Duration{s.Shopper: time.Hour, other: time.Hour + 25*time.Minute} {
		who.Sees("You left something")
		all := who.Transcript()
		if at := all[len(all)-1].At.Sub(shoptest.Begin); at != want {
			t.Errorf("reminded after %v, want %v", at, want)
		}
	}
	s.Until(shoptest.Begin) // is past
	if got := s.Now().Sub(shoptest.Begin); got != 4*time.Hour {
		t.Errorf("the clock is at %v", got)
	}
}

// A step that cannot be done ends the test with what was said so far.
func TestFailingSteps(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		do   func(*shoptest.Shop)
		want string
	}{
		"taps":              {func(s *shoptest.Shop) { s.Taps("Fly") }, `there is no choice "Fly"; there are ["Browse" "Help me choose" "Talk to a person"]`},
		"taps too early":    {func(s *shoptest.Shop) { s.Says("show me tents under 400"); s.Taps("Pay") }, `there is no choice "Pay"; there are ["Cancel" "Checkout"`},
		"can tap":           {func(s *shoptest.Shop) { s.CanTap("Browse", "Pay") }, `the shop does not offer "Pay"; it offers ["Browse"`},
		"cannot tap":        {func(s *shoptest.Shop) { s.CannotTap("Pay", "Browse") }, `the shop offers "Browse"`},
		"sees":              {func(s *shoptest.Shop) { s.Sees("Hello", "Goodbye") }, `the shop does not say "Goodbye"`},
		"sees not":          {func(s *shoptest.Shop) { s.SeesNot("Hello") }, `the shop says "Hello"`},
		"pays":              {func(s *shoptest.Shop) { s.Pays() }, "there is no pay link"},
		"pays at":           {func(s *shoptest.Shop) { order(s); s.PaysAt(func(string) error { return errors.New("no coins") }) }, "paying: no coins"},
		"is declined":       {func(s *shoptest.Shop) { s.IsDeclined() }, "there is no pay link"},
		"staff":             {func(s *shoptest.Shop) { s.StaffSay("Dana", "Hello") }, "answering as the staff"},
		"staff go":          {func(s *shoptest.Shop) { s.StaffHandBack() }, "handing back"},
		"pays too late":     {func(s *shoptest.Shop) { order(s); s.Advance(200 * time.Hour); s.Pays() }, "the pay link does not open"},
		"a bad referral":    {func(s *shoptest.Shop) { s.Follows("a\x00b") }, "opening a web chat"},
		"another's failure": {func(s *shoptest.Shop) { s.NewShopper().Taps("Fly") }, `there is no choice "Fly"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failure := failureOf(t, demoConfig(), tt.do)
			if !strings.Contains(failure, tt.want) {
				t.Errorf("failed with %q, want %q", failure, tt.want)
			}
			if !strings.Contains(failure, "shop: Hello, I'm the bot") {
				t.Errorf("the failure does not show the transcript: %s", failure)
			}
		})
	}
}

// A shop that calls somebody is told that there is no network, and not what it
// called: that may be a secret.
func TestNoNetwork(t *testing.T) {
	t.Parallel()
	cfg := demoConfig()
	cfg.Webhooks = []webhook.Endpoint{{
		URL: "https://staff.example/hook?token=hidden", Secrets: []string{"whsec_" + base64.StdEncoding.EncodeToString(shoptest.IdentitySecret)},
	}}
	failure := failureOf(t, cfg, func(s *shoptest.Shop) { s.Says("I want to talk to a person") })
	if !strings.Contains(failure, "the shop calls staff.example, and there is no network") || strings.Contains(failure, "hidden") {
		t.Errorf("failed with %q", failure)
	}
}

func order(s *shoptest.Shop) {
	s.Says("show me tents under 400")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Ann Lee, +1 202 555 0143")
	s.Taps("Pay")
}

// Only the sandbox can be paid in a test, and a shop that cannot be made ends
// it.
func TestFailingConfig(t *testing.T) {
	t.Parallel()
	box, err := sandbox.Open(sandbox.Config{Name: "mine"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	own := demoConfig()
	own.Payments = []payments.Provider{struct{ payments.Provider }{box}}
	if got := failureOf(t, own, func(s *shoptest.Shop) { order(s); s.Pays() }); !strings.Contains(got, "only the sandbox") {
		t.Errorf("paying with a provider of the shop's own: %q", got)
	}
	if got := failureOf(t, sdk.Config{}, func(*shoptest.Shop) {}); !strings.Contains(got, "Config.Catalog is required") {
		t.Errorf("without a catalogue: %q", got)
	}
}

// failing is a test that writes down how it failed.
type failing struct {
	testing.TB
	failure string
}

func (f *failing) Helper() {}

func (f *failing) Errorf(format string, args ...any) { f.failure = fmt.Sprintf(format, args...) }

func (f *failing) Fatalf(format string, args ...any) {
	f.failure = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// failureOf runs steps as a test of its own and returns how they failed.
func failureOf(t *testing.T, c sdk.Config, do func(*shoptest.Shop)) string {
	t.Helper()
	f := &failing{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		do(shoptest.New(f, c))
	}()
	<-done
	return f.failure
}

var _ contact.Customers = shoptest.Customers{}
