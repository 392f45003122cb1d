package sdk_test

import (
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/policy"
)

// A rule of the policy: nobody is reminded of a cart under 20 dollars.
func ExampleConfig_policy() {
	least := money.New(2000, "USD")
	s, leave := visit(sdk.Config{
		Policy: func(f policy.Facts, _ time.Time, d policy.Decision) policy.Decision {
			if f.Worth.Currency == least.Currency && f.Worth.Minor < least.Minor {
				return policy.Decision{Verdict: policy.Drop, Reason: "small_cart"}
			}
			return d
		},
	})
	defer leave()
	s.Says("add the sun cap") // 12 dollars
	s.Advance(2 * time.Hour)
	fmt.Printf("after the sun cap: %q\n", s.News())
	s.Says("add the wool cap") // 30 more
	s.Advance(2 * time.Hour)
	fmt.Println(firstLine(s))
	// Output:
	// after the sun cap: ""
	// You left something in your cart. It is still here:
}
