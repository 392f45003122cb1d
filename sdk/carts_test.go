package sdk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/field"
	orders "github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

func webCart(refs ...string) sdk.HostCart {
	h := sdk.HostCart{Contact: contact.Identifier{Customer: "ann"}, Currency: "USD", URL: "https://shop.example/cart"}
	for _, id := range refs {
		h.Lines = append(h.Lines, cart.Line{Ref: catalog.Ref{Product: catalog.ProductID(id)}, Quantity: 1, Price: money.New(1, "USD"), Title: "cheap"})
	}
	return h
}

func putCart(t *testing.T, s *shoptest.Shop, h sdk.HostCart) bool {
	t.Helper()
	_, changed, err := s.Carts().Put(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

// A cart of the web is there when its customer comes, at the catalogue's prices,
// together with what she chose as a guest.
func TestWebCart(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, hats())
	if !putCart(t, s, webCart("hat", "hat")) || putCart(t, s, webCart("hat", "hat")) {
		t.Error("the first time changes something, the second does not")
	}
	s.Says("thing cap")
	s.Taps("Add to cart")
	if err := s.Contacts().Link(t.Context(), s.Conversation(), contact.Identifier{Customer: "ann"}); err != nil {
		t.Fatal(err)
	}
	s.Says("my cart")
	s.Sees("2 × Thing hat", "Thing cap", "$50.00")
	s.SeesNot("cheap")

	h := webCart("cap")
	h.Updated = s.Now().Add(-time.Minute)
	if is, _, err := s.Carts().Put(t.Context(), h); !errors.Is(err, sdk.ErrOlder) || len(is.Lines) != 2 {
		t.Errorf("an older cart: %v, %v", is.Lines, err)
	}
	s.Advance(time.Second)
	putCart(t, s, webCart("cap"))
	s.Says("my cart")
	s.Sees("Thing cap")
	s.SeesNot("Thing hat")
}

// The shopper is reminded of a web cart where she chats, with a link to it; not
// once it is empty, or she has bought on the web.
func TestWebCartReminder(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, hats())
	ann := s.Customer("ann")
	ann.Says("hello")
	putCart(t, s, webCart("hat"))
	s.Advance(2 * time.Hour)
	ann.Sees("You left something", "Thing hat", "-> Open it on the website https://shop.example/cart")

	s.Advance(46 * time.Hour)
	ann.Says("hello")
	putCart(t, s, webCart("cap"))
	putCart(t, s, webCart())
	s.Advance(3 * time.Hour)
	ann.SeesNot("You left something")

	putCart(t, s, webCart("hat"))
	s.Advance(time.Minute)
	bought := webOrder("W-1")
	bought.State = orders.Paid
	put(t, s, bought)
	s.Advance(3 * time.Hour)
	ann.SeesNot("You left something")
}

func TestWebCartRefuses(t *testing.T) {
	t.Parallel()
	tee := thing("tee", 1)
	tee.Options = []catalog.Option{{Name: "size", Values: []string{"S"}}}
	tee.Variants = []catalog.Variant{{ID: "s", Values: map[string]string{"size": "S"}, Offer: tee.Offer}}
	list := catalog.List{tee}
	var many []string
	for i := range 51 {
		id := "p" + strings.Repeat("x", i)
		list, many = append(list, thing(id, 1)), append(many, id)
	}
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(list)})
	for name, c := range map[string]struct {
		cart  sdk.HostCart
		spoil func(*sdk.HostCart)
		field string
	}{
		"nobody":         {webCart("p"), func(h *sdk.HostCart) { h.Contact = contact.Identifier{} }, "contact.external_id"},
		"bad phone":      {webCart("p"), func(h *sdk.HostCart) { h.Contact.Phone = "1" }, "contact.phone"},
		"other currency": {webCart("p"), func(h *sdk.HostCart) { h.Currency = "EUR" }, "currency"},
		"bad link":       {webCart("p"), func(h *sdk.HostCart) { h.URL = "javascript:x" }, "url"},
		"the future":     {webCart("p"), func(h *sdk.HostCart) { h.Updated = s.Now().Add(time.Hour) }, "updated_at"},
		"unknown":        {webCart("p", "gone"), nil, "lines[1].product"},
		"no variant":     {webCart("tee"), nil, "lines[0].variant"},
		"other variant":  {webCart("tee"), func(h *sdk.HostCart) { h.Lines[0].Ref.Variant = "xl" }, "lines[0].variant"},
		"none":           {webCart("p"), func(h *sdk.HostCart) { h.Lines[0].Quantity = 0 }, "lines[0].quantity"},
		"too many":       {webCart("p", "p"), func(h *sdk.HostCart) { h.Lines[1].Quantity = 99 }, "lines[1].quantity"},
		"negative":       {webCart("p"), func(h *sdk.HostCart) { h.Lines[0].Quantity = -1 }, "lines[0].quantity"},
		"too long":       {webCart(many...), nil, "lines[50].product"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.spoil != nil {
				c.spoil(&c.cart)
			}
			_, _, err := s.Carts().Put(t.Context(), c.cart)
			wrong, ok := errors.AsType[field.Errors](err)
			if !ok || wrong[0].Name != c.field {
				t.Errorf("got %v, want the field %s", err, c.field)
			}
		})
	}
}
