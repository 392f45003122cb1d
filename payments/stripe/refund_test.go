package stripe_test

import (
	"errors"
	"net/http"
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

// paid opens a checkout that is paid.
func paid(t *testing.T, p *stripe.Provider, there *simulator.Stripe, order string) payments.Checkout {
	t.Helper()
	c := begin(t, p, order)
	if err := there.Pay(c.Ref, simulator.StripePaid); err != nil {
		t.Fatal(err)
	}
	return c
}

// refunds counts what an order's payment was given back in, by its webhooks.
func refunds(there *simulator.Stripe, ref string) (n int) {
	for _, w := range there.Webhooks(ref) {
		if w.Kind == "charge.refunded" {
			n++
		}
	}
	return n
}

// A key is one refund, whatever happens to the call and however much later it is
// repeated: Stripe knows its own key for a day only.
func TestRefundIsOnce(t *testing.T) {
	t.Parallel()
	for mode, c := range modes() {
		for _, kind := range []simulator.FaultKind{
			simulator.FaultLose, simulator.FaultDrop, simulator.FaultFail, simulator.FaultLimit, simulator.FaultBusy, simulator.FaultHang, simulator.FaultSlow,
		} {
			for _, wait := range []time.Duration{0, time.Minute, 23 * time.Hour, 25 * time.Hour, 30 * 24 * time.Hour} {
				t.Run(mode+" "+string(kind)+" "+wait.String(), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						p, there := open(t, c, simulator.StripeConfig{PendingRefunds: true})
						ref := paid(t, p, there, "o1").Ref
						there.SetFaults(simulator.Fault{Kind: kind, On: "POST /v1/refunds", Count: 1, Wait: time.Minute})
						r := payments.Refund{Key: "refund-o1", Ref: ref, Amount: money.New(10_00, "USD"), Reason: "sold out"}
						_, err := p.Refund(t.Context(), r)
						if failed, ok := errors.AsType[*payments.Error](err); !ok || !failed.Retry {
							t.Fatalf("the first call: %v", err)
						}
						for range 3 {
							time.Sleep(wait)
							if state, err := p.Refund(t.Context(), r); err != nil || state != payments.RefundPending {
								t.Fatalf("%s, %v", state, err)
							}
						}
						if n := refunds(there, ref); n != 1 {
							t.Errorf("%d refunds", n)
						}
					})
				})
			}
		}
	}
}

func TestRefundEnds(t *testing.T) {
	t.Parallel()
	for succeed, want := range map[bool]payments.RefundState{true: payments.RefundSucceeded, false: payments.RefundFailed} {
		p, there := open(t, stripe.Config{}, simulator.StripeConfig{PendingRefunds: true})
		ref := paid(t, p, there, "o1").Ref
		r := payments.Refund{Key: "refund-o1", Ref: ref, Amount: money.New(25_00, "USD")}
		for i, state := range []payments.RefundState{payments.RefundPending, want} {
			if got, err := p.Refund(t.Context(), r); err != nil || got != state {
				t.Errorf("call %d: %s, %v, want %s", i+1, got, err, state)
			}
			if err := there.SettleRefunds(ref, succeed); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A refund that did not arrive is told by the key that it was asked for with, or
// by its own id if somebody made it in the Dashboard.
func TestRefundThatDidNotArrive(t *testing.T) {
	t.Parallel()
	p, there := open(t, stripe.Config{}, simulator.StripeConfig{PendingRefunds: true})
	ref := paid(t, p, there, "o1").Ref
	if _, err := p.Refund(t.Context(), payments.Refund{Key: "refund-o1", Ref: ref, Amount: money.New(10_00, "USD")}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(there.Refund(ref, 500), there.SettleRefunds(ref, false)); err != nil {
		t.Fatal(err)
	}
	told := map[string]int{}
	for _, e := range parsed(t, p, there, ref) {
		if e.Kind == payments.EventUnrefunded {
			told[e.Refund]++
		}
	}
	if len(told) != 2 || told["refund-o1"] != 2 {
		t.Errorf("told of %v", told)
	}
}

// A refund of what is disputed, of another's money or in other money is not
// made.
func TestRefundContradicts(t *testing.T) {
	t.Parallel()
	p, there := open(t, stripe.Config{}, simulator.StripeConfig{})
	ref := paid(t, p, there, "o1").Ref
	for name, r := range map[string]payments.Refund{
		"in other money": {Key: "r", Ref: ref, Amount: money.New(1_00, "EUR")},
		"too much":       {Key: "r", Ref: ref, Amount: money.New(25_01, "USD")},
	} {
		if _, err := p.Refund(t.Context(), r); !errors.Is(err, payments.ErrConflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := there.Refund(ref, 2000); err != nil { // somebody was quicker, in the Dashboard
		t.Fatal(err)
	}
	if _, err := p.Refund(t.Context(), payments.Refund{Key: "r2", Ref: ref, Amount: money.New(10_00, "USD")}); !errors.Is(err, payments.ErrConflict) {
		t.Errorf("more than is left: %v", err)
	}
	if _, err := p.Refund(t.Context(), payments.Refund{Key: "r3", Ref: ref, Amount: money.New(5_00, "USD")}); err != nil {
		t.Errorf("what is left: %v", err)
	}
	other := paid(t, p, there, "o2").Ref
	if _, err := p.Refund(t.Context(), payments.Refund{Key: "r3", Ref: other, Amount: money.New(5_00, "USD")}); !errors.Is(err, payments.ErrConflict) || refunds(there, other) > 0 {
		t.Errorf("a key of another payment: %v", err)
	}
}

// In currencies that Stripe counts otherwise, too, all comes back.
func TestRefundOfEveryCurrency(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"USD", "JPY", "KWD", "ISK", "UGX", "MGA", "HUF", "TWD", "KZT"} {
		p, there := open(t, stripe.Config{}, simulator.StripeConfig{})
		in := intent("o1", time.Now())
		in.Amount, in.Lines = money.New(123_400, code), nil
		c, err := p.Start(t.Context(), in)
		if err == nil {
			err = there.Pay(c.Ref, simulator.StripePaid)
		}
		if err != nil {
			t.Fatal(code, err)
		}
		for i, part := range []int64{23_400, 100_000} {
			r := payments.Refund{Key: "r" + string(rune('0'+i)), Ref: c.Ref, Amount: money.New(part, code)}
			if state, err := p.Refund(t.Context(), r); err != nil || state != payments.RefundSucceeded {
				t.Errorf("%v: %s, %v", r.Amount, state, err)
			}
		}
		if is, err := p.Fetch(t.Context(), c.Ref); err != nil || is.Amount != in.Amount || is.Refunded != in.Amount {
			t.Errorf("%s: %+v, %v", code, is, err)
		}
	}
}

// between does something just before a call gets through.
type between struct {
	http.RoundTripper
	call string
	does func()
}

func (b *between) RoundTrip(r *http.Request) (*http.Response, error) {
	if b.does != nil && strings.Contains(r.Method+" "+r.URL.Path, b.call) {
		does := b.does
		b.does = nil
		does()
	}
	return b.RoundTripper.RoundTrip(r)
}

// Somebody gives money back in the Dashboard in the moment in which the shop does.
func TestRefundMeetsAnother(t *testing.T) {
	t.Parallel()
	there := simulator.NewStripe(simulator.StripeConfig{SecretKey: apiKey, Silent: true})
	t.Cleanup(there.Close)
	wire := &between{RoundTripper: there, call: "POST /v1/refunds"}
	p, err := stripe.New(stripe.Config{SecretKey: apiKey, WebhookSecrets: []string{secret}, HTTPClient: &http.Client{Transport: wire}})
	if err != nil {
		t.Fatal(err)
	}
	for _, theirs := range []int64{2000, 0} {
		ref := paid(t, p, there, "o"+strconv.FormatInt(theirs, 10)).Ref
		wire.does = func() {
			if err := there.Refund(ref, theirs); err != nil {
				t.Error(err)
			}
		}
		r := payments.Refund{Key: "refund-" + ref, Ref: ref, Amount: money.New(10_00, "USD")}
		if _, err := p.Refund(t.Context(), r); !errors.Is(err, payments.ErrConflict) || refunds(there, ref) != 1 {
			t.Errorf("theirs was %d: %v, %d refunds", theirs, err, refunds(there, ref))
		}
	}
}

// The shopper pays in the moment in which the shop closes her checkout.
func TestCancelMeetsTheShopper(t *testing.T) {
	t.Parallel()
	for how, want := range map[simulator.StripeOutcome]payments.State{
		simulator.StripePaid: payments.StateSucceeded, simulator.StripeProcessing: payments.StateProcessing, simulator.StripeDeclined: payments.StateCancelled,
	} {
		for mode, call := range map[string]string{"sessions": "/expire", "links": "POST /v1/payment_links/"} {
			there := simulator.NewStripe(simulator.StripeConfig{SecretKey: apiKey, Silent: true})
			t.Cleanup(there.Close)
			wire := &between{RoundTripper: there, call: call}
			p, err := stripe.New(stripe.Config{
				SecretKey: apiKey, WebhookSecrets: []string{secret}, HTTPClient: &http.Client{Transport: wire}, PaymentLinks: mode == "links",
			})
			if err != nil {
				t.Fatal(err)
			}
			c := begin(t, p, "o1")
			wire.does = func() {
				if err := there.Pay(c.Ref, how); err != nil {
					t.Error(err)
				}
			}
			for range 2 {
				if is, err := p.Cancel(t.Context(), c.Ref); err != nil || is.State != want {
					t.Errorf("%s, %s: %+v, %v, want %s", mode, how, is, err, want)
				}
			}
		}
	}
}

// A link that is taken away cannot be paid on a page that stands open either.
func TestCancelClosesOpenPages(t *testing.T) {
	t.Parallel()
	p, there := open(t, stripe.Config{PaymentLinks: true}, simulator.StripeConfig{})
	c := begin(t, p, "o1")
	tab, err := there.Visit(c.Ref)
	if err != nil {
		t.Fatal(err)
	}
	if is, err := p.Cancel(t.Context(), c.Ref); err != nil || is.State != payments.StateCancelled {
		t.Fatalf("%+v, %v", is, err)
	}
	if err := there.Pay(tab, simulator.StripePaid); !errors.Is(err, simulator.ErrStripeClosed) {
		t.Errorf("the open page: %v", err)
	}
}

// What was not opened here is neither shown, closed nor given back.
func TestForeignRefs(t *testing.T) {
	t.Parallel()
	p, there := open(t, stripe.Config{}, simulator.StripeConfig{})
	body := strings.NewReader("mode=payment&success_url=https://shop.example&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd" +
		"&line_items[0][price_data][unit_amount]=2500&line_items[0][price_data][product_data][name]=Tent")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://api.stripe.com/v1/checkout/sessions", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+apiKey)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := there.RoundTrip(r)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(res, err)
	}
	const ref = "cs_test_1000001"
	_, fetched := p.Fetch(t.Context(), ref)
	_, closed := p.Cancel(t.Context(), ref)
	_, back := p.Refund(t.Context(), payments.Refund{Key: "r", Ref: ref, Amount: money.New(1, "USD")})
	for _, err := range []error{fetched, closed, back} {
		if !errors.Is(err, payments.ErrNotFound) {
			t.Errorf("%v", err)
		}
	}
	if there.Status(ref) != "open" {
		t.Errorf("it is %q now", there.Status(ref))
	}
}
