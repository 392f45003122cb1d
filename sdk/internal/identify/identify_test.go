package identify_test

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/internal/identify"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func open(t *testing.T) (*store.Store, *identify.Desk) {
	t.Helper()
	s, err := sqlite.Open(filepath.Join(t.TempDir(), "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, identify.New(identify.Config{Store: s, Now: func() time.Time { return noon }})
}

// All that was kept under a number or an address alone becomes the customer's:
// the cart, the orders, the consents, the wish to be left alone.
func TestContactTakesOver(t *testing.T) {
	t.Parallel()
	s, d := open(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	email := contact.Identifier{Email: "ann@example.com", Name: "Ann"}
	x, err := d.Contact(t.Context(), email)
	must(err)
	silent := x
	silent.OptedOut, silent.OptedOutAt = true, noon
	usd := money.New(1, "USD")
	must(s.Commit(t.Context(), store.Batch{Writes: append(store.InsertOrder(order.Order{ID: "o", Contact: x.ID, State: order.Open, Quote: quote.Quote{Total: usd}, Created: noon}),
		store.PutContact(silent),
		store.PutCart(cart.Cart{Contact: x.ID, Lines: []cart.Line{{Ref: catalog.Ref{Product: "hat"}, Quantity: 2, Price: usd}}}),
		store.AppendConsent(store.Consent{ID: "k", Contact: x.ID, Purpose: "all", Action: store.ConsentWithdraw, At: noon}),
	)}))
	c, err := d.Contact(t.Context(), contact.Identifier{Customer: "u-9", Phone: "+77012500000", Email: email.Email})
	must(err)
	if c.Customer != "u-9" || c.Name != "Ann" || !c.OptedOut {
		t.Errorf("the customer is %+v", c)
	}
	has, err := s.Cart(t.Context(), c.ID)
	must(err)
	orders, err := s.OrdersOf(t.Context(), c.ID, 5)
	must(err)
	ledger, err := s.Consents(t.Context(), c.ID)
	must(err)
	if has.Count() != 2 || len(orders) != 1 || orders[0].Contact != c.ID || len(ledger) != 1 {
		t.Errorf("she has %v, %v, %v", has.Lines, orders, ledger)
	}
	if _, err := s.Contact(t.Context(), x.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the contact that she was before is still there: %v", err)
	}
	for _, who := range []contact.Identifier{{Phone: "+77012500000"}, {Email: email.Email}, {Customer: "u-9"}} {
		if found, err := d.Find(t.Context(), who); err != nil || found.ID != c.ID {
			t.Errorf("%+v is %s, %v", who, found.ID, err)
		}
	}
}

// What belongs to one customer never becomes another's: a number that two share
// names the one who was told last.
func TestContactsOfTwoCustomersStayApart(t *testing.T) {
	t.Parallel()
	s, d := open(t)
	ann, err := d.Contact(t.Context(), contact.Identifier{Customer: "ann", Phone: "+77012500000"})
	if err != nil {
		t.Fatal(err)
	}
	bob, err := d.Contact(t.Context(), contact.Identifier{Customer: "bob", Phone: "+77012500000"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Contact(t.Context(), ann.ID); err != nil || ann.ID == bob.ID {
		t.Errorf("ann is gone: %v", err)
	}
	if found, err := d.Find(t.Context(), contact.Identifier{Phone: "+77012500000"}); err != nil || found.ID != bob.ID {
		t.Errorf("the number is %s's, %v", found.Customer, err)
	}
}

// Many calls at once make one contact.
func TestContactAtOnce(t *testing.T) {
	t.Parallel()
	_, d := open(t)
	ids := make([]string, 8)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			c, err := d.Contact(t.Context(), contact.Identifier{Phone: "+77012500000", Name: "Ann"})
			if err != nil {
				t.Error(err)
			}
			ids[i] = c.ID
		})
	}
	all.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("made %v", ids)
		}
	}
}
