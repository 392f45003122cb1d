package paypal_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paypal"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// The list has all pages of all days, in order.
func TestList(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.PayPalConfig{})
	const orders = 130 // over a page of events
	for i := range orders {
		c, err := a.Start(t.Context(), intent(fmt.Sprint("o", i), usd(100)))
		a.must(err)
		a.must(a.there.Agree(c.Ref, simulator.PayPalPays))
		if i == orders/2 {
			a.later(30 * time.Hour)
			continue
		}
		_, err = a.Capture(t.Context(), c.Ref)
		a.must(err)
	}
	var last time.Time
	ids, kinds := map[string]bool{}, map[payments.EventKind]int{}
	for e, err := range a.List(t.Context(), noon.Add(-100*24*time.Hour)) {
		a.must(err)
		if e.At.Before(last) || ids[e.ID] {
			t.Fatalf("%s at %v comes after %v, or again", e.ID, e.At, last)
		}
		last, ids[e.ID] = e.At, true
		kinds[e.Kind]++
	}
	if kinds[payments.EventProcessing] != orders || kinds[payments.EventSucceeded] != orders-1 || kinds[payments.EventExpired] != 1 {
		t.Errorf("the list has %v", kinds)
	}
	for range a.List(t.Context(), noon) {
		break // the caller has seen enough
	}
	a.there.SetFaults(simulator.Fault{Kind: simulator.FaultFail})
	for _, err := range a.List(t.Context(), noon) {
		if _, retry := code(err); !retry {
			t.Errorf("error %v", err)
		}
	}
}

// An event that cannot be read hides none after it; a list without end is left.
func TestListOfStrangers(t *testing.T) {
	t.Parallel()
	const good = `{"id":"WH-2","event_type":"CHECKOUT.ORDER.APPROVED","create_time":"2026-11-30T11:30:00Z","resource":{"id":"5O1","purchase_units":[{"custom_id":"o|k|100USD"}]}}`
	const bad = `{"id":"WH-1","event_type":"CHECKOUT.ORDER.APPROVED","create_time":"2026-11-30T11:20:00Z","resource":[]}`
	list := func(page string) (ids []string, failed error) {
		p, err := paypal.New(config(transport(func(r *http.Request) (*http.Response, error) {
			switch {
			case strings.HasSuffix(r.URL.Path, "token"):
				return says(200, `{"access_token":"A21AA","expires_in":32400}`)
			case r.URL.Host != "api-m.paypal.com":
				t.Errorf("the list is read from %s", r.URL.Host)
			}
			return says(200, page)
		}), func() time.Time { return noon }))
		if err != nil {
			t.Fatal(err)
		}
		for e, err := range p.List(t.Context(), noon.Add(-time.Hour)) {
			if err != nil {
				return ids, err
			}
			ids = append(ids, e.ID)
		}
		return ids, nil
	}
	if ids, err := list(`{"events":[` + good + `,` + bad + `]}`); len(ids) != 1 || ids[0] != "WH-2" || !errors.Is(err, payments.ErrMalformed) {
		t.Errorf("the list is %q, %v", ids, err)
	}
	if ids, err := list(`{"events":[` + good + `],"links":[{"rel":"next","href":"https://evil.example/v1/notifications/webhooks-events?a=b"}]}`); err == nil || len(ids) > 0 {
		t.Errorf("a list without end is %q, %v", ids, err)
	}
}
