package api

import (
	"context"
	"net/http"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/gateway/internal/problem"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// Line is some pieces of one thing.
type Line struct {
	Product  string       `json:"product,omitempty" description:"The product's id; left out for what takes no stock."`
	Variant  string       `json:"variant,omitempty"`
	Title    string       `json:"title" validate:"required,max=500"`
	Quantity int          `json:"quantity" validate:"min=1,max=1000000"`
	Price    money.Amount `json:"price,omitzero" description:"Of one."`
	Total    money.Amount `json:"total,omitzero" description:"Left out: the price of all pieces."`
}

func quoted(lines []Line) []quote.Line {
	var all []quote.Line
	for _, l := range lines {
		all = append(all, quote.Line{
			Ref:   catalog.Ref{Product: catalog.ProductID(l.Product), Variant: catalog.VariantID(l.Variant)},
			Title: l.Title, Quantity: l.Quantity, Unit: l.Price, Total: l.Total,
		})
	}
	return all
}

// NewPayLink is what a pay link is made of.
type NewPayLink struct {
	Ref     string             `json:"ref" validate:"required" description:"Your own reference, 1 to 64 bytes: one link each. Shoppers see it as the number."`
	Amount  money.Amount       `json:"amount"`
	Title   string             `json:"title,omitempty" description:"What is paid for, in one line; required without lines."`
	Lines   []Line             `json:"lines,omitempty" validate:"max=200,dive" description:"Their totals must come to the amount."`
	Contact contact.Identifier `json:"contact,omitzero" description:"Whose it is; left out, anybody's. A contact who chats is sent the link there, once."`
	Expires time.Time          `json:"expires_at,omitzero" description:"Within a year; left out, as long as links of the shop live."`
}

// PayLink is a link by which something can be paid.
type PayLink struct {
	Ref   string     `json:"ref"`
	URL   string     `json:"url" description:"The page that shows it; whoever has it can pay."`
	State string     `json:"state" description:"open, processing, paid, expired, cancelled or refunded."`
	Order hook.Order `json:"order" description:"What it pays."`
}

func viewLink(l sdk.Link) PayLink {
	return PayLink{Ref: l.Order.HostRef, URL: l.URL, State: l.State, Order: hook.Of(l.Order)}
}

type refParams struct {
	Ref string `path:"ref" validate:"max=200" description:"Your own reference, percent-encoded."`
}

// payLinks are the operations on pay links.
func payLinks() []operation {
	link := PayLink{Ref: "INV-77", URL: "https://shop.example/chat/pay/3Jx…", State: "open", Order: exampleLink()}
	return []operation{
		serves(operation{
			method: http.MethodPost, path: "/paylinks", id: "createPayLink", scope: PayLinks, summary: "Make a link to pay by",
			about:    "For an order of yours, or for something that Sauda knows nothing of. The same ref and amount again give the same link.",
			example:  NewPayLink{Ref: "INV-77", Amount: money.New(2500, "USD"), Title: "Repair of a tent", Contact: exampleContact()},
			answers:  []answer{{201, "Made.", link}, {200, "Made before.", link}},
			problems: []problem.Code{problem.Conflict},
		}, createPayLink),
		serves(operation{
			method: http.MethodGet, path: "/paylinks/{ref}", id: "getPayLink", scope: PayLinks, summary: "A pay link and its state",
			answers:  []answer{{200, "The link.", link}},
			problems: []problem.Code{problem.NotFound},
		}, getPayLink),
		serves(operation{
			method: http.MethodDelete, path: "/paylinks/{ref}", id: "cancelPayLink", scope: PayLinks, summary: "End a pay link",
			about:    "It cannot be paid from then on. One that is paid cannot be ended.",
			answers:  []answer{{200, "Ended, now or before.", link}},
			problems: []problem.Code{problem.NotFound, problem.Conflict},
		}, cancelPayLink),
		serves(operation{
			method: http.MethodPost, path: "/paylinks/{ref}/send", id: "sendPayLink", scope: PayLinks, summary: "Send a pay link into the chat again",
			about:    "The link of an order that can be paid, those bought in the chat among them (by id or number), to the shopper, where she chats. Once a minute at most.",
			answers:  []answer{{200, "It is sent.", link}},
			problems: []problem.Code{problem.NotFound, problem.Conflict},
		}, sendPayLink),
	}
}

func createPayLink(ctx context.Context, h *Handler, _ none, n NewPayLink) (int, any, error) {
	l, created, err := h.Shop.PayLinks().Create(ctx, sdk.PayLink{
		Ref: n.Ref, Title: n.Title, Amount: n.Amount, Lines: quoted(n.Lines), Contact: n.Contact, Expires: n.Expires,
	})
	return made(created), viewLink(l), err
}

func getPayLink(ctx context.Context, h *Handler, p refParams, _ none) (int, any, error) {
	l, err := h.Shop.PayLinks().Get(ctx, p.Ref)
	return http.StatusOK, viewLink(l), err
}

func cancelPayLink(ctx context.Context, h *Handler, p refParams, _ none) (int, any, error) {
	l, err := h.Shop.PayLinks().Cancel(ctx, p.Ref)
	return http.StatusOK, viewLink(l), err
}

func sendPayLink(ctx context.Context, h *Handler, p refParams, _ none) (int, any, error) {
	l, err := h.Shop.PayLinks().Send(ctx, p.Ref)
	return http.StatusOK, viewLink(l), err
}
