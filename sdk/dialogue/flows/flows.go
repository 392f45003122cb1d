// Package flows holds the dialogues that come with Sauda: one small file each.
//
// A flow is pure (package dialogue). Its texts are in package locale, under the
// flow's name; its buttons carry actions named "flow.verb" whose arguments are
// enough to act on later, even when everything around has changed: what is old
// is read anew and differences are said.
//
// A flow of a shop's own leads on to them by [Menu], or by buttons with these
// actions: "product.show" and "cart.add" (Args: p, a product's id; v, a
// variant's; n, how many), "browse.open" (c, a category's path; none: all),
// "cart.show", "checkout.start", "advise.start", "orders.list", "payment.ways" (id, an order's), "help.show",
// "person.call", "welcome.menu". Our texts serve it too, by their keys
// ("menu.person").
//
// A shop replaces one by giving the router its own flow of the same name after
// those of [All].
package flows

import (
	"cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/advise"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
)

// Options are what a shop may set. The zero Options are usable.
type Options struct {
	// Advice says which questions are asked of a shopper who wants help to
	// choose, in which order and words. Defaults to what divides the products
	// best.
	Advice advise.Config
	// PageSize is how many products one message lists. Defaults to 5.
	PageSize int
	// LowStock is from how many pieces down a product says how many are left.
	// Defaults to 5.
	LowStock int
	// Recommend lists products to show beside or instead of one, best first;
	// what is gone or sold out is left out. Where that leaves none, or by
	// default, those most like it are shown. It is called in a turn: it does no
	// I/O and gives the same for the same catalogue.
	Recommend func(catalog.Product) []catalog.ProductID
}

func (o Options) withDefaults() Options {
	o.PageSize = cmp.Or(o.PageSize, 5)
	o.LowStock = cmp.Or(o.LowStock, 5)
	return o
}

// All returns every flow, in the order in which they are asked for an intent.
func All(o Options) []dialogue.Flow {
	o = o.withDefaults()
	shelf := shelf{o}
	return []dialogue.Flow{
		welcome{shelf}, browse{shelf}, search{shelf}, product{shelf}, choose{shelf}, restock{shelf},
		basket{shelf}, advisor{shelf}, checkout{shelf}, promo{shelf}, orders{}, payment{},
		help{}, questions{}, languages{}, opt{}, person{}, lost{shelf},
	}
}
