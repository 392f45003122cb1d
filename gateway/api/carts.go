package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/cart"
	"github.com/sauda-commerce/sauda/sdk/contact"
)

// NewCart is a cart on the host's website.
type NewCart struct {
	Contact  contact.Identifier `json:"contact"`
	Currency string             `json:"currency" validate:"required" description:"The shop's, by ISO 4217."`
	Lines    []NewCartLine      `json:"lines" validate:"required,max=500" description:"None: the cart is empty."`
	URL      string             `json:"url,omitempty" description:"Where the cart is on the web; a reminder links to it."`
	Updated  time.Time          `json:"updated_at,omitzero" description:"Of what is told here; what is older than what is known changes nothing and is 409. Left out, now."`
}

// NewCartLine is some pieces of one thing.
type NewCartLine struct {
	Product  string       `json:"product" validate:"required"`
	Variant  string       `json:"variant,omitempty"`
	Quantity int          `json:"quantity"`
	Title    string       `json:"title,omitempty" description:"Not used: the catalogue's is shown."`
	Price    money.Amount `json:"price,omitzero" description:"Not used: the catalogue's is asked."`
}

// Cart is what a contact means to buy.
type Cart struct {
	Contact string     `json:"contact" description:"The contact's id."`
	Lines   []CartLine `json:"lines"`
	URL     string     `json:"url,omitempty"`
	Updated time.Time  `json:"updated_at,omitzero"`
}

// CartLine is some pieces of one thing, at the catalogue's price.
type CartLine struct {
	Product  string       `json:"product"`
	Variant  string       `json:"variant,omitempty"`
	Title    string       `json:"title"`
	Quantity int          `json:"quantity"`
	Price    money.Amount `json:"price" description:"Of one."`
}

func viewCart(c cart.Cart) Cart {
	v := Cart{Contact: c.Contact, Lines: []CartLine{}, URL: c.URL, Updated: c.Updated.UTC()}
	for _, l := range c.Lines {
		v.Lines = append(v.Lines, CartLine{string(l.Ref.Product), string(l.Ref.Variant), l.Title, l.Quantity, l.Price})
	}
	return v
}

// carts are the operations on what shoppers mean to buy.
func carts() []operation {
	view := Cart{Contact: "c0ffee", URL: "https://shop.example/cart", Updated: exampleTime,
		Lines: []CartLine{{Product: "tent-1", Title: "Two-person tent", Quantity: 2, Price: money.New(19900, "USD")}}}
	return []operation{
		serves(operation{
			method: http.MethodPost, path: "/carts", id: "putCart", scope: Carts, summary: "Tell of a cart on your website",
			about: "It takes the place of what she had in the cart in the chat. She finds it when she comes, and is reminded of it as of any other. Prices are the catalogue's.",
			example: NewCart{Contact: exampleContact(), Currency: "USD", URL: "https://shop.example/cart", Updated: exampleTime,
				Lines: []NewCartLine{{Product: "tent-1", Quantity: 2}}},
			answers:  []answer{{201, "The cart is changed.", view}, {200, "It was so already.", view}},
			problems: []problem.Code{problem.Conflict},
		}, putCart),
	}
}

func putCart(ctx context.Context, h *Handler, _ none, n NewCart) (int, any, error) {
	is := sdk.HostCart{Contact: n.Contact, Currency: n.Currency, URL: n.URL, Updated: n.Updated}
	for _, l := range n.Lines {
		is.Lines = append(is.Lines, cart.Line{
			Ref: catalog.Ref{Product: catalog.ProductID(l.Product), Variant: catalog.VariantID(l.Variant)}, Quantity: l.Quantity,
		})
	}
	c, changed, err := h.Shop.Carts().Put(ctx, is)
	return made(changed), viewCart(c), err
}
