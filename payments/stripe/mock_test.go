package stripe_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/stripe"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// stripeMock is Stripe's own mock: it holds requests against the API's
// specification and answers with examples. The proxy has few versions; this
// one's specification is newer than our version of the API and knows all of its
// parameters, restrictions of Payment Links among them, which v0.162.0 lacks.
const stripeMock = "github.com/stripe/stripe-mock@v0.203.0"

// mock is the one that all tests of this binary share.
type mock struct {
	once sync.Once
	base string
	err  error
	stop func()
}

var shared mock // of this binary; a test's own would be built for each

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.stop != nil {
		shared.stop()
	}
	os.Exit(code)
}

// address is where stripe-mock listens. Without one, tests are skipped here and
// fail in CI.
func (m *mock) address(t *testing.T) string {
	t.Helper()
	m.once.Do(func() { m.base, m.stop, m.err = startMock() })
	switch {
	case m.err == nil:
		return m.base
	case os.Getenv("CI") == "true":
		t.Fatalf("%s cannot be built and started: %v", stripeMock, m.err)
	default:
		t.Skipf("\n\nNOT TESTED AGAINST STRIPE'S OWN MOCK: %s cannot be built and started: %v\n\n", stripeMock, m.err)
	}
	return ""
}

func startMock() (base string, stop func(), err error) {
	dir, err := os.MkdirTemp("", "stripe-mock")
	if err != nil {
		return "", nil, err
	}
	clean := func() { _ = os.RemoveAll(dir) }
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	build := exec.CommandContext(ctx, "go", "install", stripeMock)
	build.Env = append(os.Environ(), "GOBIN="+dir, "GOFLAGS=", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		return "", clean, fmt.Errorf("%w: %s", err, out)
	}
	// The system chooses the ports; an address for HTTPS must be given, or it
	// listens everywhere.
	run := exec.CommandContext(context.Background(), filepath.Join(dir, "stripe-mock"), "-http-addr", "127.0.0.1:0", "-https-addr", "127.0.0.1:0")
	out, err := run.StdoutPipe()
	if err == nil {
		err = run.Start()
	}
	if err != nil {
		return "", clean, err
	}
	stop = func() {
		_ = run.Process.Kill()
		_ = run.Wait()
		clean()
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, address, ok := strings.Cut(lines.Text(), "Listening for HTTP at address: "); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }() // until it is stopped
			return "http://" + address, stop, nil
		}
	}
	return "", stop, fmt.Errorf("it does not say where it listens")
}

// witness notes what was called and how it was answered. It makes of
// stripe-mock's example sessions, refunds and links ones of the test's.
type witness struct {
	patch map[string]map[string]any // by kind of object

	mu     sync.Mutex
	called map[string]int // "POST /v1/refunds 200"
	said   []string       // refusals
}

func (w *witness) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.called[fmt.Sprint(r.Method, " ", r.URL.Path, " ", res.StatusCode)]++
	if res.StatusCode != http.StatusOK {
		w.said = append(w.said, string(body))
	}
	var answer any
	if json.Unmarshal(body, &answer) == nil {
		w.make(answer)
		body, _ = json.Marshal(answer)
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}

// make patches an answer and what is in it.
func (w *witness) make(answer any) {
	switch is := answer.(type) {
	case []any:
		for _, x := range is {
			w.make(x)
		}
	case map[string]any:
		for _, x := range is {
			w.make(x)
		}
		kind, _ := is["object"].(string)
		maps.Copy(is, w.patch[kind])
		if kind == "list" { // examples have no end
			is["has_more"] = false
		}
	}
}

// Every call that the adapter makes, in each of its forms, is one that Stripe's
// specification knows.
func TestStripeMockTakesEveryCall(t *testing.T) {
	t.Parallel()
	base := shared.address(t)
	in := intent("o1", time.Now())
	in.Payer = payments.Payer{Name: "Ann", Email: "ann@shopper.example"}
	own := map[string]any{"sauda_order": "o1", "sauda_key": "o1-1", "sauda_amount": "2500 usd"}
	session := func(status, paid string) map[string]map[string]any {
		return map[string]map[string]any{
			"checkout.session": {
				"id": "cs_1", "status": status, "payment_status": paid, "amount_total": 2500, "currency": "usd", "metadata": own,
				"client_reference_id": "o1", "expires_at": time.Now().Add(time.Hour).Unix(), "payment_link": nil,
			},
			"payment_link":   {"id": "plink_1", "metadata": own, "active": true},
			"payment_intent": {"id": "pi_1", "status": "succeeded", "last_payment_error": nil},
			"charge":         {"amount": 2500, "amount_refunded": 0, "currency": "usd"},
			"refund":         {"amount": 1000, "status": "succeeded"},
		}
	}
	for name, tt := range map[string]struct {
		config stripe.Config
		patch  map[string]map[string]any
		does   func(*stripe.Provider) error
		calls  []string // all of them
	}{
		"start": {patch: session("open", "unpaid"), does: func(p *stripe.Provider) error {
			_, err := p.Start(t.Context(), in)
			return err
		}, calls: []string{"POST /v1/checkout/sessions 200"}},
		"start in one line, without end": {patch: session("open", "unpaid"), does: func(p *stripe.Provider) error {
			bare := in
			bare.Lines, bare.Expires, bare.Locale, bare.Payer = nil, time.Time{}, "kk", payments.Payer{}
			_, err := p.Start(t.Context(), bare)
			return err
		}, calls: []string{"POST /v1/checkout/sessions 200"}},
		"start by a link": {config: stripe.Config{PaymentLinks: true}, patch: session("open", "unpaid"), does: func(p *stripe.Provider) error {
			_, err := p.Start(t.Context(), in)
			return err
		}, calls: []string{"GET /v1/checkout/sessions 200", "GET /v1/payment_links/plink_1 200", "POST /v1/payment_links 200", "POST /v1/prices 200"}},
		"fetch": {patch: session("complete", "paid"), does: func(p *stripe.Provider) error {
			_, err := p.Fetch(t.Context(), "cs_1")
			return err
		}, calls: []string{"GET /v1/checkout/sessions/cs_1 200"}},
		"fetch a link": {patch: session("complete", "paid"), does: func(p *stripe.Provider) error {
			_, err := p.Fetch(t.Context(), "plink_1")
			return err
		}, calls: []string{"GET /v1/checkout/sessions 200", "GET /v1/payment_links/plink_1 200"}},
		"cancel": {patch: session("open", "unpaid"), does: func(p *stripe.Provider) error {
			_, err := p.Cancel(t.Context(), "cs_1")
			return err
		}, calls: []string{"GET /v1/checkout/sessions/cs_1 200", "POST /v1/checkout/sessions/cs_1/expire 200"}},
		"cancel a link": {patch: session("open", "unpaid"), does: func(p *stripe.Provider) error {
			_, err := p.Cancel(t.Context(), "plink_1")
			return err
		}, calls: []string{"GET /v1/checkout/sessions 200", "GET /v1/payment_links/plink_1 200", "POST /v1/checkout/sessions/cs_1/expire 200", "POST /v1/payment_links/plink_1 200"}},
		"refund": {patch: session("complete", "paid"), does: func(p *stripe.Provider) error {
			_, err := p.Refund(t.Context(), payments.Refund{Key: "r", Ref: "cs_1", Amount: money.New(10_00, "USD"), Reason: "sold out"})
			return err
		}, calls: []string{"GET /v1/checkout/sessions/cs_1 200", "GET /v1/refunds 200", "POST /v1/refunds 200"}},
		"find": {patch: session("open", "unpaid"), does: func(p *stripe.Provider) error {
			_, err := p.Find(t.Context(), in)
			return err
		}, calls: []string{"GET /v1/checkout/sessions 200", "GET /v1/checkout/sessions/cs_1 200"}},
		"find a link": {config: stripe.Config{PaymentLinks: true}, patch: session("open", "unpaid"), does: func(p *stripe.Provider) error {
			_, err := p.Find(t.Context(), in)
			return err
		}, calls: []string{"GET /v1/checkout/sessions 200", "GET /v1/payment_links 200", "GET /v1/payment_links/plink_1 200"}},
		"list": {patch: map[string]map[string]any{}, does: func(p *stripe.Provider) error {
			for _, err := range p.List(t.Context(), time.Now().Add(-time.Hour)) {
				return err
			}
			return nil
		}, calls: []string{"GET /v1/events 200"}},
		"an event of a dispute": {patch: session("complete", "paid"), does: func(p *stripe.Provider) error {
			body := []byte(`{"id":"evt_1","type":"charge.dispute.created","created":1,"data":{"object":{"id":"du_1","payment_intent":"pi_1"}}}`)
			events, err := p.ParseEvents(t.Context(), signed(time.Now(), body, secret))
			if err == nil && len(events) != 1 {
				err = fmt.Errorf("%d events", len(events))
			}
			return err
		}, calls: []string{"GET /v1/checkout/sessions 200"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := &witness{patch: tt.patch, called: map[string]int{}}
			c := tt.config
			c.SecretKey, c.WebhookSecrets, c.BaseURL, c.HTTPClient = "sk_test_123", []string{secret}, base, &http.Client{Transport: seen}
			p, err := stripe.New(c)
			if err != nil {
				t.Fatal(err)
			}
			err = tt.does(p)
			if calls := slices.Sorted(maps.Keys(seen.called)); !slices.Equal(calls, tt.calls) {
				t.Errorf("called %q, want %q; refused: %s", calls, tt.calls, seen.said)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
}

// That stripe-mock takes a call means something: what our double refuses, it
// refuses too.
func TestStripeMockIsStrict(t *testing.T) {
	t.Parallel()
	base := shared.address(t)
	good := url.Values{
		"mode": {"payment"}, "success_url": {"https://shop.example/back"}, "line_items[0][quantity]": {"1"},
		"line_items[0][price_data][currency]": {"usd"}, "line_items[0][price_data][unit_amount]": {"2500"},
		"line_items[0][price_data][product_data][name]": {"Tent"},
	}
	_, there := open(t, stripe.Config{}, simulator.StripeConfig{})
	for name, tt := range map[string]struct {
		edit func(url.Values)
		want int
	}{
		"good":                {func(url.Values) {}, 200},
		"a locale it has not": {func(f url.Values) { f.Set("locale", "kk") }, 400},
		"unknown parameter":   {func(f url.Values) { f.Set("colour", "red") }, 400},
		"unknown mode":        {func(f url.Values) { f.Set("mode", "later") }, 400},
		"no number":           {func(f url.Values) { f.Set("line_items[0][quantity]", "many") }, 400},
	} {
		form := maps.Clone(good)
		tt.edit(form)
		for who, wire := range map[string]http.RoundTripper{"stripe-mock": http.DefaultTransport, "our double": there} {
			target, key := base, "sk_test_123"
			if who == "our double" {
				target, key = "https://api.stripe.com", apiKey
			}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target+"/v1/checkout/sessions", strings.NewReader(form.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+key)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			res, err := wire.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			if res.StatusCode != tt.want {
				t.Errorf("%s, %s: %d, want %d", who, name, res.StatusCode, tt.want)
			}
		}
	}
}
