package freedompay_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/freedompay"
	"github.com/sauda-commerce/sauda/payments/manual"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// A payment of 12,500 tenge at a double of Freedom Pay's. A real shop leaves
// HTTPClient out, and gives the records of its store.
func Example() {
	double := simulator.NewFreedomPay(simulator.FreedomPayConfig{MerchantID: "588079", Secret: "the secret key", Silent: true})
	defer double.Close()
	provider, err := freedompay.New(freedompay.Config{
		MerchantID: "588079", Secrets: []string{"the secret key"}, Records: manual.NewMemory(),
		ResultURL:  "https://chat.example.com/payments/freedompay",
		HTTPClient: &http.Client{Transport: double},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	checkout, err := provider.Start(ctx, payments.Intent{Key: "o1-1", Order: "o1", Number: "1001", Title: "Alem", Amount: money.New(12_500_00, "KZT")})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(checkout.State, checkout.URL)
	if err := double.Pay(checkout.Ref, simulator.FreedomPayPaid); err != nil { // what the shopper does there
		fmt.Println(err)
		return
	}
	paid, err := provider.Fetch(ctx, checkout.Ref)
	fmt.Println(paid.State, paid.Amount, err)
	// Output:
	// pending https://customer.freedompay.example/pay.html?customer=7999000001
	// succeeded 12500.00 KZT <nil>
}
