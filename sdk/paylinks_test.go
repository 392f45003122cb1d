package sdk_test

import (
	"errors"
	"path"
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

func deposit() sdk.PayLink {
	return sdk.PayLink{Ref: "D-7", Title: "Deposit for the dress", Amount: money.New(50_00, "USD")}
}

// create makes a link that must be made.
func create(t *testing.T, s *shoptest.Shop, l sdk.PayLink) sdk.Link {
	t.Helper()
	link, _, err := s.PayLinks().Create(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	return link
}

// settles opens a link and pays it in the sandbox.
func settles(t *testing.T, s *shoptest.Shop, link sdk.Link, o sandbox.Outcome) {
	t.Helper()
	at, err := s.OpenPayLink(t.Context(), path.Base(link.URL), checkout.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Sandbox.Settle(path.Base(at.URL), o); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Second)
}

// A link for anybody: made once, paid once, told to nobody and to no Backend.
func TestPayLinkForAnybody(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(nil), Orders: deafHost{t}})
	link, made, err := s.PayLinks().Create(t.Context(), deposit())
	if err != nil || !made || link.State != "open" || link.Order.Origin != orders.FromLink {
		t.Fatalf("made %v: %+v, %v", made, link, err)
	}
	again, made, err := s.PayLinks().Create(t.Context(), deposit())
	if err != nil || made || again.URL != link.URL {
		t.Errorf("again: made %v, %q for %q, %v", made, again.URL, link.URL, err)
	}
	dearer := deposit()
	dearer.Amount.Minor++
	if _, _, err := s.PayLinks().Create(t.Context(), dearer); !errors.Is(err, sdk.ErrRefUsed) {
		t.Errorf("another amount under the same ref: %v", err)
	}
	settles(t, s, link, sandbox.Decline)
	settles(t, s, link, sandbox.Succeed)
	if link, err = s.PayLinks().Get(t.Context(), "D-7"); err != nil || link.State != "paid" || link.Order.PaidAmount != deposit().Amount {
		t.Errorf("after it was paid: %+v, %v", link, err)
	}
	if _, err := s.PayLinks().Cancel(t.Context(), "D-7"); !errors.Is(err, orders.ErrTransition) {
		t.Errorf("cancelling a paid link: %v", err)
	}
	s.SeesNot("Deposit")
}

// Who chats is sent the link there, once; who has opted out is not.
func TestPayLinkIsSent(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(nil)})
	ann := s.Customer("ann")
	l := deposit()
	l.Contact = contact.Identifier{Customer: "ann"}
	link := create(t, s, l)
	s.Advance(time.Second)
	ann.Sees("Deposit for the dress", "-> Pay $50.00", link.URL)
	create(t, s, l)
	s.Advance(time.Second)
	ann.SeesNot("Deposit")
	ann.Pays()
	ann.Sees("Your payment has arrived: Deposit for the dress, $50.00.")
	ann.SeesNot("on its way") // what happens next is the host's to say
	ann.Says("where is my order?")
	ann.Sees("D-7", "paid")
	ann.SeesNot("Order again")

	ann.Says("stop")
	l.Ref, l.Title = "D-8", "Rest of the dress"
	create(t, s, l)
	s.Advance(time.Second)
	ann.SeesNot("Rest of the dress")
}

// A link that is not paid in time, or cancelled, is over, and stays so.
func TestPayLinkEnds(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(nil)})
	ann := s.Customer("ann")
	l := deposit()
	l.Contact, l.Expires = contact.Identifier{Customer: "ann"}, s.Now().Add(time.Hour)
	create(t, s, l)
	s.Advance(2 * time.Hour)
	ann.Sees("D-7 was not paid in time")
	ann.SeesNot("Order again")
	if link := create(t, s, l2(l)); link.State != "open" {
		t.Errorf("the second link is %s", link.State)
	}
	for range 2 {
		link, err := s.PayLinks().Cancel(t.Context(), "D-9")
		if err != nil || link.State != "cancelled" {
			t.Errorf("cancelled: %+v, %v", link, err)
		}
		if _, err := s.OpenPayLink(t.Context(), path.Base(link.URL), checkout.Choice{}); err == nil {
			t.Error("a cancelled link opens")
		}
	}
	if _, err := s.PayLinks().Get(t.Context(), "nothing"); !errors.Is(err, sdk.ErrNotFound) {
		t.Errorf("no such link: %v", err)
	}
}

func l2(l sdk.PayLink) sdk.PayLink {
	l.Ref, l.Expires = "D-9", time.Time{}
	return l
}

func TestPayLinkRefuses(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(catalog.List{thing("hat", 20_00)})})
	line := quote.Line{Title: "Hat", Quantity: 2, Unit: money.New(25_00, "USD")}
	for name, c := range map[string]struct {
		spoil func(*sdk.PayLink)
		field string
	}{
		"no ref":           {func(l *sdk.PayLink) { l.Ref = "" }, "ref"},
		"long ref":         {func(l *sdk.PayLink) { l.Ref = strings.Repeat("r", 65) }, "ref"},
		"dirty ref":        {func(l *sdk.PayLink) { l.Ref = "a\x00b" }, "ref"},
		"no title":         {func(l *sdk.PayLink) { l.Title = "" }, "title"},
		"two lines":        {func(l *sdk.PayLink) { l.Title = "a\nb" }, "title"},
		"nothing":          {func(l *sdk.PayLink) { l.Amount.Minor = 0 }, "amount.minor"},
		"negative":         {func(l *sdk.PayLink) { l.Amount.Minor = -1 }, "amount.minor"},
		"no currency":      {func(l *sdk.PayLink) { l.Amount.Currency = "EURO" }, "amount.currency"},
		"over":             {func(l *sdk.PayLink) { l.Expires = s.Now() }, "expires_at"},
		"for ever":         {func(l *sdk.PayLink) { l.Expires = s.Now().AddDate(2, 0, 0) }, "expires_at"},
		"another sum":      {func(l *sdk.PayLink) { l.Lines = []quote.Line{line, line} }, "lines"},
		"no quantity":      {func(l *sdk.PayLink) { l.Lines = []quote.Line{line}; l.Lines[0].Quantity = 0 }, "lines[0].quantity"},
		"another currency": {func(l *sdk.PayLink) { l.Lines = []quote.Line{line}; l.Lines[0].Unit.Currency = "EUR" }, "lines[0].total"},
		"unknown product":  {func(l *sdk.PayLink) { l.Lines = []quote.Line{line}; l.Lines[0].Ref.Product = "cap" }, "lines[0].ref"},
		"too much":         {func(l *sdk.PayLink) { l.Lines = []quote.Line{line}; l.Lines[0].Unit.Minor = 1 << 62 }, "lines[0].unit"},
		"bad phone":        {func(l *sdk.PayLink) { l.Contact.Phone = "12" }, "contact.phone"},
		"bad e-mail":       {func(l *sdk.PayLink) { l.Contact.Email = "ann" }, "contact.email"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := deposit()
			c.spoil(&l)
			_, _, err := s.PayLinks().Create(t.Context(), l)
			wrong, ok := errors.AsType[field.Errors](err)
			if !ok || wrong[0].Name != c.field || strings.Contains(err.Error(), "ann") {
				t.Errorf("got %v, want the field %s", err, c.field)
			}
		})
	}
}

// Lines are shown, and those of the catalogue take stock while they are paid.
func TestPayLinkWithLines(t *testing.T) {
	t.Parallel()
	hat := thing("hat", 20_00)
	hat.Offer.Stock = catalog.Stock{Kind: catalog.StockCounted, Count: 1, AsOf: shoptest.Begin.Add(-time.Hour)}
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(catalog.List{hat})})
	l := deposit()
	l.Lines = []quote.Line{
		{Ref: catalog.Ref{Product: "hat"}, Title: "Hat", Quantity: 1, Unit: money.New(20_00, "USD")},
		{Title: "A feather", Quantity: 2, Unit: money.New(15_00, "USD")},
	}
	first := create(t, s, l)
	l.Ref = "D-8"
	second := create(t, s, l)
	settles(t, s, first, sandbox.Succeed)
	_, err := s.OpenPayLink(t.Context(), path.Base(second.URL), checkout.Choice{})
	if err == nil || !strings.Contains(err.Error(), "sold_out") {
		t.Errorf("the second link for the last hat: %v", err)
	}
}

// A link that is taken back while its checkout stands open: nobody can pay
// there any more, and the host's order is as it was.
func TestPayLinkIsTakenBack(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(nil)})
	o := put(t, s, webOrder("W-1"))
	link := create(t, s, sdk.PayLink{Ref: "W-1", Title: "Order W-1", Amount: o.Quote.Total})
	at, err := s.OpenPayLink(t.Context(), path.Base(link.URL), checkout.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.PayLinks().Cancel(t.Context(), "W-1"); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Second)
	if err := s.Sandbox.Settle(path.Base(at.URL), sandbox.Succeed); err == nil {
		t.Error("the open checkout can be paid")
	}
	if o, err := s.Orders().Get(t.Context(), "W-1"); err != nil || o.State != orders.Open {
		t.Errorf("the host's order is %s, %v", o.State, err)
	}
}
