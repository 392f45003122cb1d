// Package contact holds who a shopper is, what the host knows of her, and what
// she allowed: pure values and rules.
package contact

import (
	"cmp"
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
	// Host is what the host said of her last; nil before it said anything. With
	// compares it with what it says now.
	Host *Customer `json:"host,omitempty"`
	// AskAgain is when the host is to be asked anew who she is.
	AskAgain time.Time `json:"ask_again,omitzero"`
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
	ID      string `json:"id,omitempty"`
	Name    string `json:"name,omitempty"`
	Phone   string `json:"phone,omitempty"` // E.164
	Email   string `json:"email,omitempty"`
	Address string `json:"address,omitempty"`
	Country string `json:"country,omitempty"` // ISO 3166 alpha-2
}

// Customers is the host's logins. A nil Customers knows nobody.
//
// Lookup is called outside our transactions, concurrently, with a deadline in
// ctx; false means unknown. An error is treated as unknown for this turn.
type Customers interface {
	Lookup(ctx context.Context, id Identity) (Customer, bool, error)
}

// With takes over what the host knows. What it has changed since it was last
// asked counts, and what it has not leaves alone what the shopper has typed
// here: her last word stays, be it said to the host or in the chat. Before the
// host has said anything it fills the gaps.
func (c Contact) With(k Customer) Contact {
	var was Customer
	if c.Host != nil {
		was = *c.Host
	}
	for _, f := range []struct {
		to       *string
		now, was string
	}{
		{&c.Name, k.Name, was.Name}, {&c.Phone, k.Phone, was.Phone}, {&c.Email, k.Email, was.Email},
		{&c.Address, k.Address, was.Address}, {&c.Country, k.Country, was.Country},
	} {
		changed := c.Host != nil && f.now != f.was
		if *f.to == "" || changed && (f.now != "" || *f.to == f.was) {
			*f.to = f.now
		}
	}
	c.Customer = cmp.Or(c.Customer, k.ID)
	c.Host = &k
	return c
}
