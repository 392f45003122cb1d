package search_test

import (
	"context"
	"fmt"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
)

func Example() {
	ctx := context.Background()
	tent := catalog.Product{
		ID: "t1", Title: catalog.Text{"en": "Two-person tent", "ru": "Двухместная палатка"},
		Category: []catalog.Text{{"": "Camping"}, {"": "Tents"}},
		Offer:    catalog.Offer{Price: money.New(19900, "USD")},
	}
	index := search.New(search.Config{})
	if err := index.Apply(ctx, []catalog.Change{{Put: &tent}}); err != nil {
		fmt.Println(err)
		return
	}
	limit := 20000.0
	result, err := index.Search(ctx, catalog.Query{
		Text:       "cheap palatki",
		Categories: []string{"Camping"},
		Price:      catalog.Range{Max: &limit},
		Facets:     []string{catalog.FacetCategory},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Hits[0].Product.Title.In("en"))
	fmt.Println("searched:", result.Corrected, "without:", result.Relaxed)
	for _, v := range result.Facets[0].Values {
		fmt.Println(v.Value, v.Count)
	}
	// Output:
	// Two-person tent
	// searched: cheap палатки without: [cheap]
	// Camping 1
	// Camping/Tents 1
}
