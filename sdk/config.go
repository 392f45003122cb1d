package sdk

import (
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/advise"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/hours"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/webhook"
)

// Config is what a shop is made of. Store and Catalog are required; everything
// else has a default.
type Config struct {
	// Advice says which questions are asked of a shopper who wants help to
	// choose: their order and words, and the needs she may name. Defaults to
	// what divides the products best.
	Advice advise.Config
	// BaseURL is what links to the gateway begin with, with the prefix it is
	// mounted under and no slash at the end. Defaults to
	// "http://127.0.0.1:8080".
	BaseURL string
	// Catalog is what is sold: catalog.New(source), or catalog.New(nil) where
	// products come by Shop.Catalog().Put alone. Without an index of its own it
	// gets the one of package catalog/search. Required.
	Catalog *catalog.Catalog
	// Channels are where shoppers chat. Defaults to none.
	Channels []channel.Channel
	// ChoosePayment names the way to pay that is offered first for an order, of
	// those in Payments that take its currency and serve its country. It is asked
	// whenever the pay link is looked at or opened, and must not block. Shoppers
	// may choose another; a checkout that is open stays where it is until they do.
	// Defaults to the first, as where it names none of them.
	ChoosePayment func(order.Order, []payments.Provider) string
	// Customers are the host's logins. Defaults to nobody known.
	Customers contact.Customers
	// Flows are added to the built-in dialogue, or replace the one of the same
	// name. Defaults to none.
	Flows []dialogue.Flow
	// Hooks are functions of yours that hear of what happens, made by [On]: an
	// order is paid, a shopper needs a person. At least once each, from the
	// commit that caused it. Those with errors to come are known by their place:
	// add new ones at the end. Defaults to none.
	Hooks []hook.Hook
	// HTTPClient calls the webhooks; where it connects to is its own business.
	// Defaults to one that connects to public addresses only.
	HTTPClient *http.Client
	// Limits protect the shop from too much at once.
	Limits Limits
	// Links are the pay links.
	Links Links
	// Logger takes what happens. Defaults to nothing being logged.
	Logger *slog.Logger
	// Model puts words that the shop does not understand into those of the shop;
	// what it says can only look at things. Defaults to none.
	Model dialogue.Model
	// Now tells the time. Defaults to time.Now.
	Now func() time.Time
	// Numbers is the pattern of a new order's number, in which one run of #
	// stands for the store's count of orders: "ALEM-######" gives ALEM-001001.
	// It may depend on the order, as on the year of its Created. Where the host
	// numbers its orders itself, its number follows. Defaults to the count alone,
	// as where the pattern is none (order.ParsePattern).
	Numbers func(order.Order) string
	// Orders is the host's order system. Defaults to Sauda keeping the orders.
	Orders order.Backend
	// Payments are the ways to pay, best first: shoppers are offered those that
	// take the currency and serve the country of their order. Defaults to none:
	// orders are placed and cannot be paid by link.
	Payments []payments.Provider
	// Policy is a rule of the shop's own for messages that are no replies: it may
	// put them off or drop them, never let through what would not go. While it
	// fails they wait. Defaults to none.
	Policy policy.Rule
	// Profile is the shop itself.
	Profile Profile
	// Recommend lists products to show beside or instead of one, best first, at
	// most five of which are shown; what is gone or sold out is left out. It is
	// asked in turns, concurrently: it does no I/O and gives the same for the
	// same products. Defaults to those most like it, as where it lists none.
	Recommend func(catalog.Product) []catalog.ProductID
	// Reminders are sent to shoppers who left a cart.
	Reminders Reminders
	// Rules price an order. Defaults to no delivery and no tax.
	Rules quote.Rules
	// Search tunes the index that the catalogue gets where it has none of its
	// own: synonyms, weights, and Rank, which says what places better.
	Search search.Config
	// Secrets sign what leaves the shop and comes back: buttons, sessions. The
	// first signs, all are accepted. Each is at least 32 random bytes. Defaults
	// to one kept beside the store's file, readable by this user alone; required
	// where the store is not a file, as on PostgreSQL, where all nodes need the
	// same.
	Secrets [][]byte
	// Steps change single steps of the built-in flows or of Flows, by the flow's
	// name; one that fails is passed over. Defaults to none.
	Steps map[string]dialogue.Step
	// Store keeps the records: sqlite.Open for one process and no service,
	// postgres.Open for any number of processes on one database, which need
	// nothing else in common but Secrets and clocks that differ by less than 5 s.
	// New migrates it. Required.
	Store *store.Store
	// Stocking says how products are kept in step with the catalogue's source.
	Stocking Stocking
	// Texts override or add texts, whatever the tone, and so add languages:
	// <language>.yaml or <language>/<area>.yaml, as package locale says. Defaults
	// to the built-in ones.
	Texts fs.FS
	// Webhooks are URLs that hear of what happens, as Hooks do, by the Standard
	// Webhooks convention: see package webhook. Defaults to none.
	Webhooks []webhook.Endpoint
}

// Profile is the shop itself.
type Profile struct {
	Answers   map[string]catalog.Text // the owner's own answers by topic: delivery, returns, payment, hours …
	Country   string                  // ISO 3166 alpha-2. Defaults to none
	Currency  string                  // ISO 4217. Defaults to USD
	Languages []string                // BCP 47, that shoppers may choose from, in this order. Defaults to all that there are texts in
	Locale    string                  // BCP 47, of the shop's own texts. Defaults to en
	Hours     hours.Hours             // when it is open, on the clock of TimeZone; hours.Parse reads them. Defaults to nothing being said
	Name      string                  // Defaults to "Shop"
	Places    []dialogue.Place        // where shoppers can come to. Defaults to none
	TimeZone  string                  // IANA name. Defaults to UTC
	Tone      locale.Tone             // how shoppers are addressed: locale.Friendly says ты and сен. Defaults to locale.Formal
}

// Links are the pay links.
type Links struct {
	Life        time.Duration // of a link. Defaults to 7 days
	Path        string        // of pay links below BaseURL. Defaults to "/pay/"
	Reservation time.Duration // of stock for a shopper who went to pay, at most twice in all. Defaults to 15 min
}

// Limits protect the shop from too much at once.
type Limits struct {
	Backlog int // events of one channel that may wait to be handled, on all nodes; more are refused with ErrBusy. Defaults to 10,000
	Turns   int // turns at once, of this node. Defaults to 64
}

// Reminders are sent to shoppers who left a cart.
type Reminders struct {
	Idle  time.Duration // how long she must be silent. Defaults to 1 h; negative: no reminders
	Quiet policy.Quiet  // in the shop's zone. Defaults to 21:00 to 08:00
}

// Stocking says how products are kept in step with the catalogue's source.
type Stocking struct {
	AllowDelete bool          // a listing may drop more than half of the products
	Name        string        // of the source, for its cursor; not "host", which is for products put by call. Defaults to "default"
	Refresh     time.Duration // how often the source is asked. Defaults to 15 min
}
