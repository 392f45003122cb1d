// Package simulator has doubles of platforms: they check what they are sent as
// strictly as the real ones, go wrong as told, and record what shoppers saw.
//
// [Parcel] is the platform of package channel/parcel. It is an http.Handler,
// to be reached over the network, and an http.RoundTripper, to be reached
// without one, inside a testing/synctest bubble too:
//
//	p := simulator.NewParcel(simulator.ParcelConfig{
//		Account: "shop", Token: token, Secret: secret, Handler: gateway,
//		WebhookURL: "http://shop.example/channels/parcel",
//	})
//	defer p.Close()
//	ch, err := parcel.New(parcel.Config{
//		Account: "shop", Token: token, Secrets: []string{secret},
//		BaseURL: "http://parcel.example", HTTPClient: &http.Client{Transport: p},
//	})
//
// [Stripe] is the payment provider of package payments/stripe, in the same two
// ways. What its page would do is done by Pay, and what became of each order is
// counted: the most checkouts that were open at a time, and the payments kept.
//
// [PayPal] is that of package payments/paypal, with certificates of its own
// ([PayPalKeys]). What its page would do is done by Agree; its webhooks are posted
// by Deliver, when the test says so.
//
// [FreedomPay] is that of package payments/freedompay: Pay does what its page
// would, and callbacks come by themselves.
//
// What goes wrong is data: a list of [Fault] values, by number, shopper, call or
// chance. The same seed is the same chances, whatever runs beside.
package simulator
