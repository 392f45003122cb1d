package freedompay

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
)

type none struct{ payments.Records }

func account(t *testing.T, edit func(*Config)) *Provider {
	t.Helper()
	c := Config{MerchantID: "1", Secrets: []string{"test-secret"}, Records: none{}, Now: func() time.Time { return time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC) }}
	if edit != nil {
		edit(&c)
	}
	p, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestConfig(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		edit func(*Config)
		bad  string
	}{
		{"least", func(*Config) {}, ""},
		{"a double on loopback", func(c *Config) { c.BaseURL = "http://127.0.0.1:8081/" }, ""},
		{"no merchant", func(c *Config) { c.MerchantID = "" }, "Config.MerchantID"},
		{"merchant as a name", func(c *Config) { c.MerchantID = "shop" }, "Config.MerchantID"},
		{"no secret", func(c *Config) { c.Secrets = nil }, "Config.Secrets"},
		{"empty secret", func(c *Config) { c.Secrets = []string{"a", ""} }, "Config.Secrets"},
		{"a line's end", func(c *Config) { c.Secrets = []string{"s3cr3t-of-the-test\n"} }, "Config.Secrets"},
		{"a password in the address", func(c *Config) { c.BaseURL = "https://shop:s3cr3t-of-the-test@api.freedompay.kz" }, "Config.BaseURL"},
		{"no records", func(c *Config) { c.Records = nil }, "Config.Records"},
		{"plain http", func(c *Config) { c.BaseURL = "http://api.freedompay.kz" }, "Config.BaseURL"},
		{"callbacks over plain http", func(c *Config) { c.ResultURL = "http://chat.example.com/payments/freedompay" }, "Config.ResultURL"},
		{"callbacks to no script", func(c *Config) { c.ResultURL = "https://chat.example.com/" }, "Config.ResultURL"},
		{"callbacks to a long address", func(c *Config) { c.ResultURL = "https://chat.example.com/" + strings.Repeat("x", 255) }, "Config.ResultURL"},
		{"a life of a minute", func(c *Config) { c.Life = time.Minute }, "Config.Life"},
		{"three decimals", func(c *Config) { c.Currencies = []string{"KWD"} }, "Config.Currencies"},
		{"no currency", func(c *Config) { c.Currencies = []string{"tenge"} }, "Config.Currencies"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := Config{MerchantID: "588079", Secrets: []string{"s3cr3t-of-the-test"}, Records: none{}}
			tt.edit(&c)
			_, err := New(c)
			if tt.bad == "" && err != nil || tt.bad != "" && (err == nil || !strings.Contains(err.Error(), tt.bad)) {
				t.Errorf("got %v, want an error about %q", err, tt.bad)
			}
			if err != nil && strings.Contains(err.Error(), "s3cr3t-of-the-test") {
				t.Errorf("the error holds the secret: %v", err)
			}
		})
	}
}

// The order of values is that of the documentation's example, and of a nested
// answer whose sum others have published.
func TestSignature(t *testing.T) {
	t.Parallel()
	ask := message{
		{name: "pg_order_id", value: "23"}, {name: "pg_merchant_id", value: "M"}, {name: "pg_amount", value: "25"},
		{name: "pg_description", value: "test"}, {name: "pg_salt", value: "molbulak"}, {name: "pg_sig", value: "not part of it"},
	}
	if diff := cmp.Diff([]string{"25", "test", "M", "23", "molbulak"}, ask.values()); diff != "" {
		t.Error(diff)
	}
	nested, err := readXML([]byte(`<?xml version="1.0"?><response><pg_status>ok</pg_status><pg_amount>34990</pg_amount>
		<pg_refund_payments><pg_refund_payment><pg_payment_id>123</pg_payment_id><pg_amount>-10</pg_amount></pg_refund_payment></pg_refund_payments></response>`))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"34990", "-10", "123", "ok"}, nested.values()); diff != "" {
		t.Error(diff)
	}
	for _, tt := range []struct {
		m            message
		script, want string
	}{{ask, "init_payment.php", "6cf5b768c3d34259e225f4e1ebc0a8c2"}, {nested, "get_status3.php", "ee6644f9d26f54b0d64bbaa94d0a2a40"}} {
		if got := sign("test-secret", tt.script, tt.m); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.script, got, tt.want)
		}
	}
	twice := message{{name: "b", value: "2"}, {name: "b", value: "1"}, {name: "a", value: "3"}}
	if diff := cmp.Diff([]string{"3", "2", "1"}, twice.values()); diff != "" {
		t.Error("of one name, the order is that of the message:", diff)
	}
}

func TestScript(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"/payments/freedompay": "freedompay", "/shop/payments/freedompay/": "freedompay", "/payments/a%20b": "a b",
		"https://chat.example.com/hooks/result.php?x=/y": "result.php", "https://chat.example.com": "", "": "",
	} {
		if got := script(address); got != want {
			t.Errorf("the script of %q is %q, want %q", address, got, want)
		}
	}
}

// Words of the provider's, in ours.
func TestStates(t *testing.T) {
	t.Parallel()
	p := account(t, nil)
	sum := money.New(100_00, "KZT")
	for _, tt := range []struct {
		words string // beside a payment of 100 KZT
		want  payments.Payment
		bad   bool
	}{
		{words: `<pg_payment_status>new</pg_payment_status>`, want: payments.Payment{State: payments.StatePending}},
		{words: `<pg_payment_status>partial</pg_payment_status>`, want: payments.Payment{State: payments.StatePending}},
		{words: `<pg_payment_status>pending</pg_payment_status>`, want: payments.Payment{State: payments.StatePending}},
		{words: `<pg_payment_status>process</pg_payment_status>`, want: payments.Payment{State: payments.StatePending}},
		{words: `<pg_payment_status>process</pg_payment_status><pg_card_pan>4444-44XX-XXXX-6666</pg_card_pan>`, want: payments.Payment{State: payments.StateProcessing}},
		{words: `<pg_payment_status>success</pg_payment_status><pg_captured>1</pg_captured>`, want: payments.Payment{State: payments.StateSucceeded}},
		{words: `<pg_payment_status>success</pg_payment_status><pg_captured>0</pg_captured>`, want: payments.Payment{State: payments.StateSucceeded}},
		{words: `<pg_payment_status>ok</pg_payment_status><pg_refund_amount>0</pg_refund_amount>`, want: payments.Payment{State: payments.StateSucceeded}},
		{words: `<pg_payment_status>success</pg_payment_status><pg_refund_amount>-40</pg_refund_amount>`, want: payments.Payment{State: payments.StateSucceeded, Refunded: money.New(40_00, "KZT")}},
		{words: `<pg_payment_status>success</pg_payment_status><pg_revoked_amount>-40.5</pg_revoked_amount>`, want: payments.Payment{State: payments.StateSucceeded, Refunded: money.New(40_50, "KZT")}},
		{words: `<pg_payment_status>success</pg_payment_status><pg_refund_payments>
			<pg_refund_payment><pg_payment_id>2</pg_payment_id><pg_payment_status>success</pg_payment_status><pg_amount>-10</pg_amount></pg_refund_payment>
			<pg_refund_payment><pg_payment_id>3</pg_payment_id><pg_payment_status>error</pg_payment_status><pg_amount>-20</pg_amount></pg_refund_payment>
			<pg_refund_payment><pg_payment_id>4</pg_payment_id><pg_payment_status>process</pg_payment_status><pg_amount>-30</pg_amount></pg_refund_payment>
			</pg_refund_payments>`, want: payments.Payment{State: payments.StateSucceeded, Refunded: money.New(10_00, "KZT")}},
		{words: `<pg_payment_status>error</pg_payment_status><pg_failure_code>99999</pg_failure_code>`, want: payments.Payment{State: payments.StateFailed, Code: payments.DeclineOther}},
		{words: `<pg_payment_status>failed</pg_payment_status>`, want: payments.Payment{State: payments.StateFailed, Code: payments.DeclineOther}},
		{words: `<pg_payment_status>failed</pg_payment_status><pg_failure_code>101</pg_failure_code>`, want: payments.Payment{State: payments.StateExpired}},
		{words: `<pg_payment_status>incomplete</pg_payment_status>`, want: payments.Payment{State: payments.StateExpired}},
		{words: `<pg_payment_status>revoked</pg_payment_status><pg_captured>1</pg_captured>`, want: payments.Payment{State: payments.StateSucceeded, Refunded: sum}},
		{words: `<pg_payment_status>refunded</pg_payment_status><pg_refund_amount>-100</pg_refund_amount>`, want: payments.Payment{State: payments.StateSucceeded, Refunded: sum}},
		{words: `<pg_payment_status>canceled</pg_payment_status><pg_captured>0</pg_captured>`, want: payments.Payment{State: payments.StateCancelled}},
		{words: `<pg_payment_status>of a later version</pg_payment_status>`, bad: true},
		{words: ``, bad: true},
		{words: `<pg_payment_status>success</pg_payment_status><pg_refund_amount>-100.01</pg_refund_amount>`, bad: true},
		{words: `<pg_payment_status>success</pg_payment_status><pg_refund_payments>` + strings.Repeat(`<pg_refund_payment><pg_payment_id>2</pg_payment_id>
			<pg_payment_status>success</pg_payment_status><pg_amount>-92233720368547758.07</pg_amount></pg_refund_payment>`, 2) + `</pg_refund_payments>`, bad: true},
		{words: `<pg_payment_status>success</pg_payment_status><pg_refund_amount>much</pg_refund_amount>`, bad: true},
	} {
		m, err := readXML([]byte("<response><pg_payment_id>1</pg_payment_id><pg_amount>100</pg_amount><pg_currency>KZT</pg_currency>" + tt.words + "</response>"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.payment(m, opened{Order: "o", Key: "k", Amount: sum})
		if tt.bad {
			if err == nil {
				t.Errorf("%s: read as %+v", tt.words, got)
			}
			continue
		}
		tt.want.Ref, tt.want.Order, tt.want.Key, tt.want.Amount, tt.want.At = "1", "o", "k", sum, got.At
		if err != nil || got != tt.want {
			t.Errorf("%s: %+v, %v; want %+v", tt.words, got, err, tt.want)
		}
	}
}

// What is new an hour after its end is over; what may have been paid is asked
// about further.
func TestForgottenPayments(t *testing.T) {
	t.Parallel()
	p := account(t, nil)
	for status, want := range map[string]payments.State{"new": payments.StateExpired, "process</pg_payment_status><pg_card_pan>4</pg_card_pan><pg_payment_status>": payments.StateProcessing} {
		m, err := readXML([]byte("<response><pg_payment_id>1</pg_payment_id><pg_amount>1</pg_amount><pg_currency>KZT</pg_currency><pg_payment_status>" + status + "</pg_payment_status></response>"))
		if err != nil {
			t.Fatal(err)
		}
		for _, ended := range []time.Duration{59 * time.Minute, 61 * time.Minute} {
			is, err := p.payment(m, opened{Expires: p.cfg.Now().Add(-ended)})
			state := want
			if ended < grace && want == payments.StateExpired {
				state = payments.StatePending
			}
			if err != nil || is.State != state {
				t.Errorf("%s after %v: %q, %v", status, ended, is.State, err)
			}
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, 7, 22, 11, 40, 2, 0, time.UTC)
	for _, s := range []string{"2026-07-22 16:40:02", "2026-07-22T11:40:02+00:00"} {
		if got := date("", "yesterday", s); !got.Equal(want) {
			t.Errorf("%q is %v, want %v", s, got, want)
		}
	}
	if got := date("", "0000-00-00 00:00:00"); !got.IsZero() {
		t.Errorf("no date is %v", got)
	}
}

func TestDescriptionAndLanguage(t *testing.T) {
	t.Parallel()
	long := description(payments.Intent{Title: strings.Repeat("я", 5000), Order: "o"})
	if n := len([]rune(long)); n != 200 {
		t.Errorf("a long title has %d characters", n)
	}
	if got := description(payments.Intent{Order: "o"}); got != "o" {
		t.Errorf("without words: %q", got)
	}
	for locale, want := range map[string]string{"kk-KZ": "kk", "ru": "ru", "ky": "kg", "": "", "ar-EG": "en", "uz-Latn": "uz"} {
		if got := language(locale); got != want {
			t.Errorf("the page for %q speaks %q, want %q", locale, got, want)
		}
	}
}

// An answer is read whole or not at all, however large or deep; what is read is
// written again as it was.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{
		`<?xml version="1.0" encoding="utf-8"?><response><pg_status>ok</pg_status><pg_payment_id>1</pg_payment_id><pg_sig>x</pg_sig></response>`,
		`<response><pg_refund_payments><pg_refund_payment><pg_amount>-10</pg_amount></pg_refund_payment></pg_refund_payments></response>`,
		`<response><a><b><c><d><e><f>deep</f></e></d></c></b></a></response>`,
		`<response>` + strings.Repeat("<a/>", 600) + `</response>`,
		`<!DOCTYPE x [<!ENTITY e "e">]><response><pg_status>&e;</pg_status></response>`,
		`<html>Bad Gateway</html>`, `<response>`, ``, "<response>\xff</response>",
	} {
		f.Add([]byte(s))
	}
	p, err := New(Config{MerchantID: "1", Secrets: []string{"s"}, Records: none{}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := readXML(text)
		if err != nil {
			return
		}
		if len(m.values()) > maxFields {
			t.Errorf("%d values were read", len(m.values()))
		}
		if got, err := p.read("fetch", "get_status3.php", text); err == nil {
			t.Errorf("a stranger's answer was believed: %+v", got)
		}
		_, _ = p.payment(m, opened{})
		flat := true
		for _, x := range m {
			flat = flat && len(x.in) == 0 && !strings.Contains(x.value, "\r")
		}
		if again, err := readXML(writeXML(m)); flat && (err != nil || cmp.Diff(m.values(), again.values()) != "") {
			t.Errorf("written and read again it is another: %v", err)
		}
	})
}

func TestAnswersAreXML(t *testing.T) {
	t.Parallel()
	var is struct {
		Words string `xml:"pg_description"`
	}
	if err := xml.Unmarshal(writeXML(message{{name: "pg_description", value: `<b> & "c"`}}), &is); err != nil || is.Words != `<b> & "c"` {
		t.Errorf("%q, %v", is.Words, err)
	}
}
