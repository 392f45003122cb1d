package manual_test

import (
	"context"
	"fmt"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/manual"
)

// A transfer to the owner's phone. The shopper says that she has sent it; only a
// person's word makes it paid.
func Example() {
	kaspi, err := manual.New(manual.Config{
		Name: "Kaspi", Currencies: []string{"KZT"}, Records: manual.NewMemory(), Phone: "+7 701 000 00 00",
		Text: map[string]string{"en": "Send the sum to this number.", "ru": "Переведите сумму на этот номер."},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	checkout, err := kaspi.Start(ctx, payments.Intent{Key: "o1-1", Order: "o1", Amount: money.New(12_500_00, "KZT")})
	if err != nil {
		fmt.Println(err)
		return
	}
	how := kaspi.Instructions("ru-KZ")
	fmt.Println(how.Text, how.Phone)

	claimed, err := kaspi.Claim(ctx, checkout.Ref)
	fmt.Println(claimed.State, err)
	paid, err := kaspi.Confirm(ctx, checkout.Ref, payments.Verdict{Paid: true, By: "Aigerim"})
	fmt.Println(paid.State, paid.Amount, err)
	// Output:
	// Переведите сумму на этот номер. +7 701 000 00 00
	// processing <nil>
	// succeeded 12500.00 KZT <nil>
}
