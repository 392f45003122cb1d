// Package dialoguetest replays dialogues headless: a [Shop] is the smallest
// engine that can apply what flows want, in memory and in no time, and [Run]
// plays transcripts (testdata/*.txtar) against it.
//
// After every turn a Shop checks what each flow owes the shopper: see [Shop.Do].
// A shop that writes its own flows, or replaces ours, tests them with it.
package dialoguetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/understand"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// Config is what a [Shop] is made of. Router, Catalog and Texts are required.
type Config struct {
	Router  *dialogue.Router
	Catalog *catalog.Catalog // with an index
	Texts   *locale.Texts
	Shop    dialogue.Shop
	// Locale is the shopper's language. Defaults to Shop.Locale.
	Locale string
	// Start is the time when it begins. Defaults to 2 March 2026, 10:00 UTC.
	Start time.Time
	// MaxMessages is how many messages one turn may have. Defaults to 3.
	MaxMessages int
	// Contact is what is known of the shopper.
	Contact contact.Contact
}

// Shop is one conversation with a shop in memory. It is not safe for
// concurrent use.
type Shop struct {
	// State, Cart, Contact and Orders stand as the last turn left them.
	State   dialogue.State
	Cart    cart.Cart
	Contact contact.Contact
	Orders  []order.Order // newest first
	// WithStaff says that the bot has handed off and is silent.
	WithStaff bool
	// Stale says that the source of the products has not answered for long.
	Stale bool
	// OptedOut says that the shopper wants no more messages.
	OptedOut bool
	// Said is everything the shop has said, oldest first.
	Said []message.Outbound
	// Flow is the name of the flow that answered last.
	Flow string
	// Used is how often promotion codes were used in orders, these aside.
	Used []quote.Usage
	// Now is the time; tests may move it.
	Now time.Time
	// Host answers the next order instead of taking it, or (false) does not
	// answer until [Shop.Answers]; it is used once.
	Host func(order.Order) (order.Placement, bool)

	c       Config
	reader  *understand.Reader
	vocab   *catalog.Vocabulary
	events  int
	asked   cart.Cart       // what was ordered last
	waiting []message.Event // internal events of turns to come
}

// New returns a shop.
func New(c Config) (*Shop, error) {
	if c.Router == nil || c.Catalog == nil || c.Catalog.Index() == nil || c.Texts == nil {
		return nil, errors.New("dialoguetest: Config.Router, Catalog (with an index) and Texts are required")
	}
	if c.Start.IsZero() {
		c.Start = time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)
	}
	if c.MaxMessages == 0 {
		c.MaxMessages = 3
	}
	if c.Locale == "" {
		c.Locale = c.Shop.Locale
	}
	if c.Contact.ID == "" {
		c.Contact.ID = "contact-1"
	}
	return &Shop{c: c, Now: c.Start, Contact: c.Contact, Cart: cart.Cart{Contact: c.Contact.ID}}, nil
}

// Says is the shopper typing; it returns what the shop says to it.
func (s *Shop) Says(ctx context.Context, text string) ([]message.Outbound, error) {
	return s.Do(ctx, message.Event{Kind: message.KindText, Text: text}, message.Action{})
}

// Taps is the shopper tapping the latest button with a label. With a card's
// title and a colon before it, as in "Alpine 2: Add to cart", it is that
// card's; otherwise buttons below a message come before those of its cards.
func (s *Shop) Taps(ctx context.Context, label string) ([]message.Outbound, error) {
	c, ok := s.button(label)
	if !ok {
		return nil, fmt.Errorf("dialoguetest: no button %q", label)
	}
	return s.Do(ctx, message.Event{Kind: message.KindChoice, Text: c.Label}, c.Action)
}

// Do lets one event happen, and then the internal events that follow from it.
// The action is what a tapped choice does. The returned messages are those of
// all these turns. An error is either the router's, or says which of these a
// turn broke:
//
//   - the state survives JSON;
//   - the cart loses nothing but by the flows that are for it;
//   - no more than Config.MaxMessages messages, none of them empty;
//   - every message has a way on: a choice, a link or a question;
//   - every text exists;
//   - what a dialogue.Preparer found, which is asked before the flow is, is JSON.
//
// An error of a Preparer is not one of Do: the flow decides without facts.
func (s *Shop) Do(ctx context.Context, e message.Event, a message.Action) ([]message.Outbound, error) {
	before := len(s.Said)
	if s.WithStaff && e.Kind != message.KindInternal {
		return nil, nil
	}
	if err := s.turn(ctx, e, a); err != nil {
		return nil, err
	}
	for len(s.waiting) > 0 {
		next := s.waiting[0]
		s.waiting = s.waiting[1:]
		if err := s.turn(ctx, next, message.Action{}); err != nil {
			return nil, err
		}
	}
	return s.Said[before:], nil
}

func (s *Shop) turn(ctx context.Context, e message.Event, a message.Action) error {
	in := s.input(e, a)
	var err error
	if in.Facts, err = s.facts(ctx, in); err != nil {
		return err
	}
	out, flow, err := s.c.Router.Route(ctx, s.State, in)
	if err != nil {
		return err
	}
	if err := s.check(out, flow, in); err != nil {
		return fmt.Errorf("dialoguetest: flow %s: %w", flow, err)
	}
	s.Flow, s.State = flow, out.Next
	s.Said = append(s.Said, out.Say...)
	for _, effect := range out.Do {
		if err := s.apply(effect); err != nil {
			return err
		}
	}
	return nil
}

// facts lets the flow that will answer ask something slow first. As in a shop,
// it decides without what it could not find out.
func (s *Shop) facts(ctx context.Context, in dialogue.Input) (dialogue.Facts, error) {
	f, _ := s.c.Router.Flow(s.c.Router.Picks(s.State, in))
	slow, ok := f.(dialogue.Preparer)
	if !ok {
		return nil, nil
	}
	in.Action = s.c.Router.Action(s.State, in)
	found, err := slow.Prepare(ctx, s.State, in)
	if err != nil {
		return nil, nil
	}
	if _, err := json.Marshal(found); err != nil {
		return nil, fmt.Errorf("dialoguetest: flow %s: the facts are not JSON: %w", f.Name(), err)
	}
	return found, nil
}

func (s *Shop) input(e message.Event, a message.Action) dialogue.Input {
	s.events++
	e.ID, e.At = "event-"+strconv.Itoa(s.events), s.Now
	in := dialogue.Input{
		Event: e, Action: a, Now: s.Now, Shop: s.c.Shop, Catalog: s.c.Catalog, Stale: s.Stale, Cart: s.Cart, Orders: s.Orders, Contact: s.Contact, Used: s.Used,
		Expired: e.Kind == message.KindChoice && a.Name == "",
		Say:     s.c.Texts.Printer(s.Contact.Locale, s.c.Locale),
	}
	if e.Kind == message.KindText {
		in.Meaning = s.read(e.Text, dialogue.Reading(s.State, in))
		s.c.Locale = dialogue.Spoken(in)
		in.Say = in.Say.In(s.c.Locale)
	}
	return in
}

// read understands words, with the vocabulary as it is now.
func (s *Shop) read(text string, c understand.Context) understand.Meaning {
	if v := s.c.Catalog.Index().Vocabulary(); s.reader == nil || v != s.vocab {
		s.reader, s.vocab = understand.New(v, understand.Config{Currency: s.c.Shop.Currency}), v
	}
	return s.reader.Read(text, c)
}

// button finds the latest button with a label.
func (s *Shop) button(label string) (message.Choice, bool) {
	for i := len(s.Said) - 1; i >= 0; i-- {
		m := s.Said[i]
		for _, c := range m.Choices {
			if plain(c.Label) == label {
				return c, true
			}
		}
		for _, card := range m.Cards {
			for _, c := range card.Choices {
				if l := plain(c.Label); l == label || card.Title+": "+l == label {
					return c, true
				}
			}
		}
	}
	return message.Choice{}, false
}

// roundTrip is the state as it comes back from the store.
func roundTrip(s dialogue.State) (dialogue.State, error) {
	raw, err := json.Marshal(s)
	if err != nil {
		return s, err
	}
	var back dialogue.State
	return back, json.Unmarshal(raw, &back)
}

// Product is a product as it is now.
func (s *Shop) Product(id catalog.ProductID) (catalog.Product, error) { return s.c.Catalog.Product(id) }

// Change changes the catalogue, as a feed would.
func (s *Shop) Change(changes ...catalog.Change) error {
	return s.c.Catalog.Index().Apply(context.Background(), changes)
}
