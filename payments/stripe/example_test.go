package stripe_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/stripe"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// A shop is paid, at a double of Stripe. Without the two lines that name the
// double it is the real one.
func Example() {
	there := simulator.NewStripe(simulator.StripeConfig{SecretKey: "sk_test_1", Secrets: []string{"whsec_1"}, Silent: true})
	defer there.Close()
	p, err := stripe.New(stripe.Config{
		SecretKey: "sk_test_1", WebhookSecrets: []string{"whsec_1"},
		HTTPClient: &http.Client{Transport: there},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	c, err := p.Start(ctx, payments.Intent{
		Key: "order-7-1", Order: "order-7", Amount: money.New(4_990_00, "KZT"), Title: "Alem", Locale: "ru",
		ReturnURL: "https://chat.example.com/pay/s3cr3t", Created: time.Now(), Expires: time.Now().Add(time.Hour),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.State, c.Amount)

	_ = there.Pay(c.Ref, simulator.StripePaid) // the shopper, on Stripe's page
	for _, w := range there.Webhooks(c.Ref) {
		events, err := p.ParseEvents(ctx, payments.Delivery{Header: w.Header, Body: w.Body, Received: time.Now()})
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, e := range events {
			fmt.Println(e.Kind, e.Order, e.Amount)
		}
	}
	// Output:
	// pending 4990.00 KZT
	// succeeded order-7 4990.00 KZT
}
