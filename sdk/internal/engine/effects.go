package engine

import (
	"errors"
	"fmt"
	"slices"

	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// effect adds what an effect asks for to the commit.
func (p *plan) effect(e dialogue.Effect) error {
	switch e := e.(type) {
	case dialogue.PutCart:
		p.putCart(e.Cart)
	case dialogue.PutContact:
		p.putContact(e.Contact)
	case dialogue.PlaceOrder:
		return p.place(e.Order)
	case dialogue.CancelOrder:
		return p.cancel(e)
	case dialogue.PayBy:
		return p.wish(e.Order, func() (store.Statement, error) { return p.e.Checkout.PayBy(e) })
	case dialogue.ClaimPaid:
		return p.wish(e.Order, func() (store.Statement, error) { return p.e.Checkout.ClaimPaid(e) })
	case dialogue.OptOut:
		return p.opt(e)
	case dialogue.AwaitStock:
		return p.await(e)
	case dialogue.HandOff:
		return p.handOff(e.Reason)
	case dialogue.HandBack:
		p.is.WithStaff, p.is.Reason = false, ""
	default:
		return fmt.Errorf("engine: unknown effect %T", e)
	}
	return nil
}

func (p *plan) putCart(c cart.Cart) {
	c.Contact, c.Version, c.Updated, c.URL = p.is.Contact, p.turn.Cart.Version, p.now, "" // the one on the web is another now
	if !p.cart {
		p.cart = true
		p.b.Require(store.GuardCart(c))
	}
	p.b.Write(store.PutCart(c))
	p.b.Write(p.e.Reminder.Schedule(c, p.is.ID, p.now)...)
	p.turn.Cart = c
}

func (p *plan) putContact(c contact.Contact) {
	c.ID, c.Version = p.is.Contact, p.turn.Contact.Version
	if !p.contact {
		p.contact = true
		p.b.Require(store.GuardContact(c))
	}
	p.b.Write(store.PutContact(c))
	p.turn.Contact = c
}

// place stores the order and empties the cart in one commit, so that no
// reminder can fall between.
func (p *plan) place(o order.Order) error {
	o.Contact, o.Conversation, o.Customer = p.is.Contact, p.is.ID, p.turn.Contact.Customer
	o, err := p.e.Checkout.Prepare(o)
	if err != nil {
		return err
	}
	guards, writes, err := p.e.Checkout.Placing(o, p.is.Address)
	if err != nil {
		return err
	}
	p.b.Require(guards...)
	p.b.Write(writes...)
	p.more = true // that it is placed, where no host has to be asked
	p.putCart(p.turn.Cart.Clear())
	return nil
}

func (p *plan) cancel(e dialogue.CancelOrder) error {
	for _, o := range p.turn.Orders {
		if o.ID != e.ID {
			continue
		}
		guards, writes, err := p.e.Checkout.Cancelling(o, e.Reason)
		if errors.Is(err, order.ErrTransition) {
			return nil // paid meanwhile: the next turn says so
		}
		if err != nil {
			return err
		}
		p.b.Require(guards...)
		p.b.Write(writes...)
	}
	return nil
}

// wish stores what the shopper wants of the payment of an order of hers.
func (p *plan) wish(id string, write func() (store.Statement, error)) error {
	if !slices.ContainsFunc(p.turn.Orders, func(o order.Order) bool { return o.ID == id }) {
		return nil
	}
	s, err := write()
	if err == nil {
		p.b.Write(s)
	}
	return err
}

// opt records consent withdrawn or given, with the words, and what follows.
func (p *plan) opt(e dialogue.OptOut) error {
	c := p.turn.Contact
	purposes := []message.Purpose{message.PurposeReminder, message.PurposeMarketing}
	if (c.OptedOut || !e.In) && len(c.Waits) > 0 {
		c.Waits = nil // their timers find nothing and end
		if !e.In {
			purposes = append(purposes, message.PurposeAwaited)
		}
	}
	changed := c.OptedOut == e.In // else Receive has seen to it, and knows since when
	if changed {
		c.OptedOut, c.OptedOutAt = !e.In, p.now
	}
	p.putContact(c)
	if changed || !e.In {
		if err := p.tellOpted(c); err != nil {
			return err
		}
	}
	return p.consent(store.Consent{Method: "message", Wording: e.Wording}, e.In, purposes...)
}

// consent adds lines to the ledger: that she allowed the purposes, or that she
// does not any more.
func (p *plan) consent(c store.Consent, given bool, purposes ...message.Purpose) error {
	id, err := newID()
	if err != nil {
		return err
	}
	c.Contact, c.Channel, c.Event, c.At = p.is.Contact, p.is.Address.Channel, p.turn.Event.ID, p.now
	c.Action = store.ConsentWithdraw
	if given {
		c.Action = store.ConsentGrant
	}
	for _, purpose := range purposes {
		c.ID, c.Purpose = id+":"+string(purpose), string(purpose)
		p.b.Write(store.AppendConsent(c))
	}
	return nil
}

// await notes what the contact waits for and sets the timer that looks for it,
// or removes both. The tap is the consent, and is kept.
func (p *plan) await(e dialogue.AwaitStock) error {
	tapped := store.Consent{Method: "button", Wording: p.said}
	if _, waits := p.turn.Contact.WaitFor(e.Ref, p.now); e.Stop && waits {
		p.putContact(p.turn.Contact.NotWaiting(e.Ref))
		p.b.Write(store.CancelTimer(reminder.StockKey(p.is.ID, e.Ref)))
		return p.consent(tapped, false, message.PurposeAwaited)
	}
	if e.Stop {
		return nil
	}
	c, ok := p.turn.Contact.Waiting(e.Ref, p.now)
	if !ok {
		return nil
	}
	t, err := reminder.AwaitStock(p.is.ID, e.Ref, p.now)
	if err != nil {
		return err
	}
	p.putContact(c)
	p.b.Write(store.SetTimer(t))
	return p.consent(tapped, true, message.PurposeAwaited)
}

func (p *plan) handOff(reason string) error {
	p.is.WithStaff, p.is.Since, p.is.Reason = true, p.now, reason
	return p.tell(hook.Stamp(hook.HandoffRequested{
		Conversation: p.is.ID, Channel: p.is.Address.Channel, Contact: hook.OfContact(p.turn.Contact), Reason: reason,
	}, p.key(), p.now))
}

// tell adds to the commit that the host hears of an event.
func (p *plan) tell(e hook.Event) error {
	writes, err := p.e.Telling(e)
	p.b.Write(writes...)
	return err
}

// key names this turn among all.
func (p *plan) key() string { return fmt.Sprintf("%s:%d", p.is.ID, p.turn.Conversation.Done+1) }

// tellOpted tells the host that a contact has opted out or in. The same opting
// out is told once, wherever it is come upon.
func (p *plan) tellOpted(c contact.Contact) error {
	at, who := p.is.Address, hook.OfContact(c)
	if c.OptedOut {
		key := fmt.Sprintf("%s:%d", c.ID, c.OptedOutAt.UnixMicro())
		return p.tell(hook.Stamp(hook.OptedOut{Conversation: p.is.ID, Channel: at.Channel, Contact: who}, key, p.now))
	}
	return p.tell(hook.Stamp(hook.OptedIn{Conversation: p.is.ID, Channel: at.Channel, Contact: who}, p.key(), p.now))
}
