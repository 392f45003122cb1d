package payments_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

func goodIntent() payments.Intent {
	return payments.Intent{
		Key: "order-1.1", Order: "o1", Amount: usd(12_50), ReturnURL: "https://shop.example/back?x=1",
		Lines: []payments.Line{{Title: "Tent", Quantity: 1, Amount: usd(15_00)}, {Title: "Spring", Quantity: 1, Amount: usd(-2_50)}},
	}
}

func TestIntentValidate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		edit func(*payments.Intent)
		bad  string // a part of the error; "" if it is valid
	}{
		{"complete", func(*payments.Intent) {}, ""},
		{"no way back", func(in *payments.Intent) { in.ReturnURL = "" }, ""},
		{"longest key", func(in *payments.Intent) { in.Key = strings.Repeat("k", 64) }, ""},
		{"no key", func(in *payments.Intent) { in.Key = "" }, "Key"},
		{"long key", func(in *payments.Intent) { in.Key = strings.Repeat("k", 65) }, "Key"},
		{"strange key", func(in *payments.Intent) { in.Key = "a b" }, "Key"},
		{"key with a line end", func(in *payments.Intent) { in.Key = "a\n" }, "Key"},
		{"no order", func(in *payments.Intent) { in.Order = "" }, "Order"},
		{"nothing to pay", func(in *payments.Intent) { in.Amount = usd(0) }, "Amount"},
		{"less than nothing", func(in *payments.Intent) { in.Amount = usd(-1) }, "Amount"},
		{"script as way back", func(in *payments.Intent) { in.ReturnURL = "javascript:alert(1)" }, "ReturnURL"},
		{"relative way back", func(in *payments.Intent) { in.ReturnURL = "/back" }, "ReturnURL"},
		{"no host", func(in *payments.Intent) { in.ReturnURL = "https://" }, "ReturnURL"},
		{"line of nothing", func(in *payments.Intent) { in.Lines[0].Quantity = 0 }, "Lines[0]"},
		{"line in other money", func(in *payments.Intent) { in.Lines[1].Amount = money.New(1, "KZT") }, "Lines[1]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := goodIntent()
			tt.edit(&in)
			checkMalformed(t, in.Validate(), tt.bad)
		})
	}
}

func TestRefundValidate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		refund payments.Refund
		bad    string
	}{
		{"complete", payments.Refund{Key: "r1", Ref: "pay_1", Amount: usd(1)}, ""},
		{"no key", payments.Refund{Ref: "pay_1", Amount: usd(1)}, "Key"},
		{"no ref", payments.Refund{Key: "r1", Amount: usd(1)}, "Ref"},
		{"nothing", payments.Refund{Key: "r1", Ref: "pay_1"}, "Amount"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			checkMalformed(t, tt.refund.Validate(), tt.bad)
		})
	}
}

func checkMalformed(t *testing.T, err error, part string) {
	t.Helper()
	if part == "" {
		if err != nil {
			t.Errorf("got error %v, want none", err)
		}
		return
	}
	if !errors.Is(err, payments.ErrMalformed) || !strings.Contains(err.Error(), part) {
		t.Errorf("got error %v, want ErrMalformed about %s", err, part)
	}
}

func TestAccepts(t *testing.T) {
	t.Parallel()
	few := payments.Capabilities{Currencies: []string{"KZT", "USD"}}
	tests := []struct {
		name string
		c    payments.Capabilities
		code string
		want bool
	}{
		{"any, known", payments.Capabilities{}, "KZT", true},
		{"any, unknown", payments.Capabilities{}, "QQQ", false},
		{"any, lower case", payments.Capabilities{}, "usd", false},
		{"any, none", payments.Capabilities{}, "", false},
		{"few, listed", few, "USD", true},
		{"few, not listed", few, "EUR", false},
	}
	for _, tt := range tests {
		if got := tt.c.Accepts(tt.code); got != tt.want {
			t.Errorf("%s: Accepts(%q) = %v, want %v", tt.name, tt.code, got, tt.want)
		}
	}
}

func TestEventKinds(t *testing.T) {
	t.Parallel()
	for _, e := range history() {
		if !e.Kind.Valid() || !e.Payment().State.Valid() {
			t.Errorf("%s: not valid, or of no state", e.Kind)
		}
	}
	if payments.EventKind("").Valid() || payments.EventKind("payout").Valid() {
		t.Error("an unknown kind is valid")
	}
}

func TestError(t *testing.T) {
	t.Parallel()
	err := error(&payments.Error{Provider: "stripe", Op: "start", Code: payments.CodeTimeout, Retry: true, Err: context.DeadlineExceeded})
	if want := "payments: stripe: start: timeout: context deadline exceeded"; err.Error() != want {
		t.Errorf("text = %q, want %q", err, want)
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error("the cause is not found")
	}
}

func TestDeclinesAreDistinct(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, code := range payments.Declines() {
		if code == "" || seen[code] {
			t.Errorf("code %q is empty or listed twice", code)
		}
		seen[code] = true
	}
}

func TestNewDelivery(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/payments/a%2Fb?x=1&x=2", nil)
	r.Header.Set("signature", "s")
	body := []byte("raw")
	d := payments.NewDelivery(r, body, noon)
	body[0] = 'X'
	r.Header.Set("signature", "changed")
	want := payments.Delivery{
		Method: "POST", Path: "/payments/a%2Fb", Query: "x=1&x=2",
		Header: http.Header{"Signature": {"s"}}, Body: []byte("raw"), Received: noon,
	}
	if diff := cmp.Diff(want, d); diff != "" {
		t.Errorf("delivery (-want +got):\n%s", diff)
	}
	if d.Received.Sub(noon) != time.Duration(0) {
		t.Error("the time of receipt is lost")
	}
}
