package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// NewOrder is an order that was made outside of Sauda.
type NewOrder struct {
	Ref         string             `json:"ref" validate:"required" description:"Your own reference, 1 to 64 bytes; the same again tells what has changed."`
	Number      string             `json:"number,omitempty" description:"For people; left out, the ref."`
	Contact     contact.Identifier `json:"contact,omitzero" description:"Whose it is; she finds it in the chat."`
	State       order.State        `json:"state,omitempty" validate:"omitempty,oneof=open processing paid completed cancelled refunded" description:"Left out, open."`
	Lines       []Line             `json:"lines,omitempty" validate:"max=200,dive"`
	Subtotal    money.Amount       `json:"subtotal,omitzero" description:"Left out, the sum of the lines."`
	Delivery    *hook.Delivery     `json:"delivery,omitempty"`
	Discount    money.Amount       `json:"discount,omitzero" description:"Positive."`
	Tax         money.Amount       `json:"tax,omitzero"`
	TaxIncluded bool               `json:"tax_included,omitempty" description:"The tax is within the total already."`
	Total       money.Amount       `json:"total"`
	Address     string             `json:"address,omitempty" description:"Where it goes."`
	Country     string             `json:"country,omitempty" description:"By ISO 3166, of two letters."`
	Created     time.Time          `json:"created_at,omitzero" description:"Left out, now."`
	Updated     time.Time          `json:"updated_at,omitzero" description:"Of what is told here; what is older than what is known changes nothing and is 409. Left out, now."`
}

// OrderStatus is how far an order has come.
type OrderStatus struct {
	Status   order.Step `json:"status" validate:"required,oneof=paid packed shipped ready delivered cancelled refunded" description:"The step that it has come to."`
	Tracking Tracking   `json:"tracking,omitzero" description:"Who brings it and how to follow it; or one text, an address or the carrier's number."`
	At       time.Time  `json:"at,omitzero" description:"When it happened; left out, now."`
	Force    bool       `json:"force,omitempty" description:"Though its payment is disputed: without it, such an order is neither packed nor sent (409)."`
}

// Tracking says who brings an order and how to follow it. In JSON it may also
// be one text: an address, or the carrier's number.
type Tracking struct {
	Carrier string `json:"carrier,omitempty"`
	Number  string `json:"number,omitempty"`
	URL     string `json:"url,omitempty" description:"Where to follow it; http or https."`
}

// UnmarshalJSON reads an object, or one text.
func (t *Tracking) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		*t = Tracking{Number: text}
		if strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://") {
			*t = Tracking{URL: text}
		}
		return nil
	}
	type fields Tracking // without this method
	if json.Unmarshal(raw, (*fields)(t), json.RejectUnknownMembers(true)) != nil {
		return errors.New("api: tracking must be a text, or an object with carrier, number and url")
	}
	return nil
}

// orders are the operations on orders.
func orders() []operation {
	view, shipped := exampleOrder(), exampleShipped()
	return []operation{
		serves(operation{
			method: http.MethodPost, path: "/orders", id: "putOrder", scope: Orders, summary: "Tell of an order of yours",
			about: "Its shopper finds it in the chat, and is not reminded of a cart any more. Nobody is sent a message; PATCH does that. Orders that were bought in the chat are known already.",
			example: NewOrder{Ref: "W-1001", Contact: exampleContact(), State: order.Paid, Total: money.New(39800, "USD"),
				Lines: []Line{{Title: "Two-person tent", Quantity: 2, Price: money.New(19900, "USD")}}, Address: "12 Pine Street, Denver", Country: "US"},
			answers:  []answer{{201, "New.", view}, {200, "Known before, and as told now.", view}},
			problems: []problem.Code{problem.Conflict},
		}, putOrder),
		serves(operation{
			method: http.MethodPatch, path: "/orders/{ref}", id: "setOrderStatus", scope: Orders, summary: "Tell how far an order has come",
			about:    "An order of yours by its ref; one bought in the chat by the ref that your order system gave it, its id or its number. Orders only go forward, so calls may come twice and out of order. The shopper is told of each step once.",
			example:  OrderStatus{Status: order.StepShipped, Tracking: Tracking{Carrier: "DHL", Number: "JD0146", URL: "https://dhl.example/JD0146"}},
			answers:  []answer{{200, "The order as it is now.", shipped}},
			problems: []problem.Code{problem.NotFound, problem.Conflict},
		}, setOrderStatus),
		serves(operation{
			method: http.MethodGet, path: "/orders/{ref}", id: "getOrder", scope: Orders, summary: "An order",
			about:    "By your ref, its id or its number.",
			answers:  []answer{{200, "The order.", shipped}},
			problems: []problem.Code{problem.NotFound},
		}, getOrder),
		serves(operation{
			method: http.MethodGet, path: "/orders", id: "listOrders", scope: Orders, summary: "All orders, the newest first",
			answers: []answer{{200, "A page of them.", Page[hook.Order]{Data: []hook.Order{shipped}}}},
		}, listOrders),
	}
}

func putOrder(ctx context.Context, h *Handler, _ none, n NewOrder) (int, any, error) {
	is := sdk.HostOrder{
		Ref: n.Ref, Number: n.Number, Contact: n.Contact, State: n.State, Created: n.Created, Updated: n.Updated,
		Quote:   quote.Quote{Lines: quoted(n.Lines), Subtotal: n.Subtotal, Discount: n.Discount, Tax: n.Tax, TaxIncluded: n.TaxIncluded, Total: n.Total},
		Details: order.Details{Address: n.Address, Country: n.Country},
	}
	if d := n.Delivery; d != nil {
		is.Quote.Delivery = &quote.Delivery{ID: d.ID, Name: d.Name, Price: d.Price}
	}
	o, created, err := h.Shop.Orders().Put(ctx, is)
	return made(created), hook.Of(o), err
}

func setOrderStatus(ctx context.Context, h *Handler, p refParams, s OrderStatus) (int, any, error) {
	o, err := h.Shop.Orders().SetStatus(ctx, p.Ref, order.Status{
		Status: s.Status, Carrier: s.Tracking.Carrier, Number: s.Tracking.Number, URL: s.Tracking.URL, At: s.At, Force: s.Force,
	})
	if wrong, ok := errors.AsType[field.Errors](err); ok {
		for i, f := range wrong {
			if slices.Contains([]string{"carrier", "number", "url"}, f.Name) {
				wrong[i].Name = "tracking." + f.Name
			}
		}
	}
	return http.StatusOK, hook.Of(o), err
}

func getOrder(ctx context.Context, h *Handler, p refParams, _ none) (int, any, error) {
	o, err := h.Shop.Orders().Get(ctx, p.Ref)
	return http.StatusOK, hook.Of(o), err
}

func listOrders(ctx context.Context, h *Handler, p listParams, _ none) (int, any, error) {
	all, next, err := h.Shop.Orders().List(ctx, p.After, p.Limit)
	l := Page[hook.Order]{Data: []hook.Order{}, Next: next}
	for _, o := range all {
		l.Data = append(l.Data, hook.Of(o))
	}
	return http.StatusOK, l, err
}
