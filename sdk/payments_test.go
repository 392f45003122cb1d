package sdk_test

import (
	"context"
	"errors"
	"path"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/manual"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/field"
	"github.com/sauda-commerce/sauda/sdk/hook"
	orders "github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// The store keeps the books of ways to pay that have none.
var _ payments.Records = store.Records{}

// transfers returns a shop that is paid by transfers, and what its staff are
// called for.
func transfers(t *testing.T) (*shoptest.Shop, func() []string) {
	t.Helper()
	kaspi, err := manual.New(manual.Config{Name: "Kaspi", Phone: "+7 701 000 00 00", Records: manual.NewMemory(), Now: func() time.Time { return shoptest.Begin }})
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var called []string
	s := shoptest.New(t, sdk.Config{
		Catalog: catalog.New(demo.Source()), Payments: []payments.Provider{kaspi},
		Hooks: []hook.Hook{sdk.On(func(_ context.Context, e hook.HandoffRequested) error {
			mu.Lock()
			defer mu.Unlock()
			called = append(called, e.Reason+" "+e.Order.Number)
			return nil
		})},
	})
	return s, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return called
	}
}

// A shopper in the chat pays by a transfer and sends a picture of it: a person is
// called, looks, and says that it came; part of it goes back later.
func TestTransferIsConfirmed(t *testing.T) {
	t.Parallel()
	s, called := transfers(t)
	link := create(t, s, deposit())
	token := path.Base(link.URL)
	at, err := s.OpenPayLink(t.Context(), token, checkout.Choice{})
	if err != nil || at.URL != "" || at.Provider != "manual-kaspi" {
		t.Fatalf("opened %+v, %v", at, err)
	}
	if err := s.AddReceipt(t.Context(), token, []byte("\x89PNG\r\n\x1a\n")); err != nil {
		t.Fatal(err)
	}
	if err := s.AddReceipt(t.Context(), token, []byte("<html>")); !errors.Is(err, sdk.ErrReceiptType) {
		t.Errorf("a page: %v", err)
	}
	s.Advance(time.Minute)
	if err := s.ClaimPayLink(t.Context(), token); err != nil {
		t.Error(err)
	}
	waiting, next, err := s.Payments().Waiting(t.Context(), "", 1)
	if err != nil || len(waiting) != 1 || next == "" || waiting[0].Receipts != 1 || waiting[0].Amount != deposit().Amount {
		t.Fatalf("waiting %+v, next %q, %v", waiting, next, err)
	}
	if rest, _, err := s.Payments().Waiting(t.Context(), next, 1); err != nil || len(rest) != 0 {
		t.Errorf("the next page: %+v, %v", rest, err)
	}
	ref := link.Order.HostRef
	all, err := s.Payments().Receipts(t.Context(), ref)
	if err != nil || len(all) != 1 || all[0].Type != "image/png" || all[0].Data != nil {
		t.Fatalf("receipts %+v, %v", all, err)
	}
	if one, err := s.Payments().Receipt(t.Context(), ref, all[0].ID); err != nil || len(one.Data) != all[0].Size {
		t.Errorf("the receipt %+v, %v", one, err)
	}
	if o, err := s.Payments().Confirm(t.Context(), ref, payments.Verdict{Paid: true, By: "Dana"}); err != nil || o.State != orders.Paid {
		t.Fatalf("%s, %v", o.State, err)
	}
	half := money.New(deposit().Amount.Minor/2, deposit().Amount.Currency)
	for range 2 {
		if back, err := s.Payments().Refund(t.Context(), ref, sdk.RefundOrder{Key: "half", Amount: half}); err != nil || back.Amount != half {
			t.Errorf("%+v, %v", back, err)
		}
	}
	s.Advance(time.Minute)
	o, err := s.Orders().Get(t.Context(), ref)
	if err != nil || o.State != orders.Paid || o.RefundedAmount != half || o.Refunds[0].State != payments.RefundSucceeded {
		t.Errorf("%s, given back %v, %+v, %v", o.State, o.RefundedAmount, o.Refunds, err)
	}
	if diff := cmp.Diff([]string{"payment_waiting " + ref}, called()); diff != "" {
		t.Errorf("called (-want +got)\n%s", diff)
	}
}

// What cannot be is refused, and told.
func TestPaymentsRefuse(t *testing.T) {
	t.Parallel()
	s, _ := transfers(t)
	link := create(t, s, deposit())
	ref := link.Order.HostRef
	if _, err := s.Payments().Confirm(t.Context(), ref, payments.Verdict{Paid: true, By: "a\nb"}); !isField(err, "by") {
		t.Errorf("a name of two lines: %v", err)
	}
	if _, err := s.Payments().Confirm(t.Context(), "none", payments.Verdict{Paid: true}); !errors.Is(err, sdk.ErrNotFound) {
		t.Errorf("no order: %v", err)
	}
	if _, err := s.Payments().Confirm(t.Context(), ref, payments.Verdict{Paid: true}); !errors.Is(err, orders.ErrTransition) {
		t.Errorf("never chosen: %v", err)
	}
	if _, err := s.Payments().Refund(t.Context(), ref, sdk.RefundOrder{}); !isField(err, "key") {
		t.Errorf("no key: %v", err)
	}
	if _, _, err := s.Payments().Waiting(t.Context(), "nonsense", 1); !isField(err, "after") {
		t.Errorf("no cursor: %v", err)
	}
	if _, err := s.PayLinks().Send(t.Context(), ref); !errors.Is(err, sdk.ErrNoChat) {
		t.Errorf("nobody's link: %v", err)
	}
}

func isField(err error, name string) bool {
	wrong, ok := errors.AsType[field.Errors](err)
	return ok && wrong[0].Name == name
}

// In the chat she hears that a person looks, what to do when the money was not
// found, that it came, and how much goes back; each once.
func TestTransferInTheChat(t *testing.T) {
	t.Parallel()
	s, called := transfers(t)
	s.Says("add the sun cap")
	s.Taps("M", "Sand", "Checkout")
	s.Says("Ann Lee, +1 202 555 0143")
	s.Taps("Pay")
	token, number := path.Base(s.PayLink()), "1001"
	claims := func() {
		t.Helper()
		if _, err := s.OpenPayLink(t.Context(), token, checkout.Choice{}); err != nil {
			t.Fatal(err)
		}
		if err := s.ClaimPayLink(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		s.Advance(time.Second)
	}
	claims()
	s.Sees("A person of the shop looks")
	if _, err := s.Payments().Confirm(t.Context(), number, payments.Verdict{By: "Dana"}); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Second)
	s.Sees("it has not arrived")
	claims()
	if _, err := s.Payments().Confirm(t.Context(), number, payments.Verdict{Paid: true, By: "Dana"}); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Second)
	s.Sees("Thank you")
	if _, err := s.Payments().Refund(t.Context(), number, sdk.RefundOrder{Key: "a", Amount: money.New(3_00, "USD")}); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Second)
	s.Sees("$3")
	if diff := cmp.Diff([]string{"payment_waiting 1001", "payment_waiting 1001"}, called()); diff != "" {
		t.Errorf("called (-want +got)\n%s", diff)
	}
}
