package paypal_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paypal"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// A shopper agrees on PayPal's page, and the shop takes her money. The shop's
// checkout does all of this by itself; a shop gives the provider as one of
// sdk.Config.Payments. Here PayPal is a double, without a network.
func Example() {
	there := simulator.NewPayPal(simulator.PayPalConfig{ClientID: "client", Secret: "secret", WebhookID: "1JE4291016473214C"})
	p, err := paypal.New(paypal.Config{
		ClientID: "client", Secret: "secret", WebhookIDs: []string{"1JE4291016473214C"},
		HTTPClient: &http.Client{Transport: there},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	c, err := p.Start(ctx, payments.Intent{
		Key: "0193b2a4-1", Order: "0193b2a4", Number: "S-1001", Attempt: 1, Amount: money.New(129_00, "USD"), Title: "Alpine Post",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.State, c.Amount)
	if err := there.Agree(c.Ref, simulator.PayPalPays); err != nil {
		fmt.Println(err)
		return
	}
	is, err := p.Capture(ctx, c.Ref)
	fmt.Println(is.State, is.Amount, err)
	// Output:
	// pending 129.00 USD
	// succeeded 129.00 USD <nil>
}
