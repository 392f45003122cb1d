package sdk_test

import (
	"errors"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// Two shoppers want the last use of a code, and one has it: the other hears so
// when she taps Pay, sees the other price, and gets the code after all when the
// first order is cancelled.
func TestLastUseOfACode(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source()), Rules: quote.Rules{
		Promotions: []quote.Promotion{{Code: "LAST", PerMillion: 100_000, Uses: 1}},
	}})
	ann, bob := s.Shopper, s.NewShopper()
	for _, w := range []*shoptest.Shopper{ann, bob} {
		w.Says("slat roll-up table")
		w.Taps("Add to cart")
		w.Says("promo last")
		w.Sees("LAST takes")
		w.Taps("Checkout")
		w.Says("Ann Lee, ann@example.com")
		w.Sees("Discount LAST", "Pay")
	}
	ann.Taps("Pay")
	ann.Sees("is ready")
	bob.Taps("Pay")
	bob.Sees("LAST is used up", "instead of")
	bob.SeesNot("is ready")
	ann.Says("cancel my order")
	ann.Taps("Yes, cancel it")
	bob.Says("promo LAST")
	bob.Sees("LAST takes")
	bob.Taps("Pay")
	bob.Sees("is ready")
}

// Once each means once, and another shopper has her own use.
func TestOnceEach(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source()), Rules: quote.Rules{
		Promotions: []quote.Promotion{{Code: "WELCOME", PerMillion: 100_000, UsesEach: 1}},
	}})
	s.Says("slat roll-up table")
	s.Taps("Add to cart")
	s.Says("promo welcome")
	s.Taps("Checkout")
	s.Says("Ann Lee, ann@example.com")
	s.Taps("Pay")
	s.Pays()
	s.Says("slat roll-up table")
	s.Taps("Add to cart")
	s.Says("promo welcome")
	s.Sees("You have used WELCOME already")
	other := s.NewShopper()
	other.Says("slat roll-up table")
	other.Taps("Add to cart")
	other.Says("promo welcome")
	other.Sees("WELCOME takes")
}

// A code after which nothing is left to pay: she confirms behind her link, no
// provider is asked, and the order is paid.
func TestNothingToPay(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source()), Rules: quote.Rules{
		Promotions: []quote.Promotion{{Code: "GIFT", PerMillion: 1_000_000}},
	}})
	s.Says("slat roll-up table")
	s.Taps("Add to cart")
	s.Says("promo gift")
	s.Taps("Checkout")
	s.Says("Ann Lee, ann@example.com")
	s.Taps("Pay")
	s.Sees("nothing to pay", "Confirm the order")
	s.SeesNot("secure page")
	s.PaysAt(func(string) error { return errors.New("there is a provider's page") })
	s.Sees("is paid")
}
