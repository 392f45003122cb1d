// Package checkout takes an order from "yes, I want this" to paid: it places
// orders, opens the one checkout behind a pay link, and folds what payment
// providers say into the order.
//
// Every change is load, decide, commit: guarded by the order's version, decided
// again when somebody was quicker. A provider is called outside any
// transaction, under a key that was stored before, so that a crash at any
// moment leaves at most one payable checkout.
//
// What stands in the way of a new checkout:
//
//	an open one is          what is done
//	the one that she wants  she goes on there
//	in another way, or at   it is closed first (payments.Canceller); if she was
//	another price           quicker, it has been paid
//	not to be closed        it keeps its price, and she goes on there until it
//	                        ends (ReasonOpenElsewhere)
//	by hand                 it keeps its price; in another way it is closed first
//	of an unknown fate      Start is asked again under its key; when it is too
//	                        late for that, it is looked for (payments.Finder)
//
// Stock is reserved from when she goes to pay, for as long as [Config.Reservation]
// or the provider says; going again begins that time anew, up to twice as much
// in all. What has lapsed is released by a timer, and taken for good when the
// money comes: if it is gone by then, the money goes back.
//
// Three things find what has become of a payment: the provider's callbacks
// ([Desk.Receive]), questions about one order's checkouts ([Desk.Look]), and
// questions to a provider about all that has happened ([Desk.Reconcile]).
//
// Where no provider can tell, people do (payments.Manual): the shopper says that
// she has paid ([Desk.Claim], [Desk.AddReceipt]), a person is called and says
// whether the money came ([Desk.Confirm]). Stock is kept meanwhile, for three
// days at least. An order that is paid when it is handed over goes the same way:
// she claims that she will pay, its steps are told by [Desk.Follow], with the
// first of which its pieces are gone from stock, and the money is confirmed when
// it is there.
//
// Money is given back by [Desk.GiveBack]: decided with the order in one commit,
// done by a timer, told when the provider has done it.
package checkout

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/internal/bulkhead"
	"github.com/sauda-commerce/sauda/sdk/internal/host"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Config is what a Desk needs. Store and Catalog are required.
type Config struct {
	Store   *store.Store
	Catalog *catalog.Catalog
	// Bought returns the writes that go with an order of a contact's that was
	// made outside the chat: no reminder of a cart may follow. Defaults to none.
	Bought func(contact string) []store.Statement
	// Backend is the host's order system. Defaults to Sauda keeping the orders.
	Backend order.Backend
	// Choose names the best of the ways to pay an order: of the providers that
	// take its currency and serve its country. A name that is none of them is
	// passed over. Defaults to the first.
	Choose func(order.Order, []payments.Provider) string
	// Country is the shop's, ISO 3166 alpha-2, for orders without one. Defaults to
	// none: then every provider serves them.
	Country string
	// Life of a pay link, after which an unpaid order is closed, and one that
	// the Backend has not answered for. Defaults to 7 days.
	Life time.Duration
	// Locale is the shop's own language, BCP 47: in it shoppers read what of ways to
	// pay is not written in theirs. Defaults to none.
	Locale string
	// Logger hears of events that are not ours and of refunds that fail.
	// Defaults to none.
	Logger *slog.Logger
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Number says how the number of a new order is written. Defaults to the
	// count alone.
	Number func(order.Order) order.Pattern
	// Promotions are those whose uses are counted: quote.Rules.Promotions. Defaults
	// to none.
	Promotions []quote.Promotion
	// Providers are the ways to pay, the best first. Defaults to none; then
	// nothing can be paid.
	Providers []payments.Provider
	// Quote prices an order that Sauda keeps as of now, when its pay link is
	// looked at or opened: see [Requote]. quote.ErrDelivery says that its delivery
	// is not to be had any more. It is called from many goroutines. Defaults to
	// the order's price being left as it is.
	Quote func(context.Context, order.Order) (quote.Quote, error)
	// Reservation is how long stock is held for a shopper who went to pay, unless
	// the provider's Capabilities.Reserve says otherwise; going again holds it so
	// long from then, and at most twice as long in all. Defaults to 15 min.
	Reservation time.Duration
	// ReturnURL is where the provider leads the shopper back to, by the token
	// of the pay link. Defaults to nowhere.
	ReturnURL func(token string) string
	// ShopName stands before the order's number on the provider's page.
	ShopName string
	// Telling returns the writes that tell of events: webhook.Desk.Telling. They
	// are part of the commit that caused them. Defaults to nobody being told.
	Telling func(...hook.Event) ([]store.Statement, error)
	// Told is called after a commit, with the id of a conversation that may
	// have an event to handle; Wake after one that may have left timers.
	// Default to nobody.
	Told func(conversationID string)
	Wake func()
}

// Desk places orders and gets them paid. Use New; it is safe for concurrent use.
type Desk struct {
	Config
	calls *bulkhead.Bulkhead // of the Backend, by timers of this node
}

// New returns a Desk.
func New(c Config) *Desk {
	if c.Life == 0 {
		c.Life = 7 * 24 * time.Hour
	}
	if c.Reservation == 0 {
		c.Reservation = 15 * time.Minute
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.Backend = host.Orders(c.Backend, c.Logger)
	if c.Number == nil {
		c.Number = func(order.Order) order.Pattern { return order.Pattern{} }
	}
	if c.ReturnURL == nil {
		c.ReturnURL = func(string) string { return "" }
	}
	if c.Telling == nil {
		c.Telling = func(...hook.Event) ([]store.Statement, error) { return nil, nil }
	}
	if c.Bought == nil {
		c.Bought = func(string) []store.Statement { return nil }
	}
	if c.Told == nil {
		c.Told = func(string) {}
	}
	if c.Wake == nil {
		c.Wake = func() {}
	}
	return &Desk{Config: c, calls: bulkhead.New(abreast)}
}

// Prepare gives a new order its id, its pay token and its times. It is pure
// but for randomness and the clock.
func (d *Desk) Prepare(o order.Order) (order.Order, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return o, fmt.Errorf("checkout: order id: %w", err)
	}
	now := d.Now()
	o.ID, o.PayToken, o.Quote.Refused = id.String(), token(), nil
	o.State, o.Created, o.Updated, o.PayExpires = order.Placing, now, now, now.Add(d.Life)
	return o, nil
}

// token returns 192 random bits.
func token() string {
	var b [24]byte
	rand.Read(b[:]) // never fails (crypto/rand, Go 1.24)
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// named finds a provider.
func (d *Desk) named(name string) (payments.Provider, error) {
	for _, p := range d.Providers {
		if p.Name() == name {
			return p, nil
		}
	}
	return nil, fmt.Errorf("%w: %q", ErrUnknownProvider, name)
}

// retry runs decide until it does not lose a race any more.
func (d *Desk) retry(ctx context.Context, decide func() error) error {
	const tries = 50
	for range tries {
		if err := decide(); !errors.Is(err, store.ErrConflict) {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return fmt.Errorf("checkout: %d races lost: %w", tries, store.ErrConflict)
}

// commit stores an order changed by d together with what follows, and with what
// the host hears of the change.
func (d *Desk) commit(ctx context.Context, was, is order.Order, guards []store.Guard, writes ...store.Statement) error {
	is.Updated = d.Now()
	told, err := d.Telling(changed(was, is)...)
	if err != nil {
		return err
	}
	b := store.Batch{Guards: append([]store.Guard{store.GuardOrder(was)}, guards...)}
	b.Write(store.PutOrder(is))
	b.Write(writes...)
	b.Write(told...)
	if err := d.Store.Commit(ctx, b); err != nil {
		return err
	}
	d.Wake()
	d.toldOf(ctx, is)
	return nil
}
