package catalogtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// shop is the small assortment that most cases search.
func shop() []catalog.Product {
	return []catalog.Product{
		item("tent-alder", "Alder tent for two", "Camping/Tents", "Norrvik", 19900, with(number("weight", 2.4, "kg"), yes("waterproof"), text("season", "Summer"))),
		item("tent-birch", "Birch tent for four", "Camping/Tents", "Norrvik", 34900, with(number("weight", 4.1, "kg"), yes("waterproof"), text("season", "Winter"))),
		item("tent-pegs", "Steel pegs, 10 pieces", "Camping/Accessories", "Pinline", 990, with(number("weight", 0.3, "kg"))),
		item("pack-ridge", "Ridge backpack", "Bags", "Pinline", 8900, with(text("colour", "Red", "Black")), reducedFrom(11900)),
		item("pack-vale", "Vale backpack", "Bags", "Pinline", 7500, with(text("colour", "Blue")), stocked(0)),
		item("cafe", "Café press", "Kitchen", "Ötzi", 4500, rated(4.9, 200)),
		item("kettle", "Wood stove kettle", "Kitchen", "Norrvik", 5600, rated(4.1, 12), coded("KT-100", "4006381333931")),
		{
			ID: "palatka", Title: catalog.Text{"ru": "Тёплая палатка Алтай", "en": "Altai shelter"},
			Category: path("Camping/Tents"), Brand: "Алтай", Offer: catalog.Offer{Price: money.New(25000, "USD")},
			Updated: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC),
		},
		tee(),
	}
}

func tee() catalog.Product {
	variant := func(id, colour, size string, count int, minor int64) catalog.Variant {
		return catalog.Variant{
			ID: catalog.VariantID(id), SKU: "TEE-" + strings.ToUpper(id), Values: map[string]string{"colour": colour, "size": size},
			Offer: catalog.Offer{Price: money.New(minor, "USD"), Stock: catalog.Stock{Kind: catalog.StockCounted, Count: count}},
		}
	}
	return catalog.Product{
		ID: "tee", Title: catalog.Text{"": "Trail shirt"}, Category: path("Clothing"), Brand: "Pinline",
		Options: []catalog.Option{{Name: "colour", Values: []string{"Green", "White"}}, {Name: "size", Values: []string{"M", "L"}}},
		Variants: []catalog.Variant{
			variant("gm", "Green", "M", 0, 2500), variant("gl", "Green", "L", 3, 2500),
			variant("wm", "White", "M", 5, 2900), variant("wl", "White", "L", 0, 2900),
		},
	}
}

type trait func(*catalog.Product)

func item(id, title, category, brand string, minor int64, traits ...trait) catalog.Product {
	p := catalog.Product{
		ID: catalog.ProductID(id), Title: catalog.Text{"": title}, Category: path(category), Brand: brand,
		Offer: catalog.Offer{Price: money.New(minor, "USD")},
	}
	for _, t := range traits {
		t(&p)
	}
	return p
}

func path(names string) []catalog.Text {
	var p []catalog.Text
	for n := range strings.SplitSeq(names, "/") {
		p = append(p, catalog.Text{"": n})
	}
	return p
}

func with(all ...catalog.Attribute) trait {
	return func(p *catalog.Product) { p.Attributes = append(p.Attributes, all...) }
}

func rated(average float64, count int) trait {
	return func(p *catalog.Product) { p.Rating = catalog.Rating{Average: average, Count: count} }
}

func stocked(count int) trait {
	return func(p *catalog.Product) {
		p.Offer.Stock = catalog.Stock{Kind: catalog.StockCounted, Count: count}
	}
}

func reducedFrom(minor int64) trait {
	return func(p *catalog.Product) { p.Offer.Was = money.New(minor, p.Offer.Price.Currency) }
}

func coded(sku, barcode string) trait {
	return func(p *catalog.Product) { p.SKU, p.Barcode = sku, barcode }
}

func text(name string, values ...string) catalog.Attribute {
	return catalog.Attribute{Name: name, Kind: catalog.AttributeText, Text: values}
}

func number(name string, n float64, unit string) catalog.Attribute {
	return catalog.Attribute{Name: name, Kind: catalog.AttributeNumber, Number: n, Unit: unit}
}

func yes(name string) catalog.Attribute {
	return catalog.Attribute{Name: name, Kind: catalog.AttributeBool, Bool: true}
}

// put applies products in the order given.
func put(ctx context.Context, x catalog.Index, products ...catalog.Product) error {
	changes := make([]catalog.Change, len(products))
	for i := range products {
		changes[i].Put = &products[i]
	}
	if err := x.Apply(ctx, changes); err != nil {
		return fmt.Errorf("apply: %w", err)
	}
	return nil
}

func drop(ctx context.Context, x catalog.Index, ids ...catalog.ProductID) error {
	changes := make([]catalog.Change, len(ids))
	for i, id := range ids {
		changes[i].Delete = id
	}
	if err := x.Apply(ctx, changes); err != nil {
		return fmt.Errorf("apply: %w", err)
	}
	return nil
}

// expectation is a query and the ids it must find.
type expectation struct {
	query catalog.Query
	want  string // ids joined by spaces
}

// expect fills the index with the shop and compares what each query finds, as
// a set.
func expect(ctx context.Context, x catalog.Index, all ...expectation) error {
	if err := put(ctx, x, shop()...); err != nil {
		return err
	}
	for _, e := range all {
		r, err := x.Search(ctx, e.query)
		if err != nil {
			return fmt.Errorf("query %s: %w", describe(e.query), err)
		}
		got, want := ids(r), strings.Fields(e.want)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			return fmt.Errorf("query %s found %q, want %q", describe(e.query), got, want)
		}
		if r.Total != len(want) {
			return fmt.Errorf("query %s: Total is %d, want %d", describe(e.query), r.Total, len(want))
		}
	}
	return nil
}

func describe(q catalog.Query) string { return fmt.Sprintf("%+v", q) }

func ids(r catalog.Result) []string {
	all := make([]string, len(r.Hits))
	for i, h := range r.Hits {
		all[i] = string(h.Product.ID)
	}
	return all
}

// find returns the ids of a query's hits in their order.
func find(ctx context.Context, x catalog.Index, q catalog.Query) ([]string, error) {
	r, err := x.Search(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("query %s: %w", describe(q), err)
	}
	return ids(r), nil
}
