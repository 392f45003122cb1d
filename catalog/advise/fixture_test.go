package advise_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
)

// tent makes a product with every kind of attribute that advice asks about.
func tent(id string, price int64, sleeps, weight float64, use string, waterproof bool, rating float64, stock int) catalog.Product {
	return catalog.Product{
		ID: catalog.ProductID(id), Title: catalog.Text{"en": id}, Brand: "Northfell",
		Category: []catalog.Text{{"en": "Camping"}, {"en": "Tents"}},
		Attributes: []catalog.Attribute{
			{Name: "sleeps", Label: catalog.Text{"en": "Sleeps"}, Kind: catalog.AttributeNumber, Number: sleeps, Unit: "person"},
			{Name: "weight", Kind: catalog.AttributeNumber, Number: weight, Unit: "kg"},
			{Name: "use", Kind: catalog.AttributeText, Text: []string{use}},
			{Name: "waterproof", Kind: catalog.AttributeBool, Bool: waterproof},
			{Name: "poles", Kind: catalog.AttributeText, Text: []string{"aluminium"}}, // the same for all: never a question
		},
		Offer:  catalog.Offer{Price: money.New(price, "USD"), Stock: catalog.Stock{Kind: catalog.StockCounted, Count: stock}},
		Rating: catalog.Rating{Average: rating, Count: 20},
	}
}

func boot(id string, price int64, sizes ...string) catalog.Product {
	p := catalog.Product{
		ID: catalog.ProductID(id), Title: catalog.Text{"en": id}, Brand: "Tarn", Category: []catalog.Text{{"en": "Footwear"}, {"en": "Boots"}},
		Options: []catalog.Option{{Name: "size", Values: sizes}}, Rating: catalog.Rating{Average: 4.2, Count: 9},
	}
	for i, size := range sizes {
		p.Variants = append(p.Variants, catalog.Variant{
			ID: catalog.VariantID(id + "-" + size), Values: map[string]string{"size": size},
			Offer: catalog.Offer{Price: money.New(price+int64(i)*1000, "USD"), Stock: catalog.Stock{Kind: catalog.StockCounted, Count: i}},
		})
	}
	return p
}

func shop() []catalog.Product {
	return []catalog.Product{
		tent("Solo", 9900, 1, 1.2, "backpacking", true, 4.1, 5), tent("Duo", 14900, 2, 1.9, "backpacking", true, 4.6, 5),
		tent("Duo Light", 24900, 2, 1.1, "backpacking", false, 4.8, 5), tent("Trio", 19900, 3, 2.8, "backpacking", true, 4.0, 5),
		tent("Family 4", 29900, 4, 6.5, "family", true, 4.4, 5), tent("Family 6", 39900, 6, 9.8, "family", true, 4.7, 5),
		tent("Dome 4", 17900, 4, 5.4, "family", false, 3.9, 5), tent("Party 4", 8900, 4, 4.9, "festival", false, 3.5, 5),
		tent("Party 2", 4900, 2, 2.4, "festival", false, 3.6, 5), tent("Gone 2", 100, 2, 1.0, "backpacking", true, 5, 0),
		boot("Scree", 12000, "41", "42", "43"), boot("Fen", 9000, "41", "42"), boot("Ridge", 15000, "42", "43"), boot("Cairn", 18000, "43", "44"),
	}
}

func index(t testing.TB, products []catalog.Product) catalog.Index {
	t.Helper()
	ix := search.New(search.Config{})
	changes := make([]catalog.Change, len(products))
	for i := range products {
		changes[i].Put = &products[i]
	}
	if err := ix.Apply(context.Background(), changes); err != nil {
		t.Fatal(err)
	}
	return ix
}

func bounds(r catalog.Range) string {
	s := ""
	if r.Min != nil {
		s += fmt.Sprintf(">=%g", *r.Min)
	}
	if r.Max != nil {
		s += fmt.Sprintf("<=%g", *r.Max)
	}
	return s
}
