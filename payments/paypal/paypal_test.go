package paypal_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/paypal"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

const (
	opens, looks = "POST /v2/checkout/orders", "GET /v2/checkout/orders/{id}"
	takes, backs = "POST /v2/checkout/orders/{id}/capture", "POST /v2/payments/captures/{id}/refund"
)

func code(err error) (string, bool) {
	e, ok := errors.AsType[*payments.Error](err)
	if !ok {
		return fmt.Sprintf("no *payments.Error: %v", err), false
	}
	return e.Code, e.Retry
}

// What is missing or wrong is said in one sentence that names the field.
func TestConfig(t *testing.T) {
	t.Parallel()
	for want, spoil := range map[string]func(*paypal.Config){
		"Config.BaseURL":    func(c *paypal.Config) { c.BaseURL = "api.paypal.com" },
		"https address":     func(c *paypal.Config) { c.BaseURL = "http://api-m.paypal.com" },
		"complete https":    func(c *paypal.Config) { c.BaseURL = "https://shop:" + secret + "@api-m.paypal.com" },
		"copy it alone":     func(c *paypal.Config) { c.Secret = secret + "\n" },
		"Config.Secret":     func(c *paypal.Config) { c.Secret = "" },
		"Config.ClientID":   func(c *paypal.Config) { c.ClientID = "" },
		"Config.WebhookIDs": func(c *paypal.Config) { c.WebhookIDs = []string{"1JE4|"} },
		"Config.Currencies": func(c *paypal.Config) { c.Currencies = []string{"USD", "KZT"} },
		"Config.Life":       func(c *paypal.Config) { c.Life = time.Second },
		"Config.Tolerance":  func(c *paypal.Config) { c.Tolerance = -time.Second },
	} {
		c := config(nil, nil)
		spoil(&c)
		if _, err := paypal.New(c); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secret) {
			t.Errorf("error %v, want one that names %s", err, want)
		}
	}
}

// Prices as PayPal counts them, and back. HUF and TWD have decimals for us alone.
func TestAmounts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		sum   money.Amount
		there string
		err   error
	}{
		{usd(12_34), "12.34", nil},
		{money.New(1234, "JPY"), "1234", nil},
		{money.New(1234_00, "HUF"), "1234", nil},
		{money.New(1234_50, "HUF"), "", payments.ErrUnsupported},
		{money.New(99_00, "TWD"), "99", nil},
		{money.New(1, "TWD"), "", payments.ErrUnsupported},
		{money.New(1234, "KWD"), "", payments.ErrUnsupported},
		{money.New(1234, "BRL"), "", payments.ErrUnsupported}, // unless the account is there
		{usd(999_999_999_999_99), "999999999999.99", nil},
	} {
		t.Run(tt.sum.String(), func(t *testing.T) {
			t.Parallel()
			a := open(t, simulator.PayPalConfig{})
			c, err := a.Start(t.Context(), intent("o1", tt.sum))
			if tt.err != nil {
				if !errors.Is(err, tt.err) || a.there.Requests() > 0 {
					t.Fatalf("error %v after %d requests, want %v after none", err, a.there.Requests(), tt.err)
				}
				return
			}
			a.must(err)
			if o := a.there.Orders()[0]; c.Amount != tt.sum || o.Value != tt.there || o.Currency != tt.sum.Currency {
				t.Errorf("there it is %s %s and here %v", o.Value, o.Currency, c.Amount)
			}
			a.must(a.there.Agree(c.Ref, simulator.PayPalPays))
			if is, err := a.Capture(t.Context(), c.Ref); err != nil || is.Amount != tt.sum || a.told(c.Ref).Amount != tt.sum {
				t.Errorf("taken is %+v, %v; told %+v", is, err, a.told(c.Ref))
			}
		})
	}
}

// The lines are shown where they add up, and never in the way where they do not.
// The double refuses sums that do not add up, and names that are too long.
func TestLines(t *testing.T) {
	t.Parallel()
	line := func(title string, n int, minor int64) payments.Line {
		return payments.Line{Title: title, Quantity: n, Amount: usd(minor)}
	}
	for name, lines := range map[string][]payments.Line{
		"none":                  nil,
		"one":                   {line("Tent", 1, 100_00)},
		"with a discount":       {line("Tent", 2, 120_00), line("SPRING", 1, -20_00)},
		"thirds":                {line("Peg", 3, 100_00)},
		"free delivery":         {line("Tent", 1, 100_00), line("Courier", 1, 0)},
		"not adding up":         {line("Tent", 1, 99_99)},
		"more off than on":      {line("Tent", 1, 1), line("SPRING", 1, -2)},
		"a long name":           {line(strings.Repeat("ж", 300), 1, 100_00)},
		"no name":               {line("", 1, 100_00)},
		"beyond all bounds":     {line("Tent", 1, 1<<62), line("Tent", 1, 1<<62), line("Tent", 1, 1<<62)},
		"a hundred and one":     slices.Repeat([]payments.Line{line("Peg", 1, 1)}, 101),
		"a name that is broken": {line("Te\xffnt", 1, 100_00)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := open(t, simulator.PayPalConfig{})
			in := intent("o1", usd(100_00))
			in.Lines, in.Title = lines, strings.Repeat("Ridge ", 40)
			if _, err := a.Start(t.Context(), in); err != nil || len(a.there.Refused()) > 0 {
				t.Errorf("%v; refused %+v", err, a.there.Refused())
			}
		})
	}
}

// What cannot be written into an order of PayPal's is said before it is opened.
func TestNames(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.PayPalConfig{})
	for _, order := range []string{"o|1", strings.Repeat("o", 110)} {
		in := intent(order, usd(1))
		in.Key = "k"
		if _, err := a.Start(t.Context(), in); !errors.Is(err, payments.ErrMalformed) || a.there.Requests() > 0 {
			t.Errorf("order %q: %v after %d requests", order, err, a.there.Requests())
		}
	}
	in := intent("0193b2a4-7c11-7d02-9d3e-5a4c5b0e6f71", usd(999_999_999_99))
	c, err := a.Start(t.Context(), in)
	a.must(err)
	if _, err := a.Cancel(t.Context(), c.Ref); err != nil {
		t.Errorf("an order such as Sauda's: %v", err)
	}
}

// Whatever goes wrong on the way, asking again under the key finds one order, and
// its money is taken once.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, kind := range []simulator.FaultKind{
		simulator.FaultLose, simulator.FaultDrop, simulator.FaultRefuse, simulator.FaultFail, simulator.FaultLimit, simulator.FaultBusy,
	} {
		for _, on := range []string{opens, looks, takes, backs} {
			t.Run(fmt.Sprint(kind, " ", on), func(t *testing.T) {
				t.Parallel()
				a := open(t, simulator.PayPalConfig{})
				a.there.SetFaults(simulator.Fault{Kind: kind, On: on, Count: 1})
				again := func(call func() error) {
					t.Helper()
					err := call()
					if err == nil {
						return
					}
					if code, retry := code(err); !retry {
						t.Fatalf("%s is not to be tried again: %v", code, err)
					}
					a.must(call())
				}
				var c payments.Checkout
				again(func() (err error) { c, err = a.Start(t.Context(), intent("o1", usd(100_00))); return err })
				a.must(a.there.Agree(c.Ref, simulator.PayPalPays))
				again(func() error { _, err := a.Capture(t.Context(), c.Ref); return err })
				again(func() error {
					_, err := a.Refund(t.Context(), payments.Refund{Key: "r1", Ref: c.Ref, Amount: usd(30_00)})
					return err
				})
				if o := a.there.Orders(); len(o) != 1 || !o[0].Paid || o[0].Refunded != "30.00" {
					t.Errorf("there is %+v", o)
				}
			})
		}
	}
}

// A token that ends, or that PayPal takes back, is replaced; one is fetched at a
// time; a secret that is wrong is told and not tried for ever.
func TestTokens(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.PayPalConfig{TokenLife: time.Hour})
	c := a.start()
	before := a.there.Requests()
	for range 3 {
		_, err := a.Fetch(t.Context(), c.Ref)
		a.must(err)
	}
	if n := a.there.Requests() - before; n != 3 {
		t.Errorf("3 calls made %d requests: the token is not kept", n)
	}
	a.there.Logout()
	_, err := a.Fetch(t.Context(), c.Ref)
	a.must(err)
	a.later(59*time.Minute + 30*time.Second) // so near its end that it is replaced
	before = a.there.Requests()
	_, err = a.Fetch(t.Context(), c.Ref)
	a.must(err)
	if n := a.there.Requests() - before; n != 2 {
		t.Errorf("a call near the token's end made %d requests, want 2", n)
	}
	stranger := config(a.there, a.clock)
	stranger.Secret = "another"
	p, err := paypal.New(stranger)
	a.must(err)
	before = a.there.Requests()
	_, err = p.Fetch(t.Context(), c.Ref)
	if code, retry := code(err); code != payments.CodeAuth || retry || a.there.Requests()-before != 1 || strings.Contains(err.Error(), "another") {
		t.Errorf("a wrong secret: %v after %d requests", err, a.there.Requests()-before)
	}
}

// PayPal repeats what it answered to a key at first. The state is asked for.
func TestKnownKeyIsLookedAt(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.PayPalConfig{})
	c := a.start()
	a.must(a.there.Agree(c.Ref, simulator.PayPalPays))
	if again := a.start(); again.Ref != c.Ref || again.State != payments.StateProcessing {
		t.Errorf("started again it is %+v", again)
	}
}

// She speaks another language by now, and has given another address: the key is
// the same, and so is the order.
func TestKeyInOtherWords(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.PayPalConfig{})
	c := a.start()
	in := intent("o1", usd(100_00))
	in.Locale, in.Payer, in.Expires, in.Created = "kk", payments.Payer{Name: "Ann", Email: "ann@shopper.example"}, noon.Add(time.Hour), noon
	if again, err := a.Start(t.Context(), in); err != nil || again != c {
		t.Errorf("started again it is %+v, %v, want %+v", again, err, c)
	}
}

// The key of another order or price is a conflict, also where PayPal answers as if
// nothing were.
func TestKeyOfAnother(t *testing.T) {
	t.Parallel()
	for _, careless := range []bool{false, true} {
		a := open(t, simulator.PayPalConfig{Careless: careless})
		a.start()
		dearer, other := intent("o1", usd(200_00)), intent("o1", usd(100_00))
		other.Order = "o2"
		for _, in := range []payments.Intent{dearer, other} {
			if c, err := a.Start(t.Context(), in); !errors.Is(err, payments.ErrConflict) || c.URL != "" {
				t.Errorf("careless %v: order %s over %v gives %+v, %v", careless, in.Order, in.Amount, c, err)
			}
		}
		if n := len(a.there.Orders()); n != 1 {
			t.Errorf("careless %v: there are %d orders", careless, n)
		}
	}
}

// Her instrument is declined, and PayPal makes no capture of it: it is failed for
// everybody who asks, though PayPal would let her try another.
func TestInstrumentIsDeclined(t *testing.T) {
	t.Parallel()
	for _, readOnly := range []bool{false, true} {
		a := open(t, simulator.PayPalConfig{ReadOnly: readOnly})
		c := a.start()
		a.must(a.there.Agree(c.Ref, simulator.PayPalRefuses))
		is, err := a.Capture(t.Context(), c.Ref)
		if err != nil || is.State != payments.StateFailed || is.Code != payments.DeclineOther {
			t.Errorf("declined is %+v, %v", is, err)
		}
		if is, err = a.Fetch(t.Context(), c.Ref); !readOnly && (err != nil || is.State != payments.StateFailed || is.Code != payments.DeclineOther) {
			t.Errorf("afterwards it is %+v, %v", is, err)
		}
	}
}

// A cancelled order is cancelled on every node, also where PayPal does not let us
// write into it; and it is not paid though she agrees.
func TestCancel(t *testing.T) {
	t.Parallel()
	for _, agreed := range []bool{false, true} {
		a := open(t, simulator.PayPalConfig{})
		c := a.start()
		if agreed {
			a.must(a.there.Agree(c.Ref, simulator.PayPalPays))
		}
		if is, err := a.Cancel(t.Context(), c.Ref); err != nil || is.State != payments.StateCancelled {
			t.Fatalf("agreed %v: cancelled is %+v, %v", agreed, is, err)
		}
		if !agreed {
			a.must(a.there.Agree(c.Ref, simulator.PayPalPays))
		}
		node, err := paypal.New(config(a.there, a.clock))
		a.must(err)
		if is, err := node.Capture(t.Context(), c.Ref); err != nil || is.State != payments.StateCancelled || a.there.Orders()[0].Paid {
			t.Errorf("agreed %v: on another node it is %+v, %v", agreed, is, err)
		}
		if told := a.told(c.Ref); told.State != payments.StateProcessing || told.Order != "o1" || told.Key != "o1-1" {
			t.Errorf("agreed %v: told is %+v", agreed, told)
		}
	}
	a := open(t, simulator.PayPalConfig{ReadOnly: true})
	c := a.start()
	if is, err := a.Cancel(t.Context(), c.Ref); err != nil || is.State != payments.StateCancelled {
		t.Errorf("where nothing can be written: %+v, %v", is, err)
	}
	a.there.SetFaults(simulator.Fault{Kind: simulator.FaultFail, On: "PATCH /v2/checkout/orders/{id}"})
	if _, err := a.Cancel(t.Context(), c.Ref); err == nil {
		t.Error("what PayPal did not answer is called cancelled")
	}
}

// Nobody agreed in time: it is expired, then forgotten. She agreed and the money
// was not taken in time: she has it back, and it is told.
func TestTime(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.PayPalConfig{Life: 6 * time.Hour}) // longer than we think
	c := a.start()
	if !c.Expires.Equal(noon.Add(3 * time.Hour)) {
		t.Errorf("it ends at %v", c.Expires)
	}
	a.later(3 * time.Hour)
	if is, err := a.Fetch(t.Context(), c.Ref); err != nil || is.State != payments.StateExpired {
		t.Errorf("after 3 h it is %+v, %v", is, err)
	}
	a.later(4 * time.Hour)
	if _, err := a.Fetch(t.Context(), c.Ref); !errors.Is(err, payments.ErrNotFound) {
		t.Errorf("after 7 h: %v", err)
	}
	b := open(t, simulator.PayPalConfig{})
	c = b.start()
	b.must(b.there.Agree(c.Ref, simulator.PayPalPays))
	b.later(4 * time.Hour)
	if _, err := b.Capture(t.Context(), c.Ref); !errors.Is(err, payments.ErrNotFound) {
		t.Errorf("too late: %v", err)
	}
	if told := b.told(c.Ref); told.State != payments.StateExpired || told.Ref != c.Ref {
		t.Errorf("too late, and told is %+v", told)
	}
}

// An eCheck is denied days later.
func TestPendingIsDenied(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.PayPalConfig{})
	c := a.start()
	a.must(a.there.Agree(c.Ref, simulator.PayPalPends))
	is, err := a.Capture(t.Context(), c.Ref)
	if err != nil || is.State != payments.StateProcessing {
		t.Fatalf("taken is %+v, %v", is, err)
	}
	if is, err := a.Cancel(t.Context(), c.Ref); err != nil || is.State != payments.StateProcessing {
		t.Errorf("what is under way is cancelled: %+v, %v", is, err)
	}
	if _, err := a.Refund(t.Context(), payments.Refund{Key: "r1", Ref: c.Ref, Amount: usd(1)}); !errors.Is(err, payments.ErrConflict) {
		t.Errorf("what is under way is given back: %v", err)
	}
	a.must(a.there.Clear(c.Ref, false))
	is, err = a.Fetch(t.Context(), c.Ref)
	if told := a.told(c.Ref); err != nil || is.State != payments.StateFailed || told.State != payments.StateFailed || told.Code != is.Code {
		t.Errorf("denied is %+v, %v; told %+v", is, err, told)
	}
}

// A call ends with its context, though PayPal never answers.
func TestHang(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.PayPalConfig{})
	c := a.start()
	a.there.SetFaults(simulator.Fault{Kind: simulator.FaultHang})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := a.Fetch(ctx, c.Ref)
	if code, retry := code(err); code != payments.CodeTimeout || !retry || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}
