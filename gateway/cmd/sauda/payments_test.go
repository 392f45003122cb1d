package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// opens opens the shop of a settings file and serves it.
func opens(t *testing.T, settings string) (a *app, base string) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "sauda.yaml")
	if err := os.WriteFile(file, []byte(settings+"\ndata: "+dir+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := load(file, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a, err = (seams{}).open(t.Context(), cfg, io.Discard); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.close(); err != nil {
			t.Error(err)
		}
	})
	h, err := a.handler(nil)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return a, server.URL
}

// link makes a pay link.
func (a *app) link(t *testing.T, currency string) sdk.Link {
	t.Helper()
	l, _, err := a.shop.PayLinks().Create(t.Context(), sdk.PayLink{Ref: "W-1001", Title: "A tent", Amount: money.New(199_00, currency)})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A shop whose settings name Stripe is paid there: its key opens the page, its
// webhook secrets, the old one too, say whom to believe.
func TestPaidAtStripe(t *testing.T) {
	t.Parallel()
	var shop http.Handler
	there := simulator.NewStripe(simulator.StripeConfig{
		SecretKey: "sk_test_1", Secrets: []string{"whsec_old"},
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { shop.ServeHTTP(w, r) }),
	})
	t.Cleanup(there.Close)
	api := httptest.NewServer(there)
	t.Cleanup(api.Close)
	a, _ := opens(t, "payments: {stripe: {secret_key: sk_test_1, webhook_secret: whsec_new, webhook_secret_old: whsec_old, base_url: "+api.URL+"}}")
	var err error
	if shop, err = a.handler(nil); err != nil {
		t.Fatal(err)
	}
	l := a.link(t, "USD")
	at, err := a.shop.OpenPayLink(t.Context(), path.Base(l.URL), checkout.Choice{})
	if err != nil || !strings.HasPrefix(at.URL, "https://checkout.stripe.com/") {
		t.Fatalf("led to %q, %v", at.URL, err)
	}
	if err := there.Pay(path.Base(at.URL), simulator.StripePaid); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := there.Settled(ctx); err != nil {
		t.Fatal(err)
	}
	if v, err := a.shop.PayLink(t.Context(), path.Base(l.URL)); err != nil || v.State != "paid" {
		t.Errorf("the link is %s, %v", v.State, err)
	}
}

// A shop in Kazakhstan is paid at Freedom Pay: its number and its secrets open the
// page, and callbacks find the way back.
func TestPaidAtFreedomPay(t *testing.T) {
	t.Parallel()
	var shop http.Handler
	there := simulator.NewFreedomPay(simulator.FreedomPayConfig{
		MerchantID: "588079", Secret: "geheim",
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { shop.ServeHTTP(w, r) }),
	})
	t.Cleanup(there.Close)
	api := httptest.NewServer(there)
	t.Cleanup(api.Close)
	a, _ := opens(t, `
base_url: https://chat.example.com
shop: {currency: KZT, country: KZ}
payments: {freedompay: {merchant_id: "588079", secret: geheim, secret_old: altgeheim, testing: true, base_url: `+api.URL+`}}`)
	var err error
	if shop, err = a.handler(nil); err != nil {
		t.Fatal(err)
	}
	l := a.link(t, "KZT")
	at, err := a.shop.OpenPayLink(t.Context(), path.Base(l.URL), checkout.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	if err := there.Pay(simulator.FreedomPayID(at.URL), simulator.FreedomPayPaid); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := there.Settled(ctx); err != nil {
		t.Fatal(err)
	}
	if v, err := a.shop.PayLink(t.Context(), path.Base(l.URL)); err != nil || v.State != "paid" || len(there.Refused()) > 0 {
		t.Errorf("the link is %s, %v; the provider refuses %+v", v.State, err, there.Refused())
	}
}

// A shop whose settings name PayPal is paid there: the shopper agrees on its page,
// and the money is taken when she is back, though no webhook came.
func TestPaidAtPayPal(t *testing.T) {
	t.Parallel()
	there := simulator.NewPayPal(simulator.PayPalConfig{ClientID: "client", Secret: "geheim", WebhookID: "8PT597110X687430LKGECATA"})
	api := httptest.NewServer(there)
	t.Cleanup(api.Close)
	a, _ := opens(t, `payments: {paypal: {client_id: client, secret: geheim, webhook_id: 8PT597110X687430LKGECATA, webhook_id_old: 5GP028458E2496506, base_url: `+api.URL+`}}`)
	l := a.link(t, "USD")
	at, err := a.shop.OpenPayLink(t.Context(), path.Base(l.URL), checkout.Choice{})
	if err != nil || at.Provider != "paypal" {
		t.Fatalf("led to %+v, %v", at, err)
	}
	if err := there.Agree(there.Orders()[0].ID, simulator.PayPalPays); err != nil {
		t.Fatal(err)
	}
	_, err = a.shop.OpenPayLink(t.Context(), path.Base(l.URL), checkout.Choice{})
	if v, err2 := a.shop.PayLink(t.Context(), path.Base(l.URL)); err2 != nil || v.State != "paid" || len(there.Refused()) > 0 {
		t.Errorf("the link is %s, %v, %v; the provider refuses %+v", v.State, err, err2, there.Refused())
	}
	if c := a.callbacks("https://shop.example"); len(c) != 1 || c[0] != "PayPal's webhooks go to https://shop.example/payments/paypal" {
		t.Errorf("callbacks: %v", c)
	}
}

// What the settings call a way to pay is what shoppers are offered, in the order
// of their preference.
func TestWaysToPay(t *testing.T) {
	t.Parallel()
	a, _ := opens(t, `
shop: {currency: KZT, country: KZ}
payments:
  prefer: [manual-kaspi]
  stripe: {secret_key: sk_test_1, webhook_secret: whsec_1}
  manual: [{name: Cash, on_delivery: true, text: Pay the courier.}, {name: Kaspi, phone: +7 701 000 00 00, countries: [KZ], currencies: [KZT]}]
  sandbox: {}`)
	l := a.link(t, "KZT")
	v, err := a.shop.PayLink(t.Context(), path.Base(l.URL))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, w := range v.Ways {
		all = append(all, w.Provider)
	}
	if got, want := strings.Join(all, " "), "manual-kaspi stripe manual-cash sandbox"; got != want {
		t.Errorf("ways: %s, want %s", got, want)
	}
	at, err := a.shop.OpenPayLink(t.Context(), path.Base(l.URL), checkout.Choice{})
	if err != nil || at != (checkout.Opened{Provider: "manual-kaspi"}) {
		t.Errorf("opened %+v, %v", at, err)
	}
	if w := a.cfg.Payments.warning(); !strings.Contains(w, "sandbox is beside real ways") {
		t.Errorf("warning: %q", w)
	}
	if c := a.callbacks("https://shop.example"); len(c) != 1 || c[0] != "Stripe's webhooks go to https://shop.example/payments/stripe" {
		t.Errorf("callbacks: %v", c)
	}
}

// Who reads none of the languages in which the owner has written how to pay reads
// the shop's own, on the page and in the chat, though English is there too.
func TestWaysToPayInTheShopsLanguage(t *testing.T) {
	t.Parallel()
	a, _ := opens(t, `
shop: {currency: KZT, locale: ru}
payments:
  manual:
    - {name: Kaspi, title: {en: Kaspi transfer, ru: Перевод Kaspi}, text: {en: Transfer it., ru: Переведите.}}
    - {name: Cash, title: {en: Cash, ru: Наличными}, on_delivery: true}`)
	sum := money.New(1_000_00, "KZT")
	l, _, err := a.shop.PayLinks().Create(t.Context(), sdk.PayLink{Ref: "1", Title: "T", Amount: sum, Contact: contact.Identifier{Phone: "+77015550143", Locale: "kk"}})
	if err != nil {
		t.Fatal(err)
	}
	token := path.Base(l.URL)
	if _, err := a.shop.OpenPayLink(t.Context(), token, checkout.Choice{}); err != nil {
		t.Fatal(err)
	}
	v, err := a.shop.PayLink(t.Context(), token)
	if err != nil || v.Instructions == nil || len(v.Ways) != 2 {
		t.Fatalf("%+v, %v", v, err)
	}
	for lang, want := range map[string]string{"kk": "Перевод Kaspi, Наличными", "en-US": "Kaspi transfer, Cash"} {
		if got := v.Ways[0].Called(lang) + ", " + v.Ways[1].Called(lang); got != want {
			t.Errorf("in %s: %s, want %s", lang, got, want)
		}
	}
	if v.Instructions.Text != "Переведите." {
		t.Errorf("how to pay: %q", v.Instructions.Text)
	}
}

// The demo's goods are invented: real ways to pay in a settings file that lies
// beside it are not used.
func TestDemoTakesNoMoney(t *testing.T) {
	t.Parallel()
	c := defaults()
	c.Payments = PaymentsConfig{Stripe: &StripeConfig{SecretKey: "sk_live_1", WebhookSecret: "whsec_1"}}
	if p := c.pretended().Payments; p.real() || p.Sandbox == nil {
		t.Errorf("the demo is paid by %+v", p)
	}
}

// An owner who named a way to pay and none of its settings hears that nobody can
// pay, when the shop opens.
func TestNoWayToPayIsSaid(t *testing.T) {
	t.Parallel()
	for settings, want := range map[string]string{
		"payments: {stripe: }": "no way to pay", "payments: {sandbox: }": "no way to pay", "payments: {manual: []}": "no way to pay",
		"": "those of the sandbox", "payments: {manual: [{name: Kaspi, text: To us}]}": "",
	} {
		c, err := loads(t, settings)
		if w := c.Payments.warning(); err != nil || !strings.Contains(w, want) || (w == "") != (want == "") {
			t.Errorf("%s: %q, %v", settings, w, err)
		}
	}
}
