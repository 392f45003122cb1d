package sdk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/field"
	orders "github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// webOrder is an order of the host's website.
func webOrder(ref string) sdk.HostOrder {
	return sdk.HostOrder{
		Ref: ref, Contact: contact.Identifier{Customer: "ann", Name: "Ann Lee"},
		Quote: quote.Quote{
			Lines: []quote.Line{{Title: "Red hat", Quantity: 2, Unit: money.New(20_00, "USD")}},
			Total: money.New(45_00, "USD"),
		},
	}
}

func put(t *testing.T, s *shoptest.Shop, h sdk.HostOrder) orders.Order {
	t.Helper()
	o, _, err := s.Orders().Put(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func follow(t *testing.T, s *shoptest.Shop, ref string, st orders.Status) orders.Order {
	t.Helper()
	o, err := s.Orders().SetStatus(t.Context(), ref, st)
	if err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Second)
	return o
}

// An order of the host's is found in the chat, told of once per step, and only
// goes forward.
func TestHostOrder(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(nil), Orders: deafHost{t}})
	ann := s.Customer("ann")
	h := webOrder("W-1001")
	o, made, err := s.Orders().Put(t.Context(), h)
	if err != nil || !made || o.Origin != orders.FromHost || o.State != orders.Open || o.Quote.Subtotal != money.New(40_00, "USD") {
		t.Fatalf("made %v: %+v, %v", made, o, err)
	}
	s.Advance(time.Second)
	ann.SeesNot("W-1001") // the host has its own confirmation
	ann.Says("where is my order?")
	ann.Sees("W-1001", "accepted", "2 × Red hat", "$45.00")
	ann.SeesNot("Cancel this order")
	ann.SeesNot("-> Pay")

	shipped := orders.Status{Status: orders.StepShipped, Carrier: "KazPost", Number: "KP123", URL: "https://post.example/KP123"}
	follow(t, s, "W-1001", shipped)
	ann.Sees("Your order W-1001 is on its way.", "KazPost, KP123", "-> Follow it https://post.example/KP123")
	follow(t, s, "W-1001", shipped)
	ann.SeesNot("W-1001")
	follow(t, s, "W-1001", orders.Status{Status: orders.StepPacked})
	ann.SeesNot("W-1001")
	ann.Says("where is my order?")
	ann.Sees("on its way", "KP123", "https://post.example/KP123")
	follow(t, s, "W-1001", orders.Status{Status: orders.StepDelivered})
	ann.Sees("Your order W-1001 has arrived.")

	h.State, h.Updated = orders.Paid, s.Now()
	if o := put(t, s, h); o.State != orders.Paid || o.Shipment == nil || o.ID == "" {
		t.Errorf("paid at the door: %+v", o)
	}
	h.State, h.Updated = orders.Open, s.Now().Add(-time.Hour)
	if o, _, err := s.Orders().Put(t.Context(), h); !errors.Is(err, sdk.ErrOlder) || o.State != orders.Paid {
		t.Errorf("older news: %s, %v", o.State, err)
	}
}

// What is told in the shopper's own words and tone, and not after "stop".
func TestStatusIsTold(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(nil)})
	ann := s.Customer("ann")
	ann.Says("говори по-русски")
	put(t, s, webOrder("W-1"))
	follow(t, s, "W-1", orders.Status{Status: orders.StepReady})
	ann.Sees("Ваш заказ W-1 готов")
	ann.Says("стоп")
	follow(t, s, "W-1", orders.Status{Status: orders.StepDelivered})
	ann.SeesNot("W-1")
	ann.Says("где мой заказ?")
	ann.Sees("доставлен")
}

// An order that was bought in the chat is known by its number, and one that the
// host calls off opens no checkout any more.
func TestStatusOfAnOrderOfTheChat(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, hats())
	buy := func() {
		s.Says("thing hat")
		s.Taps("Add to cart")
		s.Taps("Checkout")
	}
	buy()
	s.Says("Ann Lee, +1 202 555 0143")
	s.Taps("Pay")
	s.Pays()
	follow(t, s, "1001", orders.Status{Status: orders.StepPacked})
	s.Sees("Your order 1001 is packed.")
	if _, err := s.Orders().SetStatus(t.Context(), "1001", orders.Status{Status: orders.StepCancelled}); !errors.Is(err, orders.ErrTransition) {
		t.Errorf("a paid order is called off: %v", err)
	}
	if _, _, err := s.Orders().Put(t.Context(), webOrder("W-1")); err != nil {
		t.Fatal(err)
	}
	buy()
	s.Taps("Pay")
	follow(t, s, "1002", orders.Status{Status: orders.StepCancelled})
	s.Sees("the shop has cancelled your order 1002")
	if _, err := s.OpenPayLink(t.Context(), s.PayLink()[strings.LastIndex(s.PayLink(), "/")+1:], checkout.Choice{}); err == nil {
		t.Error("a cancelled order can be paid")
	}
}

// A pay link for an order of the host's asks for its total, and the order is
// paid by it, whatever the host says later of an earlier moment.
func TestPayLinkForAnOrderOfTheHost(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(nil)})
	ann := s.Customer("ann")
	h := webOrder("W-1")
	put(t, s, h)
	l := sdk.PayLink{Ref: "W-1", Title: "Your order of today", Amount: money.New(1_00, "USD")}
	if _, _, err := s.PayLinks().Create(t.Context(), l); !errors.Is(err, sdk.ErrRefUsed) {
		t.Errorf("a link for less than the order: %v", err)
	}
	l.Amount = h.Quote.Total
	link := create(t, s, l)
	s.Advance(time.Second)
	ann.Sees("Your order of today", link.URL)
	settles(t, s, link, sandbox.Succeed)
	ann.Sees("Order W-1 is paid: $45.00.")
	h.State, h.Updated = orders.Open, s.Now()
	if o := put(t, s, h); o.State != orders.Paid || o.Provider == "" {
		t.Errorf("the payment is forgotten: %+v", o)
	}
	h.Quote.Total.Minor++
	if _, _, err := s.Orders().Put(t.Context(), h); !errors.Is(err, sdk.ErrRefUsed) {
		t.Errorf("another total after it was paid: %v", err)
	}
}

// Orders are listed newest first, page by page, each once.
func TestListOrders(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(nil)})
	for _, ref := range []string{"a", "b", "c", "d", "e"} {
		put(t, s, webOrder(ref))
		s.Advance(time.Second)
	}
	var got []string
	after := ""
	for {
		page, next, err := s.Orders().List(t.Context(), after, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range page {
			got = append(got, o.HostRef)
		}
		if after = next; after == "" {
			break
		}
	}
	if strings.Join(got, "") != "edcba" {
		t.Errorf("listed %v", got)
	}
	for _, bad := range []string{"x", "MSAy", "!!", "bm90IGEgbnVtYmVy"} {
		_, _, err := s.Orders().List(t.Context(), bad, 2)
		if _, ok := errors.AsType[field.Errors](err); !ok && bad != "MSAy" {
			t.Errorf("cursor %q: %v", bad, err)
		}
	}
}

func TestHostOrderRefuses(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(nil)})
	for name, c := range map[string]struct {
		spoil func(*sdk.HostOrder)
		field string
	}{
		"no ref":         {func(h *sdk.HostOrder) { h.Ref = "" }, "ref"},
		"long number":    {func(h *sdk.HostOrder) { h.Number = strings.Repeat("9", 65) }, "number"},
		"our state":      {func(h *sdk.HostOrder) { h.State = orders.Placing }, "state"},
		"no total":       {func(h *sdk.HostOrder) { h.Quote.Total = money.Amount{} }, "quote.total.currency"},
		"negative":       {func(h *sdk.HostOrder) { h.Quote.Total.Minor = -1 }, "quote.total"},
		"no title":       {func(h *sdk.HostOrder) { h.Quote.Lines[0].Title = "" }, "lines[0].title"},
		"the future":     {func(h *sdk.HostOrder) { h.Updated = s.Now().Add(time.Hour) }, "updated_at"},
		"bad link":       {func(h *sdk.HostOrder) { h.Shipment = &orders.Shipment{Status: "shipped", URL: "javascript:x"} }, "shipment.url"},
		"not a shipment": {func(h *sdk.HostOrder) { h.Shipment = &orders.Shipment{Status: "paid"} }, "shipment.status"},
		"two lines":      {func(h *sdk.HostOrder) { h.Details.Name = "a\nb" }, "details.name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := webOrder("W-1")
			c.spoil(&h)
			_, _, err := s.Orders().Put(t.Context(), h)
			wrong, ok := errors.AsType[field.Errors](err)
			if !ok || wrong[0].Name != c.field {
				t.Errorf("got %v, want the field %s", err, c.field)
			}
		})
	}
	for name, st := range map[string]orders.Status{
		"no step": {}, "unknown": {Status: "lost"}, "bad link": {Status: "shipped", URL: "https://a:b@c/"},
		"long": {Status: "shipped", Carrier: strings.Repeat("x", 101)}, "future": {Status: "shipped", At: s.Now().Add(time.Hour)},
	} {
		_, err := s.Orders().SetStatus(t.Context(), "W-1", st)
		if _, ok := errors.AsType[field.Errors](err); !ok {
			t.Errorf("status %s: %v", name, err)
		}
	}
	if _, err := s.Orders().SetStatus(t.Context(), "none", orders.Status{Status: "shipped"}); !errors.Is(err, sdk.ErrNotFound) {
		t.Errorf("no such order: %v", err)
	}
}
