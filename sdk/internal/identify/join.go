package identify

import (
	"context"
	"errors"
	"slices"

	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Joined is a contact with what was kept under her phone number or address
// alone, until it was known to be hers.
type Joined struct {
	Contact contact.Contact
	Cart    cart.Cart
	Moved   bool // something came into the cart
	// Guards and Writes move what is stored; the contact and the cart are the
	// caller's to store.
	Guards []store.Guard
	Writes []store.Statement
}

// Join returns what a contact becomes when a phone number and an address, which
// the host or a platform vouches for, are hers. Either may be "". Those of
// another customer are hers from then on, and what that customer has stays.
func (d *Desk) Join(ctx context.Context, c contact.Contact, have cart.Cart, phone, email string) (Joined, error) {
	j := Joined{Contact: c, Cart: have}
	var absorbed []string
	for _, k := range keys(phone, email) {
		id, err := d.Store.Identified(ctx, k.kind, k.value)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return j, err
		}
		if err == nil && id == c.ID {
			continue
		}
		j.Writes = append(j.Writes, store.PutIdentity(k.kind, k.value, c.ID))
		if err != nil || slices.Contains(absorbed, id) {
			continue
		}
		absorbed = append(absorbed, id)
		if err := d.absorb(ctx, &j, id); err != nil {
			return j, err
		}
	}
	return j, nil
}

// absorb takes over all of another contact who is no customer.
func (d *Desk) absorb(ctx context.Context, j *Joined, id string) error {
	other, err := d.Store.Contact(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err != nil:
		return err
	case other.Customer != "":
		return nil
	}
	left, err := d.Store.Cart(ctx, id)
	if err != nil {
		return err
	}
	is := j.Contact.ID
	j.Guards = append(j.Guards, store.GuardContact(other), store.GuardCart(left))
	j.Writes = append(j.Writes,
		store.MoveOrders(id, is), store.MoveRedemptions(id, is), store.MoveConversations(id, is), store.MoveConsents(id, is), store.MoveIdentities(id, is), store.DropContact(id))
	if !left.Empty() {
		j.Cart, j.Moved = j.Cart.Merge(left), true
		j.Writes = append(j.Writes, store.PutCart(left.Clear()))
		j.Writes = append(j.Writes, d.Uncart(id)...)
	}
	if other.OptedOut && !j.Contact.OptedOut {
		j.Contact.OptedOut, j.Contact.OptedOutAt = true, other.OptedOutAt
	}
	j.Contact = j.Contact.Filled(other).WithWaits(other, d.Now())
	return nil
}
