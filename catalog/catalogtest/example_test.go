package catalogtest_test

import (
	"context"
	"fmt"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/catalogtest"
	"github.com/sauda-commerce/sauda/catalog/search"
)

// forgetful is an index whose Get finds nothing.
type forgetful struct{ catalog.Index }

func (forgetful) Get(catalog.ProductID) (catalog.Product, bool) { return catalog.Product{}, false }

func ExampleIndexCases() {
	for _, c := range catalogtest.IndexCases() {
		x := forgetful{search.New(search.Config{})}
		if err := c.Check(context.Background(), x); err != nil {
			fmt.Println("fails:", c.Name)
		}
	}
	// Output:
	// fails: put and get
}
