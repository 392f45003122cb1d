package checkout

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/dialogue"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// Way is one way to pay an order.
type Way struct {
	Provider string            // its name: what Choice.Provider takes
	Title    map[string]string // what shoppers read, by language, "" in the shop's own; nil: the name
	Manual   bool              // paid by instructions, and confirmed by a person
	Chosen   bool              // open already, or else the best
}

// Called is what shoppers read, in a language (BCP 47) or the nearest there is.
func (w Way) Called(lang string) string { return cmp.Or(catalog.Text(w.Title).In(lang), w.Provider) }

// ways are the providers that can take the money of an order, the best first:
// those that take its currency, serve its country, and are of its chat.
func (d *Desk) ways(ctx context.Context, o order.Order) (all []payments.Provider, err error) {
	channel := ""
	if slices.ContainsFunc(d.Providers, func(p payments.Provider) bool { return p.Capabilities().Channel != "" }) {
		at, _, err := d.where(ctx, o)
		if err != nil {
			return nil, err
		}
		channel = at.Address.Channel
	}
	return d.on(o, channel), nil
}

// on are the ways to pay an order that is spoken of on a channel.
func (d *Desk) on(o order.Order, channel string) (all []payments.Provider) {
	country := cmp.Or(o.Details.Country, d.Country)
	for _, p := range d.Providers {
		c := p.Capabilities()
		if c.Accepts(o.Quote.Total.Currency) && c.Serves(country) && (c.Channel == "" || c.Channel == channel) {
			all = append(all, p)
		}
	}
	return d.best(o, all)
}

// Ways are the ways to pay an order as flows offer them: dialogue.Shop.Ways.
func (d *Desk) Ways(o order.Order, channel string) []dialogue.Way {
	all := d.on(o, channel)
	ways := make([]dialogue.Way, len(all))
	for i, p := range all {
		ways[i] = dialogue.Way{Provider: p.Name(), Title: d.title(p)}
		if m, ok := p.(payments.Manual); ok {
			ways[i].How = func(lang string) payments.Instructions { return d.how(m, lang) }
		}
	}
	return ways
}

// title is what shoppers read of a provider.
func (d *Desk) title(p payments.Provider) catalog.Text {
	return catalog.Text(p.Capabilities().Title).Own(d.Locale)
}

// how says how to pay by hand, in a language, else in the shop's own.
func (d *Desk) how(m payments.Manual, lang string) payments.Instructions {
	in := m.Instructions(lang)
	base, _, _ := strings.Cut(lang, "-")
	if in.Lang == "" || in.Lang == lang || in.Lang == base {
		return in
	}
	return m.Instructions(d.Locale)
}

// best puts the provider that the shop chooses first.
func (d *Desk) best(o order.Order, all []payments.Provider) []payments.Provider {
	if d.Choose == nil || len(all) == 0 {
		return all
	}
	name := d.Choose(o, slices.Clone(all))
	i := slices.IndexFunc(all, func(p payments.Provider) bool { return p.Name() == name })
	if i <= 0 {
		return all
	}
	return slices.Insert(slices.Delete(slices.Clone(all), i, i+1), 0, all[i])
}

// way is the provider that a shopper wants, "" for the best.
func (d *Desk) way(ctx context.Context, o order.Order, name string) (payments.Provider, error) {
	all, err := d.ways(ctx, o)
	switch {
	case err != nil:
		return nil, err
	case len(all) == 0:
		return nil, &Refusal{Reason: ReasonNoProvider}
	case name == "":
		return all[0], nil
	}
	if i := slices.IndexFunc(all, func(p payments.Provider) bool { return p.Name() == name }); i >= 0 {
		return all[i], nil
	}
	return nil, &Refusal{Reason: ReasonNoWay, Err: fmt.Errorf("%w for this order: %q", ErrUnknownProvider, name)}
}

// paidBy is the way in which an order was paid; nil where that is not known.
func (d *Desk) paidBy(o order.Order) *Way {
	p, err := d.named(o.Provider)
	if err != nil || !bought(o) {
		return nil
	}
	_, manual := p.(payments.Manual)
	return &Way{Provider: p.Name(), Title: d.title(p), Manual: manual, Chosen: true}
}

// shownWays are the ways to pay an order as its page offers them.
func (d *Desk) shownWays(ctx context.Context, o order.Order, attempts []store.Attempt) ([]Way, error) {
	all, err := d.ways(ctx, o)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	chosen := all[0].Name()
	if a, ok := unended(attempts); ok {
		chosen = a.Provider
	}
	ways := make([]Way, len(all))
	for i, p := range all {
		_, manual := p.(payments.Manual)
		ways[i] = Way{Provider: p.Name(), Title: d.title(p), Manual: manual, Chosen: p.Name() == chosen}
	}
	return ways, nil
}
