package engine

import (
	"context"
	"errors"
	"time"

	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/internal/host"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// lookup is how long the host may take to say who somebody is.
const lookup = 2 * time.Second

// identify joins a conversation to the contact of the customer that its channel
// vouches for. A guest's cart, and her wish to be left alone, go with her;
// those of another customer on the same device do not. What was said after she
// logged in she said herself, though, so a "stop" received since is hers.
func (p *plan) identify(ctx context.Context) error {
	customer := p.turn.Event.Customer
	id := conversation.CustomerContact(customer)
	if customer == "" || p.is.Contact == id {
		return nil
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
	if silent := was.Contact; silent.OptedOut && !c.OptedOut && (guest || !silent.OptedOutAt.Before(was.Received)) {
		c.OptedOut, c.OptedOutAt = true, silent.OptedOutAt
	}
	if guest {
		p.moveCart(was.Cart)
		c = c.WithWaits(was.Contact, p.now)
	}
	p.putContact(c)
	return nil
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
	c.Customer = customer
	if p.e.Customers == nil {
		return c
	}
	logins, id := p.e.Customers, contact.Identity{Address: p.is.Address, Customer: customer}
	who, err := host.Ask(ctx, lookup, func(ctx context.Context) (contact.Customer, error) {
		who, ok, err := logins.Lookup(ctx, id)
		if !ok {
			return contact.Customer{}, err
		}
		return who, err
	})
	if err != nil {
		p.e.Logger.Warn("engine: the host did not say who its customer is", "error", err)
		return c
	}
	return c.With(who)
}
