package pay

import (
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/checkout"
)

// Paid on delivery: nothing is transferred, and no receipt wanted.
func TestOnDelivery(t *testing.T) {
	t.Parallel()
	f := byHand(t, open)
	f.view.Instructions = &payments.Instructions{Text: "In cash, please.", OnDelivery: true}
	body := serve(t, f, "GET", "/pay/good").Body.String()
	if !strings.Contains(body, "I&#39;ll pay on delivery") || strings.Contains(body, `name="receipt"`) || !strings.Contains(body, "Pay on delivery") {
		t.Errorf("the page: %s", body)
	}
	f.view.State, f.view.Ways = processing, nil // it is packed
	if body := serve(t, f, "GET", "/pay/good").Body.String(); !strings.Contains(body, "Noted: you pay on delivery") || strings.Contains(body, "<form") {
		t.Errorf("the page: %s", body)
	}
}

// Who has agreed to pay on delivery reads that, and may still choose another way
// where there is one.
func TestOtherWaysThanOnDelivery(t *testing.T) {
	t.Parallel()
	f := byHand(t, processing)
	f.view.Reason, f.view.Instructions.OnDelivery = checkout.ReasonProcessing, true
	f.view.Ways = []checkout.Way{{Provider: "stripe"}, {Provider: "manual-cash", Manual: true, Chosen: true}}
	f.view.Otherwise = f.view.Quote.Total
	body := serve(t, f, "GET", "/pay/good").Body.String()
	for _, want := range []string{"Noted: you pay on delivery", "Another way to pay", `value="stripe" checked`, `name="total" value="43066 USD"`, "Pay another way"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q: %s", want, body)
		}
	}
	f.view.Otherwise = money.New(500_00, "USD")
	body = serve(t, f, "GET", "/pay/good").Body.String()
	for _, want := range []string{"$430.66", `name="total" value="50000 USD"`, "Pay another way: $500.00"} {
		if !strings.Contains(body, want) {
			t.Errorf("the price has changed: no %q: %s", want, body)
		}
	}
	f.view.Ways = nil
	if body := serve(t, f, "GET", "/pay/good").Body.String(); strings.Contains(body, "another way") || strings.Contains(body, "<form") {
		t.Errorf("nothing is to be chosen, and the page offers it: %s", body)
	}
}

// The form of another tab, below another way to pay than she has chosen since,
// says nothing of this one.
func TestClaimOfAnotherTab(t *testing.T) {
	t.Parallel()
	f := byHand(t, open)
	f.view.Ways = []checkout.Way{{Provider: "stripe"}, {Provider: "manual-cash", Manual: true, Chosen: true}}
	if body := serve(t, f, "GET", "/pay/good").Body.String(); !strings.Contains(body, `name="way" value="manual-cash"`) {
		t.Errorf("the form does not say of which way it is: %s", body)
	}
	w := post(t, f, plainForm, "do=claim&way=manual-kaspi")
	if body := w.Body.String(); w.Code != 409 || f.claimed != 0 || !strings.Contains(body, "Please choose first how you want to pay.") {
		t.Errorf("%d, claimed %d: %s", w.Code, f.claimed, body)
	}
	if w := post(t, f, plainForm, "do=claim&way=manual-cash"); w.Code != 303 || f.claimed != 1 {
		t.Errorf("%d, claimed %d", w.Code, f.claimed)
	}
	f.view.Ways = nil // of what is claimed already: again it changes nothing
	if w := post(t, f, plainForm, "do=claim&way=manual-cash"); w.Code != 303 || f.claimed != 2 {
		t.Errorf("%d, claimed %d", w.Code, f.claimed)
	}
}
