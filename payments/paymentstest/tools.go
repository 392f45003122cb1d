package paymentstest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

// now is the rig's time.
func (r Rig) now() time.Time {
	if r.Now != nil {
		return r.Now()
	}
	return time.Now()
}

// currency picks one that the provider takes, of those given or else its first.
func (r Rig) currency(wanted ...string) (string, bool) {
	c := r.Provider.Capabilities()
	for _, code := range wanted {
		if c.Accepts(code) {
			return code, true
		}
	}
	return "", false
}

// intent makes an attempt to pay an order, both new to the provider.
func (r Rig) intent() payments.Intent {
	code, ok := r.currency("USD", "EUR", "KZT")
	if list := r.Provider.Capabilities().Currencies; !ok && len(list) > 0 {
		code = list[0]
	}
	amount := money.New(12_34, code)
	id := rand.Text()
	return payments.Intent{
		Key: id + ".1", Order: id, Number: "S-1001", Attempt: 1, Amount: amount, Title: "One tent",
		Lines:  []payments.Line{{Title: "Ridge tent", Quantity: 1, Amount: amount}},
		Locale: "en", ReturnURL: "https://shop.example/back",
		Payer: payments.Payer{Name: "Zarina Testova", Email: "zarina@shopper.example", Phone: "+77010000000"},
	}
}

// start opens a new checkout.
func (r Rig) start(ctx context.Context) (payments.Intent, payments.Checkout, error) {
	in := r.intent()
	c, err := r.Provider.Start(ctx, in)
	if err != nil {
		err = fmt.Errorf("start of a new checkout: %w", err)
	}
	return in, c, err
}

// pay does what the shopper does, and takes the money that she agreed to.
func (r Rig) pay(ctx context.Context, ref string, how Outcome) error {
	err := r.Pay(ctx, ref, how)
	if c, ok := r.Provider.(payments.Capturer); ok && err == nil {
		_, err = c.Capture(ctx, ref)
	}
	return err
}

// settled opens a checkout and ends it.
func (r Rig) settled(ctx context.Context, how Outcome) (payments.Intent, payments.Checkout, error) {
	in, c, err := r.start(ctx)
	if err == nil {
		err = r.pay(ctx, c.Ref, how)
	}
	return in, c, err
}

// events parses all callbacks about a checkout, in their order.
func (r Rig) events(ctx context.Context, ref string) ([]payments.Event, error) {
	if r.Callbacks == nil {
		return nil, skip("it has no callbacks")
	}
	deliveries, err := r.Callbacks(ctx, ref)
	if err != nil {
		return nil, err
	}
	var all []payments.Event
	for _, d := range deliveries {
		events, err := r.Provider.ParseEvents(ctx, d)
		if err != nil {
			return nil, fmt.Errorf("parsing a genuine callback: %w", err)
		}
		all = append(all, events...)
	}
	return all, nil
}

// callback returns a genuine callback that bears events.
func (r Rig) callback(ctx context.Context) (payments.Delivery, error) {
	if r.Callbacks == nil {
		return payments.Delivery{}, skip("it has no callbacks")
	}
	_, c, err := r.settled(ctx, Succeed)
	if err != nil {
		return payments.Delivery{}, err
	}
	deliveries, err := r.Callbacks(ctx, c.Ref)
	if err == nil && len(deliveries) == 0 {
		err = errors.New("no callback about a payment that succeeded")
	}
	if err != nil {
		return payments.Delivery{}, err
	}
	return deliveries[len(deliveries)-1], nil
}

// skip says that a case does not concern this provider.
func skip(why string) error { return fmt.Errorf("%w: %s", ErrSkipped, why) }

// wantError says what is wrong when err is not the error promised.
func wantError(err, want error, what string) error {
	switch {
	case err == nil:
		return fmt.Errorf("%s: accepted, want %q", what, want.Error())
	case !errors.Is(err, want):
		return fmt.Errorf("%s: got %w, want %q", what, err, want.Error())
	}
	return nil
}
