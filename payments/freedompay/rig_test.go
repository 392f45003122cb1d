package freedompay_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/freedompay"
	"github.com/sauda-commerce/sauda/payments/manual"
	"github.com/sauda-commerce/sauda/payments/paymentstest"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

const (
	merchant  = "588079"
	secret    = "secret-that-nobody-may-see"
	oldSecret = "old-secret-that-nobody-may-see"
	resultURL = "https://chat.example.com/shop/payments/freedompay"
)

// open is an account at a Freedom Pay of its own.
func open(t *testing.T, there simulator.FreedomPayConfig, here freedompay.Config) (*freedompay.Provider, *simulator.FreedomPay) {
	t.Helper()
	there.MerchantID, there.Secret = merchant, secret
	if there.Handler == nil {
		there.Silent = true
	}
	double := simulator.NewFreedomPay(there)
	t.Cleanup(double.Close)
	here.MerchantID, here.Secrets, here.ResultURL = merchant, []string{secret, oldSecret}, resultURL
	here.HTTPClient, here.Now = &http.Client{Transport: double}, there.Now
	if here.Records == nil {
		here.Records = manual.NewMemory()
	}
	p, err := freedompay.New(here)
	if err != nil {
		t.Fatal(err)
	}
	return p, double
}

// resigned is a body signed anew.
func resigned(secret string, body []byte) []byte {
	form, _ := url.ParseQuery(string(body)) // what can be read of it
	form.Del("pg_sig")
	form.Set("pg_salt", "salt")
	form.Set("pg_sig", simulator.FreedomPaySignature(secret, "freedompay", form))
	return []byte(form.Encode())
}

func delivery(body []byte) payments.Delivery {
	return payments.Delivery{
		Method: http.MethodPost, Path: "/payments/freedompay", Body: body, Received: time.Now(),
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
	}
}

// All that package payments promises its callers.
func TestConformance(t *testing.T) {
	t.Parallel()
	for _, known := range []bool{false, true} {
		t.Run(map[bool]string{false: "keys are ignored", true: "keys are known again"}[known], func(t *testing.T) {
			t.Parallel()
			paymentstest.Run(t, paymentstest.Harness{New: func(t *testing.T) paymentstest.Rig {
				p, double := open(t, simulator.FreedomPayConfig{Idempotent: known}, freedompay.Config{})
				return rig(t, p, double)
			}})
		})
	}
}

func rig(t *testing.T, p *freedompay.Provider, double *simulator.FreedomPay) paymentstest.Rig {
	t.Helper()
	t.Cleanup(func() {
		for _, r := range double.Refused() {
			t.Errorf("the provider refuses %s: %s", r.Script, r.Reason)
		}
	})
	return paymentstest.Rig{
		Provider: p,
		Pay: func(_ context.Context, ref string, how paymentstest.Outcome) error {
			return double.Pay(ref, map[paymentstest.Outcome]simulator.FreedomPayOutcome{
				paymentstest.Succeed: simulator.FreedomPayPaid, paymentstest.Decline: simulator.FreedomPayDeclined,
				paymentstest.Pending: simulator.FreedomPayProcessing,
			}[how])
		},
		Callbacks: func(_ context.Context, ref string) (all []payments.Delivery, _ error) {
			for _, c := range double.Callbacks(ref) {
				all = append(all, delivery(c.Body))
			}
			return all, nil
		},
		Checkouts: func(order string) int { return double.Order(order + ".1").Told },
		Sign: func(key paymentstest.Secret, _ time.Time, body []byte) payments.Delivery {
			return delivery(resigned(map[paymentstest.Secret]string{
				paymentstest.Current: secret, paymentstest.Previous: oldSecret, paymentstest.Foreign: "of another shop",
			}[key], body))
		},
		Unsign: func(d payments.Delivery) payments.Delivery {
			form, _ := url.ParseQuery(string(d.Body))
			form.Del("pg_sig")
			d.Body = []byte(form.Encode())
			return d
		},
		Timeless: true, ValuesOnly: true,
		Lose: func() {
			double.SetFaults(simulator.Fault{Kind: simulator.FaultLose, On: "init_payment.php", Count: 1})
		},
		Requests: double.Requests,
		Unknown:  []byte("pg_payment_id=1&pg_result=7&pg_amount=1.00&pg_currency=KZT&sauda_order=o&sauda_key=k"),
		Private:  []string{secret, oldSecret},
	}
}
