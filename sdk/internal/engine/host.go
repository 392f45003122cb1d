package engine

import (
	"context"
	"slices"

	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// flowOrders is the flow that speaks of orders.
const flowOrders = "orders"

// hosted routes an event with the host's order system as the truth. A flow is
// pure, so it is asked twice: first to learn what it would quote, then with the
// host's prices for that.
func (p *plan) hosted(ctx context.Context, in dialogue.Input) (out dialogue.Outcome, by string, err error) {
	if p.e.Router.Picks(p.is.State, in) == flowOrders {
		in.Orders = p.found(ctx, in)
	}
	drafts := map[string]quote.Draft{}
	in.Asked = func(d quote.Draft) { drafts[d.Key()] = d }
	out, by, err = p.e.Router.Route(ctx, p.is.State, in)
	if err != nil || len(drafts) == 0 {
		return out, by, err
	}
	if in.Asked, in.Priced = nil, p.priced(ctx, drafts); len(in.Priced) == 0 {
		return out, by, nil
	}
	return p.e.Router.Route(ctx, p.is.State, in)
}

// priced asks the host what drafts cost, all within the time of one. What it
// does not answer keeps our own price.
func (p *plan) priced(ctx context.Context, drafts map[string]quote.Draft) map[string]quote.Quote {
	ctx, cancel := context.WithTimeout(ctx, prepare)
	defer cancel()
	answers := map[string]quote.Quote{}
	for key, d := range drafts {
		q, err := p.e.Orders.Quote(ctx, d)
		if err != nil {
			p.e.Logger.Warn("engine: the host did not price a draft", "error", err)
			continue
		}
		answers[key] = q
	}
	return answers
}

// found lists the shopper's orders as the host sees them. Those that Sauda
// knows keep what only Sauda knows, such as their pay links. The host is not
// told what she typed, which proves nothing; and a guest is shown no order that
// was not placed here, whatever the host takes her for.
func (p *plan) found(ctx context.Context, in dialogue.Input) []order.Order {
	who := order.Customer{ID: in.Contact.Customer, Contact: contact.Contact{ID: in.Contact.ID, Customer: in.Contact.Customer}}
	if who.ID == "" && len(in.Orders) == 0 {
		return nil
	}
	theirs, err := p.e.Orders.Find(ctx, who, mostOrders)
	if err != nil {
		p.e.Logger.Warn("engine: the host did not list the orders", "error", err)
		return in.Orders
	}
	if who.ID == "" {
		theirs = slices.DeleteFunc(theirs, func(t order.Order) bool {
			return !slices.ContainsFunc(in.Orders, func(o order.Order) bool { return o.ID == t.ID })
		})
	}
	return joined(in.Orders, theirs)
}

// mostOrders is how many orders a flow sees.
const mostOrders = 20

// joined is our orders with the host's number, and its state where it is ahead
// of ours, and the host's others, newest first. That an order is placed, or
// paid, the host may hear after us or we after it.
func joined(ours, theirs []order.Order) []order.Order {
	all := slices.Clone(ours)
	for _, t := range theirs {
		i := slices.IndexFunc(all, func(o order.Order) bool { return o.ID == t.ID })
		if i < 0 {
			all = append(all, t)
			continue
		}
		if is, err := all[i].To(t.State, t.Updated); err == nil && all[i].State != order.Placing {
			all[i] = is
		}
		if t.Number != "" {
			all[i].Number = t.Number
		}
	}
	slices.SortStableFunc(all, func(a, b order.Order) int { return b.Created.Compare(a.Created) })
	return all[:min(len(all), mostOrders)]
}
