package pay

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/gateway/internal/page"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// fake is a shop with one link, "good".
type fake struct {
	texts   *locale.Texts
	view    checkout.View
	err     error // of looking
	address string
	way     string // that was opened
	openErr error
	opened  int
	choice  checkout.Choice // of the last opening
	claimed int
	receipt []byte
	sayErr  error // of claims and receipts
}

func (f *fake) PayLink(_ context.Context, token string) (checkout.View, error) {
	if token != "good" {
		return checkout.View{}, sdk.ErrNotFound
	}
	return f.view, f.err
}

func (f *fake) OpenPayLink(_ context.Context, token string, c checkout.Choice) (checkout.Opened, error) {
	if token != "good" {
		return checkout.Opened{}, sdk.ErrNotFound
	}
	f.opened++
	f.choice = c
	return checkout.Opened{URL: f.address, Provider: f.way}, f.openErr
}

func (f *fake) ClaimPayLink(_ context.Context, token string) error {
	if token != "good" {
		return sdk.ErrNotFound
	}
	f.claimed++
	return f.sayErr
}

func (f *fake) AddReceipt(_ context.Context, token string, data []byte) error {
	if token != "good" {
		return sdk.ErrNotFound
	}
	f.receipt = data
	return f.sayErr
}

func (f *fake) Printer(lang ...string) locale.Printer { return f.texts.Printer(append(lang, "en")...) }

func (f *fake) Profile() sdk.Profile { return sdk.Profile{Name: "Alem", TimeZone: "Asia/Almaty"} }

func usd(minor int64) money.Amount { return money.New(minor, "USD") }

// newFake returns a shop whose link is open, for an order with all there is.
func newFake(t testing.TB) *fake {
	t.Helper()
	texts, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	o := order.Order{
		Number: "1001", PayExpires: time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC),
		Details: order.Details{Name: "Ann <i>Lee</i>", Locale: "en"},
		Quote: quote.Quote{
			Lines: []quote.Line{
				{Title: "Ridge 2 <b>tent</b>", Quantity: 2, Unit: usd(19900), Total: usd(39800)},
				{Title: "Peg", Quantity: 1, Unit: usd(150), Total: usd(150)},
			},
			Subtotal: usd(39950), Discount: usd(1000), Tax: usd(3116), Total: usd(43066),
			Delivery: &quote.Delivery{ID: "courier", Name: "Courier", Price: usd(1000)},
		},
	}
	return &fake{texts: texts, view: checkout.View{Order: o, State: open, Quote: o.Quote}, address: "https://pay.example/c1"}
}

func serve(t testing.TB, f *fake, method, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	h, err := New(f, &url.URL{Scheme: "https", Host: "chat.shop.example"}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /pay/{token}", h.Show)
	mux.HandleFunc("POST /pay/{token}", h.Pay)
	r := httptest.NewRequest(method, "http://internal:8080"+path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

func TestOpenPage(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	w := serve(t, f, "GET", "/pay/good")
	body := w.Body.String()
	for _, want := range []string{
		`lang="en" dir="ltr"`, `data-state="open"`, "Order 1001", "Ridge 2 &lt;b&gt;tent&lt;/b&gt;", "2 × $199.00", "$398.00", "Courier", "$10.00",
		"−$10.00", "$31.16", "$430.66", "Ann &lt;i&gt;Lee&lt;/i&gt;", "Pay $430.66", "30 November 2026", `content="noindex, nofollow"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(body, "pay.") && strings.Contains(body, ">pay.") {
		t.Error("a text is missing")
	}
	if strings.Index(body, "<form") != strings.LastIndex(body, "<form") || !strings.Contains(body, `<form method="post" action="">`) {
		t.Error("the page has not exactly one form, to itself")
	}
	if f.opened != 0 {
		t.Error("looking opened a checkout")
	}
	for name, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, page.Hash(pageCSS)) || !strings.Contains(policy, "form-action 'self' https:;") || !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("policy %q", policy)
	}
	if head := serve(t, f, "HEAD", "/pay/good"); head.Code != 200 || head.Body.Len() != 0 {
		t.Errorf("HEAD: %d with %d bytes", head.Code, head.Body.Len())
	}
}

func TestStates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state, path, want, not string
	}{
		{open, "/pay/good", "Pay $430.66", "We are checking"},
		{open, "/pay/good?return=0", "We are checking the payment", "Thank"},
		{processing, "/pay/good", "Payment under way", "<form"},
		{paid, "/pay/good", "Paid. Thank you", "<form"},
		{paid, "/pay/good?return=3", "Paid. Thank you", "http-equiv"},
		{expired, "/pay/good", "Link expired", "<form"},
		{cancelled, "/pay/good", "Order cancelled", "<form"},
		{refunded, "/pay/good", "Money returned", "<form"},
	} {
		f := newFake(t)
		f.view.State = c.state
		body := serve(t, f, "GET", c.path).Body.String()
		if !strings.Contains(body, c.want) || strings.Contains(body, c.not) || !strings.Contains(body, `data-state="`+c.state+`"`) {
			t.Errorf("%s %s: want %q and no %q in %s", c.state, c.path, c.want, c.not, body)
		}
	}
}

// A page that waits looks again by itself, but not for ever.
func TestRefresh(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	for path, want := range map[string]string{
		"/pay/good?return=0": "url=?return=1\"", "/pay/good?return=7": "url=?return=8\"", "/pay/good?return": "url=?return=1\"",
		"/pay/good?return=-5": "url=?return=1\"", "/pay/good?return=x": "url=?return=1\"",
		"/pay/good?return=45": "", "/pay/good?return=99999999999999999999": "url=?return=1\"", "/pay/good": "",
	} {
		body := serve(t, f, "GET", path).Body.String()
		if got := strings.Contains(body, "http-equiv"); got != (want != "") || !strings.Contains(body, want) {
			t.Errorf("%s: refresh %v, want %q", path, got, want)
		}
	}
}

// After a decline there is nothing to wait for: the page says so and lets her
// try again.
func TestDeclined(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.view.Declined = true
	body := serve(t, f, "GET", "/pay/good?return=0").Body.String()
	if !strings.Contains(body, "did not go through") || !strings.Contains(body, "<form") || strings.Contains(body, "http-equiv") {
		t.Errorf("a decline is not said, cannot be tried again, or is waited for: %s", body)
	}
}

// Who has sent a transfer that people did not find is not told that nothing was
// taken from her, and not to send it again.
func TestNotReceived(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.view.Declined, f.view.NotReceived = true, true
	body := serve(t, f, "GET", "/pay/good").Body.String()
	if !strings.Contains(body, "do not pay again") || strings.Contains(body, "Nothing was charged") || !strings.Contains(body, "<form") {
		t.Errorf("the page says %s", body)
	}
}

func TestGone(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.view.Gone, f.view.Reason = []string{"Ridge 2", "Peg"}, checkout.ReasonSoldOut
	body := serve(t, f, "GET", "/pay/good").Body.String()
	if !strings.Contains(body, "Sold out meanwhile: Ridge 2 and Peg.") || strings.Contains(body, "<form") {
		t.Errorf("what is gone is not said, or can be paid: %s", body)
	}
}

// Where there is nothing to pay she confirms, and is told of no secure page.
func TestNothingToPay(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.view.Quote.Total = money.New(0, "USD")
	f.view.Ways = nil
	body := serve(t, f, "GET", "/pay/good").Body.String()
	if !strings.Contains(body, ">Confirm the order</button>") || !strings.Contains(body, `value="0 USD"`) || strings.Contains(body, "next page") {
		t.Errorf("the page: %s", body)
	}
	f.address = ""
	if w := serve(t, f, "POST", "/pay/good"); w.Code != 303 || w.Header().Get("Location") != "good" {
		t.Errorf("%d to %q, want the page itself", w.Code, w.Header().Get("Location"))
	}
}

func TestPay(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	for _, header := range [][]string{nil, {"Sec-Fetch-Site", "same-origin"}, {"Origin", "https://chat.shop.example"}} {
		w := serve(t, f, "POST", "/pay/good", header...)
		if w.Code != 303 || w.Header().Get("Location") != f.address || w.Header().Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%v: %d %q", header, w.Code, w.Header().Get("Location"))
		}
	}
	f.opened = 0
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}} {
		if w := serve(t, f, "POST", "/pay/good", header...); w.Code != 403 || f.opened != 0 {
			t.Errorf("%v: %d, opened %d; want 403 and nothing", header, w.Code, f.opened)
		}
	}
	for _, address := range []string{"javascript:alert(1)", "/local", "https:///x", "ftp://x/y"} {
		f.address = address
		if w := serve(t, f, "POST", "/pay/good"); w.Code != 500 || w.Header().Get("Location") != "" {
			t.Errorf("a provider at %q: %d", address, w.Code)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	seen := map[string]checkout.Reason{}
	for _, reason := range []checkout.Reason{
		checkout.ReasonExpired, checkout.ReasonSettled, checkout.ReasonClosed, checkout.ReasonProcessing,
		checkout.ReasonSoldOut, checkout.ReasonUnavailable, checkout.ReasonNoProvider,
		checkout.ReasonNoWay, checkout.ReasonChanged, checkout.ReasonNotOpen, checkout.ReasonOpenElsewhere,
	} {
		f := newFake(t)
		f.openErr = fmt.Errorf("x: %w", &checkout.Refusal{Reason: reason, Titles: []string{"Peg"}, Err: errors.New("hunter2")})
		w := serve(t, f, "POST", "/pay/good")
		body := w.Body.String()
		want := 409
		if reason == checkout.ReasonUnavailable {
			want = 503
		}
		if w.Code != want || !strings.Contains(body, `role="alert"`) || strings.Contains(body, "hunter2") {
			t.Errorf("%s: %d %s", reason, w.Code, body)
		}
		_, alert, _ := strings.Cut(body, `role="alert">`)
		alert, _, _ = strings.Cut(alert, "<")
		if other, ok := seen[alert]; ok || strings.HasPrefix(alert, "pay.") {
			t.Errorf("%s says %q, as %s does", reason, alert, other)
		}
		seen[alert] = reason
	}
}

// A link for anybody says what it is for, and sends nobody to a chat where she
// never was.
func TestLinkForAnybody(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "ru", "kk"} {
		for _, state := range []string{open, paid, expired, cancelled} {
			f := newFake(t)
			f.view.State, f.view.Order.Origin, f.view.Order.Title, f.view.Order.Details.Locale = state, order.FromLink, "Deposit <b>dress</b>", lang
			body := serve(t, f, "GET", "/pay/good").Body.String()
			for _, chat := range []string{" chat", " чат"} {
				if strings.Contains(body, chat) {
					t.Errorf("%s, %s: the page speaks of a chat", lang, state)
				}
			}
			if strings.Contains(body, ">pay.") || state == open && !strings.Contains(body, "<h1>Deposit &lt;b&gt;dress&lt;/b&gt;</h1>") {
				t.Errorf("%s, %s: the page says\n%s", lang, state, body)
			}
			f.openErr = &checkout.Refusal{Reason: checkout.ReasonSoldOut, Titles: []string{"Peg"}}
			if alert := serve(t, f, "POST", "/pay/good").Body.String(); !strings.Contains(alert, "Peg") || strings.Contains(alert, " chat") {
				t.Errorf("%s: refused with\n%s", lang, alert)
			}
		}
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want int
	}{
		{fmt.Errorf("x: %w", sdk.ErrNotFound), 404}, {store.ErrUnavailable, 503}, {errors.New("hunter2"), 500}, {context.DeadlineExceeded, 503},
	} {
		f := newFake(t)
		f.err, f.openErr = c.err, c.err
		for _, method := range []string{"GET", "POST"} {
			w := serve(t, f, method, "/pay/good")
			if w.Code != c.want || strings.Contains(w.Body.String(), "hunter2") || !strings.Contains(w.Body.String(), "<h1>") {
				t.Errorf("%s with %v: %d %s", method, c.err, w.Code, w.Body)
			}
			if (c.want == 503) != (w.Header().Get("Retry-After") != "") {
				t.Errorf("%s with %v: Retry-After %q", method, c.err, w.Header().Get("Retry-After"))
			}
		}
	}
}

func Example() {
	texts, err := locale.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	pages, err := New(&fake{texts: texts}, &url.URL{Scheme: "https", Host: "chat.shop.example"}, nil, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /pay/{token}", pages.Show)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("GET", "/pay/unknown", nil))
	fmt.Println(w.Code, w.Header().Get("Cache-Control"), strings.Contains(w.Body.String(), "No such link"))
	// Output: 404 no-store true
}
