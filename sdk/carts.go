package sdk

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// HostCart is a cart on the host's website.
type HostCart struct {
	Contact  contact.Identifier // whose it is. Required
	Currency string             // the shop's. Defaults to that
	Lines    []cart.Line        // Ref and Quantity count; titles and prices are the catalogue's. None: the cart is empty
	URL      string             // where the cart is on the web; a reminder links to it. Defaults to none
	Updated  time.Time          // of what is told here; what is older than what is known changes nothing. Defaults to now
}

// Carts are what shoppers mean to buy.
type Carts struct{ shop *Shop }

// Carts returns the shoppers' carts.
func (s *Shop) Carts() *Carts { return &Carts{s} }

// Put makes a cart on the web the shopper's cart in the chat, in place of what
// she had there; true says that something changed by it. She finds it when she
// comes as that customer, and a reminder of it is planned in the conversation
// where she spoke last, if there is one: whether it goes is decided when it is
// due.
//
// Errors: field.Errors ("lines[2].product"), when nothing was changed;
// ErrOlder, when the cart has changed since, in the chat say, with the cart as
// it is; store.ErrUnavailable.
func (c *Carts) Put(ctx context.Context, h HostCart) (cart.Cart, bool, error) {
	is, changed, err := c.put(ctx, h)
	return is, changed, c.shop.health.saw(err)
}

func (c *Carts) put(ctx context.Context, h HostCart) (cart.Cart, bool, error) {
	var wrong field.Errors
	currency, now := c.shop.cfg.Profile.Currency, c.shop.cfg.Now().Truncate(time.Microsecond)
	wrong.Check(h.Currency == "" || h.Currency == currency, "currency", "must be %s, as the shop sells", currency)
	wrong.Check(h.URL == "" || field.URL(h.URL), "url", "is not an address of the web; write https://…")
	updated := when(&wrong, "updated_at", h.Updated, now)
	lines := c.lines(&wrong, h)
	if _, err := named(h.Contact, "contact."); err != nil {
		found, _ := errors.AsType[field.Errors](err)
		wrong = append(wrong, found...)
	}
	if err := wrong.Err(); err != nil {
		return cart.Cart{}, false, fmt.Errorf("sdk: cart: %w", err)
	}
	const tries = 20
	for range tries {
		is, changed, err := c.replace(ctx, h.Contact, cart.Cart{Lines: lines, URL: h.URL, Updated: updated})
		if !errors.Is(err, store.ErrConflict) {
			return is, changed, err
		}
	}
	return cart.Cart{}, false, fmt.Errorf("sdk: cart: %d races lost: %w", tries, store.ErrConflict)
}

// replace puts a cart in place of its owner's, if it is the newer one.
func (c *Carts) replace(ctx context.Context, of contact.Identifier, is cart.Cart) (cart.Cart, bool, error) {
	of, err := named(of, "contact.")
	if err != nil {
		return cart.Cart{}, false, err
	}
	owner, err := c.shop.identify.Contact(ctx, of)
	if err != nil {
		return cart.Cart{}, false, err
	}
	have, err := c.shop.cfg.Store.Cart(ctx, owner.ID)
	switch {
	case err != nil:
		return have, false, err
	case is.Updated.Before(have.Updated):
		return have, false, ErrOlder
	case have.URL == is.URL && len(have.Lines) == len(is.Lines) && (have.Empty() || reflect.DeepEqual(have.Lines, is.Lines)):
		return have, false, nil
	}
	is.Contact, is.Version, is.Codes = owner.ID, have.Version, have.Codes
	b := store.Batch{Guards: []store.Guard{store.GuardContact(owner), store.GuardCart(have)}, Writes: []store.Statement{store.PutCart(is)}}
	talk, err := c.shop.cfg.Store.LatestConversation(ctx, owner.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return have, false, err
	}
	if err == nil || is.Empty() {
		b.Write(c.shop.identify.Cart(is, talk.ID)...)
	}
	if err := c.shop.cfg.Store.Commit(ctx, b); err != nil {
		return have, false, err
	}
	c.shop.wake()
	is.Version++
	return is, true, nil
}

// lines reads the lines against the catalogue: two of one thing are one.
func (c *Carts) lines(wrong *field.Errors, h HostCart) []cart.Line {
	var is cart.Cart
	lang := h.Contact.Locale
	if lang == "" {
		lang = c.shop.cfg.Profile.Locale
	}
	for i, l := range h.Lines {
		at := fmt.Sprintf("lines[%d].", i)
		if i >= 10*cart.MaxLines {
			wrong.Add("lines", "are more than %d", cart.MaxLines)
			break
		}
		p, offer, err := c.shop.cfg.Catalog.Offer(l.Ref)
		switch {
		case p.ID == "":
			wrong.Add(at+"product", "is not in the catalogue")
		case err != nil && l.Ref.Variant == "":
			wrong.Add(at+"variant", "is empty; the product is sold in variants")
		case err != nil:
			wrong.Add(at+"variant", "is not one of the product's")
		}
		if err != nil {
			continue
		}
		next, err := is.Add(cart.Line{Ref: l.Ref, Title: p.Called(l.Ref.Variant, lang), Price: offer.Price}, l.Quantity)
		switch {
		case errors.Is(err, cart.ErrFull):
			wrong.Add(at+"product", "is one too many; a cart has at most %d different things", cart.MaxLines)
		case err != nil:
			wrong.Add(at+"quantity", "must be 1 to %d, also together with other lines of the same thing", cart.MaxQuantity)
		}
		is = next
	}
	return is.Lines
}
