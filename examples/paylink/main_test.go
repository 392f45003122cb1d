package main

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/examples/internal/shopper"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/shoptest"
)

// Ann chats; the tailor writes her an invoice; she pays it in the chat, and the
// book says so.
func TestRun(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	l := shopper.Listen(t)
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, l, t.TempDir()) }()
	base := "http://" + l.Addr().String()

	signed := regexp.MustCompile(`data-identity="([^"]+)"`).FindStringSubmatch(get(t, base+"/at/ann"))
	if signed == nil {
		t.Fatal("Ann's page does not say who she is")
	}
	ann := shopper.Visit(t, base+"/chat", html.UnescapeString(signed[1]))
	res, err := http.PostForm(base+"/invoice", form("I-7", "Waistcoat, shortened", "45.00", "ann"))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	ann.Hears("Waistcoat, shortened")
	ann.Pays()
	ann.Hears("payment has arrived")
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(get(t, base+"/"), "<td>$45.00<td>paid"); {
		if time.Now().After(deadline) {
			t.Fatalf("the desk shows %s", get(t, base+"/"))
		}
	}

	stop()
	if err := <-ended; err != nil {
		t.Errorf("the example ended with %v", err)
	}
}

func get(t *testing.T, address string) string {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v", address, res.StatusCode, err)
	}
	return string(body)
}

func form(number, what, sum, customer string) url.Values {
	return url.Values{"number": {number}, "what": {what}, "sum": {sum}, "customer": {customer}}
}

// house is the tailor under test.
func house(t *testing.T) (*tailor, *shoptest.Shop) {
	t.Helper()
	db, err := open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	own := &tailor{db: db, identity: shoptest.IdentitySecret}
	s := shoptest.New(t, own.config())
	own.shop = s.Shop
	return own, s
}

// post sends the form and returns how it was answered.
func (t *tailor) post(v url.Values) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/invoice", strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	t.write(w, r)
	return w
}

// A link for nobody in particular is paid by whoever has it; an invoice that is
// written twice is one; and the money is noted once, however often it is told.
func TestInvoice(t *testing.T) {
	t.Parallel()
	own, s := house(t)
	for range 2 {
		if w := own.post(form("I-8", "Two shirts", "120.00", "")); w.Code != http.StatusSeeOther {
			t.Fatalf("the form: %d %s", w.Code, w.Body)
		}
	}
	all, err := own.book(t.Context())
	if err != nil || len(all) != 1 || all[0].Paid || all[0].Sum != money.New(120_00, "USD") {
		t.Fatalf("the book has %+v (%v)", all, err)
	}
	pay(t, s, all[0].Link)
	if all, err = own.book(t.Context()); err != nil || len(all) != 1 || !all[0].Paid {
		t.Errorf("the book has %+v (%v)", all, err)
	}
	if err := own.paid(t.Context(), hook.OrderPaid{Order: hook.Order{Ref: "I-8"}}); err != nil {
		t.Errorf("told again: %v", err)
	}
	if err := own.paid(t.Context(), hook.OrderPaid{Order: hook.Order{Ref: "I-9"}}); err == nil {
		t.Error("what is not in the book counts as noted")
	}
}

// The money is quicker than the book: it is noted when Sauda tells of it again.
func TestMoneyIsQuicker(t *testing.T) {
	t.Parallel()
	own, s := house(t)
	hem := invoice{Number: "I-3", What: "A hem", Sum: money.New(12_00, "USD")}
	link, _, err := own.shop.PayLinks().Create(t.Context(), sdk.PayLink{Ref: hem.Number, Title: hem.What, Amount: hem.Sum})
	if err != nil {
		t.Fatal(err)
	}
	pay(t, s, link.URL)
	if _, err := own.bill(t.Context(), hem, ""); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Hour)
	if all, err := own.book(t.Context()); err != nil || len(all) != 1 || !all[0].Paid {
		t.Errorf("the book has %+v (%v)", all, err)
	}
}

// pay opens a link and pays in the sandbox.
func pay(t *testing.T, s *shoptest.Shop, link string) {
	t.Helper()
	at, err := s.OpenPayLink(t.Context(), path.Base(link), checkout.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Sandbox.Settle(path.Base(at.URL), sandbox.Succeed); err != nil {
		t.Fatal(err)
	}
	s.Advance(time.Second)
}

// What cannot be an invoice is refused, in words, and nothing is written.
func TestBadInvoices(t *testing.T) {
	t.Parallel()
	own, _ := house(t)
	if w := own.post(form("I-1", "A hem", "12.00", "")); w.Code != http.StatusSeeOther {
		t.Fatalf("the form: %d %s", w.Code, w.Body)
	}
	for name, tt := range map[string]struct {
		form url.Values
		code int
		says string
	}{
		"no sum":        {form("I-2", "A hem", "", ""), 422, "write 45.00"},
		"half a cent":   {form("I-2", "A hem", "1.005", ""), 422, "write 45.00"},
		"nothing":       {form("I-2", "A hem", "0", ""), 422, "amount"},
		"no number":     {form("", "A hem", "12.00", ""), 422, "ref"},
		"no words":      {form("I-2", "", "12.00", ""), 422, "title"},
		"a long number": {form(strings.Repeat("9", 100), "A hem", "12.00", ""), 422, "ref"},
		"another sum":   {form("I-1", "A hem", "13.00", ""), 409, "another sum"},
	} {
		if w := own.post(tt.form); w.Code != tt.code || !strings.Contains(w.Body.String(), tt.says) {
			t.Errorf("%s: %d %q, want %d …%s…", name, w.Code, w.Body, tt.code, tt.says)
		}
	}
	if all, err := own.book(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("the book has %+v (%v)", all, err)
	}
}
