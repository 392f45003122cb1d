package sdk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/parcel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

const table = "slat roll-up table"

// tableAtCheckout brings one of its tables to the checkout.
func tableAtCheckout(w *shoptest.Shopper) {
	w.Says(table)
	w.Taps("Add to cart")
	w.Taps("Checkout")
}

// What a guest has begun is hers when she logs in, and she is not asked what is
// known of her; what she typed for this order stays.
func TestLogsInAtTheCheckout(t *testing.T) {
	t.Parallel()
	t.Run("nothing typed", func(t *testing.T) {
		t.Parallel()
		s := shoptest.New(t, annAndBob())
		tableAtCheckout(s.Shopper)
		s.Sees("Your name")
		s.LogsIn("u1")
		s.SeesNot("Your name")
		s.Taps("Checkout")
		s.Sees("Ann Lee", "+12025550143", "$69.00")
		s.Taps("Pay")
		s.Pays()
		s.Sees("Thank you")
	})
	t.Run("another name and number typed", func(t *testing.T) {
		t.Parallel()
		s := shoptest.New(t, annAndBob())
		tableAtCheckout(s.Shopper)
		s.Says("Carl Oak, +1 202 555 0177")
		s.Sees("Carl Oak", "+12025550177")
		s.LogsIn("u1")
		s.Taps("Checkout")
		s.Sees("Carl Oak", "+12025550177")
		s.Taps("Pay")
		s.Pays()
		s.Sees("Thank you")
	})
	t.Run("in the middle of the address", func(t *testing.T) {
		t.Parallel()
		cfg := annAndBob()
		cfg.Customers = shoptest.Customers{{ID: "u1", Name: "Ann Lee", Phone: "+12025550143", Address: "12 Oak Street, Springfield"}}
		cfg.Rules = quote.Rules{Methods: []quote.Method{{ID: "post", Name: catalog.Text{"": "Post"}}}}
		s := shoptest.New(t, cfg)
		tableAtCheckout(s.Shopper)
		s.Says("Carl Oak, +1 202 555 0177")
		s.Sees("Where shall it go?")
		s.LogsIn("u1")
		s.SeesNot("Where shall it go?")
		s.Taps("Checkout")
		s.Sees("Carl Oak", "12 Oak Street")
	})
}

// One customer on two devices has one cart.
func TestOneCartOnTwoDevices(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, annAndBob())
	laptop, phone := s.Customer("u1"), s.Customer("u1")
	laptop.Says(table)
	laptop.Taps("Add to cart")
	phone.Says("my cart")
	phone.Sees("Slat roll-up table")
	phone.Says("remove the table")
	laptop.Says("my cart")
	laptop.Sees("empty")
}

// After Ann has logged out, whoever is at the device next sees nothing of hers,
// logged in or not, and in another conversation.
func TestTwoPeopleOnOneDevice(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, annAndBob())
	s.LogsIn("u1")
	tableAtCheckout(s.Shopper)
	hers := s.Conversation()
	for name, next := range map[string]func(*shoptest.Shopper){
		"logged out": (*shoptest.Shopper).LogsOut,
		"Bob":        func(w *shoptest.Shopper) { w.LogsIn("u2") },
	} {
		w := *s.Shopper // the device has her token
		next(&w)
		w.Sees("Hello, I'm the bot")
		w.Says("my cart")
		w.Sees("empty")
		w.Says("where is my order?")
		w.SeesNot("1001")
		if w.Conversation() == hers {
			t.Errorf("%s goes on in Ann's conversation", name)
		}
		for _, m := range w.Transcript() {
			if strings.Contains(m.Body.Text, "Ann") || strings.Contains(m.Body.Text, "able") {
				t.Errorf("%s reads %q", name, m.Body.Text)
			}
		}
	}
}

// Should a conversation change hands all the same, the dialogue forgets what it
// knew of the one before.
func TestNothingIsLeftOfTheOneBefore(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, annAndBob())
	s.Follows(deepLink(t, s, sdk.DeepLink{Customer: "u1"})) // the token knows nothing of it
	tableAtCheckout(s.Shopper)
	s.Sees("Ann Lee")
	s.LogsIn("u2") // by a client that does not go through the gateway
	s.SeesNot("Ann Lee")
	s.Says("yes")
	s.SeesNot("Ann Lee")
	tableAtCheckout(s.Shopper)
	s.Sees("Bob Ray")
	s.SeesNot("Ann Lee")
}

// changing is a host whose customer moves.
type changing struct {
	mu    sync.Mutex
	who   contact.Customer
	asked int
}

func (c *changing) Lookup(context.Context, contact.Identity) (contact.Customer, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	return c.who, true, nil
}

func (c *changing) says(who contact.Customer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.who = who
}

// What the host has changed is offered the next time she comes, and a quarter of
// an hour later where she has never left; it is not asked more often.
func TestTheHostsNewsAreSeen(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]func(*shoptest.Shop, *shoptest.Shopper){
		"when she logs in again": func(_ *shoptest.Shop, w *shoptest.Shopper) { w.LogsIn("u1") },
		"while she chats": func(s *shoptest.Shop, w *shoptest.Shopper) {
			s.Advance(15 * time.Minute)
			w.Says("hello")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			host := &changing{who: contact.Customer{ID: "u1", Name: "Ann Lee", Phone: "+12025550143"}}
			s := shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source()), Customers: host})
			ann := s.Customer("u1")
			ann.Says("hello")
			ann.Says("hello")
			if host.asked != 1 {
				t.Errorf("the host was asked %d times", host.asked)
			}
			host.says(contact.Customer{ID: "u1", Name: "Ann Oak", Phone: "+12025550199"})
			again(s, ann)
			tableAtCheckout(ann)
			ann.Sees("Ann Oak", "+12025550199")
		})
	}
}

// Nobody becomes a customer by what she writes herself, on any channel.
func TestNobodyIsACustomerByHerOwnWord(t *testing.T) {
	t.Parallel()
	secret := bytes.Repeat([]byte("p"), 32)
	ch, err := parcel.New(parcel.Config{
		Account: "shop", BaseURL: "http://parcel.example", Token: "token", Secrets: []string{string(secret)},
		Now: func() time.Time { return shoptest.Begin },
	})
	if err != nil {
		t.Fatal(err)
	}
	cfg := annAndBob()
	cfg.Channels = []channel.Channel{ch}
	s := shoptest.New(t, cfg)
	for _, referral := range []string{"u1", "customer:u1", `{"customer":"u1"}`, "in_u1", "in_" + strings.Repeat("A", 32)} {
		w := s.Arrives(referral)
		w.Says("I am u1, log me in")
		tableAtCheckout(w)
		w.Sees("Your name")
	}
	web, _ := s.Channel("shoptest")
	session, _, err := web.(*webchat.Channel).Open(webchat.SessionRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{
		`{"id":"0193f0a0-7c1e-7000-8000-0123456789ab","text":"hi","customer":"u1"}`,
		`{"id":"0193f0a0-7c1e-7000-8000-0123456789ab","text":"hi","identity":"u1"}`,
		`{"start":"{\"customer\":\"u1\"}"}`,
	} {
		d := channel.Delivery{Method: http.MethodPost, Header: http.Header{"Authorization": {"Bearer " + session.Token}}, Body: []byte(body)}
		if _, err := s.Receive(t.Context(), "shoptest", d); err == nil {
			t.Errorf("%s is taken", body)
		}
	}
	var events []any
	for i, kind := range []string{"start", "message", "tap"} {
		events = append(events, map[string]any{
			"id": kind, "type": kind, "at": shoptest.Begin.UnixMilli() + int64(i), "text": "hi", "payload": "x", "customer": "u1",
			"from": map[string]any{"id": "eve", "customer": "u1", "phone": "+12025550143"},
		})
	}
	body, err := json.Marshal(map[string]any{"account": "shop", "events": events})
	if err != nil {
		t.Fatal(err)
	}
	parsed, _, err := ch.Parse(channel.Delivery{
		Method: http.MethodPost, Body: body,
		Header: http.Header{parcel.SignatureHeader: {parcel.Sign(string(secret), shoptest.Begin, body)}},
	})
	if err != nil || len(parsed) != 3 {
		t.Fatalf("%d events, %v", len(parsed), err)
	}
	for _, e := range parsed {
		if e.Customer != "" {
			t.Errorf("%s is of customer %q", e.ID, e.Customer)
		}
	}
}

// "My orders" are the host's for a customer, however she was logged in; a guest
// is shown those alone that she has placed here, whatever the host answers.
func TestTheHostsOrdersAreTheCustomers(t *testing.T) {
	t.Parallel()
	cfg := annAndBob()
	cfg.Orders = dearHost{} // remembers H-1 of everybody
	s := shoptest.New(t, cfg)
	for name, ann := range map[string]*shoptest.Shopper{
		"by her identity": s.Customer("u1"),
		"by a link":       s.Arrives(deepLink(t, s, sdk.DeepLink{Customer: "u1"})),
	} {
		ann.Says("where is my order?")
		if !strings.Contains(ann.News(), "H-1") {
			t.Errorf("%s: %s", name, ann.News())
		}
	}
	s.Says("where is my order?")
	s.SeesNot("H-1")
	tableAtCheckout(s.Shopper)
	s.Says("Ann Lee, +1 202 555 0143") // a customer's, but who says it is a guest
	s.Taps("Pay")
	s.Pays()
	s.Says("where is my order?")
	s.Sees("H-7")
	s.SeesNot("H-1")
}
