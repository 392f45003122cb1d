package stripe_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/stripe"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

func intent(order string, began time.Time) payments.Intent {
	return payments.Intent{
		Key: order + "-1", Order: order, Number: "S-1", Amount: money.New(25_00, "USD"), Title: "Alem",
		Lines: []payments.Line{{Title: "Tent", Quantity: 2, Amount: money.New(25_00, "USD")}}, Locale: "en",
		ReturnURL: "https://shop.example/back", Created: began, Expires: began.Add(24 * time.Hour),
	}
}

// modes are the two ways to be paid.
func modes() map[string]stripe.Config {
	return map[string]stripe.Config{"sessions": {}, "links": {PaymentLinks: true}}
}

// checkouts counts those of an order.
func checkouts(there *simulator.Stripe, order string) int {
	o := there.Order(order)
	if len(o.Links) > 0 {
		return len(o.Links)
	}
	return len(o.Sessions)
}

// Whatever happens to a call, and whenever it is repeated, there is one
// checkout.
func TestStartIsOnce(t *testing.T) {
	t.Parallel()
	create := map[string]string{"sessions": "POST /v1/checkout/sessions", "links": "POST /v1/payment_links"}
	for mode, c := range modes() {
		for _, kind := range []simulator.FaultKind{
			simulator.FaultLose, simulator.FaultDrop, simulator.FaultRefuse, simulator.FaultFail, simulator.FaultLimit, simulator.FaultBusy, simulator.FaultHang, simulator.FaultSlow,
		} {
			for _, wait := range []time.Duration{0, time.Minute, time.Hour, 23*time.Hour + 30*time.Minute} {
				t.Run(mode+" "+string(kind)+" "+wait.String(), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						p, there := open(t, c, simulator.StripeConfig{})
						there.SetFaults(simulator.Fault{Kind: kind, On: create[mode], Count: 1, Wait: time.Minute})
						in := intent("o1", time.Now())
						_, err := p.Start(t.Context(), in)
						if refused, ok := errors.AsType[*payments.Error](err); !ok || !refused.Retry {
							t.Fatalf("the first call: %v", err)
						}
						time.Sleep(wait)
						var last payments.Checkout
						for i := range 3 {
							is, err := p.Start(t.Context(), in)
							if err != nil || i > 0 && is != last {
								t.Fatalf("call %d: %+v, %v, before %+v", i+2, is, err, last)
							}
							last = is
						}
						if n := checkouts(there, "o1"); n != 1 {
							t.Errorf("%d checkouts", n)
						}
						if found, err := p.Find(t.Context(), in); err != nil || found != last {
							t.Errorf("found %+v, %v, want %+v", found, err, last)
						}
					})
				})
			}
		}
	}
}

// After a day only what there is is found; nothing is opened on a guess.
func TestStartAfterDays(t *testing.T) {
	t.Parallel()
	for mode, c := range modes() {
		for _, kind := range []simulator.FaultKind{simulator.FaultLose, simulator.FaultDrop, simulator.FaultFail} {
			t.Run(mode+" "+string(kind), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					p, there := open(t, c, simulator.StripeConfig{})
					there.SetFaults(simulator.Fault{Kind: kind, Count: 2}) // of a link the price's, then the link's
					in := intent("o1", time.Now())
					for range 2 {
						_, _ = p.Start(t.Context(), in) // fails, or the answer is lost
					}
					made := checkouts(there, "o1")
					time.Sleep(72 * time.Hour)
					for range 2 {
						is, err := p.Start(t.Context(), in)
						if made == 0 && !errors.Is(err, payments.ErrConflict) || made > 0 && (err != nil || is.Ref == "") {
							t.Errorf("%d made: %+v, %v", made, is, err)
						}
					}
					if n := checkouts(there, "o1"); n != made {
						t.Errorf("%d checkouts, before %d", n, made)
					}
				})
			})
		}
	}
}

// A key is asked again with other words: another version of the program, a
// language that the shopper has changed, a call that had to wait.
func TestStartInOtherWords(t *testing.T) {
	t.Parallel()
	for mode, c := range modes() {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			p, there := open(t, c, simulator.StripeConfig{})
			in := intent("o1", time.Now())
			first, err := p.Start(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			in.Title, in.Lines, in.Payer.Email, in.ReturnURL = "The shop", nil, "ann@shopper.example", "https://shop.example/elsewhere"
			again, err := p.Start(t.Context(), in)
			if err != nil || again.Ref != first.Ref || checkouts(there, "o1") != 1 {
				t.Errorf("%+v, %v, want %+v", again, err, first)
			}
		})
	}
}

// A key that Stripe answered with a failure, for good, and that is asked again in
// other words opens one checkout.
func TestStartAfterAFailureInOtherWords(t *testing.T) {
	t.Parallel()
	for mode, c := range modes() {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			p, there := open(t, c, simulator.StripeConfig{})
			there.SetFaults(simulator.Fault{Kind: simulator.FaultFail, Count: 1})
			in := intent("o1", time.Now())
			if _, err := p.Start(t.Context(), in); err == nil {
				t.Fatal("it did not fail")
			}
			in.Title, in.Payer.Email = "The shop", "ann@shopper.example"
			for range 2 {
				if _, err := p.Start(t.Context(), in); err != nil || checkouts(there, "o1") != 1 {
					t.Errorf("%v, %d checkouts", err, checkouts(there, "o1"))
				}
			}
			in.Order = "o2"
			if _, err := p.Start(t.Context(), in); !errors.Is(err, payments.ErrConflict) || checkouts(there, "o2") != 0 {
				t.Errorf("for another order: %v", err)
			}
		})
	}
}

// A key whose checkout is over says so, though Stripe repeats its first answer.
func TestStartSaysHowItIs(t *testing.T) {
	t.Parallel()
	for mode, c := range modes() {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			p, there := open(t, c, simulator.StripeConfig{})
			for order, end := range map[payments.State]func(ref string) error{
				payments.StateSucceeded:  func(ref string) error { return there.Pay(ref, simulator.StripePaid) },
				payments.StateProcessing: func(ref string) error { return there.Pay(ref, simulator.StripeProcessing) },
				payments.StateFailed:     func(ref string) error { return there.Pay(ref, simulator.StripeFailed) },
				payments.StateCancelled:  func(ref string) error { _, err := p.Cancel(t.Context(), ref); return err },
				payments.StatePending:    func(string) error { return nil },
			} {
				in := intent(string(order), time.Now())
				is, err := p.Start(t.Context(), in)
				if err == nil {
					err = end(is.Ref)
				}
				if err != nil {
					t.Fatal(err)
				}
				if again, err := p.Start(t.Context(), in); err != nil || again.Ref != is.Ref || again.State != order {
					t.Errorf("%s: %+v, %v", order, again, err)
				}
			}
		})
	}
}

// What a shopper sees, and that Stripe takes it.
func TestWhatIsSent(t *testing.T) {
	t.Parallel()
	began := time.Now()
	kwd := func(n int64) money.Amount { return money.New(n, "KWD") }
	usd := func(n int64) money.Amount { return money.New(n, "USD") }
	for name, tt := range map[string]struct {
		edit func(*payments.Intent)
		want map[string]string // "" is absent
	}{
		"lines that add up": {func(*payments.Intent) {}, map[string]string{
			"line_items[0][quantity]": "2", "line_items[0][price_data][unit_amount]": "1250", "line_items[0][price_data][currency]": "usd",
			"line_items[0][price_data][product_data][name]": "Tent", "line_items[1][quantity]": "", "client_reference_id": "o1",
			"metadata[sauda_order]": "o1", "metadata[sauda_key]": "o1-1", "payment_intent_data[metadata][sauda_key]": "o1-1", "locale": "en",
			"success_url": "https://shop.example/back", "cancel_url": "https://shop.example/back", "customer_email": "",
		}},
		"a line that cannot be divided": {func(in *payments.Intent) {
			in.Lines = []payments.Line{{Title: "Tent", Quantity: 3, Amount: usd(10_00)}, {Title: "Courier", Quantity: 1, Amount: usd(15_00)}}
		}, map[string]string{
			"line_items[0][quantity]": "1", "line_items[0][price_data][product_data][name]": "3 × Tent", "line_items[1][price_data][product_data][name]": "Courier",
		}},
		"a discount": {func(in *payments.Intent) {
			in.Lines = []payments.Line{{Title: "Tent", Quantity: 1, Amount: usd(30_00)}, {Title: "SPRING", Quantity: 1, Amount: usd(-5_00)}}
		}, map[string]string{"line_items[0][price_data][product_data][name]": "Alem S-1", "line_items[0][price_data][unit_amount]": "2500", "line_items[1][quantity]": ""}},
		"lines that do not add up": {func(in *payments.Intent) { in.Lines[0].Amount = usd(24_99) }, map[string]string{"line_items[0][price_data][product_data][name]": "Alem S-1"}},
		"lines without names":      {func(in *payments.Intent) { in.Lines[0].Title = " " }, map[string]string{"line_items[0][price_data][product_data][name]": "Alem S-1"}},
		"no name at all": {func(in *payments.Intent) { in.Lines, in.Title, in.Number = nil, "", "" }, map[string]string{
			"line_items[0][price_data][product_data][name]": "o1"}},
		"a long name": {func(in *payments.Intent) { in.Lines[0].Title = strings.Repeat("ә", 300) }, map[string]string{
			"line_items[0][price_data][product_data][name]": strings.Repeat("ә", 250)}},
		"more lines than there is room": {func(in *payments.Intent) {
			in.Lines = nil
			for range 250 {
				in.Lines = append(in.Lines, payments.Line{Title: "Peg", Quantity: 1, Amount: usd(10)})
			}
		}, map[string]string{"line_items[0][price_data][unit_amount]": "2500"}},
		"fils, the last digit 0": {func(in *payments.Intent) {
			in.Amount, in.Lines = kwd(12_340), []payments.Line{{Title: "Tent", Quantity: 2, Amount: kwd(12_340)}}
		}, map[string]string{"line_items[0][price_data][unit_amount]": "6170"}},
		"fils that cannot be halved": {func(in *payments.Intent) {
			in.Amount, in.Lines = kwd(12_350), []payments.Line{{Title: "Tent", Quantity: 2, Amount: kwd(12_350)}}
		}, map[string]string{"line_items[0][quantity]": "1", "line_items[0][price_data][unit_amount]": "12350"}},
		"yen":             {func(in *payments.Intent) { in.Amount, in.Lines = money.New(500, "JPY"), nil }, map[string]string{"line_items[0][price_data][unit_amount]": "500"}},
		"krona":           {func(in *payments.Intent) { in.Amount, in.Lines = money.New(500, "ISK"), nil }, map[string]string{"line_items[0][price_data][unit_amount]": "50000"}},
		"ariary":          {func(in *payments.Intent) { in.Amount, in.Lines = money.New(500_00, "MGA"), nil }, map[string]string{"line_items[0][price_data][unit_amount]": "500"}},
		"forint":          {func(in *payments.Intent) { in.Amount, in.Lines = money.New(500_50, "HUF"), nil }, map[string]string{"line_items[0][price_data][unit_amount]": "50050"}},
		"Kazakh":          {func(in *payments.Intent) { in.Locale = "kk-KZ" }, map[string]string{"locale": "auto"}},
		"Russian":         {func(in *payments.Intent) { in.Locale = "ru-KZ" }, map[string]string{"locale": "ru"}},
		"no language":     {func(in *payments.Intent) { in.Locale = "" }, map[string]string{"locale": "auto"}},
		"a known address": {func(in *payments.Intent) { in.Payer.Email = "ann@shopper.example" }, map[string]string{"customer_email": "ann@shopper.example"}},
		"no address":      {func(in *payments.Intent) { in.Payer.Email = "Ann <ann@shopper.example>" }, map[string]string{"customer_email": ""}},
		"no end":          {func(in *payments.Intent) { in.Expires = time.Time{} }, map[string]string{"expires_at": ""}},
		"an end too soon": {func(in *payments.Intent) { in.Expires = began }, map[string]string{"expires_at": unix(began.Add(35 * time.Minute))}},
		"a day":           {func(*payments.Intent) {}, map[string]string{"expires_at": unix(began.Add(24*time.Hour - 5*time.Minute))}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			there := simulator.NewStripe(simulator.StripeConfig{SecretKey: apiKey, Silent: true})
			t.Cleanup(there.Close)
			sent := &tap{next: there}
			p, err := stripe.New(stripe.Config{SecretKey: apiKey, WebhookSecrets: []string{secret}, HTTPClient: &http.Client{Transport: sent}})
			if err != nil {
				t.Fatal(err)
			}
			in := intent("o1", began)
			tt.edit(&in)
			c, err := p.Start(t.Context(), in)
			if err != nil || c.Amount != in.Amount {
				t.Fatalf("%+v, %v; refused %+v", c, err, there.Refused())
			}
			for key, want := range tt.want {
				if got := sent.form.Get(key); got != want {
					t.Errorf("%s is %q, want %q", key, got, want)
				}
			}
			if sent.header.Get("Idempotency-Key") != "start-o1-1-1" || sent.header.Get("Stripe-Version") != "2023-10-16" {
				t.Errorf("headers %v", sent.header)
			}
		})
	}
}

func unix(at time.Time) string { return strconv.FormatInt(at.Unix(), 10) }

// tap notes what was posted last.
type tap struct {
	next   http.RoundTripper
	form   url.Values
	header http.Header
}

func (x *tap) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost {
		copied := r.Clone(r.Context())
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		copied.Body = body
		if err := copied.ParseForm(); err != nil {
			return nil, err
		}
		x.form, x.header = copied.PostForm, r.Header.Clone()
	}
	return x.next.RoundTrip(r)
}

func TestStartRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		edit func(*payments.Intent)
		want error
	}{
		"nowhere to return to":  {func(in *payments.Intent) { in.ReturnURL = "" }, payments.ErrMalformed},
		"a long order":          {func(in *payments.Intent) { in.Order = strings.Repeat("o", 201) }, payments.ErrMalformed},
		"dinars of Iraq":        {func(in *payments.Intent) { in.Amount, in.Lines = money.New(1000, "IQD"), nil }, payments.ErrUnsupported},
		"a single fils":         {func(in *payments.Intent) { in.Amount, in.Lines = money.New(1001, "KWD"), nil }, payments.ErrUnsupported},
		"a part of an ariary":   {func(in *payments.Intent) { in.Amount, in.Lines = money.New(1001, "MGA"), nil }, payments.ErrUnsupported},
		"more krona than count": {func(in *payments.Intent) { in.Amount, in.Lines = money.New(1<<62, "ISK"), nil }, payments.ErrUnsupported},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for mode, c := range modes() {
				p, there := open(t, c, simulator.StripeConfig{})
				in := intent("o1", time.Now())
				tt.edit(&in)
				if _, err := p.Start(t.Context(), in); !errors.Is(err, tt.want) || there.Requests() != 0 {
					t.Errorf("%s: %v after %d requests, want %v before any", mode, err, there.Requests(), tt.want)
				}
			}
		})
	}
}

// A call that was held up until its end is too near is made anew, and only once.
func TestStartThatHadToWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, there := open(t, stripe.Config{}, simulator.StripeConfig{})
		in := intent("o1", time.Now())
		in.Expires = time.Now().Add(time.Hour)
		time.Sleep(45 * time.Minute)
		first, err := p.Start(t.Context(), in)
		if err != nil || !first.State.Payable() {
			t.Fatalf("%+v, %v", first, err)
		}
		time.Sleep(time.Minute)
		if again, err := p.Start(t.Context(), in); err != nil || again != first || checkouts(there, "o1") != 1 {
			t.Errorf("again %+v, %v, want %+v; %d checkouts", again, err, first, checkouts(there, "o1"))
		}
	})
}

// Another's session with the same reference is not taken for ours, and where
// there are more than fit on a page the right one is found.
func TestFindAmongMany(t *testing.T) {
	t.Parallel()
	for mode, c := range modes() {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			p, _ := open(t, c, simulator.StripeConfig{})
			began := time.Now()
			want, err := p.Start(t.Context(), intent("the-one", began))
			if err != nil {
				t.Fatal(err)
			}
			for i := range 230 {
				in := intent("the-one", began)
				in.Key = "the-one-" + string(rune('a'+i%26)) + strings.Repeat("x", i/26)
				if _, err := p.Start(t.Context(), in); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := p.Find(t.Context(), intent("the-one", began)); err != nil || got != want {
				t.Errorf("found %+v, %v, want %+v", got, err, want)
			}
			never := intent("never", began)
			if _, err := p.Find(t.Context(), never); !errors.Is(err, payments.ErrNotFound) {
				t.Errorf("what was never begun: %v", err)
			}
			over, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := p.Find(over, never); errors.Is(err, payments.ErrNotFound) || !errors.Is(err, context.Canceled) {
				t.Errorf("a look that was broken off: %v", err)
			}
		})
	}
}
