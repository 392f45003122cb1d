package engine

import (
	"context"
	"time"

	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/reminder"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// lookup is how long the host may take to say who somebody is.
const lookup = 2 * time.Second

// identify joins a conversation to the contact of the customer that its channel
// vouches for, and merges the guest's cart into hers.
func (p *plan) identify(ctx context.Context) error {
	customer := p.turn.Event.Customer
	id := conversation.CustomerContact(customer)
	if customer == "" || p.is.Contact == id {
		return nil
	}
	known, err := p.e.Store.Contact(ctx, id)
	if err != nil {
		return err
	}
	hers, err := p.e.Store.Cart(ctx, id)
	if err != nil {
		return err
	}
	guest := p.turn.Cart
	p.is.Contact = id
	p.turn.Contact, p.turn.Cart = known, hers
	if !guest.Empty() {
		p.b.Require(store.GuardCart(guest))
		p.b.Write(store.PutCart(guest.Clear()), store.CancelTimer(reminder.Key(guest.Contact)))
		merged := hers.Merge(guest)
		p.putCart(merged)
		p.turn.Cart.Lines = merged.Lines
	}
	p.turn.Orders, err = p.e.Store.OrdersOf(ctx, id, 20)
	if err != nil {
		return err
	}
	p.learn(ctx, customer)
	return nil
}

// learn asks the host about its customer. No answer in time means nothing is
// known, and the shopper is asked instead.
func (p *plan) learn(ctx context.Context, customer string) {
	c := p.turn.Contact
	c.ID, c.Customer = p.is.Contact, customer
	if p.e.Customers != nil {
		ctx, cancel := context.WithTimeout(ctx, lookup)
		defer cancel()
		who, ok, err := p.e.Customers.Lookup(ctx, contact.Identity{Address: p.is.Address, Customer: customer})
		if err != nil {
			p.e.warn(ctx, "the host did not say who its customer is", err)
		}
		if ok {
			c = c.With(who)
		}
	}
	p.putContact(c)
	p.turn.Contact = c
}
