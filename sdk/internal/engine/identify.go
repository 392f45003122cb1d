package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/internal/host"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// lookup is how long the host may take to say who somebody is.
const lookup = 2 * time.Second

// askAgain is how long what the host said of a customer is taken for true, and
// askSoon how long it is left in peace when it said nothing.
const (
	askAgain = 15 * time.Minute
	askSoon  = time.Minute
)

// identify joins a conversation to the contact of the customer that its channel
// or the host vouches for, or a deep link. A guest's cart, and her wish to be
// left alone, go with her; those of another customer on the same device do not,
// nor does anything that the dialogue knows of the other. What was said after
// she logged in she said herself, though, so a "stop" received since is hers.
func (p *plan) identify(ctx context.Context) error {
	if err := p.follow(ctx); err != nil {
		return err
	}
	customer := p.turn.Event.Customer
	id, err := whose(p.turn.Event)
	if err != nil {
		return err
	}
	if id == "" || p.is.Contact == id {
		return p.refresh(ctx)
	}
	if p.recalled {
		return errRecalled
	}
	was, guest := p.turn, p.is.Contact == conversation.GuestOf(p.is.Address)
	if err := p.load(ctx, id); err != nil {
		return err
	}
	// An opt-out that is received before this commits is put down to whom the
	// conversation belongs to until then.
	p.b.Require(store.GuardContact(was.Contact))
	c := p.known(ctx, customer)
	p.is.Contact = id
	silent := was.Contact
	silenced := silent.OptedOut && !c.OptedOut && (guest || !silent.OptedOutAt.Before(was.Received))
	if silenced {
		c.OptedOut, c.OptedOutAt = true, silent.OptedOutAt
	}
	if guest {
		p.moveCart(was.Cart)
		c = c.WithWaits(was.Contact, p.now)
	} else {
		p.is.State = dialogue.State{} // it may hold the other's name and address
	}
	if c, err = p.join(ctx, c); err != nil {
		return err
	}
	p.putContact(c)
	if !p.turn.Cart.Empty() { // what she left elsewhere, she can be reminded of here
		p.b.Write(p.e.Reminder.Schedule(p.turn.Cart, p.is.ID, p.now)...)
	}
	if silenced {
		if err := p.tellOpted(c); err != nil {
			return err
		}
	}
	return p.tell(hook.Stamp(hook.CustomerLinked{
		Conversation: p.is.ID, Channel: p.is.Address.Channel, Contact: hook.OfContact(c),
	}, p.key(), p.now))
}

// refresh asks the host anew who a customer is when she logs in again, and now
// and then while she chats: she may have moved.
func (p *plan) refresh(ctx context.Context) error {
	c, ev := p.turn.Contact, p.turn.Event
	again := ev.Kind == message.KindStarted && ev.Customer != "" || fromShopper(ev) && !p.now.Before(c.AskAgain)
	if c.Customer == "" || p.e.Customers == nil || !again {
		return nil
	}
	if p.recalled {
		return errRecalled
	}
	c, err := p.join(ctx, p.known(ctx, c.Customer))
	if err != nil {
		return err
	}
	p.putContact(c)
	return nil
}

// whose is the contact that an event says its conversation is of; "" if it says
// nothing of that.
func whose(ev message.Event) (string, error) {
	switch {
	case ev.Customer != "":
		return conversation.CustomerContact(ev.Customer), nil
	case ev.Kind != message.KindInternal || ev.Name != dialogue.EventLinked:
		return "", nil
	}
	var e dialogue.LinkedEvent
	if err := json.Unmarshal([]byte(ev.Payload), &e); err != nil {
		return "", fmt.Errorf("engine: event %s: %w", ev.Name, err)
	}
	return e.Contact, nil
}

// join takes over what was kept under the phone number or the e-mail address
// that the host knows a customer by. What she typed herself is not asked.
func (p *plan) join(ctx context.Context, c contact.Contact) (contact.Contact, error) {
	if p.host.Phone == "" && p.host.Email == "" {
		return c, nil
	}
	said := contact.Identifier{Phone: p.host.Phone, Email: p.host.Email}.Right()
	j, err := p.e.Identify.Join(ctx, c, p.turn.Cart, said.Phone, said.Email)
	if err != nil {
		return c, err
	}
	p.b.Require(j.Guards...)
	p.b.Write(j.Writes...)
	if j.Moved {
		p.putCart(j.Cart)
	}
	return j.Contact, nil
}

// load reads what there is of a contact, which may be nothing.
func (p *plan) load(ctx context.Context, id string) (err error) {
	s := p.e.Store
	p.turn.Contact, err = s.Contact(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		p.turn.Contact, err = contact.Contact{ID: id, Created: p.now}, nil
	}
	if err != nil {
		return err
	}
	if p.turn.Cart, err = s.Cart(ctx, id); err != nil {
		return err
	}
	p.turn.Orders, err = s.OrdersOf(ctx, id, 20)
	return err
}

// moveCart empties the guest's cart into the customer's.
func (p *plan) moveCart(guest cart.Cart) {
	if guest.Empty() {
		return
	}
	p.b.Require(store.GuardCart(guest))
	p.b.Write(store.PutCart(guest.Clear()), store.CancelTimer(reminder.Key(guest.Contact)))
	p.putCart(p.turn.Cart.Merge(guest))
}

// known is a customer's contact with what the host knows of her. No answer in
// time means nothing is known, and the shopper is asked instead.
func (p *plan) known(ctx context.Context, customer string) contact.Contact {
	c := p.turn.Contact
	if customer == "" { // known by a number or an address
		return c
	}
	c.Customer = customer
	if p.e.Customers == nil {
		return c
	}
	c.AskAgain = p.now.Add(askSoon)
	logins, id := p.e.Customers, contact.Identity{Address: p.is.Address, Customer: customer}
	who, err := host.Ask(ctx, lookup, func(ctx context.Context) (*contact.Customer, error) {
		who, ok, err := logins.Lookup(ctx, id)
		if !ok {
			return nil, err
		}
		return &who, err
	})
	if err != nil {
		p.e.Logger.Warn("engine: the host did not say who its customer is", "error", err)
		return c
	}
	c.AskAgain = p.now.Add(askAgain)
	if who == nil {
		return c
	}
	p.host = *who
	return c.With(*who)
}
