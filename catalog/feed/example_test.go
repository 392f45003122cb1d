package feed_test

import (
	"context"
	"errors"
	"fmt"
	"testing/fstest"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/feed"
)

func Example() {
	files := fstest.MapFS{"products.csv": {Data: []byte(`id,title,price,weight (kg)
t1,Two-person tent,199.90 USD,2.4
t2,Tarp,free,0.6
`)}}
	source := feed.New(feed.Config{FS: files, Path: "products.csv", Language: "en"})
	for change, err := range source.Changes(context.Background(), "") {
		var row *catalog.RowError
		switch {
		case errors.As(err, &row):
			fmt.Println("skipped:", row)
		case err != nil:
			fmt.Println("failed:", err)
		case change.Put != nil:
			p := change.Put
			fmt.Println(p.Title.In("en"), p.Offer.Price.Format("en"), p.Attributes[0].Number, p.Attributes[0].Unit)
		case change.Done != nil:
			fmt.Println("full listing:", change.Done.Full)
		}
	}
	// Output:
	// Two-person tent $199.90 2.4 kg
	// skipped: line 3: price: is not a price; write it like 12.50 or 12.50 USD, with no more decimals than the currency has
	// full listing: true
}
