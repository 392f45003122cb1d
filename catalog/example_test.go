package catalog_test

import (
	"fmt"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

func ExampleProduct_From() {
	shirt := catalog.Product{
		ID: "shirt", Title: catalog.Text{"en": "Shirt", "ru": "Рубашка"},
		Variants: []catalog.Variant{
			{ID: "m", Offer: catalog.Offer{Price: money.New(1900, "USD"), Stock: catalog.Stock{Kind: catalog.StockCounted}}},
			{ID: "l", Offer: catalog.Offer{Price: money.New(2100, "USD")}},
			{ID: "xl", Offer: catalog.Offer{Price: money.New(2400, "USD")}},
		},
	}
	offer, from := shirt.From()
	fmt.Println(shirt.Title.In("ru-KZ"), offer.Price.Minor, from)
	// Output: Рубашка 2100 true
}
