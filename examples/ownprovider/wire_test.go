package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
)

// transport answers in the bank's place.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// says is an answer of the bank, or of what stands before it.
func says(status int, body string) transport {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	}
}

// What is worth another try and what never will succeed. To be wrong here costs
// an order, or leaves a shopper's money hanging.
func TestErrors(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		bank  transport
		code  string
		retry bool
		is    error
	}{
		"down":                    {says(503, "<html>"), payments.CodeUnavailable, true, nil},
		"too many":                {says(429, `{"code":"slow_down"}`), payments.CodeLimited, true, nil},
		"a token that is no more": {says(401, `{"code":"bad_token"}`), payments.CodeAuth, false, nil},
		"not found":               {says(404, `{"code":"no_such_checkout"}`), "no_such_checkout", false, payments.ErrNotFound},
		"a key used again":        {says(409, `{"code":"key_reused"}`), "key_reused", false, payments.ErrConflict},
		"led elsewhere":           {says(302, ""), "302", false, nil},
		"its own words":           {says(400, `{"code":"`+token+`"}`), "400", false, nil},
		"a proxy's page":          {says(200, "<html>"), payments.CodeUnavailable, true, nil},
		"a state of tomorrow":     {says(200, `{"id":"co_1","state":"dreaming","amount":"1.00","currency":"USD"}`), "", false, payments.ErrMalformed},
		"an amount of nothing":    {says(200, `{"id":"co_1","state":"paid","amount":"0.00","currency":"USD"}`), "", false, payments.ErrMalformed},
		"half a cent":             {says(200, `{"id":"co_1","state":"paid","amount":"1.005","currency":"USD"}`), "", false, payments.ErrMalformed},
		"no network":              {func(*http.Request) (*http.Response, error) { return nil, errors.New("unreachable") }, payments.CodeUnavailable, true, nil},
		"silence": {func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}, payments.CodeTimeout, true, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bank, err := NewBank(Config{
				BaseURL: "https://api.hillbank.example", Token: token, Secrets: []string{secret}, HTTPClient: &http.Client{Transport: tt.bank},
			})
			if err != nil {
				t.Fatal(err)
			}
			patience := time.Minute
			if errors.Is(tt.is, context.DeadlineExceeded) {
				patience = 50 * time.Millisecond
			}
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			_, err = bank.Fetch(ctx, "co_1")
			failed, ok := errors.AsType[*payments.Error](err)
			if !ok || failed.Code != tt.code || failed.Retry != tt.retry || tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("error %+v, want code %q, retry %v, %v", err, tt.code, tt.retry, tt.is)
			}
			if err != nil && (strings.Contains(err.Error(), token) || strings.Contains(err.Error(), "api.hillbank")) {
				t.Errorf("the error tells too much: %v", err)
			}
		})
	}
}

// Whatever comes signed is read or malformed; what is not signed is neither.
func FuzzParseEvents(f *testing.F) {
	bank, err := NewBank(Config{BaseURL: "https://api.hillbank.example", Token: token, Secrets: []string{secret}})
	if err != nil {
		f.Fatal(err)
	}
	now := time.Unix(1_800_000_000, 0)
	f.Add([]byte(`{"id":"ev_1","type":"checkout.paid","checkout":{"id":"co_1","key":"k","order":"o","amount":"12.50","currency":"USD","state":"paid"}}`), "MQ==", "1800000000")
	f.Add([]byte(`{"id":"ev_2","type":"checkout.refunded","checkout":{"id":"co_1","amount":"1","refunded":"-1","currency":"KRW","state":"paid"}}`), "", "soon")
	f.Add([]byte(`[]`), "=", "")
	f.Fuzz(func(t *testing.T, body []byte, signature, at string) {
		d := payments.Delivery{Header: http.Header{signatureHeader: {signature}, timeHeader: {at}}, Body: body, Received: now}
		if events, err := bank.ParseEvents(t.Context(), d); !errors.Is(err, payments.ErrSignature) || len(events) > 0 {
			t.Fatalf("forged: %+v, %v", events, err)
		}
		d.Header = signed(secret, now, body)
		events, err := bank.ParseEvents(t.Context(), d)
		if err != nil && (!errors.Is(err, payments.ErrMalformed) || len(events) > 0) {
			t.Fatalf("signed: %+v, %v", events, err)
		}
		for _, e := range events {
			if e.ID == "" || !e.Kind.Valid() || e.Ref == "" || e.Amount.Minor <= 0 || e.Refunded.Minor < 0 {
				t.Errorf("event %+v", e)
			}
		}
	})
}
