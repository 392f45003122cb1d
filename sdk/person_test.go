package sdk_test

import (
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// Nobody has to wait for a person for ever: one tap, and the bot answers again.
func TestBackToTheBot(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source())})
	s.Says("I want to talk to a person")
	s.Says("hello?")
	s.SeesNot("hello")
	if waiting, err := s.Handoff().Waiting(t.Context(), 10); err != nil || len(waiting) != 1 {
		t.Fatalf("%d conversations wait for a person (%v), want 1", len(waiting), err)
	}
	s.Taps("Go on with the bot")
	s.Sees("I'm back")
	s.Says("tents")
	s.Sees("tent")
	if waiting, err := s.Handoff().Waiting(t.Context(), 10); err != nil || len(waiting) != 0 {
		t.Errorf("%d conversations still wait for a person (%v)", len(waiting), err)
	}
}

// A name or an address that looks odd is asked again once, never for ever.
func TestOddDetails(t *testing.T) {
	t.Parallel()
	s := shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source())})
	s.Says("slat roll-up table")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("<script>alert(1)</script> Bobby, +1 202 555 0143")
	for range 2 {
		s.Says("<script>alert(1)</script> Bobby")
	}
	s.Sees("<script>alert(1)</script> Bobby", "Pay")
}
