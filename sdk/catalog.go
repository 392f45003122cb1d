package sdk

import (
	"context"
	"fmt"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/sdk/field"
)

// Catalog is what the shop sells, and where the host says what has changed.
type Catalog struct {
	*catalog.Catalog
	shop *Shop
}

// Catalog returns what the shop sells.
func (s *Shop) Catalog() *Catalog { return &Catalog{s.cfg.Catalog, s} }

// Put puts products into the catalogue, or in place of those with their ids.
// When it returns they are stored and found by this node's shoppers; other
// nodes follow within seconds. It is idempotent.
//
// They are the host's: a listing of the catalogue's source does not drop them.
// Where the source names a product with the same id, the last word counts, so
// have one of the two speak of a product.
//
// Errors: field.Errors ("products[2].offer.price"), when nothing was put;
// store.ErrUnavailable, when some may have been: put them again.
func (c *Catalog) Put(ctx context.Context, all ...catalog.Product) error {
	var wrong field.Errors
	for i, p := range all {
		for _, e := range p.Check(c.shop.cfg.Profile.Currency) {
			wrong.Add(join(fmt.Sprintf("products[%d]", i), e.Field), "%s", e.Reason)
		}
	}
	if err := wrong.Err(); err != nil {
		return fmt.Errorf("sdk: catalogue: %w", err)
	}
	return c.shop.health.saw(c.shop.stocker.Put(ctx, all))
}

func join(part, name string) string {
	if name == "" {
		return part
	}
	return part + "." + name
}

// Delete takes products out of the catalogue, the host's and the source's; one
// that is not there is none. What the source goes on listing comes back with
// its next word. Errors: store.ErrUnavailable.
func (c *Catalog) Delete(ctx context.Context, ids ...catalog.ProductID) error {
	return c.shop.health.saw(c.shop.stocker.Delete(ctx, ids))
}

// List returns products with an id above after, by id, at most limit: first
// those after "". They are as stored, which other nodes may have just changed.
// Errors: store.ErrUnavailable.
func (c *Catalog) List(ctx context.Context, after catalog.ProductID, limit int) ([]catalog.Product, error) {
	all, err := c.shop.cfg.Store.ProductPage(ctx, after, limit)
	return all, c.shop.health.saw(err)
}
