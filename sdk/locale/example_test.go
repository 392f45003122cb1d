package locale_test

import (
	"fmt"
	"testing/fstest"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk/locale"
)

func Example() {
	texts, err := locale.New(fstest.MapFS{
		"en/cart.yaml": {Data: []byte(`total: "All in all {{.Total}}"`)}, // instead of ours
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	say := texts.Printer("en-GB")
	fmt.Println(say.T("cart.total", "Total", say.Money(money.New(12900, "USD"))))
	fmt.Println(say.N("search.found", 3))
	// Output:
	// All in all $129.00
	// 3 found
}
