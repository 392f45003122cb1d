package gateway

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/freedompay"
	"github.com/sauda-commerce/sauda/payments/paypal"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/payments/stripe"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/simulator"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// callback is a provider's request as it comes in.
type callback struct {
	header http.Header
	body   string
}

// forger knows how a provider signs.
type forger struct {
	provider func(t *testing.T, records payments.Records) payments.Provider
	// paid is the body that says that an attempt was paid.
	paid func(a store.Attempt) string
	// sign signs a body at a time; with another's secret if it is not ours.
	sign func(body string, at time.Time, ours bool) callback
	// timeless says that callbacks bear no time: one that is old says again what
	// it said, and changes nothing.
	timeless bool
}

const forgedSecret = "the-secret-of-somebody-else"

func stripeForger(*testing.T) forger {
	return forger{
		provider: func(t *testing.T, _ payments.Records) payments.Provider {
			there := simulator.NewStripe(simulator.StripeConfig{SecretKey: "sk_test_1", Secrets: []string{"whsec_1"}, Silent: true})
			t.Cleanup(there.Close)
			p, err := stripe.New(stripe.Config{SecretKey: "sk_test_1", WebhookSecrets: []string{"whsec_1", "whsec_2"}, HTTPClient: &http.Client{Transport: there}})
			return made(t, p, err)
		},
		paid: func(a store.Attempt) string {
			return fmt.Sprintf(`{"id":"evt_1","type":"checkout.session.completed","livemode":false,"created":1,"data":{"object":{"id":%q,"metadata":{"sauda_order":%q,"sauda_key":%q},`+
				`"amount_total":%d,"currency":"usd","payment_status":"paid"}}}`, a.Ref, a.Order, a.Key, a.Amount.Minor)
		},
		sign: func(body string, at time.Time, ours bool) callback {
			secret := map[bool]string{true: "whsec_1", false: forgedSecret}[ours]
			return callback{http.Header{"Stripe-Signature": {simulator.StripeSignature(at, []byte(body), secret)}}, body}
		},
	}
}

func paypalForger(*testing.T) forger {
	keys, others := simulator.NewPayPalKeys(), simulator.NewPayPalKeys()
	return forger{
		provider: func(t *testing.T, _ payments.Records) payments.Provider {
			there := simulator.NewPayPal(simulator.PayPalConfig{ClientID: "client", Secret: "secret", WebhookID: "WH1", Keys: keys, Handler: http.NotFoundHandler()})
			p, err := paypal.New(paypal.Config{ClientID: "client", Secret: "secret", WebhookIDs: []string{"WH1"}, HTTPClient: &http.Client{Transport: there}, Roots: keys.Roots()})
			return made(t, p, err)
		},
		paid: func(a store.Attempt) string {
			return fmt.Sprintf(`{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED","create_time":"2026-11-30T12:00:00Z","resource":{"id":"CAP1","status":"COMPLETED",`+
				`"custom_id":"%s|%s|%dUSD","amount":{"currency_code":"USD","value":%q},"supplementary_data":{"related_ids":{"order_id":%q}}}}`,
				a.Order, a.Key, a.Amount.Minor, a.Amount.Major(), a.Ref)
		},
		sign: func(body string, at time.Time, ours bool) callback {
			return callback{map[bool]*simulator.PayPalKeys{true: keys, false: others}[ours].Sign("WH1", at, []byte(body)), body}
		},
	}
}

func freedomForger(*testing.T) forger {
	const secret = "the secret key of the test"
	return forger{
		provider: func(t *testing.T, records payments.Records) payments.Provider {
			double := simulator.NewFreedomPay(simulator.FreedomPayConfig{MerchantID: "588079", Secret: secret, Retry: time.Hour})
			t.Cleanup(double.Close)
			p, err := freedompay.New(freedompay.Config{
				MerchantID: "588079", Secrets: []string{secret}, Records: records, Currencies: []string{"USD"},
				ResultURL: "https://chat.example.com/payments/freedompay", HTTPClient: &http.Client{Transport: double},
			})
			return made(t, p, err)
		},
		paid: func(a store.Attempt) string {
			return url.Values{
				"pg_result": {"1"}, "pg_payment_id": {a.Ref}, "pg_amount": {a.Amount.Major()}, "pg_currency": {"USD"}, "pg_salt": {"salt"},
				"pg_payment_date": {"2026-11-30 12:00:00"}, "sauda_order": {a.Order}, "sauda_key": {a.Key},
			}.Encode()
		},
		sign: func(body string, _ time.Time, ours bool) callback {
			form, _ := url.ParseQuery(body)
			parts := []string{"freedompay"}
			for _, name := range slices.Sorted(maps.Keys(form)) {
				parts = append(parts, form.Get(name))
			}
			sum := md5.Sum([]byte(strings.Join(append(parts, map[bool]string{true: secret, false: forgedSecret}[ours]), ";")))
			return callback{http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, body + "&pg_sig=" + hex.EncodeToString(sum[:])}
		},
		timeless: true,
	}
}

func sandboxForger(*testing.T) forger {
	var mu sync.Mutex
	var genuine []byte
	var box *sandbox.Sandbox
	return forger{
		provider: func(t *testing.T, _ payments.Records) payments.Provider {
			var err error
			box, err = sandbox.Open(sandbox.Config{Secrets: []string{"box-secret"}, Deliver: func(_ context.Context, d payments.Delivery) error {
				mu.Lock()
				defer mu.Unlock()
				genuine = d.Body
				return nil
			}})
			t.Cleanup(func() { _ = box.Close() })
			return made(t, box, err)
		},
		paid: func(a store.Attempt) string {
			_ = box.Settle(a.Ref, sandbox.Succeed)
			_ = box.Flush(context.Background())
			mu.Lock()
			defer mu.Unlock()
			return string(genuine)
		},
		sign: func(body string, at time.Time, ours bool) callback {
			return callback{http.Header{sandbox.SignatureHeader: {sandbox.Sign(map[bool]string{true: "box-secret", false: forgedSecret}[ours], at, []byte(body))}}, body}
		},
	}
}

func made(t *testing.T, p payments.Provider, err error) payments.Provider {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// forgeries are callbacks that are not to be believed, of a body that would be.
func (f forger) forgeries(body string, others []callback) map[string]callback {
	now := time.Now()
	genuine := f.sign(body, now, true)
	changed := func(change func(*callback)) callback {
		c := callback{genuine.header.Clone(), genuine.body}
		change(&c)
		return c
	}
	all := map[string]callback{
		"unsigned":          {http.Header{"Content-Type": genuine.header["Content-Type"]}, body},
		"another's secret":  f.sign(body, now, false),
		"nothing":           {http.Header{}, ""},
		"a byte more":       changed(func(c *callback) { c.body = strings.Replace(c.body, "1", "2", 1) }),
		"another sum":       changed(func(c *callback) { c.body = strings.Replace(c.body, "25", "26", 1) }),
		"cut short":         changed(func(c *callback) { c.body = c.body[:len(c.body)-1] }),
		"signed, not a lot": changed(func(c *callback) { c.body = "{}" }),
	}
	for name := range genuine.header {
		if name == "Content-Type" || name == "User-Agent" {
			continue
		}
		all["without "+name] = changed(func(c *callback) { c.header.Del(name) })
		all[name+" is empty"] = changed(func(c *callback) { c.header.Set(name, "") })
		all[name+" ends early"] = changed(func(c *callback) { c.header.Set(name, c.header.Get(name)[:len(c.header.Get(name))/2]) })
	}
	if !f.timeless {
		all["6 minutes old"] = f.sign(body, now.Add(-6*time.Minute), true)
		all["from 6 minutes hence"] = f.sign(body, now.Add(6*time.Minute), true)
		all["of last year"] = f.sign(body, now.AddDate(-1, 0, 0), true)
		all["of next year"] = f.sign(body, now.AddDate(1, 0, 0), true)
		old := f.sign(body, now.Add(-time.Hour), true)
		for name := range old.header { // an old one with the time of another
			if strings.Contains(strings.ToLower(name), "time") {
				all["an old one with a new "+name] = changed(func(c *callback) {
					fresh := c.header[name]
					c.header = old.header.Clone()
					c.header[name] = fresh
				})
			}
		}
		if sum := old.header.Get("Stripe-Signature"); sum != "" {
			_, sums, _ := strings.Cut(sum, ",")
			all["an old sum under a new time"] = changed(func(c *callback) { c.header.Set("Stripe-Signature", fmt.Sprintf("t=%d,%s", now.Unix(), sums)) })
			_, sums, _ = strings.Cut(genuine.header.Get("Stripe-Signature"), ",")
			all["two times"] = changed(func(c *callback) {
				c.header.Set("Stripe-Signature", fmt.Sprintf("t=%d,t=%d,%s", now.Unix()-9999, now.Unix(), sums))
			})
		}
	}
	for i, c := range others {
		all[fmt.Sprint("signed as provider ", i, " does")] = c
	}
	return all
}

// Of all that is forged, old or from the future nothing is accepted on its way
// through the gateway, at any provider: every answer is 401 with the same words,
// and no byte of the store changes. What is genuine pays, once, however often it
// is delivered.
func TestForgedCallbacks(t *testing.T) {
	t.Parallel()
	forgers := map[string]forger{
		"stripe": stripeForger(t), "paypal": paypalForger(t), "freedompay": freedomForger(t), "sandbox": sandboxForger(t),
	}
	for name, f := range forgers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var others []callback
			for other, g := range forgers {
				if other != name && other != "sandbox" {
					others = append(others, g.sign(`{"id":"evt_1"}`, time.Now(), true))
				}
			}
			testForged(t, name, f, others)
		})
	}
}

func testForged(t *testing.T, name string, f forger, others []callback) {
	var mu sync.Mutex
	paid := map[string]bool{}
	s := newSiteOf(t, "", Options{}, func(c *sdk.Config) {
		db, err := sqlite.Open(filepath.Join(t.TempDir(), "shop.db"))
		if err != nil {
			t.Fatal(err)
		}
		c.Store, c.Payments = db, []payments.Provider{f.provider(t, db.Records())}
		c.Hooks = append(c.Hooks, hook.On(func(_ context.Context, e hook.OrderPaid) error {
			mu.Lock()
			defer mu.Unlock()
			paid[e.ID] = true
			return nil
		}))
	})
	link, _, err := s.shop.PayLinks().Create(t.Context(), sdk.PayLink{Ref: "S-1", Title: "An order", Amount: money.New(2500, "USD")})
	if err != nil {
		t.Fatal(err)
	}
	if res, body := s.do("POST", link.URL, ""); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("POST of the link: %d %s", res.StatusCode, body)
	}
	all, err := s.store.Attempts(t.Context(), link.Order.ID)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d attempts, %v", len(all), err)
	}
	body := f.paid(all[0])
	post := func(c callback) (int, string) {
		var header []string
		for name, values := range c.header {
			if len(values) > 0 {
				header = append(header, name, values[0])
			}
		}
		res, text := s.do("POST", s.url+"/payments/"+name, c.body, header...)
		return res.StatusCode, text
	}
	before, accepted, words := s.still(), 0, ""
	forgeries := f.forgeries(body, others)
	for what, c := range forgeries {
		code, text := post(c)
		if code != http.StatusUnauthorized {
			t.Errorf("%s: %d %s", what, code, text)
		}
		if code/100 == 2 {
			accepted++
		}
		text, _, _ = strings.Cut(text, `"request_id"`)
		if words == "" {
			words = text
		}
		if text != words {
			t.Errorf("%s is answered %q, others %q", what, text, words)
		}
	}
	if accepted > 0 {
		t.Errorf("%d of %d were accepted", accepted, len(forgeries))
	}
	if diff := cmp.Diff(before, s.dump()); diff != "" {
		t.Errorf("the store has changed (-before +after):\n%.2000s", diff)
	}
	t.Logf("%d forgeries, %d accepted", len(forgeries), accepted)
	s.runs()
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if code, text := post(f.sign(body, time.Now(), true)); code != http.StatusOK {
				t.Errorf("a genuine one: %d %s", code, text)
			}
		})
	}
	wg.Wait()
	s.until(func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(paid) > 0
	}, "the host hears that it is paid")
	if o, err := s.store.Order(t.Context(), link.Order.ID); err != nil || o.State != order.Paid || o.PaidAmount != money.New(2500, "USD") || len(paid) != 1 {
		t.Errorf("%+v, %v, told %d times", o, err, len(paid))
	}
}

// dump is all that the store holds of orders and conversations, by table: the
// catalogue may be synchronized at any time.
func (s *site) dump() map[string]string {
	s.t.Helper()
	var b bytes.Buffer
	if _, err := s.store.Dump(s.t.Context(), &b, store.DumpConfig{Now: func() time.Time { return time.Time{} }}); err != nil {
		s.t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		s.t.Fatal(err)
	}
	tables := map[string]string{}
	for _, f := range archive.File {
		if name := path.Base(f.Name); name == "manifest.json" || name == "counter.jsonl" || strings.HasPrefix(name, "product") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			s.t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			s.t.Fatal(err)
		}
		tables[f.Name] = string(text)
	}
	return tables
}
