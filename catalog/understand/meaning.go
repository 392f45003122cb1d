package understand

import "github.com/sauda-commerce/sauda/catalog"

// Intent is what the shopper wants to happen. Values are stable: they are
// stored and sent over wires.
type Intent string

// Intents.
const (
	// IntentUnknown: the words name nothing that we can do. Query.Text still
	// holds the words that are not filler.
	IntentUnknown Intent = "unknown"

	IntentSearch  Intent = "search"  // find products: Query
	IntentBrowse  Intent = "browse"  // see what there is: categories, the menu of goods
	IntentAdvise  Intent = "advise"  // help me choose: Query holds what is known already
	IntentCheaper Intent = "cheaper" // the same, but cheaper: Query sorts by price
	IntentMore    Intent = "more"    // the next page
	IntentReset   Intent = "reset_filters"
	IntentDetails Intent = "details" // tell me about Items
	IntentCompare Intent = "compare" // put Items side by side
	IntentSimilar Intent = "similar" // show what is like Items
	IntentPick    Intent = "pick"    // Items were pointed at without saying what to do with them
	IntentSkip    Intent = "skip"    // any, not sure, does not matter: no answer to the question asked

	IntentAdd         Intent = "add"          // put Items in the cart
	IntentRemove      Intent = "remove"       // take Items out of it; no Items: what was last spoken of
	IntentSetQuantity Intent = "set_quantity" // make Items this many
	IntentShowCart    Intent = "show_cart"
	IntentClearCart   Intent = "clear_cart"
	IntentCheckout    Intent = "checkout"
	IntentPay         Intent = "pay"
	IntentReorder     Intent = "reorder"      // repeat the last order
	IntentOrders      Intent = "orders"       // where is my order, my orders: OrderRef may name it
	IntentCancel      Intent = "cancel"       // leave what we are in the middle of
	IntentCancelOrder Intent = "cancel_order" // cancel an order that was placed

	IntentAsk      Intent = "ask" // a question about the shop: Topic
	IntentHelp     Intent = "help"
	IntentPerson   Intent = "person" // talk to a human; TopicComplaint if it is one
	IntentUpset    Intent = "upset"  // cross with us: swearing, despair, no request
	IntentLanguage Intent = "language"
	IntentGreet    Intent = "greet"
	IntentThanks   Intent = "thanks"
	IntentBye      Intent = "bye"
	IntentYes      Intent = "yes"
	IntentNo       Intent = "no"
	IntentBack     Intent = "back"
	IntentMenu     Intent = "menu" // the beginning
	IntentOptOut   Intent = "opt_out"
	IntentRestock  Intent = "restock" // tell me when what is sold out is back
	IntentOptIn    Intent = "opt_in"
)

// Topic is what a question to the shop is about.
type Topic string

// Topics of [IntentAsk] (and TopicComplaint of [IntentPerson]).
const (
	TopicDelivery  Topic = "delivery"
	TopicReturns   Topic = "returns" // returns, refunds, exchanges
	TopicPayment   Topic = "payment" // ways to pay, trouble with paying
	TopicHours     Topic = "hours"
	TopicPlace     Topic = "place"    // where the shop is
	TopicSizes     Topic = "sizes"    // which size fits
	TopicWarranty  Topic = "warranty" // warranty and repair
	TopicInvoice   Topic = "invoice"
	TopicAccount   Topic = "account"
	TopicAddress   Topic = "address"   // change the delivery address
	TopicOrder     Topic = "order"     // change an order that was placed
	TopicPromotion Topic = "promotion" // discount codes
	TopicReview    Topic = "review"
	TopicNews      Topic = "news" // newsletter
	TopicBot       Topic = "bot"  // who or what are you
	TopicComplaint Topic = "complaint"
)

// Span is a part of the text that was read: bytes Start up to End, both on
// rune boundaries.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Of returns the words the span stands for; text must be the one that was read.
func (s Span) Of(text string) string { return text[s.Start:s.End] }

// Kind says what a wish is about.
type Kind string

// Kinds of wish.
const (
	KindCategory  Kind = "category"  // Values are category paths, any of them
	KindBrand     Kind = "brand"     // Values, any of them
	KindAttribute Kind = "attribute" // Name with Values, a Range (in Unit) or Bool
	KindPrice     Kind = "price"     // Range in minor units of Currency
	KindSort      Kind = "sort"      // Values[0] is a [catalog.Sort]
	KindStock     Kind = "stock"     // only what can be bought now
	KindReduced   Kind = "reduced"   // only what is cheaper than before
	KindWords     Kind = "words"     // Values[0] is looked for in the products' texts
)

// Strength says how much a wish matters.
type Strength string

// Strengths of a wish.
const (
	Must Strength = "must"
	Nice Strength = "nice" // "preferably red": not part of Query
	Not  Strength = "not"  // "no leather"
)

// Wish is one thing wanted or not wanted, and the words it came from.
type Wish struct {
	Kind     Kind          `json:"kind"`
	Strength Strength      `json:"strength"`
	Span     Span          `json:"span"`
	Name     string        `json:"name,omitempty"`   // the attribute's or option's name
	Values   []string      `json:"values,omitempty"` // as the catalogue spells them
	Range    catalog.Range `json:"range,omitzero"`
	Strict   bool          `json:"strict,omitempty"`   // the bound of Range is itself left out: "under 200"
	Unit     string        `json:"unit,omitempty"`     // of Range: the attribute's own unit
	Currency string        `json:"currency,omitempty"` // of a price
	Bool     *bool         `json:"bool,omitempty"`
}

// Place says where an item was pointed at.
type Place string

// Places that words point into.
const (
	PlaceShown Place = "shown" // [Context.Shown]
	PlaceCart  Place = "cart"  // [Context.Cart]
)

// Item is one thing that a command is about.
type Item struct {
	Span     Span `json:"span"`
	Quantity int  `json:"quantity,omitempty"` // 0: not said
	// None says that a quantity was named that is less than one: "add 0 of
	// those". Quantity is 0 then.
	None  bool  `json:"none,omitempty"`
	Place Place `json:"place,omitempty"`
	// At are the positions in the place, from 0, that the words fit. Several
	// mean that the shopper is to be asked which, unless All.
	At []int `json:"at,omitempty"`
	// Pointed says that the words can only mean something listed ("the
	// third", "the red one"): with At empty there is no such thing.
	Pointed bool `json:"pointed,omitempty"`
	// That says that a mere pronoun was used ("it", "that one"): what was
	// spoken of last. At is set if only one thing is listed.
	That bool `json:"that,omitempty"`
	All  bool `json:"all,omitempty"` // "both", "all of them": every one in At
	// Query looks the thing up in the catalogue; used when At is empty. It is
	// the zero Query if there are no words to look for.
	Query catalog.Query `json:"query,omitzero"`
}

// Meaning is what a text means.
type Meaning struct {
	Intent Intent `json:"intent"`
	Topic  Topic  `json:"topic,omitempty"`
	// Confident says that the words themselves name the intent, or name things
	// of this catalogue. False means: the best guess, check before acting.
	Confident bool   `json:"confident"`
	Wishes    []Wish `json:"wishes,omitempty"` // in the order of the text
	// Query finds what is wished: filters, price, sort, and in Text the words
	// that are left. Nice wishes are not in it.
	Query catalog.Query `json:"query,omitzero"`
	Items []Item        `json:"items,omitempty"` // in the order of the text
	// Quantity is how many: of the first item, or the number alone. 0: not said.
	Quantity int `json:"quantity,omitempty"`
	// Chosen are the positions in [Context.Options] that the text names.
	Chosen []int `json:"chosen,omitempty"`
	// About are the attributes that a question about a thing is about ("how
	// heavy is it"), by name, or AboutPrice or AboutBrand; only with
	// [IntentDetails], [IntentBrowse] and, for what "how much is it" may mean,
	// [IntentShowCart].
	About []string `json:"about,omitempty"`
	// OrderRef is an order number in the text, as written; "" if none.
	OrderRef string `json:"order_ref,omitempty"`
	// Language is the BCP 47 language asked for with [IntentLanguage].
	Language string `json:"language,omitempty"`
	// Written is the BCP 47 language that the words are in, where that is clear:
	// "en", "ru" or "kk"; "" for a few words, a mixture, or names of products.
	Written string `json:"written,omitempty"`
	// OptOut says that the shopper wants no more messages. It is apart from
	// Intent because "cancel" alone is both an opt-out and a cancellation.
	OptOut bool `json:"opt_out,omitempty"`
	// Mended says that typos were mended to understand the text.
	Mended bool `json:"mended,omitempty"`
	// Unknown are the words that neither the catalogue nor the language tables know.
	Unknown []Span `json:"unknown,omitempty"`
}
