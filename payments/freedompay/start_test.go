package freedompay_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/freedompay"
	"github.com/sauda-commerce/sauda/payments/manual"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

func intent(key string) payments.Intent {
	return payments.Intent{
		Key: key, Order: "o1", Number: "1001", Title: "Alem", Amount: money.New(12_500_00, "KZT"), Locale: "kk-KZ",
		ReturnURL: "https://chat.example.com/pay/token", Payer: payments.Payer{Email: "a@example.com", Phone: "+77010000000"},
	}
}

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)} }

// through keeps the forms that are sent.
type through struct {
	http.RoundTripper
	mu    sync.Mutex
	forms []url.Values
}

func (t *through) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := r.GetBody()
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(text))
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	t.forms = append(t.forms, form)
	t.mu.Unlock()
	return t.RoundTripper.RoundTrip(r)
}

// What is asked for a payment page, field by field.
func TestRequest(t *testing.T) {
	t.Parallel()
	double := simulator.NewFreedomPay(simulator.FreedomPayConfig{MerchantID: merchant, Secret: secret, Silent: true})
	defer double.Close()
	seen := &through{RoundTripper: double}
	now := newClock()
	p, err := freedompay.New(freedompay.Config{
		MerchantID: merchant, Secrets: []string{secret}, Records: manual.NewMemory(), ResultURL: resultURL, Testing: true, Now: now.Now,
		HTTPClient: &http.Client{Transport: seen},
	})
	if err != nil {
		t.Fatal(err)
	}
	in := intent("o1-1")
	in.Expires = now.Now().Add(50 * time.Minute)
	if _, err := p.Start(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for name, values := range seen.forms[0] {
		got[name] = values[0]
	}
	delete(got, "pg_salt")
	delete(got, "pg_sig")
	want := map[string]string{
		"pg_merchant_id": merchant, "pg_order_id": "o1-1", "pg_idempotency_key": "o1-1", "pg_amount": "12500.00", "pg_currency": "KZT",
		"pg_description": "Alem 1001", "pg_lifetime": "3000", "pg_auto_clearing": "1", "pg_language": "kk", "pg_request_method": "POST",
		"pg_result_url": resultURL, "pg_success_url": in.ReturnURL, "pg_failure_url": in.ReturnURL,
		"pg_success_url_method": "GET", "pg_failure_url_method": "GET", "pg_testing_mode": "1", "sauda_test": "1",
		"pg_user_contact_email": "a@example.com", "pg_user_phone": "77010000000", "sauda_order": "o1", "sauda_key": "o1-1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A checkout lives as long as it is asked to, within the provider's limits.
func TestLife(t *testing.T) {
	t.Parallel()
	now := newClock()
	p, _ := open(t, simulator.FreedomPayConfig{Now: now.Now}, freedompay.Config{Life: 2 * time.Hour})
	for i, tt := range []struct{ asked, want time.Duration }{
		{time.Minute, 5 * time.Minute}, {time.Hour, time.Hour}, {24 * time.Hour, 2 * time.Hour}, {0, 2 * time.Hour}, {-time.Hour, 5 * time.Minute},
	} {
		in := intent("life-" + string(rune('a'+i)))
		if tt.asked != 0 {
			in.Expires = now.Now().Add(tt.asked)
		}
		c, err := p.Start(t.Context(), in)
		if err != nil || c.Expires.Sub(now.Now()) != tt.want {
			t.Errorf("asked for %v: %v, %v; want %v", tt.asked, c.Expires.Sub(now.Now()), err, tt.want)
		}
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	now := newClock()
	p, double := open(t, simulator.FreedomPayConfig{Now: now.Now}, freedompay.Config{})
	in := intent("k")
	in.Expires = now.Now().Add(time.Hour)
	c, err := p.Start(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	now.add(time.Hour)
	if got, err := p.Fetch(t.Context(), c.Ref); err != nil || got.State != payments.StateExpired {
		t.Errorf("after its time it is %q, %v", got.State, err)
	}
	callbacks := double.Callbacks(c.Ref)
	events, err := p.ParseEvents(t.Context(), delivery(callbacks[0].Body))
	if err != nil || len(events) != 1 || events[0].Kind != payments.EventExpired {
		t.Errorf("its callback is %+v, %v", events, err)
	}
	if err := double.Pay(c.Ref, simulator.FreedomPayPaid); err == nil {
		t.Error("it could be paid")
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	p, double := open(t, simulator.FreedomPayConfig{}, freedompay.Config{})
	for name, tt := range map[string]struct {
		edit func(*payments.Intent)
		want error
	}{
		"most":               {func(in *payments.Intent) { in.Amount.Minor = 99_999_999_00 }, nil},
		"more than most":     {func(in *payments.Intent) { in.Amount.Minor = 99_999_999_01 }, payments.ErrUnsupported},
		"dollars":            {func(in *payments.Intent) { in.Amount.Currency = "USD" }, payments.ErrUnsupported},
		"long way back":      {func(in *payments.Intent) { in.ReturnURL = "https://x.example/" + strings.Repeat("x", 255) }, payments.ErrMalformed},
		"longest key":        {func(in *payments.Intent) { in.Key = strings.Repeat("k", 64) }, nil},
		"title of all kinds": {func(in *payments.Intent) { in.Title = "a;b&c=<d>\n" + strings.Repeat("ұ", 900) }, nil},
		"no way to write to": {func(in *payments.Intent) { in.Payer = payments.Payer{Email: "no address", Phone: "8 701"} }, nil},
	} {
		in := intent("limit-" + strings.ReplaceAll(name, " ", "-"))
		tt.edit(&in)
		c, err := p.Start(t.Context(), in)
		if !errors.Is(err, tt.want) || tt.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
		if err != nil {
			continue
		}
		if got, err := p.Fetch(t.Context(), c.Ref); err != nil || got.Key != in.Key || got.Amount != in.Amount {
			t.Errorf("%s: fetched %+v, %v", name, got, err)
		}
	}
	if refused := double.Refused(); len(refused) > 0 {
		t.Errorf("the provider refuses: %+v", refused)
	}
}

// Whatever happens to the first call, the second finds or makes the one checkout
// that anybody knows; and nothing is charged twice.
func TestStartInTrouble(t *testing.T) {
	t.Parallel()
	for _, kind := range []simulator.FaultKind{
		simulator.FaultRefuse, simulator.FaultDrop, simulator.FaultLose, simulator.FaultFail, simulator.FaultLimit, simulator.FaultForge, simulator.FaultHang,
	} {
		for _, known := range []bool{false, true} {
			t.Run(string(kind), func(t *testing.T) {
				t.Parallel()
				p, double := open(t, simulator.FreedomPayConfig{Idempotent: known}, freedompay.Config{})
				double.SetFaults(simulator.Fault{Kind: kind, On: "init_payment.php", Count: 1})
				ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
				defer cancel()
				_, err := p.Start(ctx, intent("k"))
				if failed, ok := errors.AsType[*payments.Error](err); !ok || !failed.Retry || strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "http") {
					t.Fatalf("the first call: %v", err)
				}
				c, err := p.Start(t.Context(), intent("k"))
				if err != nil || c.State != payments.StatePending || c.URL == "" {
					t.Fatalf("the second call: %+v, %v", c, err)
				}
				again, err := p.Start(t.Context(), intent("k"))
				if err != nil || again != c {
					t.Errorf("the third call: %+v, %v; want %+v", again, err, c)
				}
				if err := double.Pay(c.Ref, simulator.FreedomPayPaid); err != nil {
					t.Error(err)
				}
				if o := double.Order("k"); o.Paid != 1 || known && len(o.Payments) > 1 {
					t.Errorf("at the provider: %+v", o)
				}
			})
		}
	}
}

// A node that died in its call leaves the attempt to others after 40 s, and one
// that wakes late does not give its page away.
func TestDeadNode(t *testing.T) {
	t.Parallel()
	now := newClock()
	records := &stuck{Memory: manual.NewMemory()}
	p, double := open(t, simulator.FreedomPayConfig{Now: now.Now}, freedompay.Config{Records: records})
	records.onPut = func(n int) error {
		if n == 2 { // what the answer was cannot be kept any more
			return errors.New("the power is gone")
		}
		return nil
	}
	if c, err := p.Start(t.Context(), intent("k")); err == nil {
		t.Fatalf("a page that nobody keeps was given away: %+v", c)
	}
	_, err := p.Start(t.Context(), intent("k"))
	if failed, ok := errors.AsType[*payments.Error](err); !ok || !failed.Retry || failed.Code != "busy" {
		t.Fatalf("within 40 s: %v", err)
	}
	now.add(time.Minute)
	c, err := p.Start(t.Context(), intent("k"))
	if err != nil || c.URL == "" {
		t.Fatalf("afterwards: %+v, %v", c, err)
	}
	if n := len(double.Order("k").Payments); n != 2 {
		t.Errorf("%d payments at the provider, want the lost one and another", n)
	}
}

// stuck are records whose writes go wrong as told.
type stuck struct {
	*manual.Memory
	mu    sync.Mutex
	puts  int
	onPut func(n int) error
}

func (s *stuck) PutRecord(ctx context.Context, kind, key string, version int64, data []byte) error {
	s.mu.Lock()
	s.puts++
	n := s.puts
	s.mu.Unlock()
	if s.onPut != nil {
		if err := s.onPut(n); err != nil {
			return err
		}
	}
	return s.Memory.PutRecord(ctx, kind, key, version, data)
}

// A payment that was made although its answer was lost is not opened again.
func TestPaidThoughLost(t *testing.T) {
	t.Parallel()
	p, double := open(t, simulator.FreedomPayConfig{}, freedompay.Config{})
	double.SetFaults(simulator.Fault{Kind: simulator.FaultLose, On: "init_payment.php", Count: 1})
	if _, err := p.Start(t.Context(), intent("k")); err == nil {
		t.Fatal("the answer was not lost")
	}
	if err := double.Pay(double.Order("k").Payments[0], simulator.FreedomPayPaid); err != nil {
		t.Fatal(err)
	}
	c, err := p.Start(t.Context(), intent("k"))
	if err != nil || c.State != payments.StateSucceeded || c.Ref != double.Order("k").Payments[0] {
		t.Errorf("got %+v, %v", c, err)
	}
}

// Wrong keys, and payments of another system on the account.
func TestStrangers(t *testing.T) {
	t.Parallel()
	p, double := open(t, simulator.FreedomPayConfig{}, freedompay.Config{})
	c, err := p.Start(t.Context(), intent("k"))
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := freedompay.New(freedompay.Config{
		MerchantID: merchant, Secrets: []string{"wrong"}, Records: manual.NewMemory(), HTTPClient: &http.Client{Transport: double},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = wrong.Fetch(t.Context(), c.Ref)
	if failed, ok := errors.AsType[*payments.Error](err); !ok || failed.Code != payments.CodeAuth || failed.Retry {
		t.Errorf("with a wrong secret: %v", err)
	}
	other, err := freedompay.New(freedompay.Config{
		MerchantID: merchant, Secrets: []string{secret}, Records: manual.NewMemory(), HTTPClient: &http.Client{Transport: double},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Fetch(t.Context(), c.Ref); !errors.Is(err, payments.ErrNotFound) {
		t.Errorf("a payment of another system: %v", err)
	}
	if _, err := p.Fetch(t.Context(), "7"); !errors.Is(err, payments.ErrNotFound) {
		t.Errorf("a number that is none: %v", err)
	}
}

// A redirect would carry what is signed elsewhere.
func TestNoRedirects(t *testing.T) {
	t.Parallel()
	asked := []string{}
	p, err := freedompay.New(freedompay.Config{
		MerchantID: merchant, Secrets: []string{secret}, Records: manual.NewMemory(),
		HTTPClient: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			asked = append(asked, r.URL.Host)
			return &http.Response{StatusCode: 307, Header: http.Header{"Location": {"https://elsewhere.example/"}}, Body: http.NoBody, Request: r}, nil
		})},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Start(t.Context(), intent("k")); err == nil || !slices.Equal(asked, []string{"api.freedompay.kz"}) {
		t.Errorf("asked %q, got %v", asked, err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
