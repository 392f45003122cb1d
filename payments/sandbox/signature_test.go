package sandbox

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

func testIntent() payments.Intent {
	return payments.Intent{Key: "k1", Order: "o1", Amount: money.New(12_50, "USD")}
}

// The digest was computed with openssl: printf '1700000000.{}' | openssl dgst
// -sha256 -hmac secret.
func TestSign(t *testing.T) {
	t.Parallel()
	const want = "t=1700000000,v1=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163"
	if got := Sign("secret", time.Unix(1_700_000_000, 0), []byte("{}")); got != want {
		t.Errorf("Sign = %q, want %q", got, want)
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	body := []byte(`{"id":"evt_1"}`)
	now := time.Unix(1_700_000_000, 0)
	const tolerance = 5 * time.Minute
	at := func(d time.Duration) string { return Sign("new", now.Add(d), body) }
	old := Sign("old", now, body)
	tests := []struct {
		name, header string
		good         bool
	}{
		{"now", at(0), true},
		{"just in time", at(-tolerance), true},
		{"just early enough", at(tolerance), true},
		{"too old", at(-tolerance - time.Second), false},
		{"too early", at(tolerance + time.Second), false},
		{"rotated out, still known", old, true},
		{"unknown secret", Sign("foreign", now, body), false},
		{"other body", Sign("new", now, []byte("{}")), false},
		{"two sums, the second ours", "t=1700000000,v1=00ff," + at(0)[len("t=1700000000,"):], true},
		{"with spaces and another scheme", "v0=1, " + at(0), true},
		{"time changed", "t=1700000001" + at(0)[len("t=1700000000"):], false},
		{"no time", at(0)[len("t=1700000000,"):], false},
		{"no sum", "t=1700000000", false},
		{"sum cut short", at(0)[:len(at(0))-2], false},
		{"sum not hex", "t=1700000000,v1=zz", false},
		{"empty", "", false},
		{"no number, though signed", "t=soon,v1=" + hex.EncodeToString(digest("new", "soon", body)), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := verify([]string{"new", "old"}, tt.header, body, now, tolerance)
			if tt.good != (err == nil) || (err != nil && !errors.Is(err, payments.ErrSignature)) {
				t.Errorf("error = %v, want it accepted: %v", err, tt.good)
			}
		})
	}
}

func TestParseEvents(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_000, 0)
	s, err := Open(Config{Secrets: []string{"secret"}, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	const rest = `"ref":"pay_1","order":"o1","key":"k1","amount":{"minor":5,"currency":"USD"},"at":"2026-11-24T12:00:00Z"`
	tests := []struct {
		name, body string
		events     int
		err        error
	}{
		{"known", `{"id":"evt_1","kind":"succeeded",` + rest + `}`, 1, nil},
		{"with news", `{"id":"evt_1","kind":"succeeded","fee":1,` + rest + `}`, 1, nil},
		{"of another kind", `{"id":"evt_1","kind":"payout"}`, 0, nil},
		{"no kind", `{"id":"evt_1",` + rest + `}`, 0, payments.ErrMalformed},
		{"no id", `{"kind":"succeeded",` + rest + `}`, 0, payments.ErrMalformed},
		{"no amount", `{"id":"evt_1","kind":"succeeded","ref":"pay_1"}`, 0, payments.ErrMalformed},
		{"not JSON", `id=evt_1`, 0, payments.ErrMalformed},
		{"two values", `{} {}`, 0, payments.ErrMalformed},
		{"null", `null`, 0, payments.ErrMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{SignatureHeader: {Sign("secret", now, []byte(tt.body))}}
			events, err := s.ParseEvents(t.Context(), payments.Delivery{Header: header, Body: []byte(tt.body)})
			if len(events) != tt.events || !errors.Is(err, tt.err) {
				t.Errorf("%d events, %v; want %d, %v", len(events), err, tt.events, tt.err)
			}
		})
	}
}

// What is signed is read or refused; what is not signed is refused.
func FuzzParseEvents(f *testing.F) {
	now := time.Unix(1_700_000_000, 0)
	s, err := Open(Config{Secrets: []string{"secret"}, Now: func() time.Time { return now }})
	if err != nil {
		f.Fatal(err)
	}
	c, err := s.Start(context.Background(), testIntent())
	if err != nil {
		f.Fatal(err)
	}
	if err := s.Settle(c.Ref, Succeed); err != nil {
		f.Fatal(err)
	}
	body := s.Callbacks(c.Ref)[0].Body
	f.Add(body, Sign("foreign", now, body))
	f.Add([]byte(`{"id":"1","kind":"refunded","refunded":null}`), "t=1,v1=00")
	f.Add([]byte(`[]`), "t==,v1,,v1=")
	f.Fuzz(func(t *testing.T, body []byte, signature string) {
		header := http.Header{SignatureHeader: {signature}}
		if events, err := s.ParseEvents(t.Context(), payments.Delivery{Header: header, Body: body}); err == nil {
			t.Errorf("a forged callback gave %+v", events)
		}
		header.Set(SignatureHeader, Sign("secret", now, body))
		events, err := s.ParseEvents(t.Context(), payments.Delivery{Header: header, Body: body})
		if err != nil && !errors.Is(err, payments.ErrMalformed) {
			t.Errorf("error = %v, want ErrMalformed or none", err)
		}
		for _, e := range events {
			if e.ID == "" || !e.Kind.Valid() || e.Amount.Minor <= 0 {
				t.Errorf("event %+v", e)
			}
		}
	})
}
