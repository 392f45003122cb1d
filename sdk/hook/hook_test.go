package hook_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk/contact"
	"github.com/sauda-commerce/sauda/sdk/hook"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

var update = flag.Bool("update", false, "rewrite the goldens")

var almaty = time.FixedZone("Almaty", 5*3600)

// shopOrder is an order with everything in it.
func shopOrder() order.Order {
	usd := func(minor int64) money.Amount { return money.New(minor, "USD") }
	at := time.Date(2027, time.January, 2, 20, 4, 5, 0, almaty)
	return order.Order{
		ID: "0190c0de-0000-7000-8000-000000000001", Number: "1001", Version: 3, State: order.Paid, Contact: "c-1", Conversation: "v-1",
		Quote: quote.Quote{
			Lines:    []quote.Line{{Ref: catalog.Ref{Product: "tent", Variant: "red"}, Title: "Tent, red", Quantity: 2, Unit: usd(10000), Total: usd(20000), Tax: usd(10)}},
			Subtotal: usd(20000), Delivery: &quote.Delivery{ID: "courier", Name: "Courier", Price: usd(500)},
			Discount: usd(100), Tax: usd(10), TaxIncluded: true, Total: usd(20400),
		},
		Details: order.Details{Name: "Aizhan", Phone: "+77010000000", Email: "a@example.com", Address: "Abay 1", Country: "KZ", Locale: "kk"},
		HostRef: "W-7", PayToken: "pay-token-secret", PayExpires: at.Add(time.Hour), Attempt: 2, Checkout: "cs_1", Provider: "sandbox",
		PaidAmount: usd(20400), Created: at, Updated: at.Add(time.Minute),
	}
}

func shopPayment() payments.Payment {
	return payments.Payment{
		Ref: "cs_1", Order: "0190c0de-0000-7000-8000-000000000001", Key: "key-1", State: payments.StateSucceeded,
		Amount: money.New(20400, "USD"), Refunded: money.New(400, "USD"), At: time.Date(2027, time.January, 2, 15, 5, 0, 0, time.UTC),
	}
}

// told are events of every type, with everything in them.
func told() []hook.Event {
	o, p := hook.Of(shopOrder()), hook.OfPayment("sandbox", shopPayment())
	declined := p
	declined.State, declined.Code = payments.StateFailed, payments.DeclineFunds
	who := hook.OfContact(contact.Contact{ID: "c-1", Customer: "u-9", Name: "Aizhan", Phone: "+77010000000", Email: "a@example.com", Address: "Abay 1", Country: "KZ", Locale: "kk", OptedOut: true})
	at := time.Date(2027, time.January, 2, 20, 6, 0, 123000, almaty)
	return []hook.Event{
		hook.Stamp(hook.OrderPlaced{Order: o}, o.ID, at),
		hook.Stamp(hook.OrderRejected{Order: o}, o.ID, at),
		hook.Stamp(hook.OrderPaid{Order: o, Payment: p}, o.ID, at),
		hook.Stamp(hook.OrderUpdated{Order: o}, o.ID, at),
		hook.Stamp(hook.OrderCancelled{Order: o}, o.ID, at),
		hook.Stamp(hook.PaymentSucceeded{Order: o, Payment: p}, "key-1", at),
		hook.Stamp(hook.PaymentFailed{Order: o, Payment: declined}, "key-1", at),
		hook.Stamp(hook.Refunded{Order: o, Payment: p, Refund: hook.OfRefund(shopPayment())}, "key-1:400", at),
		hook.Stamp(hook.Disputed{Order: o, Payment: p}, "key-1", at),
		hook.Stamp(hook.HandoffRequested{Conversation: "v-1", Channel: "webchat", Contact: who, Reason: "help", Order: &o}, "v-1:3", at),
		hook.Stamp(hook.OptedOut{Conversation: "v-1", Channel: "webchat", Contact: who}, "v-1:4", at),
		hook.Stamp(hook.OptedIn{Conversation: "v-1", Channel: "webchat", Contact: who}, "v-1:5", at),
		hook.Stamp(hook.CustomerLinked{Conversation: "v-1", Channel: "webchat", Contact: who}, "v-1:u-9", at),
	}
}

// What goes over the wire is kept: hosts read it.
func TestGoldens(t *testing.T) {
	t.Parallel()
	var seen []string
	for _, e := range told() {
		seen = append(seen, e.Type())
		got, err := hook.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", e.Type()+".json")
		if *update {
			if err := os.WriteFile(file, append(got, '\n'), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("every type has a golden: %v", err)
		}
		if diff := cmp.Diff(string(bytes.TrimSpace(want)), string(got)); diff != "" {
			t.Errorf("%s: -want +got\n%s", e.Type(), diff)
		}
		back, err := hook.Parse(e.Head().ID, got)
		if err != nil {
			t.Fatalf("%s: %v", e.Type(), err)
		}
		if diff := cmp.Diff(e, back); diff != "" {
			t.Errorf("%s: Parse of Marshal: -want +got\n%s", e.Type(), diff)
		}
	}
	if diff := cmp.Diff(hook.Types(), seen); diff != "" {
		t.Errorf("types without a golden: -want +got\n%s", diff)
	}
}

// The table in the package's doc names every type there is.
func TestTypesAreDocumented(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range told() {
		name := reflect.TypeOf(e).Name()
		if !regexp.MustCompile(`(?m)^//\t` + regexp.QuoteMeta(e.Type()) + ` .*: ` + name + `$`).Match(doc) {
			t.Errorf("package doc: no line for %s: %s", e.Type(), name)
		}
	}
}

func TestNothingSecret(t *testing.T) {
	t.Parallel()
	for _, e := range told() {
		raw, err := hook.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"pay-token-secret", "pay_token", "key-1"} {
			if strings.Contains(string(raw), secret) {
				t.Errorf("%s holds %s", e.Type(), secret)
			}
		}
	}
}

func TestStamp(t *testing.T) {
	t.Parallel()
	at := time.Date(2027, time.January, 2, 20, 6, 0, 0, almaty)
	paid := hook.Stamp(hook.OrderPaid{}, "o-1", at)
	if !regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`).MatchString(paid.ID) {
		t.Errorf("ID = %q", paid.ID)
	}
	if paid.At.Location() != time.UTC || !paid.At.Equal(at) {
		t.Errorf("At = %v, want %v in UTC", paid.At, at)
	}
	if again := hook.Stamp(hook.OrderPaid{}, "o-1", at.Add(time.Hour)); again.ID != paid.ID {
		t.Error("the same fact has another id later")
	}
	for name, other := range map[string]string{
		"another key":  hook.Stamp(hook.OrderPaid{}, "o-2", at).ID,
		"another type": hook.Stamp(hook.OrderPlaced{}, "o-1", at).ID,
	} {
		if other == paid.ID {
			t.Errorf("%s has the same id", name)
		}
	}
	if e := hook.Stamp[hook.Event](hook.OrderPlaced{}, "o-1", at); e.Head().ID == "" {
		t.Error("an Event is not stamped")
	}
}

func TestOn(t *testing.T) {
	t.Parallel()
	var got []string
	note := func(e hook.Event) error { got = append(got, e.Type()); return nil }
	one := hook.On(func(_ context.Context, e hook.OrderPaid) error { return note(e) })
	all := hook.On(func(_ context.Context, e hook.Event) error { return note(e) })
	paid, placed := hook.OrderPaid{}, hook.OrderPlaced{}
	for _, tt := range []struct {
		h    hook.Hook
		e    hook.Event
		want bool
	}{{one, paid, true}, {one, placed, false}, {all, paid, true}, {all, placed, true}} {
		got = nil
		if err := errors.Join(tt.h.Check(), tt.h.Call(t.Context(), tt.e)); err != nil {
			t.Error(err)
		}
		if called := slices.Equal(got, []string{tt.e.Type()}); called != tt.want || tt.h.Hears(tt.e.Type()) != tt.want {
			t.Errorf("%s: called %v, hears %v, want %v", tt.e.Type(), called, tt.h.Hears(tt.e.Type()), tt.want)
		}
	}
	boom := errors.New("boom")
	if err := hook.On(func(context.Context, hook.Disputed) error { return boom }).Call(t.Context(), hook.Disputed{}); !errors.Is(err, boom) {
		t.Errorf("Call = %v, want the function's error", err)
	}
	for name, h := range map[string]hook.Hook{
		"pointer": hook.On(func(context.Context, *hook.OrderPaid) error { return nil }),
		"nil":     hook.On[hook.OrderPaid](nil),
		"zero":    {},
	} {
		if err := h.Check(); !errors.Is(err, hook.ErrNoEvent) {
			t.Errorf("%s: Check() = %v, want ErrNoEvent", name, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body string
		want error
	}{
		"nothing":    {``, hook.ErrMalformed},
		"not JSON":   {`order.paid`, hook.ErrMalformed},
		"a list":     {`[]`, hook.ErrMalformed},
		"no type":    {`{}`, hook.ErrUnknown},
		"newer type": {`{"type":"order.teleported","timestamp":"2027-01-02T15:04:05Z","data":{}}`, hook.ErrUnknown},
		"no data":    {`{"type":"order.paid","timestamp":"2027-01-02T15:04:05Z"}`, hook.ErrMalformed},
		"wrong data": {`{"type":"order.paid","timestamp":"2027-01-02T15:04:05Z","data":{"order":7}}`, hook.ErrMalformed},
		"wrong time": {`{"type":"order.paid","timestamp":"yesterday","data":{}}`, hook.ErrMalformed},
		"null data":  {`{"type":"order.paid","timestamp":"2027-01-02T15:04:05Z","data":null}`, hook.ErrMalformed},
	} {
		if _, err := hook.Parse("evt_1", []byte(tt.body)); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

// Foreign bytes never panic, and what is read is written the same way again.
func FuzzParse(f *testing.F) {
	for _, e := range told() {
		raw, err := hook.Marshal(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(`{"type":"order.paid","timestamp":"9999-12-31T23:59:59-23:59","data":{}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := hook.Parse("evt_1", raw)
		if err != nil {
			return
		}
		once, err := hook.Marshal(e)
		if err != nil {
			t.Skip() // a time that has no RFC 3339 form in UTC
		}
		again, err := hook.Parse("evt_1", once)
		if err != nil {
			t.Fatalf("our own JSON is refused: %v\n%s", err, once)
		}
		if twice, _ := hook.Marshal(again); !bytes.Equal(once, twice) {
			t.Errorf("%s\nbecame\n%s", once, twice)
		}
	})
}

// What a pay link is for is no product, so its line names none.
func TestLineOfNoProduct(t *testing.T) {
	t.Parallel()
	o := shopOrder()
	o.Quote.Lines = []quote.Line{{Title: "Engraving", Quantity: 1, Unit: money.New(1500, "USD"), Total: money.New(1500, "USD")}}
	got, err := hook.Marshal(hook.OrderUpdated{Order: hook.Of(o)})
	if err != nil || bytes.Contains(got, []byte(`"product"`)) {
		t.Errorf("%s, %v", got, err)
	}
}

// What is given back of an order, and that its bank asks the money back, is in
// the view.
func TestOfRefundedAndDisputed(t *testing.T) {
	t.Parallel()
	o := shopOrder()
	o.RefundedAmount, o.Disputed = money.New(400, "USD"), true
	raw, err := hook.Marshal(hook.Stamp(hook.OrderUpdated{Order: hook.Of(o)}, o.ID, time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"refunded":{"minor":400,"currency":"USD"}`, `"disputed":true`} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("no %s in %s", want, raw)
		}
	}
}
