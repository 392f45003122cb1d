// Package identify finds the contact whom the host means, and joins contacts
// that turn out to be one person.
//
// A customer's contact is found by the host's user id, others by a phone number
// or an e-mail address, on the word of the host or a platform alone: what a
// shopper types never makes her somebody else.
package identify

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Config is what a Desk needs: Store and Now.
type Config struct {
	Store *store.Store
	Now   func() time.Time
	// Cart returns the writes that go with a cart that changed, as in a
	// conversation: its reminder. Defaults to none.
	Cart func(c cart.Cart, conversationID string) []store.Statement
	// Uncart returns those of a cart that is no more. Defaults to none.
	Uncart func(contactID string) []store.Statement
}

// Desk finds contacts. Use New; it is safe for concurrent use.
type Desk struct{ Config }

// New returns a Desk.
func New(c Config) *Desk {
	if c.Cart == nil {
		c.Cart = func(cart.Cart, string) []store.Statement { return nil }
	}
	if c.Uncart == nil {
		c.Uncart = func(string) []store.Statement { return nil }
	}
	return &Desk{c}
}

// key is one thing that identifies.
type key struct {
	kind  store.IdentityKind
	value string
}

func keys(phone, email string) (all []key) {
	if phone != "" {
		all = append(all, key{store.IdentityPhone, phone})
	}
	if email != "" {
		all = append(all, key{store.IdentityEmail, email})
	}
	return all
}

// Find returns the contact that an identifier, which must be clean, names; or
// store.ErrNotFound.
func (d *Desk) Find(ctx context.Context, i contact.Identifier) (contact.Contact, error) {
	id, err := d.id(ctx, i)
	if err != nil {
		return contact.Contact{}, err
	}
	return d.Store.Contact(ctx, id)
}

// id is that of the contact that an identifier names, whether or not it is
// stored: a customer's by her id, else the first that something identifies,
// else that of a new one.
func (d *Desk) id(ctx context.Context, i contact.Identifier) (string, error) {
	if i.Customer != "" {
		return conversation.CustomerContact(i.Customer), nil
	}
	all := keys(i.Phone, i.Email)
	for _, k := range all {
		id, err := d.Store.Identified(ctx, k.kind, k.value)
		if err == nil || !errors.Is(err, store.ErrNotFound) {
			return id, err
		}
	}
	if len(all) == 0 {
		return "", fmt.Errorf("%w: nobody is named", store.ErrNotFound)
	}
	return conversation.IdentifiedContact(string(all[0].kind), all[0].value), nil
}

// Contact returns the contact that an identifier names, as it is stored then.
// It is made if there is none, learns what was not known of it, and takes over
// what was kept under the phone number or the address alone. The identifier
// must be clean and name somebody.
func (d *Desk) Contact(ctx context.Context, i contact.Identifier) (c contact.Contact, err error) {
	const tries = 20
	for range tries {
		if c, err = d.contact(ctx, i); !errors.Is(err, store.ErrConflict) || ctx.Err() != nil {
			return c, err
		}
	}
	return c, fmt.Errorf("identify: %d races lost: %w", tries, err)
}

func (d *Desk) contact(ctx context.Context, i contact.Identifier) (contact.Contact, error) {
	id, err := d.id(ctx, i)
	if err != nil {
		return contact.Contact{}, err
	}
	was, err := d.Store.Contact(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		was, err = contact.Contact{ID: id, Created: d.Now()}, nil
	}
	if err != nil {
		return was, err
	}
	have, err := d.Store.Cart(ctx, id)
	if err != nil {
		return was, err
	}
	j, err := d.Join(ctx, was, have, i.Phone, i.Email)
	if err != nil {
		return was, err
	}
	return d.keep(ctx, was, have, i, j)
}

// keep stores what an identifier has made of a contact.
func (d *Desk) keep(ctx context.Context, was contact.Contact, have cart.Cart, i contact.Identifier, j Joined) (contact.Contact, error) {
	c := j.Contact.Named(i)
	if was.Version > 0 && len(j.Writes) == 0 && reflect.DeepEqual(c, was) {
		return was, nil
	}
	b := store.Batch{Guards: append(j.Guards, store.GuardContact(was)), Writes: j.Writes}
	b.Write(store.PutContact(c))
	if j.Moved {
		b.Require(store.GuardCart(have))
		j.Cart.Updated = d.Now()
		b.Write(store.PutCart(j.Cart))
		if talk, err := d.Store.LatestConversation(ctx, was.ID); err == nil {
			b.Write(d.Cart(j.Cart, talk.ID)...)
		}
	}
	if err := d.Store.Commit(ctx, b); err != nil {
		return was, err
	}
	c.Version++
	return c, nil
}
