package gateway

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/freedompay"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/simulator"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// A shopper pays at Freedom Pay, whose callbacks are signed under the last
// element of our address and wait for a signed answer: below a prefix too, twice,
// and from somebody else.
func TestFreedomPay(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"", "/a/b"} {
		t.Run("at "+prefix+"/", func(t *testing.T) {
			t.Parallel()
			const merchant, secret = "588079", "the secret key of the test"
			double := simulator.NewFreedomPay(simulator.FreedomPayConfig{MerchantID: merchant, Secret: secret, Retry: time.Millisecond})
			t.Cleanup(double.Close)
			double.SetFaults(simulator.Fault{Kind: simulator.FaultRepeat, Wait: time.Millisecond})
			s := newSiteOf(t, prefix, Options{}, func(c *sdk.Config) {
				var err error
				if c.Store, err = sqlite.Open(filepath.Join(t.TempDir(), "shop.db")); err != nil {
					t.Fatal(err)
				}
				p, err := freedompay.New(freedompay.Config{
					MerchantID: merchant, Secrets: []string{secret}, Records: c.Store.Records(), Currencies: []string{"USD"},
					ResultURL: c.BaseURL + "/payments/freedompay", HTTPClient: &http.Client{Transport: double},
				})
				if err != nil {
					t.Fatal(err)
				}
				c.Payments = []payments.Provider{p}
			})
			link := s.boughtTent()
			res, body := s.do("POST", link, "")
			ref := simulator.FreedomPayID(res.Header.Get("Location"))
			if res.StatusCode != http.StatusSeeOther || ref == "" {
				t.Fatalf("POST of the link: %d %s", res.StatusCode, body)
			}
			forged := "pg_result=1&pg_payment_id=" + ref + "&pg_sig=" + strings.Repeat("0", 32)
			if res, _ := s.do("POST", s.url+"/payments/freedompay", forged, "Content-Type", "application/x-www-form-urlencoded"); res.StatusCode != http.StatusUnauthorized {
				t.Errorf("a forged callback: %d, want 401", res.StatusCode)
			}
			if _, page := s.do("GET", link, ""); !strings.Contains(page, `data-state="open"`) {
				t.Errorf("after a forged callback: %s", page)
			}
			if err := double.Pay(ref, simulator.FreedomPayPaid); err != nil {
				t.Fatal(err)
			}
			s.until(func() bool {
				_, page := s.do("GET", link, "")
				return strings.Contains(page, `data-state="paid"`)
			}, "the page says paid")
			if err := double.Settled(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, r := range double.Refused() {
				t.Errorf("the provider refuses %s: %s", r.Script, r.Reason)
			}
		})
	}
}

// boughtTent is the pay link of an order made in the chat.
func (s *site) boughtTent() string {
	s.t.Helper()
	v := s.visitor()
	v.says("tents under 400", "Tents")
	v.taps("Add to cart", "in your cart")
	v.taps("Checkout", "name")
	v.says("Ann Lee, ann@example.com", "Your order")
	v.taps("Pay", "ready")
	if v.last.Link == nil {
		s.t.Fatal("there is no pay link")
	}
	return v.last.Link.URL
}
