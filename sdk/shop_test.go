package sdk_test

import (
	"path"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// delivered is how a shop delivers: two ways, one of which needs an address.
var delivered = quote.Rules{Country: "US", Methods: []quote.Method{
	{ID: "courier", Name: catalog.Text{"en": "Courier"}, Price: money.New(500, "USD")},
	{ID: "pickup", Name: catalog.Text{"en": "Pickup"}, Pickup: true},
}}

// shop is the demo's products, with deliveries and one known customer.
func shop(t testing.TB) *shoptest.Shop {
	t.Helper()
	return shoptest.New(t, sdk.Config{
		Catalog: catalog.New(demo.Source()), Rules: delivered,
		Profile: sdk.Profile{Country: "US"},
		Customers: shoptest.Customers{{
			ID: "u1", Name: "Ann Lee", Phone: "+12025550143", Address: "12 Oak Street, Springfield, 12345", Country: "US",
		}},
	})
}

// counter counts what a shopper does.
type counter struct {
	*shoptest.Shopper
	actions int
}

func (c *counter) taps(label string) { c.actions++; c.Taps(label) }
func (c *counter) says(text string)  { c.actions++; c.Says(text) }

// From a product found to the pay link a guest needs six actions at most.
func TestGuestBuysInSixActions(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.Says("show me tents under 400")
	s.Sees("Add to cart")
	c := &counter{Shopper: s.Shopper}
	c.taps("Add to cart")
	c.taps("Checkout")
	c.says("Ann Lee, +1 202 555 0143")
	c.taps("Courier · $5.00")
	c.says("12 Oak Street, Springfield, 12345")
	c.taps("Pay")
	c.Sees("->", "/pay/")
	if c.actions > 6 {
		t.Errorf("%d actions", c.actions)
	}
	c.Pays()
	c.Sees("Thank you", "12 Oak Street")
	for _, m := range s.Transcript() {
		if m.Body.Link != nil && strings.Count(m.Body.Link.URL, "/pay/") != 1 {
			t.Errorf("a strange link: %s", m.Body.Link.URL)
		}
	}
}

// A shopper who is known needs three: the host knows who she is, and the shop
// how she had it delivered.
func TestKnownCustomerBuysInThreeActions(t *testing.T) {
	t.Parallel()
	s := shop(t)
	first := s.Customer("u1")
	first.Says("show me tents under 400")
	first.Taps("Add to cart")
	first.Taps("Checkout")
	first.Sees("Courier") // who and where is known: only how is asked
	first.SeesNot("name")
	first.Taps("Courier · $5.00")
	first.Sees("Ann Lee", "12 Oak Street")
	first.Taps("Pay")
	first.Pays()

	c := &counter{Shopper: s.Customer("u1")} // another visit
	c.Says("show me tents under 400")
	c.taps("Add to cart")
	c.taps("Checkout")
	c.taps("Pay")
	c.Sees("->", "/pay/")
	if c.actions > 3 {
		t.Errorf("%d actions", c.actions)
	}
	c.Pays()
	c.Sees("Thank you")
}

// A payment that was declined is tried again with the same link.
func TestDeclinedThenPaid(t *testing.T) {
	t.Parallel()
	s := shop(t)
	order(s.Shopper)
	s.IsDeclined()
	if v, err := s.Shop.PayLink(t.Context(), path.Base(s.Shopper.PayLink())); err != nil || !v.Declined {
		t.Errorf("the pay link does not know of the decline: %+v, %v", v, err)
	}
	s.Sees("did not go through", "/pay/")
	s.Pays()
	s.Sees("Thank you")
	if n := len(s.Sandbox.Payments()); n != 2 {
		t.Errorf("%d checkouts, want a second one after the first was declined", n)
	}
}

// order takes a shopper to the pay link.
func order(w *shoptest.Shopper) {
	w.Says("show me tents under 400")
	w.Taps("Add to cart")
	w.Taps("Checkout")
	w.Says("Ann Lee, +1 202 555 0143")
	w.Taps("Pickup · free")
	w.Taps("Pay")
}

// A payment that arrives after the order was cancelled goes back, and the
// shopper hears of it.
func TestCancelledThenPaid(t *testing.T) {
	t.Parallel()
	s := shop(t)
	order(s.Shopper)
	if _, err := s.OpenPayLink(t.Context(), token(s.Shopper.PayLink()), checkout.Choice{}); err != nil {
		t.Fatal(err)
	}
	s.Says("cancel my order")
	s.Taps("Yes, cancel it")
	s.Sees("is cancelled")
	p := s.Sandbox.Payments()[0]
	if err := s.Sandbox.Settle(p.Ref, "succeed-late"); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Minute)
	s.Sees("after the order was closed", "You get all of it back")
	if p := s.Sandbox.Payments()[0]; p.Refunded != p.Amount {
		t.Errorf("given back: %v of %v", p.Refunded, p.Amount)
	}
}

func token(link string) string { return link[strings.LastIndexByte(link, '/')+1:] }

// An order that is not paid for a week is closed, and can be made again.
func TestUnpaidOrderIsClosed(t *testing.T) {
	t.Parallel()
	s := shop(t)
	order(s.Shopper)
	s.Advance(7 * 24 * time.Hour)
	s.Sees("was not paid in time", "Order again")
	v, err := s.Shop.PayLink(t.Context(), token(s.Shopper.PayLink()))
	if err != nil || v.State != "expired" {
		t.Errorf("the page shows %q, %v", v.State, err)
	}
}

// One reminder comes an hour after the last word; none after that.
func TestReminder(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.Says("show me tents under 400")
	s.Taps("Add to cart")
	s.Advance(59 * time.Minute)
	s.SeesNot("You left something")
	s.Advance(time.Minute)
	s.Sees("You left something", "Checkout", "Stop reminders")
	s.Advance(48 * time.Hour)
	s.SeesNot("You left something")
	s.Taps("Checkout")
	s.Sees("Your name")
}

// Nobody is reminded who has bought, said stop, or waits for a person.
func TestNoReminder(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*shoptest.Shop){
		"bought":              func(s *shoptest.Shop) { order(s.Shopper); s.Pays() },
		"went to pay":         func(s *shoptest.Shop) { order(s.Shopper) },
		"said stop":           func(s *shoptest.Shop) { s.Says("stop") },
		"said stop to staff":  func(s *shoptest.Shop) { s.Says("I want to talk to a person"); s.Says("stop") },
		"waits for a person":  func(s *shoptest.Shop) { s.Says("I want to talk to a person") },
		"emptied her cart":    func(s *shoptest.Shop) { s.Says("clear my cart"); s.Says("yes") },
		"stopped by a button": func(s *shoptest.Shop) { s.Advance(time.Hour); s.Taps("Stop reminders"); s.Says("show me mugs") },
	}
	for name, do := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := shop(t)
			s.Says("show me tents under 400")
			s.Taps("Add to cart")
			do(s)
			s.Advance(4 * time.Hour)
			s.SeesNot("You left something")
		})
	}
}

// A person of the shop is called, answers as a person, and hands back.
func TestPerson(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.Says("I want to talk to a person")
	s.Sees("I've called a person")
	s.Says("show me tents under 400")
	if news := s.News(); news != "" {
		t.Errorf("the bot speaks while a person is called: %s", news)
	}
	waiting, err := s.Handoff().Waiting(t.Context(), 10)
	if err != nil || len(waiting) != 1 || waiting[0].ID != s.Conversation() {
		t.Errorf("waiting: %v, %v", waiting, err)
	}
	s.StaffSay("Dana", "We have a few left.")
	s.Sees("Dana: We have a few left.")
	all := s.Transcript()
	if last := all[len(all)-1]; last.From != conversation.Staff {
		t.Errorf("what the staff say is from %q", last.From)
	}
	s.StaffHandBack()
	s.Sees("I'm back")
	s.Says("show me tents under 400")
	s.Sees("Add to cart")
}
