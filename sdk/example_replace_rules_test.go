package sdk_test

import (
	"context"
	"fmt"
	"path"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	orders "github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/policy"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
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

// How things are delivered, and what that costs: by weight here, out of the
// shop's own table.
func ExampleConfig_delivery() {
	grams := map[catalog.ProductID]int64{"cap-1": 90, "cap-2": 120, "cap-3": 200}
	s, leave := visit(sdk.Config{Rules: quote.Rules{
		Methods: []quote.Method{
			{ID: "post", Name: catalog.Text{"en": "Post"}},
			{ID: "shop", Name: catalog.Text{"en": "Our shop"}, Pickup: true},
		},
		DeliveryPrice: func(d quote.Draft, m quote.Method) (money.Amount, error) {
			if m.Pickup {
				return money.New(0, d.Currency), nil
			}
			weight := int64(0)
			for _, l := range d.Lines {
				weight += grams[l.Ref.Product] * int64(l.Quantity)
			}
			return money.New(200+weight, d.Currency), nil // 2 dollars, and a cent for each gram
		},
	}})
	defer leave()
	s.Says("add 3 sun caps")
	s.Taps("Checkout")
	s.Says("Ann Lee, +1 202 555 0143")
	fmt.Print(s.News())
	// Output:
	// How would you like to get it?
	// (Post · $4.70) (Our shop · free) (Back) (Cancel)

}

// Tax, by product: wool is exempt.
func ExampleConfig_tax() {
	s, leave := visit(sdk.Config{Rules: quote.Rules{
		Tax: quote.Tax{PerMillion: 100_000}, // 10 %, on top of the prices
		TaxOf: func(l quote.DraftLine) int64 {
			if l.Ref.Product == "cap-3" {
				return 0
			}
			return 100_000
		},
	}})
	defer leave()
	s.Says("add the wool cap")
	buy(s.Shopper)
	fmt.Print(s.News())
	// Output:
	// Your order:
	// 1 × Wool cap: $30.00
	// 1 × Sun cap: $12.00
	// Tax: $1.20
	// Total: $43.20
	//
	// For Ann Lee, +12025550143
	// (Pay) (Change) (Cancel)

}

// Order numbers: the year and six digits, out of the store's own count.
func ExampleConfig_numbers() {
	s, leave := visit(sdk.Config{Numbers: func(o orders.Order) string { return o.Created.Format("ALEM-2006-") + "######" }})
	defer leave()
	buy(s.Shopper)
	s.Taps("Pay")
	fmt.Println(firstLine(s))
	s.Says("where is my order ALEM-2026-001001?")
	fmt.Println(firstLine(s))
	// Output:
	// Order ALEM-2026-001001 is ready. You pay on a secure page.
	// Order ALEM-2026-001001 of 24 November 2026: waiting to be paid.
}

// Who takes the money: large orders go to a provider that pays out later.
func ExampleConfig_payment() {
	provider := func(name string) payments.Provider {
		box, err := sandbox.Open(sandbox.Config{Name: name, Now: func() time.Time { return shoptest.Begin }})
		if err != nil {
			panic(err)
		}
		return box
	}
	s, leave := visit(sdk.Config{
		Payments: []payments.Provider{provider("card"), provider("instalments")},
		ChoosePayment: func(o orders.Order, _ []payments.Provider) string {
			if o.Quote.Total.Minor >= 4000 {
				return "instalments"
			}
			return "card"
		},
	})
	defer leave()
	for _, things := range []string{"add the sun cap", "add 2 wool caps"} {
		s.Says(things)
		s.Taps("Checkout")
		if s.PayLink() == "" {
			s.Says("Ann Lee, +1 202 555 0143")
		}
		s.Taps("Pay")
		if _, err := s.OpenPayLink(context.Background(), path.Base(s.PayLink()), checkout.Choice{}); err != nil {
			fmt.Println(err)
		}
		fmt.Println(ordered(s).Provider)
	}
	// Output:
	// card
	// instalments
}
