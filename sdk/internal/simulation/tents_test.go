package simulation

import (
	"context"
	"iter"
	"strconv"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// tents is what the shop sells: a few, of which some are rare.
type tents struct{}

// pieces is how many there are in all, for all days, by title.
var pieces = map[string]int{"Heron tent": 3, "Skerry tent": 1, "Bellfield tent": 2}

func (tents) Changes(context.Context, string) iter.Seq2[catalog.Change, error] {
	return func(yield func(catalog.Change, error) bool) {
		for i, title := range []string{"Heron tent", "Skerry tent", "Bellfield tent", "Meadow tent", "Croft tent"} {
			stock := catalog.Stock{Kind: catalog.StockUnlimited}
			if n, rare := pieces[title]; rare {
				stock = catalog.Stock{Kind: catalog.StockCounted, Count: n, AsOf: begin}
			}
			p := &catalog.Product{
				ID: catalog.ProductID("t" + strconv.Itoa(i)), Title: catalog.Text{"en": title}, Category: []catalog.Text{{"en": "Tents"}},
				Offer: catalog.Offer{Price: money.New(int64(100+i)*100, "USD"), Stock: stock},
			}
			if !yield(catalog.Change{Put: p}, nil) {
				return
			}
		}
		yield(catalog.Change{Done: &catalog.Done{}}, nil)
	}
}
