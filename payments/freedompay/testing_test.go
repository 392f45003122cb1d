package freedompay_test

import (
	"net/http"
	"testing"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/freedompay"
	"github.com/sauda-commerce/sauda/payments/manual"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// A page that was opened while the shop tested is paid with a test card by
// anybody: once the shop is live, no money came by it. The secret is the same.
func TestPagesOfTheTestMode(t *testing.T) {
	t.Parallel()
	there := simulator.NewFreedomPay(simulator.FreedomPayConfig{MerchantID: merchant, Secret: secret, Silent: true})
	t.Cleanup(there.Close)
	records := manual.NewMemory()
	shop := func(testing bool) *freedompay.Provider {
		p, err := freedompay.New(freedompay.Config{
			MerchantID: merchant, Secrets: []string{secret}, Records: records, ResultURL: resultURL, Testing: testing,
			HTTPClient: &http.Client{Transport: there},
		})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for name, tt := range map[string]struct {
		opened, now bool
		events      int
		state       payments.State
	}{
		"opened-live": {false, false, 1, payments.StateSucceeded}, "testing": {true, true, 1, payments.StateSucceeded},
		"opened-while-testing": {true, false, 0, payments.StateExpired}, "tests-again": {false, true, 1, payments.StateSucceeded},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := shop(tt.opened).Start(t.Context(), intent(name))
			if err != nil {
				t.Fatal(err)
			}
			p := shop(tt.now)
			if again, err := p.Start(t.Context(), intent(name)); err != nil || again.State.Payable() != (tt.state == payments.StateSucceeded) {
				t.Errorf("the page is %s, %v", again.State, err)
			}
			if err := there.Pay(c.Ref, simulator.FreedomPayPaid); err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, d := range there.Callbacks(c.Ref) {
				events, err := p.ParseEvents(t.Context(), delivery(d.Body))
				if err != nil {
					t.Fatal(err)
				}
				n += len(events)
			}
			is, err := p.Fetch(t.Context(), c.Ref)
			if err != nil || is.State != tt.state || n != tt.events {
				t.Errorf("%s, %v, and %d events; want %s and %d", is.State, err, n, tt.state, tt.events)
			}
		})
	}
}
