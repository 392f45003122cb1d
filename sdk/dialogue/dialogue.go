// Package dialogue is the contract between the engine and what the shop says:
// a [Flow] turns a [State] and an [Input] into an [Outcome], purely, and the
// router picks the flow.
//
// A flow does no I/O and keeps nothing: everything it knows is in its
// arguments, everything it wants is in the Outcome, and the engine commits both
// or neither. So a turn can be decided twice, on two nodes, and take effect
// once.
package dialogue

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/hours"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// Flow is one kind of dialogue: searching, the cart, the checkout.
//
// Handle is called concurrently for different conversations, possibly more
// than once for one event, with a deadline in ctx. It is deterministic in its
// arguments. An error means "a mistake of ours": the shopper gets an apology
// with a way out and the state stays.
type Flow interface {
	// Name is constant and unique: the first part of its actions' names
	// ("cart.add" belongs to the flow "cart") and its key in stored states.
	Name() string
	Handle(ctx context.Context, s State, in Input) (Outcome, error)
}

// Preparer is a flow that needs something slow before it decides: the host's
// order system, live stock, a model.
//
// Prepare is called before Handle for each event that the flow will answer, not
// before Asker.Again: return no facts where none are needed. It runs outside
// any transaction, concurrently for different conversations, and is left behind
// after 2 seconds. Its facts are stored with the event, so that deciding again,
// on another node too, sees the same; only when they could not be stored is it
// called again, so it changes nothing. An error, which is logged and must hold
// no personal data, means that the facts are absent, and Handle says so honestly.
type Preparer interface {
	Prepare(ctx context.Context, s State, in Input) (Facts, error)
}

// Facts are what a Preparer found, by a name of its own; each is valid JSON.
type Facts map[string]json.RawMessage

// State is where a conversation stands. It is stored as JSON between turns.
type State struct {
	// Frames are the flows that wait for an answer, the innermost last. Only
	// the last one is asked; when it is left, the one below resumes.
	Frames []Frame `json:"frames,omitempty"`
	// Shown is what the last list or card showed, in order, for "the second"
	// and "the red one".
	Shown []catalog.Ref `json:"shown,omitempty"`
	// Query is the last search, for "more" and "cheaper"; nil before one.
	Query *catalog.Query `json:"query,omitempty"`
	// Product is the one talked about last, for "add it".
	Product catalog.Ref `json:"product,omitzero"`
	// Offered are the choices below the last message, so that typing a label
	// is as good as tapping it. The router fills it in.
	Offered []Option `json:"offered,omitempty"`
	// Confirm says that the last message asked yes or no: its first choice is
	// yes, its second is no. It holds for one message of the shopper.
	Confirm bool `json:"confirm,omitempty"`
	// Misses counts messages in a row that were not understood, this one
	// included while it is being answered.
	Misses int `json:"misses,omitempty"`
	// At is when the shopper last said something before this turn; zero in
	// her first.
	At time.Time `json:"at,omitzero"`
}

// Frame is one flow waiting for an answer.
type Frame struct {
	Flow    string `json:"flow"`
	Version int    `json:"version"` // of the form of Data
	Step    string `json:"step"`    // what it asked for
	// Kind is the kind of answer waited for, which helps to read typed words.
	Kind understand.Asking `json:"kind,omitempty"`
	Data json.RawMessage   `json:"data,omitempty"`
}

// Option is one choice that was offered.
type Option struct {
	Label  string         `json:"label"`
	Action message.Action `json:"action"`
}

// Top is the frame that waits for an answer; false when none does.
func (s State) Top() (Frame, bool) {
	if len(s.Frames) == 0 {
		return Frame{}, false
	}
	return s.Frames[len(s.Frames)-1], true
}

// Input is all a flow may know. It is read-only.
type Input struct {
	Event   message.Event
	Action  message.Action     // what a tapped choice does, or words that are its label; else zero
	Expired bool               // a choice was tapped that we do not know (any more)
	Meaning understand.Meaning // of the typed words
	Now     time.Time
	Shop    Shop
	Catalog *catalog.Catalog
	// Stale says that the source of the products has not answered for long:
	// prices may be others by now.
	Stale   bool
	Cart    cart.Cart
	Orders  []order.Order // the contact's, newest first, at most 20
	Contact contact.Contact
	Say     locale.Printer // texts, money and dates in the shopper's language
	Facts   Facts
	// Used says how often promotion codes were used: those of the cart and those
	// in the shopper's words, where the number of their uses is limited.
	Used []quote.Usage
	// Priced are the host's own quotes of drafts, by quote.Draft.Key, and Asked
	// hears of drafts that it has not priced yet. Flows use Quote.
	Priced map[string]quote.Quote
	Asked  func(quote.Draft)
}

// Quote says what a draft costs now and for this shopper: in the words of the
// host's order system where there is one and it answered, else by the shop's own
// rules.
func (in Input) Quote(d quote.Draft) (quote.Quote, error) {
	d.At, d.Contact, d.Customer, d.Used = in.Now, in.Contact.ID, in.Contact.Customer, in.Used
	if q, ok := in.Priced[d.Key()]; ok {
		return q, nil
	}
	if in.Asked != nil {
		in.Asked(d)
	}
	return in.Shop.Rules.Quote(d, in.Say.Lang())
}

// Shop is what flows know of the shop itself.
type Shop struct {
	Name     string
	Currency string // ISO 4217
	Locale   string // BCP 47, of its own texts
	Country  string // ISO 3166 alpha-2; may be empty
	Zone     *time.Location
	Rules    quote.Rules
	Texts    map[string]catalog.Text // the owner's own answers: returns, delivery, hours …
	BaseURL  string                  // what links begin with, without a trailing slash
	PayPath  string                  // path of pay links below BaseURL: "/pay/"
	Hours    hours.Hours             // when it is open, in Zone; unknown where nothing is set
	Places   []Place                 // where shoppers can come to
	// Ways are how an order can be paid from a channel, the best first. It does no
	// I/O. Nil, or one way, leaves nothing to choose.
	Ways func(o order.Order, channel string) []Way
}

// Way is one way to pay an order.
type Way struct {
	Provider string       // its name
	Title    catalog.Text // what shoppers read; nil: the name
	// How says how to pay, in a language (BCP 47), where a person of the shop
	// confirms that the money came; nil for a page of the provider's.
	How func(lang string) payments.Instructions
}

// Called is what shoppers read, in a language (BCP 47) or the nearest there is.
func (w Way) Called(lang string) string { return cmp.Or(w.Title.In(lang), w.Provider) }

// Outcome is what a flow wants. The engine commits all of it or nothing.
type Outcome struct {
	Say  []message.Outbound
	Do   []Effect
	Next State
}

// Effect is something to happen in the turn's commit. The set is closed: the
// types in this package.
type Effect interface{ effect() }

// PutCart replaces the cart. Its version guards against a cart changed
// meanwhile: then the turn is decided again.
type PutCart struct{ Cart cart.Cart }

// PutContact replaces what is known of the contact.
type PutContact struct{ Contact contact.Contact }

// PlaceOrder asks for an order. The answer is an internal event of a later
// turn: EventOrderPlaced, EventOrderChanged, EventOrderRejected or, after all
// the time that the pay link would have had, EventOrderUnanswered. Until then
// EventOrderDelayed may come. Their payload is [OrderEvent]. The cart is emptied
// when the order is asked for.
type PlaceOrder struct{ Order order.Order }

// CancelOrder cancels an order that is not paid.
type CancelOrder struct {
	ID     string
	Reason string
}

// PayBy asks for an order to be paid in a way that a person confirms: its stock
// is kept, and the answer is EventPayBy.
type PayBy struct {
	Order    string // id
	Provider string
}

// ClaimPaid says for the shopper that she has paid an order in such a way. The
// answer is EventPayment with PaymentWaiting, or EventPayBy with a Code.
type ClaimPaid struct{ Order string }

// OptOut ends (In: starts again) everything that is not a reply, with the
// words that said so.
type OptOut struct {
	In      bool
	Wording string
}

// AwaitStock notes that the shopper wants one message when something sold out
// is back, or (Stop) that she does not want it any more.
type AwaitStock struct {
	Ref  catalog.Ref
	Stop bool
}

// HandOff silences the bot and calls for a person.
type HandOff struct{ Reason string }

// HandBack lets the bot answer again: the shopper would rather have it than
// wait for a person.
type HandBack struct{}

// ActionHandBack is the action of the choice that asks for HandBack. While a
// person answers, it is the only thing that flows hear of the shopper.
const ActionHandBack = "person.back"

func (PutCart) effect()     {}
func (PutContact) effect()  {}
func (PlaceOrder) effect()  {}
func (CancelOrder) effect() {}
func (PayBy) effect()       {}
func (ClaimPaid) effect()   {}
func (OptOut) effect()      {}
func (AwaitStock) effect()  {}
func (HandOff) effect()     {}
func (HandBack) effect()    {}

// Names of internal events (message.KindInternal), which begin a turn like a
// shopper's message does. Their payload is JSON.
const (
	EventOrderPlaced     = "checkout.placed"     // OrderEvent
	EventOrderDelayed    = "checkout.delayed"    // OrderEvent: State is the order.Delay
	EventOrderChanged    = "checkout.changed"    // OrderEvent: the host wants another price, Quote
	EventOrderRejected   = "checkout.rejected"   // OrderEvent: Code is the reason, Lines are what cannot be had
	EventOrderUnanswered = "checkout.unanswered" // OrderEvent: the host never answered, and the order is cancelled
	EventPayBy           = "payment.by"          // OrderEvent: Way can be paid by now; or Code is the reason why not
	EventPayment         = "checkout.payment"    // OrderEvent: State and Code say what happened
	EventPayLink         = "checkout.link"       // OrderEvent: a pay link that the host made for her
	EventOrderStatus     = "orders.status"       // OrderEvent: State is the order.Step that the host told of
	EventLinked          = "contact.linked"      // LinkedEvent: the host says whose conversation it is; nothing is said
	EventStaffSaid       = "person.said"         // StaffEvent
	EventHandedBack      = "person.back"         // StaffEvent
)

// OrderEvent is the payload of events about an order.
type OrderEvent struct {
	Order  string               `json:"order"`            // id
	State  string               `json:"state,omitempty"`  // of the payment: succeeded, failed, processing, expired, refunded, disputed, or Payment… below; of a delay, which
	Amount *money.Amount        `json:"amount,omitempty"` // given back, of refunded and PaymentRefunding
	By     time.Time            `json:"by,omitzero"`      // when that is with her at the latest; zero where it is not known
	Code   string               `json:"code,omitempty"`   // the decline code, or the reason
	Quote  *quote.Quote         `json:"quote,omitempty"`
	Way    string               `json:"way,omitempty"` // name of the provider, of EventPayBy
	Lines  []order.RejectedLine `json:"lines,omitempty"`
}

// Payments that people have to do with, or that the shop does not simply keep,
// as OrderEvent.State.
const (
	PaymentWaiting   = "waiting"   // she says she has paid, or (Code "on_delivery") will on delivery, or (Code "receipt") shows so: a person confirms it
	PaymentUnseen    = "unseen"    // that person did not find it, or (Code "on_delivery") did not get it at the door: she may try again
	PaymentRefunding = "refunding" // the provider is giving Amount back; that it has is told by refunded
	PaymentLate      = "late"      // it came after the order was cancelled: it goes back
	PaymentSoldOut   = "sold_out"  // it came after the stock was gone: it goes back
	PaymentTwice     = "twice"     // the order was paid already: it goes back
	PaymentHeld      = "held"      // it is not the sum that was asked for: a person looks
)

// LinkedEvent is the payload of EventLinked.
type LinkedEvent struct {
	Contact string `json:"contact"` // id
}

// StaffEvent is the payload of events from a person of the shop.
type StaffEvent struct {
	Text  string `json:"text,omitempty"`
	Staff string `json:"staff,omitempty"` // name to show
}
