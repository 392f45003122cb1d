package sdk_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	orders "github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// wildHost is an order system that answers Find and Place as a test says.
type wildHost struct {
	deafHost
	place func(orders.Order) orders.Placement
	found []orders.Order
}

func (h wildHost) Place(_ context.Context, o orders.Order) (orders.Placement, error) {
	return h.place(o), nil
}

func (wildHost) Paid(context.Context, orders.Order, payments.Payment) error { return nil }

func (wildHost) Cancel(context.Context, orders.Order, string) error { return nil }

func (h wildHost) Find(context.Context, orders.Customer, int) ([]orders.Order, error) {
	return h.found, nil
}

// What a host lists as a shopper's orders is shown as far as it makes sense,
// and never as a link that is none.
func TestAHostThatListsGarbage(t *testing.T) {
	t.Parallel()
	total := money.New(4200, "USD")
	found := orders.Order{ID: "h1", Number: "H-\u202e1", State: orders.Paid, Delay: "never", Title: "a\nb",
		Quote:    quote.Quote{Total: total, Lines: []quote.Line{{Title: "<b>hat</b>\u2028hat", Quantity: 1, Unit: total, Total: total}}},
		Shipment: &orders.Shipment{Status: orders.StepShipped, Carrier: strings.Repeat("c", 10_000), Number: "K\u202e1", URL: "javascript:alert(1)"}}
	odd := found
	odd.ID, odd.Number, odd.State, odd.Shipment = "h2", "H-2", orders.Placing, &orders.Shipment{Status: "lost"}
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(nil), Orders: wildHost{deafHost: deafHost{t}, found: []orders.Order{found, odd, {}, {ID: "h3"}}}})
	ann := s.Customer("ann")
	ann.Says("where is my order?")
	ann.Sees("H- 1: on its way", "H-2")
	ann.Taps("Order H- 1")
	ann.Sees("on its way", "<b>hat</b> hat", "$42.00")
	said := ann.News()
	for _, m := range ann.Transcript() {
		for _, out := range []string{m.Body.Text, said} {
			if strings.ContainsAny(out, "\u202e\u2028") || len(out) > 2000 || strings.Contains(out, "javascript") || strings.Contains(out, "orders.step") {
				t.Errorf("she read %.300q", out)
			}
		}
	}
}

// A host that tells of an order it was asked to place, before it has answered,
// has one order, which can be paid.
func TestAHostThatTellsOfWhatItPlaces(t *testing.T) {
	t.Parallel()
	var shop *shoptest.Shop
	h := wildHost{deafHost: deafHost{t}, place: func(o orders.Order) orders.Placement {
		_, _, err := shop.Orders().Put(context.Background(), sdk.HostOrder{Ref: "W-5", Contact: contact.Identifier{Customer: o.Customer}, Quote: o.Quote})
		if err != nil {
			t.Error(err)
		}
		return orders.Placement{Accepted: true, Ref: "W-5", Number: "W-5"}
	}}
	cfg := hats()
	cfg.Orders = h
	shop = shoptest.New(t, cfg)
	ann := shop.Customer("ann")
	ann.Says("thing hat")
	ann.Taps("Add to cart")
	ann.Taps("Checkout")
	ann.Says("Ann Lee, +1 202 555 0143")
	ann.Taps("Pay")
	ann.Pays()
	shop.Advance(time.Minute)
	ann.Says("my orders")
	ann.Sees("W-5", "paid")
	ann.SeesNot("W-5: accepted")
	all, _, err := shop.Orders().List(t.Context(), "", 10)
	if err != nil || len(all) != 1 || all[0].HostRef != "W-5" || all[0].State != orders.Paid || all[0].Origin != orders.FromChat {
		t.Errorf("there are %+v (%v), want the one order", all, err)
	}
	follow(t, shop, "W-5", orders.Status{Status: orders.StepShipped})
	ann.Sees("Your order W-5 is on its way.")
}

// The same between the look at what is there and the commit.
func TestAHostThatTellsInBetween(t *testing.T) {
	t.Parallel()
	var shop *shoptest.Shop
	var between *interrupted
	asked := 0
	h := wildHost{deafHost: deafHost{t}, place: func(o orders.Order) orders.Placement {
		if asked++; asked > 1 {
			return orders.Placement{Accepted: true, Ref: "W-5", Number: "W-5"}
		}
		between.once("orders", func() {
			_, _, err := shop.Orders().Put(context.Background(), sdk.HostOrder{Ref: "W-5", Contact: contact.Identifier{Customer: "ann"}, Quote: o.Quote})
			if err != nil {
				t.Error(err)
			}
		})
		return orders.Placement{Accepted: true, Ref: "W-5", Number: "W-5"}
	}}
	cfg := hats()
	cfg.Orders = h
	shop, between = interruptible(t, cfg)
	ann := shop.Customer("ann")
	ann.Says("thing hat")
	ann.Taps("Add to cart")
	ann.Taps("Checkout")
	ann.Says("Ann Lee, +1 202 555 0143")
	ann.Taps("Pay")
	shop.Advance(time.Minute)
	all, _, err := shop.Orders().List(t.Context(), "", 10)
	if err != nil || len(all) != 1 || all[0].HostRef != "W-5" || all[0].Origin != orders.FromChat {
		t.Errorf("there are %+v (%v), want the one order", all, err)
	}
}

// What she puts into her cart between the look at it and the commit is newer
// than what the website told, and stays.
func TestWebCartMeetsTheShopper(t *testing.T) {
	t.Parallel()
	shop, between := interruptible(t, hats())
	ann := shop.Customer("ann")
	ann.Says("thing hat") // who she is, is settled
	between.once("cart", func() { ann.Taps("Add to cart") })
	_, _, err := shop.Carts().Put(t.Context(), sdk.HostCart{
		Contact: contact.Identifier{Customer: "ann"}, Updated: shoptest.Begin.Add(-time.Minute),
		Lines: []cart.Line{{Ref: catalog.Ref{Product: "cap"}, Quantity: 1}},
	})
	if !errors.Is(err, sdk.ErrOlder) {
		t.Errorf("the website's cart: %v, want ErrOlder", err)
	}
	ann.Says("what's in my cart")
	ann.Sees("Thing hat")
}

// interruptible is a shop on a store that can be interrupted.
func interruptible(t *testing.T, cfg sdk.Config) (*shoptest.Shop, *interrupted) {
	t.Helper()
	db, err := sqlite.OpenDB(filepath.Join(t.TempDir(), "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	i := &interrupted{DB: db}
	cfg.Store = store.New(i)
	return shoptest.New(t, cfg), i
}

// interrupted is a database before one of whose commits something happens.
type interrupted struct {
	store.DB
	mu    sync.Mutex
	table string
	first func()
}

// once does something before the next commit that writes to a table.
func (i *interrupted) once(table string, do func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.table, i.first = "{"+table+"}", do
}

// due returns what is to be done before a commit, once.
func (i *interrupted) due(b store.Batch) func() {
	i.mu.Lock()
	defer i.mu.Unlock()
	writes := func(s store.Statement) bool { return strings.Contains(s.SQL, i.table) }
	if i.first == nil || !slices.ContainsFunc(b.Writes, writes) {
		return func() {}
	}
	do := i.first
	i.first = nil
	return do
}

func (i *interrupted) Commit(ctx context.Context, b store.Batch) error {
	i.due(b)()
	return i.DB.Commit(ctx, b)
}

// A shop that is told of sums at the limit of what can be counted goes on.
func TestTheLargestSums(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(nil)})
	ann := s.Customer("ann")
	for _, currency := range []string{"USD", "JPY", "KWD"} {
		most := money.New(math.MaxInt64, currency)
		h := webOrder("M-" + currency)
		h.Quote = quote.Quote{Lines: []quote.Line{{Title: "All", Quantity: 1, Unit: most}}, Discount: most, Tax: most, Total: most}
		put(t, s, h)
	}
	ann.Says("my orders")
	ann.Sees("M-USD", "M-JPY", "M-KWD")
	ann.Taps("Order M-USD")
	ann.Sees("$92,233,720,368,547,758.07")
}

// What is paid, or called off, wants no pay link.
func TestNoPayLinkForWhatWantsNoMoney(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(nil)})
	for _, state := range []orders.State{orders.Paid, orders.Completed, orders.Cancelled, orders.Refunded} {
		h := webOrder("W-" + string(state))
		h.State = state
		put(t, s, h)
		l := sdk.PayLink{Ref: h.Ref, Title: "Once more", Amount: h.Quote.Total}
		if link, made, err := s.PayLinks().Create(t.Context(), l); !errors.Is(err, orders.ErrTransition) || made || link.URL != "" {
			t.Errorf("%s: made %v, %q, %v", state, made, link.URL, err)
		}
	}
}

// When the host says that a conversation is another customer's, what was typed
// in it before is not taken for hers.
func TestAnotherCustomerGoesOnWithNothingTyped(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, hats())
	ann := s.Customer("ann")
	ann.Says("thing hat")
	ann.Taps("Add to cart")
	ann.Taps("Checkout")
	ann.Says("Zoe Park, +1 202 555 0143")
	ann.Sees("Zoe Park")
	bob := contact.Identifier{Customer: "bob"}
	if err := s.Contacts().Link(t.Context(), ann.Conversation(), bob); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Second)
	ann.Says("yes")
	ann.SeesNot("Zoe Park")
	ann.SeesNot("/pay/")
	ann.Says("thing cap")
	ann.Taps("Add to cart")
	ann.Taps("Checkout")
	ann.SeesNot("Zoe Park")
	ann.SeesNot("+12025550143")
}
