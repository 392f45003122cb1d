package shoptest

import (
	"context"

	"github.com/sauda-commerce/sauda/sdk/contact"
)

// Customers is a host's logins for a test: give it as sdk.Config.Customers and
// visit with [Shop.Customer].
type Customers []contact.Customer

// Lookup finds a customer by id.
func (c Customers) Lookup(_ context.Context, id contact.Identity) (contact.Customer, bool, error) {
	for _, known := range c {
		if known.ID == id.Customer {
			return known, true, nil
		}
	}
	return contact.Customer{}, false, nil
}
