package money_test

import (
	"fmt"

	"github.com/sauda-commerce/sauda/catalog/money"
)

func Example() {
	price, _ := money.Parse("12,50 $", "USD")
	total, _ := price.Mul(3)
	fmt.Println(total, "·", total.Format("en"), "·", total.Major())
	// Output: 37.50 USD · $37.50 · 37.50
}

func ExampleAmount_Split() {
	parts, _ := money.New(1000, "USD").Split(3)
	fmt.Println(parts)
	// Output: [3.34 USD 3.33 USD 3.33 USD]
}

func ExampleAmount_Percent() {
	tax, _ := money.New(129_99, "USD").Percent(12_00) // 12 %
	fmt.Println(tax.Format("en"))
	// Output: $15.60
}
