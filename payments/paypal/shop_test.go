package paypal_test

import (
	"io"
	"net/http"
	"path"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paypal"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// store is a shop that takes its money by PayPal, and one order that waits to be
// paid.
type store struct {
	*shoptest.Shop
	there *simulator.PayPal
	t     *testing.T
}

// ServeHTTP hands PayPal's webhooks to the shop.
func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = s.ReceivePayment(r.Context(), "paypal", payments.NewDelivery(r, body, s.Now()))
	}
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

func shop(t *testing.T) *store {
	t.Helper()
	s := &store{t: t}
	now := func() time.Time {
		if s.Shop == nil {
			return shoptest.Begin
		}
		return s.Now()
	}
	s.there = simulator.NewPayPal(simulator.PayPalConfig{
		ClientID: "client", Secret: secret, WebhookID: webhook, Keys: keys(), Now: now, Handler: s,
	})
	p, err := paypal.New(config(s.there, now))
	if err != nil {
		t.Fatal(err)
	}
	s.Shop = shoptest.New(t, sdk.Config{Catalog: catalog.New(demo.Source()), Payments: []payments.Provider{p}})
	s.Says("tents under 400")
	s.Taps("Add to cart")
	s.Taps("Checkout")
	s.Says("Ann Lee, ann@example.com")
	s.Taps("Pay")
	return s
}

// visit follows the pay link to PayPal and returns the order that is there.
func (s *store) visit() (ref string) {
	s.t.Helper()
	to, err := s.OpenPayLink(s.t.Context(), path.Base(s.PayLink()), checkout.Choice{})
	if err != nil {
		s.t.Fatal(err)
	}
	all := s.there.Orders()
	if last := all[len(all)-1]; to.URL == "https://www.paypal.com/checkoutnow?token="+last.ID {
		return last.ID
	}
	s.t.Fatalf("the link leads to %+v", to)
	return ""
}

func (s *store) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// paid counts the payments that the shop took.
func (s *store) paid() (n int) {
	for _, o := range s.there.Orders() {
		if o.Paid {
			n++
		}
	}
	return n
}

// She agrees, PayPal tells, the shop takes the money and thanks.
func TestShop(t *testing.T) {
	t.Parallel()
	s := shop(t)
	s.must(s.there.Agree(s.visit(), simulator.PayPalPays))
	s.must(s.there.Deliver(t.Context()))
	s.Advance(time.Second)
	s.Sees("Thank you")
	s.must(s.there.Deliver(t.Context())) // of the capture
	if s.paid() != 1 {
		t.Errorf("paid %d times", s.paid())
	}
}

// No webhook ever comes: the shop looks in time, takes the money and thanks.
func TestShopHearsNothing(t *testing.T) {
	t.Parallel()
	s := shop(t)
	ref := s.visit()
	s.Advance(20 * time.Minute)
	s.must(s.there.Agree(ref, simulator.PayPalPays))
	s.Advance(40 * time.Minute)
	s.Sees("Thank you")
}

// She agrees twice over: in a tab, and by pressing Pay again before PayPal has
// told. There is one order, and it is paid once.
func TestShopPaysOnce(t *testing.T) {
	t.Parallel()
	s := shop(t)
	ref := s.visit()
	if again := s.visit(); again != ref {
		t.Errorf("a second tab leads to %s, the first to %s", again, ref)
	}
	s.must(s.there.Agree(ref, simulator.PayPalPays))
	_, err := s.OpenPayLink(t.Context(), path.Base(s.PayLink()), checkout.Choice{})
	if err == nil {
		t.Error("a link that is paid leads to a page")
	}
	for range 3 {
		_ = s.there.Deliver(t.Context())
		s.there.SetFaults(simulator.Fault{Kind: simulator.FaultRepeat})
	}
	s.Advance(time.Hour)
	s.Sees("Thank you")
	if s.paid() != 1 || len(s.there.Orders()) != 1 {
		t.Errorf("paid %d of %d", s.paid(), len(s.there.Orders()))
	}
}

// Her instrument is declined: she hears it, the link leads to another order, and
// what she agrees to on the page that is still open is not taken.
func TestShopDeclined(t *testing.T) {
	t.Parallel()
	s := shop(t)
	first := s.visit()
	s.must(s.there.Agree(first, simulator.PayPalRefuses))
	s.must(s.there.Deliver(t.Context()))
	s.Advance(time.Second)
	s.Sees("did not go through")
	second := s.visit()
	if second == first {
		t.Fatal("the link leads to the order that was declined")
	}
	s.must(s.there.Agree(second, simulator.PayPalPays))
	s.must(s.there.Agree(first, simulator.PayPalPays))
	s.must(s.there.Deliver(t.Context()))
	s.Advance(time.Hour)
	s.Sees("Thank you")
	if s.paid() != 1 {
		t.Errorf("paid %d times", s.paid())
	}
}

// She lets PayPal's page end, and comes again with the same link.
func TestShopComesAgain(t *testing.T) {
	t.Parallel()
	s := shop(t)
	first := s.visit()
	s.Advance(5 * time.Hour)
	second := s.visit()
	if second == first {
		t.Fatal("the link leads to the order that is over")
	}
	s.must(s.there.Agree(second, simulator.PayPalPays))
	s.must(s.there.Deliver(t.Context()))
	s.Advance(time.Second)
	s.Sees("Thank you")
}

// An eCheck: she hears that it is on its way, and days later that it came.
func TestShopWaits(t *testing.T) {
	t.Parallel()
	s := shop(t)
	ref := s.visit()
	s.must(s.there.Agree(ref, simulator.PayPalPends))
	s.must(s.there.Deliver(t.Context()))
	s.Advance(time.Second)
	s.Sees("is on its way")
	s.must(s.there.Deliver(t.Context()))
	s.Advance(3 * 24 * time.Hour)
	s.must(s.there.Clear(ref, true))
	s.must(s.there.Deliver(t.Context()))
	s.Advance(time.Second)
	s.Sees("Thank you")
}

// She cancels and agrees all the same, on the page that is still open: nothing is
// taken.
func TestShopCancelled(t *testing.T) {
	t.Parallel()
	s := shop(t)
	ref := s.visit()
	s.Says("cancel my order")
	s.Taps("Yes, cancel it")
	s.must(s.there.Agree(ref, simulator.PayPalPays))
	s.must(s.there.Deliver(t.Context()))
	s.Advance(2 * time.Hour)
	if s.paid() != 0 {
		t.Error("the money for an order that was cancelled is taken")
	}
}
