// Package reminder reminds a shopper, in the same conversation, of
// the cart she left. Whether it goes is decided by package policy when it is
// due, from what is so then, and the decision commits together with the
// message, guarded by the contact, the cart and the conversation: a purchase or
// an opt-out in the same millisecond wins or comes after, never between.
//
// The same desk tells a shopper, once, that something sold out is back, if she
// asked for that.
package reminder

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Timer is the kind of timer that a Desk handles.
const Timer = "reminder"

// Config is what a Desk needs: Store, Catalog, Build and Deliver.
type Config struct {
	Store   *store.Store
	Catalog *catalog.Catalog
	// Idle is how long a shopper must be silent first. Defaults to 1 h;
	// negative switches reminders off.
	Idle time.Duration
	// Gap is how long after a reminder the next one may come. Defaults to 24 h.
	Gap time.Duration
	// Quiet hours in the shop's zone. The zero value means 21:00 to 08:00;
	// set From equal to To, and not 0, for none.
	Quiet policy.Quiet
	Zone  *time.Location // Defaults to UTC
	// Rule of the shop's own, which may put off or drop. Defaults to none.
	Rule policy.Rule
	// Window of a channel by name; see channel.Capabilities. Defaults to always
	// open.
	Window func(channel string) time.Duration
	// Build writes the message. Deliver returns the writes that send messages
	// in a conversation, and the conversation as it is then.
	Build func(Reminder) message.Outbound
	// BuildStock writes the message that something is back; HandleStock needs it.
	BuildStock func(Restock) (message.Outbound, error)
	Deliver    func(conversation.Conversation, []message.Outbound) (conversation.Conversation, []store.Statement, error)
	// Sent is told after the commit. Defaults to nobody.
	Sent   func(context.Context, conversation.Conversation)
	Now    func() time.Time // Defaults to time.Now
	Logger *slog.Logger     // Defaults to none
}

// Reminder is what a message is built from: the lines that can be bought now,
// at today's prices.
type Reminder struct {
	Contact      contact.Contact
	Conversation conversation.Conversation
	Cart         cart.Cart
	Lines        []cart.Line

	orders []store.Guard // that no payment has begun meanwhile
}

// Desk sends reminders. Use New; it is safe for concurrent use once Deliver and
// Sent are set.
type Desk struct{ Config }

// New returns a Desk.
func New(c Config) *Desk {
	if c.Idle == 0 {
		c.Idle = time.Hour
	}
	if c.Gap == 0 {
		c.Gap = 24 * time.Hour
	}
	if c.Quiet == (policy.Quiet{}) {
		c.Quiet = policy.Quiet{From: 21 * 60, To: 8 * 60}
	}
	if c.Window == nil {
		c.Window = func(string) time.Duration { return 0 }
	}
	if c.Sent == nil {
		c.Sent = func(context.Context, conversation.Conversation) {}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return &Desk{c}
}

// plan is the payload of a reminder's timer.
type plan struct {
	Conversation string
}

// Schedule returns the write that plans (or, for an empty cart, cancels) the
// reminder of a cart that changed in a conversation.
func (d *Desk) Schedule(c cart.Cart, conversationID string, now time.Time) []store.Statement {
	if d.Idle < 0 {
		return nil
	}
	key := Key(c.Contact)
	if c.Empty() {
		return []store.Statement{store.CancelTimer(key)}
	}
	payload, err := json.Marshal(plan{Conversation: conversationID})
	if err != nil { // a struct of strings and numbers
		return nil
	}
	return []store.Statement{store.SetTimer(store.Timer{Key: key, Kind: Timer, Due: now.Add(d.Idle), Payload: payload})}
}

// Key names the timer of a contact's cart.
func Key(contactID string) string { return Timer + ":" + contactID }

// Handle decides about the reminder that a timer names, and sends it.
func (d *Desk) Handle(ctx context.Context, t store.Timer) error {
	var p plan
	if err := json.Unmarshal(t.Payload, &p); err != nil {
		return fmt.Errorf("reminder: timer: %w", err)
	}
	r, facts, err := d.read(ctx, p)
	if errors.Is(err, store.ErrNotFound) {
		return d.Store.Commit(ctx, store.Batch{Writes: []store.Statement{store.FinishTimer(t)}})
	}
	if err != nil {
		return err
	}
	now := d.Now()
	decision := d.Rule.Decide(facts, now)
	d.Logger.Info("reminder: decided", "verdict", string(decision.Verdict), "reason", string(decision.Reason))
	b := store.Batch{}
	b.Require(store.GuardTimer(t), store.GuardContact(r.Contact), store.GuardCart(r.Cart), store.GuardTurn(r.Conversation))
	b.Require(r.orders...)
	switch decision.Verdict {
	case policy.Drop:
		b.Write(store.FinishTimer(t))
	case policy.Defer:
		t.Due = decision.At
		b.Write(store.SetTimer(t))
	case policy.Send:
		return d.send(ctx, b, t, r)
	}
	return d.Store.Commit(ctx, b)
}

func (d *Desk) send(ctx context.Context, b store.Batch, t store.Timer, r Reminder) error {
	m := d.Build(r)
	m.Purpose = message.PurposeReminder
	c, writes, err := d.Deliver(r.Conversation, []message.Outbound{m})
	if err != nil {
		return err
	}
	b.Write(writes...)
	r.Contact.Reminded = d.Now()
	b.Write(store.PutConversation(c), store.PutContact(r.Contact), store.FinishTimer(t))
	if err := d.Store.Commit(ctx, b); err != nil {
		return err
	}
	d.Sent(ctx, c)
	return nil
}

// read collects the facts as they are now.
func (d *Desk) read(ctx context.Context, p plan) (Reminder, policy.Facts, error) {
	c, err := d.Store.Conversation(ctx, p.Conversation)
	if err != nil {
		return Reminder{}, policy.Facts{}, err
	}
	who, err := d.Store.Contact(ctx, c.Contact)
	if err != nil {
		return Reminder{}, policy.Facts{}, err
	}
	have, err := d.Store.Cart(ctx, c.Contact)
	if err != nil {
		return Reminder{}, policy.Facts{}, err
	}
	orders, err := d.Store.OrdersOf(ctx, c.Contact, 10)
	if err != nil {
		return Reminder{}, policy.Facts{}, err
	}
	r := Reminder{Contact: who, Conversation: c, Cart: have, Lines: d.buyable(have), orders: unpaid(orders)}
	return r, policy.Facts{
		Purpose: message.PurposeReminder, OptedOut: who.OptedOut, WithStaff: c.WithStaff,
		CartEmpty: have.Empty(), Buyable: len(r.Lines) > 0, PaymentOpen: d.paying(orders) || boughtSince(orders, have.Updated),
		Heard: d.heard(c), Idle: d.Idle, Window: d.Window(c.Address.Channel), Reminded: who.Reminded, Gap: d.Gap,
		Zone: d.Zone, Quiet: d.Quiet, Channel: c.Address.Channel, Worth: worth(r.Lines),
	}, nil
}

// worth is the sum of lines; zero where they do not add up.
func worth(all []cart.Line) money.Amount {
	var sum money.Amount
	for i, l := range all {
		total, err := l.Price.Mul(int64(l.Quantity))
		if i == 0 {
			sum = money.New(0, total.Currency)
		}
		if err == nil {
			sum, err = sum.Add(total)
		}
		if err != nil {
			return money.Amount{}
		}
	}
	return sum
}

// heard is when the shopper last said something: now, if it waits to be
// handled.
func (d *Desk) heard(c conversation.Conversation) time.Time {
	if c.Received > c.Done {
		return d.Now()
	}
	return c.Heard
}

// unpaid returns guards on the orders for which money may come. A new order
// changes the cart, which has its own.
func unpaid(orders []order.Order) []store.Guard {
	var all []store.Guard
	for _, o := range orders {
		if o.Payable() || o.State == order.Placing {
			all = append(all, store.GuardOrder(o))
		}
	}
	return all
}

// buyable reads the cart's lines anew and leaves out what is gone.
func (d *Desk) buyable(c cart.Cart) []cart.Line {
	var all []cart.Line
	for _, l := range c.Lines {
		_, offer, err := d.Catalog.Offer(l.Ref)
		if err != nil || !offer.Stock.Available(1) {
			continue
		}
		l.Price = offer.Price
		all = append(all, l)
	}
	return all
}

// boughtSince says whether something was bought after the cart was last changed:
// on the host's website, say, by whom the cart there was not emptied here.
func boughtSince(orders []order.Order, changed time.Time) bool {
	return slices.ContainsFunc(orders, func(o order.Order) bool {
		return o.Origin == order.FromHost && o.State != order.Cancelled && o.Created.After(changed)
	})
}

// openFor is how long an order that waits to be paid keeps reminders back.
const openFor = 24 * time.Hour

// paying says whether a payment is under way, or an order of the last day waits
// for one: reminding of a cart then would be wrong.
func (d *Desk) paying(orders []order.Order) bool {
	for _, o := range orders {
		if o.State == order.Processing || o.State == order.Placing {
			return true
		}
		if o.State == order.Open && d.Now().Sub(o.Created) < openFor {
			return true
		}
	}
	return false
}
