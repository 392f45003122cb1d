// Package contact holds who a shopper is, what the host knows of her, and what
// she allowed: pure values and rules.
package contact

import (
	"context"
	"time"

	"github.com/sauda-commerce/sauda/sdk/message"
)

// Contact is one person, as far as known. Several conversations may be hers.
type Contact struct {
	ID         string    `json:"id"`
	Version    int64     `json:"version"`
	Customer   string    `json:"customer,omitempty"` // the host's user id, verified
	Name       string    `json:"name,omitempty"`
	Phone      string    `json:"phone,omitempty"` // E.164
	Email      string    `json:"email,omitempty"`
	Address    string    `json:"address,omitempty"`
	Country    string    `json:"country,omitempty"`
	Delivery   string    `json:"delivery,omitempty"` // method chosen last
	Locale     string    `json:"locale,omitempty"`   // chosen by her
	OptedOut   bool      `json:"opted_out,omitempty"`
	OptedOutAt time.Time `json:"opted_out_at,omitzero"`
	Reminded   time.Time `json:"reminded,omitzero"` // when the last reminder went
	Created    time.Time `json:"created,omitzero"`
	Waits      []Wait    `json:"waits,omitempty"` // what she wants to hear of when it is back
}

// Known says whether an order can be placed without asking who she is.
func (c Contact) Known() bool { return c.Name != "" && (c.Phone != "" || c.Email != "") }

// Identity is what a channel proved about a shopper.
type Identity struct {
	Address  message.Address
	Customer string // the host's user id, from a signed identity
	Phone    string // only where the platform vouches for it
}

// Customer is what the host knows of a logged-in shopper.
type Customer struct {
	ID      string
	Name    string
	Phone   string
	Email   string
	Address string
	Country string
}

// Customers is the host's logins. A nil Customers knows nobody.
//
// Lookup is called outside our transactions, concurrently, with a deadline in
// ctx; false means unknown. An error is treated as unknown for this turn.
type Customers interface {
	Lookup(ctx context.Context, id Identity) (Customer, bool, error)
}

// With fills what is not known yet from the host's knowledge.
func (c Contact) With(k Customer) Contact {
	for _, f := range []struct {
		to   *string
		from string
	}{{&c.Customer, k.ID}, {&c.Name, k.Name}, {&c.Phone, k.Phone}, {&c.Email, k.Email}, {&c.Address, k.Address}, {&c.Country, k.Country}} {
		if *f.to == "" {
			*f.to = f.from
		}
	}
	return c
}
