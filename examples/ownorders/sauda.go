package main

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// chat is the shop as Sauda sees it: a catalog.Source, an order.Backend and
// contact.Customers, each over the shop's own functions.
type chat struct{ shop }

// config puts Sauda's tables, which begin with sauda_, beside the shop's.
func (c chat) config() sdk.Config {
	return sdk.Config{Store: sqlite.New(c.db, "sauda"), Catalog: catalog.New(c), Orders: c, Customers: c, Profile: sdk.Profile{Name: "Wool & Tin", Currency: "USD"}}
}

// Changes lists the articles.
func (c chat) Changes(ctx context.Context, _ string) iter.Seq2[catalog.Change, error] {
	var list catalog.List
	all, err := c.articles(ctx)
	if err != nil {
		return func(yield func(catalog.Change, error) bool) { yield(catalog.Change{}, err) }
	}
	for _, a := range all {
		list = append(list, catalog.Product{ID: catalog.ProductID(a.code), Title: catalog.Text{"": a.name}, Offer: catalog.Offer{Price: usd(a.cents), Stock: catalog.Stock{Kind: catalog.StockCounted, Count: a.pieces}}})
	}
	return list.Changes(ctx, "")
}

// Quote is what the shop asks today.
func (c chat) Quote(ctx context.Context, d quote.Draft) (quote.Quote, error) {
	wanted := each(d.Lines, func(l quote.DraftLine) article { return article{code: string(l.Ref.Product), pieces: l.Quantity} })
	lines, err := c.today(ctx, wanted)
	return priced(lines), err
}

// Place buys. What the shop refuses is an answer; after any other error Sauda
// asks again.
func (c chat) Place(ctx context.Context, o order.Order) (order.Placement, error) {
	s := sale{key: o.ID, buyer: cmp.Or(o.Customer, o.Contact), shipTo: strings.Join([]string{o.Details.Name, o.Details.Phone, o.Details.Email}, " "), cents: o.Quote.Total.Minor, at: o.Created}
	s.lines = each(o.Quote.Lines, func(l quote.Line) article { return article{code: string(l.Ref.Product), pieces: l.Quantity} })
	number, err := c.buy(ctx, s)
	if missing, ok := errors.AsType[short](err); ok {
		return order.Placement{Lines: each(missing, func(a article) order.RejectedLine { return order.RejectedLine{Ref: ref(a), Left: a.pieces} })}, nil
	}
	if now, ok := errors.AsType[repriced](err); ok {
		return order.Placement{Changed: new(priced(now))}, nil
	}
	return order.Placement{Accepted: err == nil, Ref: number, Number: number}, err
}

// Paid notes the money.
func (c chat) Paid(ctx context.Context, o order.Order, _ payments.Payment) error {
	return c.pay(ctx, o.ID)
}

// Cancel gives the order up.
func (c chat) Cancel(ctx context.Context, o order.Order, _ string) error { return c.cancel(ctx, o.ID) }

// Find lists a shopper's orders, those that she made on the website included.
func (c chat) Find(ctx context.Context, who order.Customer, limit int) ([]order.Order, error) {
	all, err := c.sales(ctx, limit, who.Contact.ID, who.ID)
	return each(all, func(s sale) order.Order {
		return order.Order{ID: s.key, Number: s.number, State: order.State(s.state), Created: s.at, Quote: priced(s.lines)}
	}), err
}

// Lookup finds who has logged in.
func (c chat) Lookup(ctx context.Context, id contact.Identity) (contact.Customer, bool, error) {
	who, known, err := c.customer(ctx, id.Customer)
	return contact.Customer{ID: who.id, Name: who.name, Phone: who.phone}, known, err
}

func ref(a article) catalog.Ref { return catalog.Ref{Product: catalog.ProductID(a.code)} }

func usd(cents int64) money.Amount { return money.New(cents, "USD") }

// priced is the shop's lines as a quote.
func priced(lines []article) quote.Quote {
	return quote.Quote{Subtotal: usd(sum(lines)), Total: usd(sum(lines)), Lines: each(lines, func(a article) quote.Line {
		return quote.Line{Ref: ref(a), Title: a.name, Quantity: a.pieces, Unit: usd(a.cents), Total: usd(sum([]article{a}))}
	})}
}
