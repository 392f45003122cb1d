package stripe_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/stripe"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// begin opens a checkout for an order.
func begin(t *testing.T, p *stripe.Provider, order string) payments.Checkout {
	t.Helper()
	c, err := p.Start(t.Context(), intent(order, time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// parsed are the events of the webhooks about a checkout.
func parsed(t *testing.T, p *stripe.Provider, there *simulator.Stripe, ref string) (all []payments.Event) {
	t.Helper()
	for _, d := range callbacks(there, ref) {
		events, err := p.ParseEvents(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, events...)
	}
	return all
}

func kindsOf(events []payments.Event) (all []payments.EventKind) {
	for _, e := range events {
		all = append(all, e.Kind)
	}
	return all
}

// What happens to a payment, and what is heard and seen of it.
func TestWhatHappens(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		config simulator.StripeConfig
		does   func(*simulator.Stripe, *stripe.Provider, string) error
		events []payments.EventKind
		want   payments.Payment // State, Refunded, Disputed, Code
	}{
		"a declined card, then another": {
			does: func(s *simulator.Stripe, _ *stripe.Provider, ref string) error {
				return errors.Join(s.Pay(ref, simulator.StripeDeclined), s.Pay(ref, simulator.StripePaid))
			},
			events: []payments.EventKind{payments.EventSucceeded}, want: payments.Payment{State: payments.StateSucceeded},
		},
		"a declined card leaves it open": {
			does: func(s *simulator.Stripe, _ *stripe.Provider, ref string) error {
				return s.Pay(ref, simulator.StripeDeclined)
			},
			want: payments.Payment{State: payments.StatePending},
		},
		"a debit that is not covered": {
			does: func(s *simulator.Stripe, _ *stripe.Provider, ref string) error {
				return s.Pay(ref, simulator.StripeFailed)
			},
			events: []payments.EventKind{payments.EventProcessing, payments.EventFailed},
			want:   payments.Payment{State: payments.StateFailed, Code: payments.DeclineFunds},
		},
		"time": {
			does:   func(s *simulator.Stripe, _ *stripe.Provider, ref string) error { return s.Expire(ref) },
			events: []payments.EventKind{payments.EventExpired}, want: payments.Payment{State: payments.StateExpired},
		},
		"the shop closes it": {
			does: func(_ *simulator.Stripe, p *stripe.Provider, ref string) error {
				_, err := p.Cancel(context.Background(), ref)
				return err
			},
			events: []payments.EventKind{payments.EventCancelled}, want: payments.Payment{State: payments.StateCancelled},
		},
		"refunds in the Dashboard": {
			does: func(s *simulator.Stripe, _ *stripe.Provider, ref string) error {
				return errors.Join(s.Pay(ref, simulator.StripePaid), s.Refund(ref, 500), s.Refund(ref, 500))
			},
			events: []payments.EventKind{payments.EventSucceeded, payments.EventRefunded, payments.EventRefunded},
			want:   payments.Payment{State: payments.StateSucceeded, Refunded: money.New(10_00, "USD")},
		},
		"more refunds than stand on a charge": {
			does: func(s *simulator.Stripe, _ *stripe.Provider, ref string) error {
				err := s.Pay(ref, simulator.StripePaid)
				for range 12 {
					err = errors.Join(err, s.Refund(ref, 100))
				}
				return err
			},
			events: append([]payments.EventKind{payments.EventSucceeded}, slices.Repeat([]payments.EventKind{payments.EventRefunded}, 12)...),
			want:   payments.Payment{State: payments.StateSucceeded, Refunded: money.New(12_00, "USD")},
		},
		"a refund that is pending": {
			config: simulator.StripeConfig{PendingRefunds: true},
			does: func(s *simulator.Stripe, _ *stripe.Provider, ref string) error {
				return errors.Join(s.Pay(ref, simulator.StripePaid), s.Refund(ref, 500))
			},
			events: []payments.EventKind{payments.EventSucceeded}, want: payments.Payment{State: payments.StateSucceeded},
		},
		"a refund that came": {
			config: simulator.StripeConfig{PendingRefunds: true},
			does: func(s *simulator.Stripe, _ *stripe.Provider, ref string) error {
				return errors.Join(s.Pay(ref, simulator.StripePaid), s.Refund(ref, 500), s.SettleRefunds(ref, true))
			}, // by now the refund's own event tells it too
			events: []payments.EventKind{payments.EventSucceeded, payments.EventRefunded, payments.EventRefunded},
			want:   payments.Payment{State: payments.StateSucceeded, Refunded: money.New(5_00, "USD")},
		},
		"a refund that failed": {
			config: simulator.StripeConfig{PendingRefunds: true},
			does: func(s *simulator.Stripe, _ *stripe.Provider, ref string) error {
				return errors.Join(s.Pay(ref, simulator.StripePaid), s.Refund(ref, 500), s.SettleRefunds(ref, false))
			},
			events: []payments.EventKind{payments.EventSucceeded, payments.EventUnrefunded, payments.EventUnrefunded},
			want:   payments.Payment{State: payments.StateSucceeded},
		},
		"a dispute": {
			does: func(s *simulator.Stripe, _ *stripe.Provider, ref string) error {
				return errors.Join(s.Pay(ref, simulator.StripePaid), s.Dispute(ref))
			},
			events: []payments.EventKind{payments.EventSucceeded, payments.EventDisputed},
			want:   payments.Payment{State: payments.StateSucceeded, Disputed: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, there := open(t, stripe.Config{}, tt.config)
			c := begin(t, p, "o1")
			if err := tt.does(there, p, c.Ref); err != nil {
				t.Fatal(err)
			}
			events := parsed(t, p, there, c.Ref)
			if diff := cmp.Diff(tt.events, kindsOf(events)); diff != "" {
				t.Errorf("events (-want +got)\n%s", diff)
			}
			is, err := p.Fetch(t.Context(), c.Ref)
			want := tt.want
			want.Ref, want.Order, want.Key, want.Amount, want.At = c.Ref, "o1", "o1-1", money.New(25_00, "USD"), is.At
			if err != nil || is != want {
				t.Errorf("fetch %+v, %v, want %+v", is, err, want)
			}
			converges(t, events, is)
		})
	}
}

// converges folds events in every order, each of them twice, into what Fetch
// says.
func converges(t *testing.T, events []payments.Event, want payments.Payment) {
	t.Helper()
	if len(events) == 0 || len(events) > 5 {
		return
	}
	var orders func(done, left []payments.Event)
	orders = func(done, left []payments.Event) {
		if len(left) > 0 {
			for i := range left {
				orders(append(slices.Clone(done), left[i], left[i]), slices.Delete(slices.Clone(left), i, i+1))
			}
			return
		}
		var is payments.Payment
		for _, e := range done {
			is = payments.Merge(is, e.Payment())
		}
		if is.At = want.At; is != want {
			t.Errorf("%v tell %+v, want %+v", kindsOf(done), is, want)
		}
	}
	orders(nil, events)
}

// What is not the shop's own in the account is left out.
func TestOthersInTheAccount(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, body := range map[string]string{
		"a session":             `{"id":"evt_1","type":"checkout.session.completed","created":1,"data":{"object":{"id":"cs_1","metadata":{"order":"7"},"amount_total":100,"currency":"usd","payment_status":"paid"}}}`,
		"a session, no data":    `{"id":"evt_1","type":"checkout.session.completed","created":1,"data":{"object":{"id":"cs_1","metadata":{}}}}`,
		"a subscription":        `{"id":"evt_1","type":"checkout.session.completed","created":1,"data":{"object":{"id":"cs_1","mode":"subscription","metadata":null,"amount_total":null,"currency":null}}}`,
		"a charge":              `{"id":"evt_1","type":"charge.refunded","created":1,"data":{"object":{"id":"ch_1","metadata":{},"payment_intent":"pi_1"}}}`,
		"a charge, no intent":   `{"id":"evt_1","type":"charge.refunded","created":1,"data":{"object":{"id":"ch_1","metadata":{"sauda_order":"o","sauda_key":"k"},"payment_intent":null}}}`,
		"a dispute":             `{"id":"evt_1","type":"charge.dispute.created","created":1,"data":{"object":{"id":"du_1","payment_intent":"pi_unknown"}}}`,
		"a connected account's": `{"id":"evt_1","type":"checkout.session.completed","account":"acct_1","created":1,"data":{"object":{"id":"cs_1","metadata":{"sauda_order":"o","sauda_key":"k"},"amount_total":100,"currency":"usd","payment_status":"paid"}}}`,
		"a link's session ends": `{"id":"evt_1","type":"checkout.session.expired","created":1,"data":{"object":{"id":"cs_1","payment_link":{"id":"plink_1"},"metadata":{"sauda_order":"o","sauda_key":"k"},"amount_total":100,"currency":"usd"}}}`,
		"a declined card":       `{"id":"evt_1","type":"payment_intent.payment_failed","created":1,"data":{"object":{"id":"pi_1","metadata":{"sauda_order":"o","sauda_key":"k"}}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, _ := open(t, stripe.Config{}, simulator.StripeConfig{})
			events, err := p.ParseEvents(t.Context(), signed(now, []byte(body), secret))
			if err != nil || len(events) > 0 {
				t.Errorf("%+v, %v", events, err)
			}
		})
	}
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	p, there := open(t, stripe.Config{}, simulator.StripeConfig{})
	own := `"metadata":{"sauda_order":"o","sauda_key":"k"}`
	for name, body := range map[string]string{
		"null":              `null`,
		"no id":             `{"type":"charge.refunded"}`,
		"no type":           `{"id":"evt_1"}`,
		"no object":         `{"id":"evt_1","type":"charge.refunded"}`,
		"an object of text": `{"id":"evt_1","type":"charge.refunded","data":{"object":"ch_1"}}`,
		"a session unnamed": `{"id":"evt_1","type":"checkout.session.completed","data":{"object":{` + own + `,"amount_total":100,"currency":"usd"}}}`,
		"no amount":         `{"id":"evt_1","type":"checkout.session.completed","data":{"object":{"id":"cs_1",` + own + `,"currency":"usd"}}}`,
		"less than nothing": `{"id":"evt_1","type":"checkout.session.completed","data":{"object":{"id":"cs_1",` + own + `,"amount_total":-1,"currency":"usd"}}}`,
		"no currency":       `{"id":"evt_1","type":"checkout.session.completed","data":{"object":{"id":"cs_1",` + own + `,"amount_total":100}}}`,
		"half a krona":      `{"id":"evt_1","type":"checkout.session.completed","data":{"object":{"id":"cs_1",` + own + `,"amount_total":150,"currency":"isk"}}}`,
		"a huge amount":     `{"id":"evt_1","type":"checkout.session.completed","data":{"object":{"id":"cs_1",` + own + `,"amount_total":1e300,"currency":"usd"}}}`,
		"a huge ariary":     `{"id":"evt_1","type":"checkout.session.completed","data":{"object":{"id":"cs_1",` + own + `,"amount_total":9223372036854775807,"currency":"mga"}}}`,
	} {
		events, err := p.ParseEvents(t.Context(), signed(time.Now(), []byte(body), secret))
		if !errors.Is(err, payments.ErrMalformed) || len(events) > 0 || there.Requests() > 0 {
			t.Errorf("%s: %+v, %v, %d requests", name, events, err, there.Requests())
		}
	}
}

// An event that cannot be understood without an answer of Stripe's comes again.
func TestStripeIsDownWhileItCalls(t *testing.T) {
	t.Parallel()
	p, there := open(t, stripe.Config{}, simulator.StripeConfig{})
	c := begin(t, p, "o1")
	if err := errors.Join(there.Pay(c.Ref, simulator.StripePaid), there.Refund(c.Ref, 100)); err != nil {
		t.Fatal(err)
	}
	all := callbacks(there, c.Ref)
	refunded := all[len(all)-1]
	there.SetFaults(simulator.Fault{Kind: simulator.FaultFail, Count: 1})
	_, err := p.ParseEvents(t.Context(), refunded)
	if failed, ok := errors.AsType[*payments.Error](err); !ok || !failed.Retry || failed.Provider != "stripe" {
		t.Errorf("while it is down: %v", err)
	}
	if events, err := p.ParseEvents(t.Context(), refunded); err != nil || len(events) != 1 || events[0].Refunded != money.New(1_00, "USD") {
		t.Errorf("afterwards: %+v, %v", events, err)
	}
	paid := all[len(all)-2] // needs no answer
	there.SetFaults(simulator.Fault{Kind: simulator.FaultFail})
	if events, err := p.ParseEvents(t.Context(), paid); err != nil || len(events) != 1 {
		t.Errorf("what is complete: %+v, %v", events, err)
	}
}

// What no callback told is listed, in order, over several pages, and what the
// month has taken is not asked for.
func TestList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, there := open(t, stripe.Config{}, simulator.StripeConfig{})
		old := begin(t, p, "old")
		if err := there.Pay(old.Ref, simulator.StripePaid); err != nil {
			t.Fatal(err)
		}
		time.Sleep(31 * 24 * time.Hour)
		want := map[string]bool{}
		for i := range 60 {
			time.Sleep(time.Second)
			c := begin(t, p, "o"+strings.Repeat("x", i))
			if err := errors.Join(there.Pay(c.Ref, simulator.StripeProcessing), there.Pay(c.Ref, simulator.StripePaid), there.Refund(c.Ref, 0)); err != nil {
				t.Fatal(err)
			}
			for _, e := range parsed(t, p, there, c.Ref) {
				want[e.ID] = true
			}
		}
		var last time.Time
		for e, err := range p.List(t.Context(), time.Now().AddDate(-1, 0, 0)) {
			if err != nil || e.At.Before(last) || !want[e.ID] {
				t.Fatalf("event %+v, %v, after %v", e, err, last)
			}
			last = e.At
			delete(want, e.ID)
		}
		if len(want) > 0 {
			t.Errorf("%d are missing", len(want))
		}
		n := 0
		for _, err := range p.List(t.Context(), time.Time{}) {
			if err != nil {
				t.Error(err)
			}
			if n++; n == 3 {
				break
			}
		}
		there.SetFaults(simulator.Fault{Kind: simulator.FaultFail, On: "GET /v1/events", First: 2})
		n = 0
		for _, err := range p.List(t.Context(), time.Time{}) {
			if n++; err == nil || n > 1 {
				t.Errorf("a list that fails at its second page yields %d, %v", n, err)
			}
		}
	})
}

// Whatever comes signed is read or malformed; what is not signed is neither.
func FuzzParseEvents(f *testing.F) {
	there := simulator.NewStripe(simulator.StripeConfig{SecretKey: apiKey, Silent: true})
	defer there.Close()
	p, err := stripe.New(stripe.Config{SecretKey: apiKey, WebhookSecrets: []string{secret}, HTTPClient: &http.Client{Transport: there}})
	if err != nil {
		f.Fatal(err)
	}
	now := time.Unix(1_800_000_000, 0)
	f.Add([]byte(`{"id":"evt_1","type":"checkout.session.completed","created":1,"data":{"object":{"id":"cs_1","metadata":{"sauda_order":"o","sauda_key":"k"},"amount_total":100,"currency":"usd","payment_status":"paid"}}}`), "t=1800000000,v1=00")
	f.Add([]byte(`{"id":"evt_1","type":"charge.dispute.created","created":1,"data":{"object":{"id":"du_1","payment_intent":{"id":"pi_1"}}}}`), "t=,v1")
	f.Add([]byte(`[]`), "")
	f.Fuzz(func(t *testing.T, body []byte, header string) {
		d := payments.Delivery{Header: http.Header{"Stripe-Signature": {header}}, Body: body, Received: now}
		if events, err := p.ParseEvents(t.Context(), d); !errors.Is(err, payments.ErrSignature) || len(events) > 0 {
			t.Fatalf("forged: %+v, %v", events, err)
		}
		events, err := p.ParseEvents(t.Context(), signed(now, body, secret))
		if err != nil && (!errors.Is(err, payments.ErrMalformed) || len(events) > 0) {
			t.Fatalf("signed: %+v, %v", events, err)
		}
		for _, e := range events {
			if e.ID == "" || !e.Kind.Valid() || e.Ref == "" || e.Order == "" || e.Key == "" || e.Amount.Minor <= 0 || e.Refunded.Minor < 0 {
				t.Errorf("event %+v", e)
			}
		}
	})
}
