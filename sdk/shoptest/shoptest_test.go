package shoptest_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
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

// A step that cannot be done ends the test with what was said so far.
func TestFailingSteps(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		do   func(*shoptest.Shop)
		want string
	}{
		"taps":          {func(s *shoptest.Shop) { s.Taps("Fly") }, `there is no choice "Fly"`},
		"sees":          {func(s *shoptest.Shop) { s.Sees("Hello", "Goodbye") }, `the shop does not say "Goodbye"`},
		"sees not":      {func(s *shoptest.Shop) { s.SeesNot("Hello") }, `the shop says "Hello"`},
		"pays":          {func(s *shoptest.Shop) { s.Pays() }, "there is no pay link"},
		"is declined":   {func(s *shoptest.Shop) { s.IsDeclined() }, "there is no pay link"},
		"staff":         {func(s *shoptest.Shop) { s.StaffSay("Dana", "Hello") }, "answering as the staff"},
		"staff go":      {func(s *shoptest.Shop) { s.StaffHandBack() }, "handing back"},
		"pays too late": {func(s *shoptest.Shop) { order(s); s.Advance(200 * time.Hour); s.Pays() }, "the pay link does not open"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failure := failureOf(t, demoConfig(), tt.do)
			if !strings.Contains(failure, tt.want) {
				t.Errorf("failed with %q, want %q", failure, tt.want)
			}
			if !strings.Contains(failure, "shop: Hello, I'm the bot") && !strings.Contains(name, "staff") {
				t.Errorf("the failure does not show the transcript: %s", failure)
			}
		})
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
	own.Payments = []payments.Provider{box}
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
