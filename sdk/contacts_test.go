package sdk_test

import (
	"errors"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

func hats() sdk.Config {
	return sdk.Config{Catalog: catalog.New(catalog.List{thing("hat", 20_00), thing("cap", 10_00)})}
}

// The host says whose a guest's conversation is: her cart goes with her, once.
func TestContactsLink(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, hats())
	s.Says("thing hat")
	s.Taps("Add to cart")
	ann := contact.Identifier{Customer: "ann", Name: "Ann Lee", Phone: "+1 (202) 555-0143"}
	said := len(s.Transcript())
	for range 3 {
		if err := s.Contacts().Link(t.Context(), s.Conversation(), ann); err != nil {
			t.Fatal(err)
		}
		s.Advance(time.Second)
	}
	if got := len(s.Transcript()); got != said {
		t.Errorf("the shop says something about it: %v", s.Transcript()[said:])
	}
	device := s.Customer("ann")
	device.Says("my cart")
	device.Sees("Thing hat")
	for _, who := range []contact.Identifier{ann, {Customer: "ann"}, {Phone: "+12025550143"}} {
		c, err := s.Contacts().Get(t.Context(), who)
		if err != nil || c.Customer != "ann" || c.Name != "Ann Lee" {
			t.Errorf("%+v is %+v, %v", who, c, err)
		}
	}
	s.Taps("Checkout")
	s.Sees("Ann Lee") // offered, not asked
}

// "Stop" holds for the customer whom a guest turns out to be.
func TestContactsLinkKeepsOptOut(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, hats())
	s.Says("stop")
	if err := s.Contacts().Link(t.Context(), s.Conversation(), contact.Identifier{Email: "Ann@Example.com"}); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Second)
	c, err := s.Contacts().Get(t.Context(), contact.Identifier{Email: "ann@example.com"})
	if err != nil || !c.OptedOut {
		t.Errorf("the contact is %+v, %v", c, err)
	}
}

// What is kept under a phone number alone becomes the customer's, when the host
// says that it is hers.
func TestContactsJoin(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, hats())
	phone := contact.Identifier{Phone: "+77012500000"}
	l := sdk.PayLink{Ref: "D-7", Title: "Deposit", Amount: money.New(50_00, "USD"), Contact: phone}
	create(t, s, l)
	if _, _, err := s.PayLinks().Create(t.Context(), sdk.PayLink{
		Ref: "D-8", Title: "Rest", Amount: money.New(1_00, "USD"), Contact: contact.Identifier{Customer: "ann", Phone: phone.Phone},
	}); err != nil {
		t.Fatal(err)
	}
	ann := s.Customer("ann")
	ann.Says("my orders")
	ann.Sees("D-7", "D-8")
	c, err := s.Contacts().Get(t.Context(), phone)
	if err != nil || c.Customer != "ann" {
		t.Errorf("the phone is %+v's, %v", c, err)
	}
}

// A customer whom the host's logins know by a phone number has what was kept
// under it.
func TestLoginJoins(t *testing.T) {
	t.Parallel()
	cfg := hats()
	cfg.Customers = shoptest.Customers{{ID: "ann", Name: "Ann Lee", Phone: "+7 701 250 00 00"}}
	s := shoptest.New(t, cfg)
	create(t, s, sdk.PayLink{Ref: "D-7", Title: "Deposit", Amount: money.New(50_00, "USD"), Contact: contact.Identifier{Phone: "+77012500000"}})
	ann := s.Customer("ann")
	ann.Says("my orders")
	ann.Sees("D-7")
}

// A phone number that is typed in the chat never makes a shopper somebody else.
func TestTypedPhoneIsNobody(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, hats())
	ann := contact.Identifier{Customer: "ann", Phone: "+12025550143", Email: "ann@example.com"}
	create(t, s, sdk.PayLink{Ref: "D-7", Title: "Deposit", Amount: money.New(50_00, "USD"), Contact: ann})
	create(t, s, sdk.PayLink{Ref: "D-8", Title: "Rest", Amount: money.New(50_00, "USD"), Contact: contact.Identifier{Phone: "+12025550199"}})
	s.Says("thing hat")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Eve Ill, +1 202 555 0143")
	s.Taps("Pay")
	s.Says("my phone is +1 202 555 0199, ann@example.com")
	s.Says("my orders")
	s.SeesNot("D-7")
	s.SeesNot("D-8")
	c, err := s.Contacts().Get(t.Context(), contact.Identifier{Phone: "+12025550143"})
	if err != nil || c.Customer != "ann" {
		t.Errorf("the phone is %+v's, %v", c, err)
	}
}

func TestContactsRefuse(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, hats())
	for _, who := range []contact.Identifier{{}, {Name: "Ann"}, {Customer: " a"}, {Phone: "8 701"}, {Email: "a b@c"}, {Customer: "a", Locale: "english!"}} {
		_, err := s.Contacts().Get(t.Context(), who)
		if _, ok := errors.AsType[field.Errors](err); !ok {
			t.Errorf("Get(%+v): %v", who, err)
		}
		err = s.Contacts().Link(t.Context(), s.Conversation(), who)
		if _, ok := errors.AsType[field.Errors](err); !ok {
			t.Errorf("Link(%+v): %v", who, err)
		}
	}
	if _, err := s.Contacts().Get(t.Context(), contact.Identifier{Phone: "+77019999999"}); !errors.Is(err, sdk.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
	if err := s.Contacts().Link(t.Context(), "none", contact.Identifier{Customer: "ann"}); !errors.Is(err, sdk.ErrNotFound) {
		t.Errorf("no conversation: %v", err)
	}
}
