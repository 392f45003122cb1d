package reminder

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// TimerStock is the kind of timer that Desk.HandleStock handles.
const TimerStock = "restock"

// look is how often the desk looks whether something is back.
const look = 30 * time.Minute

// pause is how long a shopper must have been silent before she is told: what
// she is saying now may be that she does not want it any more.
const pause = time.Minute

// Restock is what the message that something is back is built from.
type Restock struct {
	Contact      contact.Contact
	Conversation conversation.Conversation
	Ref          catalog.Ref

	cart cart.Cart
	wait contact.Wait // the zero Wait: she waits for it no more
}

// awaited is the payload of a TimerStock.
type awaited struct {
	Conversation string      `json:"conversation"`
	Ref          catalog.Ref `json:"ref"`
}

// AwaitStock returns the timer that looks whether something is back for a
// shopper who waits for it (contact.Wait). There is one for each thing in a
// conversation.
func AwaitStock(conversationID string, ref catalog.Ref, now time.Time) (store.Timer, error) {
	payload, err := json.Marshal(awaited{conversationID, ref})
	if err != nil {
		return store.Timer{}, fmt.Errorf("reminder: timer: %w", err)
	}
	return store.Timer{Key: StockKey(conversationID, ref), Kind: TimerStock, Due: now.Add(look), Payload: payload}, nil
}

// StockKey names the timer of one thing waited for in a conversation.
func StockKey(conversationID string, ref catalog.Ref) string {
	return fmt.Sprintf("%s:%s:%q:%q", TimerStock, conversationID, ref.Product, ref.Variant)
}

// HandleStock looks whether what a timer names is back, and says so. The wait
// ends in the commit that sends the message, so there is no second one.
func (d *Desk) HandleStock(ctx context.Context, t store.Timer) error {
	var a awaited
	if err := json.Unmarshal(t.Payload, &a); err != nil {
		return fmt.Errorf("reminder: timer: %w", err)
	}
	r, facts, err := d.readStock(ctx, a)
	if errors.Is(err, store.ErrNotFound) || err == nil && r.wait == (contact.Wait{}) {
		return d.Store.Commit(ctx, store.Batch{Writes: []store.Statement{store.FinishTimer(t)}})
	}
	if err != nil {
		return err
	}
	now := d.Now()
	b := store.Batch{Guards: append(r.guards(), store.GuardTimer(t))}
	switch decision := d.decideStock(r, facts, now); decision.Verdict {
	case policy.Drop:
		d.Logger.Info("reminder: nobody is told that it is back", "reason", string(decision.Reason))
		b.Write(store.FinishTimer(t), store.PutContact(r.Contact.NotWaiting(r.Ref)))
	case policy.Defer:
		t.Due = decision.At
		b.Write(store.SetTimer(t))
	case policy.Send:
		return d.tell(ctx, b, t, r)
	}
	return d.Store.Commit(ctx, b)
}

// decideStock asks the policy. What may change again within the wait is looked
// at again: stock, and a window that the shopper opens by writing.
func (d *Desk) decideStock(r Restock, f policy.Facts, now time.Time) policy.Decision {
	decision := d.Rule.Decide(f, now)
	switch {
	case decision.Verdict == policy.Send:
	case r.wait.Over(now):
		decision.Verdict = policy.Drop
	case decision.Reason == policy.NothingToSell, decision.Reason == policy.WindowClosed:
		decision.Verdict, decision.At = policy.Defer, now.Add(look)
	}
	return decision
}

func (d *Desk) tell(ctx context.Context, b store.Batch, t store.Timer, r Restock) error {
	m, err := d.BuildStock(r)
	if err != nil {
		return err
	}
	m.Purpose = message.PurposeAwaited
	r.Conversation.State.Product = r.Ref // for "add it"
	c, writes, err := d.Deliver(r.Conversation, []message.Outbound{m})
	if err != nil {
		return err
	}
	b.Write(writes...)
	b.Write(store.PutConversation(c), store.PutContact(r.Contact.NotWaiting(r.Ref)), store.FinishTimer(t))
	if err := d.Store.Commit(ctx, b); err != nil {
		return err
	}
	d.Sent(ctx, c)
	return nil
}

// guards hold while nothing that was read has changed: an order empties or
// leaves a cart of another version.
func (r Restock) guards() []store.Guard {
	return []store.Guard{store.GuardContact(r.Contact), store.GuardCart(r.cart), store.GuardTurn(r.Conversation)}
}

// readStock collects the facts as they are now.
func (d *Desk) readStock(ctx context.Context, a awaited) (r Restock, f policy.Facts, err error) {
	r.Ref = a.Ref
	if r.Conversation, err = d.Store.Conversation(ctx, a.Conversation); err != nil {
		return r, f, err
	}
	who := r.Conversation.Contact
	if r.Contact, err = d.Store.Contact(ctx, who); err != nil {
		return r, f, err
	}
	if r.cart, err = d.Store.Cart(ctx, who); err != nil {
		return r, f, err
	}
	orders, err := d.Store.OrdersOf(ctx, who, 20)
	if err != nil {
		return r, f, err
	}
	if i := slices.IndexFunc(r.Contact.Waits, func(w contact.Wait) bool { return w.Ref == a.Ref }); i >= 0 {
		r.wait = r.Contact.Waits[i]
	}
	return r, policy.Facts{
		Purpose: message.PurposeAwaited, OptedOut: r.Contact.OptedOut, WithStaff: r.Conversation.WithStaff,
		Bought: bought(orders, a.Ref, r.wait.Since), Buyable: d.inStock(a.Ref),
		Heard: d.heard(r.Conversation), Idle: pause, Window: d.Window(r.Conversation.Address.Channel), Zone: d.Zone, Quiet: d.Quiet, Channel: r.Conversation.Address.Channel,
	}, nil
}

// inStock says whether one piece can be bought now. What the catalogue has not
// may be back as well: feeds leave out what is sold out.
func (d *Desk) inStock(ref catalog.Ref) bool {
	p, err := d.Catalog.Product(ref.Product)
	if err != nil || ref.Variant == "" {
		return err == nil && p.Available()
	}
	v, ok := p.Variant(ref.Variant)
	return ok && v.Offer.Stock.Available(1)
}

// bought says whether one of the orders since then has the thing.
func bought(orders []order.Order, ref catalog.Ref, since time.Time) bool {
	return slices.ContainsFunc(orders, func(o order.Order) bool {
		if o.Created.Before(since) || o.State == order.Cancelled || o.State == order.Rejected {
			return false
		}
		for _, l := range o.Quote.Lines {
			if l.Ref == ref || ref.Variant == "" && l.Ref.Product == ref.Product {
				return true
			}
		}
		return false
	})
}

// recheckStock decides again about a message that waited to be sent, as Recheck
// does. That she waited for it was settled when it was written.
func (d *Desk) recheckStock(ctx context.Context, row store.Row) ([]store.Guard, string, error) {
	r, facts, err := d.readStock(ctx, awaited{row.Conversation, about(row.Body)})
	if errors.Is(err, store.ErrNotFound) {
		return nil, "gone", nil
	}
	if err != nil {
		return nil, "", err
	}
	orders, err := d.Store.OrdersOf(ctx, r.Conversation.Contact, 20)
	if err != nil {
		return nil, "", err
	}
	facts.Bought = bought(orders, r.Ref, row.Created)
	facts.Buyable = facts.Buyable || r.Ref == (catalog.Ref{}) // a part that is words only
	facts.Idle = 0                                            // it would not go at all: there is no later
	if decision := d.Rule.Decide(facts, d.Now()); decision.Verdict != policy.Send {
		return nil, string(decision.Reason), nil
	}
	return r.guards(), "", nil
}

// about is what a message that something is back offers.
func about(m message.Outbound) catalog.Ref {
	for _, c := range m.AllChoices() {
		if p := c.Action.Args["p"]; p != "" {
			return catalog.Ref{Product: catalog.ProductID(p), Variant: catalog.VariantID(c.Action.Args["v"])}
		}
	}
	return catalog.Ref{}
}
