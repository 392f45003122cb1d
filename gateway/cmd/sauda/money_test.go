package main

import (
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/checkout"
	"github.com/sauda-commerce/sauda/sdk/order"
	"github.com/sauda-commerce/sauda/sdk/quote"
)

// till is a shop with a transfer and cash, its settings, and its commands.
type till struct {
	t       *testing.T
	environ []string
	args    []string
}

func newTill(t *testing.T) *till {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "sauda.yaml")
	settings := "payments:\n  prefer: [manual-kaspi, sandbox]\n  sandbox: {}\n  manual: [{name: Kaspi, phone: \"+7 701 000 00 00\"}, {name: Cash, on_delivery: true}]\n"
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	return &till{t: t, environ: []string{"SAUDA_DATA=" + filepath.Join(dir, "data")}, args: []string{"--config", file, "payments"}}
}

// shop opens the shop as its server does, for as long as fn takes. Commands run
// meanwhile, beside it.
func (c *till) shop(fn func(*app)) {
	c.t.Helper()
	cfg, err := load(c.args[1], c.environ, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	a, err := seams{}.open(c.t.Context(), quiet(cfg), os.Stderr)
	if err != nil {
		c.t.Fatal(err)
	}
	fn(a)
	if err := a.close(); err != nil {
		c.t.Fatal(err)
	}
}

// wants runs a command and wants a code and words.
func (c *till) wants(code int, text string, args ...string) {
	c.t.Helper()
	got, out, errs := command(c.t, c.environ, append(c.args[:3:3], args...)...)
	if got != code || !strings.Contains(out+errs, text) || strings.Contains(out+errs, "Aizhan") {
		c.t.Errorf("payments %v: %d %s%s; want %d %s", args, got, out, errs, code, text)
	}
}

// claims makes a pay link and says that it is paid.
func (c *till) claims(a *app, ref, way string) {
	c.t.Helper()
	if err := a.shop.AddReceipt(c.t.Context(), c.link(a, ref, way), []byte("\x89PNG\r\n\x1a\n")); err != nil {
		c.t.Fatal(err)
	}
}

// link makes a pay link of two caps and a mug, opened in a way if there is one.
func (c *till) link(a *app, ref, way string) (token string) {
	c.t.Helper()
	usd := func(minor int64) money.Amount { return money.New(minor, "USD") }
	l, _, err := a.shop.PayLinks().Create(c.t.Context(), sdk.PayLink{Ref: ref, Amount: usd(1501), Lines: []quote.Line{
		{Title: "Cap", Quantity: 2, Unit: usd(500), Total: usd(1001)}, {Title: "Mug", Quantity: 1, Unit: usd(500), Total: usd(500)},
	}})
	if err != nil {
		c.t.Fatal(err)
	}
	token = path.Base(l.URL)
	if way == "" {
		return token
	}
	if _, err = a.shop.OpenPayLink(c.t.Context(), token, checkout.Choice{Provider: way}); err != nil {
		c.t.Fatal(err)
	}
	return token
}

func (c *till) is(a *app, ref string, want order.State) order.Order {
	c.t.Helper()
	o, err := a.shop.Orders().Get(c.t.Context(), ref)
	if err != nil || o.State != want {
		c.t.Errorf("%s is %s, %v; want %s", ref, o.State, err, want)
	}
	return o
}

// Beside a server that has the data folder, people see what waits, confirm it,
// look at receipts and give money back, by line and once.
func TestPaymentsCommands(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.wants(failed, "there is no shop")
	c.shop(func(a *app) {
		c.wants(done, "0 payments wait")
		c.claims(a, "L-1", "manual-kaspi")
		c.claims(a, "L-2", "manual-cash")
		c.wants(done, "L-1  15.01 USD  sent to you  manual-kaspi", "waiting")
		c.wants(done, "L-2  15.01 USD  on delivery  manual-cash", "waiting")
		c.wants(done, "2 payments wait for a person. 1 sent to you: look whether it has come. 1 paid on delivery: confirm it when you have the money")
		c.wants(done, "1 payment waits", "waiting", "--limit", "1")
		folder := filepath.Join(t.TempDir(), "photos")
		c.wants(done, "image/png", "receipts", "L-1", "--save", folder)
		if all, err := filepath.Glob(filepath.Join(folder, "*.png")); err != nil || len(all) != 1 {
			t.Errorf("saved: %v, %v", all, err)
		} else if is, err := os.Stat(all[0]); err != nil || runtime.GOOS != "windows" && is.Mode().Perm() != 0o600 {
			t.Errorf("others can read what she has sent: %v, %v", is.Mode(), err)
		}
		c.wants(done, "is open now", "reject", "L-2", "--by", "Dana")
		c.wants(done, "is open now", "reject", "L-2")
		c.wants(failed, "sauda: payments: order L-1 is not paid yet, so there is nothing to give back\n", "refund", "L-1")
		c.wants(done, "is paid now", "confirm", "L-1", "--by", "Dana")
		c.wants(done, "is paid now", "confirm", "L-1")
		c.wants(failed, "sauda: payments: order L-1 is paid already; money that came is given back by a refund\n", "reject", "L-1")
		c.wants(failed, "sauda: payments: order L-1 is paid already: it was said before that 15.01 USD came", "confirm", "L-1", "--amount", "15")
		for range 2 {
			c.wants(done, "5.01 USD of order L-1: manual-kaspi moves no money, so send it back yourself", "refund", "L-1", "--line", "1=1", "--restock")
		}
		if o := c.is(a, "L-1", order.Paid); len(o.Refunds) != 1 || o.Refunds[0].Lines[0].Quantity != 1 {
			t.Errorf("refunds: %+v", o.Refunds)
		}
		c.wants(done, "2.50 USD", "refund", "L-1", "--amount", "2.50")
		c.wants(done, "7.50 USD", "refund", "L-1")
		c.wants(failed, "sauda: payments: all of the money for order L-1 is given back already\n", "refund", "L-1", "--key", "more")
		c.link(a, "L-3", "manual-kaspi")
		c.wants(failed, "sauda: payments: nobody says that order L-3 was paid, so there is nothing to reject\n", "reject", "L-3")
		c.link(a, "L-4", "")
		c.wants(failed, "sauda: payments: nobody was asked to pay order L-4 in a way that people confirm; if its money came all the same, say so by PATCH /api/v1/orders/L-4 {\"status\":\"paid\"}\n", "confirm", "L-4")
	})
}

// Another sum holds the order, and the command says what to do.
func TestPaymentsOfAnotherSum(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.shop(func(a *app) {
		c.claims(a, "L-1", "manual-kaspi")
		c.wants(done, "sauda payments refund L-1", "confirm", "L-1", "--amount", "15")
		c.is(a, "L-1", order.Processing)
		c.wants(failed, "sauda: payments: order L-1 is held, because another sum came than it costs: give that back by a refund\n", "reject", "L-1")
		c.wants(failed, "sauda: payments: order L-1 is held, because another sum came than it costs: give back an amount, ", "refund", "L-1", "--line", "1=1")
	})
}

// A command that makes no sense says why.
func TestPaymentsCommandsRefuse(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.shop(func(a *app) { c.claims(a, "L-1", "manual-kaspi") })
	for _, bad := range []string{"0", "-1", "x", "1.001", "99999999999999999999"} {
		c.wants(misuse, "", "confirm", "L-1", "--amount="+bad)
	}
	for _, asks := range [][]string{{"confirm", "none"}, {"confirm", "none", "--amount", "1"}, {"reject", "none"}, {"refund", "none"}, {"receipts", "none"}} {
		c.wants(failed, "sauda: payments: there is no order none: give its number", asks...)
	}
	c.wants(misuse, "", "confirm")
	c.wants(misuse, "", "refund", "L-1", "--line", "one=1")
	c.wants(done, "is paid now", "confirm", "L-1")
	c.wants(failed, "L-1: --line 0=1 is no line of the order: the first is 1", "refund", "L-1", "--line", "0=1")
	c.wants(failed, "L-1: --line 3=1 is no line of the order: the first is 1", "refund", "L-1", "--line", "1=1;3=1")
	c.wants(failed, "L-1: --line 1=3 cannot be: pieces must be 1 to 2", "refund", "L-1", "--line", "1=3")
	c.wants(failed, "--amount must be left out", "refund", "L-1", "--line", "1=1", "--amount", "1")
	c.wants(failed, "--restock ", "refund", "L-1", "--restock")
	c.wants(failed, "sauda: payments: of the money for order L-1 only 15.01 USD is left to give back\n", "refund", "L-1", "--amount", "15.02")
	c.wants(failed, "--key ", "refund", "L-1", "--key", strings.Repeat("k", 65))
}
