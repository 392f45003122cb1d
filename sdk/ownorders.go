package sdk

import (
	"errors"

	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/order"
)

// OwnOrders is Sauda's own order keeping, which a shop without Config.Orders
// has, as a value: wrap it to put something of yours before it or behind it, a
// check of new orders or a copy in your bookkeeping, and give that to
// Config.Orders. Config.Store, and a Config.Catalog with an index, which the
// shop must have too, are required; Rules, Profile and Now count.
func OwnOrders(c Config) (order.Backend, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	if c.Catalog.Index() == nil {
		return nil, errors.New("sdk: OwnOrders needs the index of the shop's catalogue: write catalog.New(source).WithIndex(search.New(search.Config{})) and give it to both")
	}
	own := checkout.Config{Store: c.Store, Catalog: c.Catalog, Now: c.Now, Logger: c.Logger}
	return checkout.NewOwn(own, c.Rules, c.Profile.Locale), nil
}
