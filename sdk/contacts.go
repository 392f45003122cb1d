package sdk

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Contacts are the shoppers, as the host names them.
type Contacts struct{ shop *Shop }

// Contacts returns who the shoppers are.
func (s *Shop) Contacts() *Contacts { return &Contacts{s} }

// Get returns what is known of whom the host means. Errors: ErrNotFound,
// field.Errors, store.ErrUnavailable.
func (c *Contacts) Get(ctx context.Context, who contact.Identifier) (contact.Contact, error) {
	who, err := named(who, "")
	if err != nil {
		return contact.Contact{}, err
	}
	found, err := c.shop.identify.Find(ctx, who)
	return found, c.shop.health.saw(err)
}

// Link makes a conversation that of whom the host means: it has found out who
// is chatting, by a code that she typed on its page, say. What a guest had in
// the cart, and her wish to be left alone, go with her; the shop says nothing.
// With nil the word is on disk, and takes effect as the conversation's next
// event. It is idempotent.
//
// Errors: ErrNotFound (no such conversation), field.Errors,
// store.ErrUnavailable.
func (c *Contacts) Link(ctx context.Context, conversationID string, who contact.Identifier) error {
	return c.shop.health.saw(c.link(ctx, conversationID, who))
}

func (c *Contacts) link(ctx context.Context, conversationID string, who contact.Identifier) error {
	who, err := named(who, "contact.")
	if err != nil {
		return err
	}
	talk, err := c.shop.cfg.Store.Conversation(ctx, conversationID)
	if err != nil {
		return err
	}
	is, err := c.shop.identify.Contact(ctx, who)
	if err != nil || is.ID == talk.Contact {
		return err
	}
	now := c.shop.cfg.Now()
	e, err := message.Internal(talk.Address, uuid.NewString(), dialogue.EventLinked, dialogue.LinkedEvent{Contact: is.ID}, now)
	if err != nil {
		return err
	}
	e.Customer = who.Customer
	if err := c.shop.cfg.Store.Commit(ctx, store.Batch{Writes: store.Receive(e, now)}); err != nil {
		return err
	}
	c.shop.engine.Schedule(conversationID)
	return nil
}

// named is an identifier that names somebody, as it is compared.
func named(who contact.Identifier, part string) (contact.Identifier, error) {
	if who.Nobody() {
		return who, field.Errors{{Name: part + "external_id", Reason: "is empty; name the customer, or a phone or an e-mail that you vouch for"}}
	}
	who, wrong := who.Clean()
	for i := range wrong {
		wrong[i].Name = part + wrong[i].Name
	}
	if err := wrong.Err(); err != nil {
		return who, fmt.Errorf("sdk: contact: %w", err)
	}
	return who, nil
}

// contact is the id of whom the host means, made if need be; "" for nobody. The
// field's name goes before those of the identifier.
func (s *Shop) contact(ctx context.Context, who contact.Identifier, part string) (string, contact.Identifier, error) {
	if who.Nobody() {
		return "", who, nil
	}
	who, err := named(who, part)
	if err != nil {
		return "", who, err
	}
	c, err := s.identify.Contact(ctx, who)
	return c.ID, who, err
}
