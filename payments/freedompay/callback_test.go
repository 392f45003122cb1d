package freedompay_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/freedompay"
	"github.com/sauda-commerce/sauda/payments/manual"
	"github.com/sauda-commerce/sauda/sdk/simulator"
)

// told is a callback with some fields changed, before it is signed.
func told(change map[string]string) []byte {
	form := url.Values{
		"pg_payment_id": {"7999"}, "pg_order_id": {"o1-1"}, "pg_amount": {"12500.00"}, "pg_currency": {"KZT"}, "pg_result": {"1"},
		"pg_payment_date": {"2026-11-30 17:00:00"}, "sauda_order": {"o1"}, "sauda_key": {"o1-1"},
	}
	for name, value := range change {
		form.Set(name, value)
		if value == "-" {
			form.Del(name)
		}
	}
	return resigned(secret, []byte(form.Encode()))
}

func TestEvents(t *testing.T) {
	t.Parallel()
	p, _ := open(t, simulator.FreedomPayConfig{}, freedompay.Config{})
	at := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	paid := payments.Event{
		ID: "7999-succeeded", Kind: payments.EventSucceeded, Ref: "7999", Order: "o1", Key: "o1-1", Amount: money.New(12_500_00, "KZT"), At: at,
	}
	failed, expired := paid, paid
	failed.ID, failed.Kind, failed.Code = "7999-failed", payments.EventFailed, payments.DeclineOther
	expired.ID, expired.Kind = "7999-expired", payments.EventExpired
	other := paid
	other.Amount = money.New(99, "USD")
	for name, tt := range map[string]struct {
		change map[string]string
		want   *payments.Event
		err    error
	}{
		"paid":                        {nil, &paid, nil},
		"with fields of later years":  {map[string]string{"pg_loyalty": "x", "anything": "y;z"}, &paid, nil},
		"declined":                    {map[string]string{"pg_result": "0", "pg_failure_code": "99999"}, &failed, nil},
		"over":                        {map[string]string{"pg_result": "0", "pg_failure_code": "101"}, &expired, nil},
		"incomplete":                  {map[string]string{"pg_result": "2"}, &expired, nil},
		"another sum":                 {map[string]string{"pg_amount": "0.99", "pg_currency": "USD"}, &other, nil},
		"a result of later years":     {map[string]string{"pg_result": "9"}, nil, nil},
		"of another system":           {map[string]string{"sauda_order": "-", "sauda_key": "-"}, nil, nil},
		"half of an attempt":          {map[string]string{"sauda_key": "-"}, nil, payments.ErrMalformed},
		"no result":                   {map[string]string{"pg_result": "-"}, nil, payments.ErrMalformed},
		"a payment that is no number": {map[string]string{"pg_payment_id": "../7"}, nil, payments.ErrMalformed},
		"no sum":                      {map[string]string{"pg_amount": "-"}, nil, payments.ErrMalformed},
		"less than nothing":           {map[string]string{"pg_amount": "-1"}, nil, payments.ErrMalformed},
		"a sum in strange money":      {map[string]string{"pg_currency": "QQQ"}, nil, payments.ErrMalformed},
	} {
		events, err := p.ParseEvents(t.Context(), delivery(told(tt.change)))
		switch {
		case !errors.Is(err, tt.err) || tt.err == nil && err != nil:
			t.Errorf("%s: %v, want %v", name, err, tt.err)
		case tt.want == nil && len(events) > 0, tt.want != nil && (len(events) != 1 || events[0] != *tt.want):
			t.Errorf("%s: %+v, want %+v", name, events, tt.want)
		}
	}
}

// A field that is there twice can say two things.
func TestDoubledFields(t *testing.T) {
	t.Parallel()
	p, _ := open(t, simulator.FreedomPayConfig{}, freedompay.Config{})
	for _, more := range []string{"pg_result=1", "pg_amount=1.00", "pg_payment_id=1", "pg_currency=USD", "sauda_order=o2", "sauda_key=k2"} {
		form, err := url.ParseQuery(string(told(map[string]string{"pg_result": "0"})) + "&" + more)
		if err != nil {
			t.Fatal(err)
		}
		events, err := p.ParseEvents(t.Context(), delivery(resigned(secret, []byte(form.Encode()))))
		if !errors.Is(err, payments.ErrMalformed) {
			t.Errorf("with another %s: %+v, %v", more, events, err)
		}
	}
	d := delivery(append(told(nil), []byte("&pg_sig=0")...))
	if _, err := p.ParseEvents(t.Context(), d); !errors.Is(err, payments.ErrSignature) {
		t.Errorf("with two signatures: %v", err)
	}
}

// A callback is signed under the address that the provider was told, whatever a
// proxy has made of it; without one, under that at which it comes.
func TestScriptOfCallbacks(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		result, path, signed string
		good                 bool
	}{
		"below a prefix":          {"https://c.example/shop/payments/freedompay", "/payments/freedompay", "freedompay", true},
		"rewritten by a proxy":    {"https://c.example/hooks/fp.php?x=1", "/payments/freedompay", "fp.php", true},
		"set in the cabinet":      {"", "/a/b/payments/freedompay", "freedompay", true},
		"under another script":    {"https://c.example/hooks/fp.php", "/payments/freedompay", "freedompay", false},
		"under a success address": {"", "/payments/freedompay", "token", false},
	} {
		p, err := freedompay.New(freedompay.Config{MerchantID: merchant, Secrets: []string{secret}, Records: manual.NewMemory(), ResultURL: tt.result})
		if err != nil {
			t.Fatal(err)
		}
		form, err := url.ParseQuery(string(told(nil)))
		if err != nil {
			t.Fatal(err)
		}
		form.Set("pg_sig", simulator.FreedomPaySignature(secret, tt.signed, form))
		d := delivery([]byte(form.Encode()))
		d.Path = tt.path
		events, err := p.ParseEvents(t.Context(), d)
		if good := err == nil && len(events) == 1; good != tt.good || !good && !errors.Is(err, payments.ErrSignature) {
			t.Errorf("%s: %+v, %v", name, events, err)
		}
	}
}

// The answer is signed as the callback was, also with a secret that is rotated
// out, and repeats its salt.
func TestReply(t *testing.T) {
	t.Parallel()
	p, _ := open(t, simulator.FreedomPayConfig{}, freedompay.Config{})
	for _, with := range []string{secret, oldSecret} {
		reply := p.Reply(delivery(resigned(with, told(nil))))
		var is struct {
			Status string `xml:"pg_status"`
			Words  string `xml:"pg_description"`
			Salt   string `xml:"pg_salt"`
			Sig    string `xml:"pg_sig"`
		}
		if err := xml.Unmarshal(reply.Body, &is); err != nil {
			t.Fatal(err)
		}
		form := url.Values{"pg_status": {is.Status}, "pg_description": {is.Words}, "pg_salt": {is.Salt}}
		if is.Status != "ok" || is.Salt != "salt" || is.Sig != simulator.FreedomPaySignature(with, "freedompay", form) || !strings.HasPrefix(reply.ContentType, "application/xml") {
			t.Errorf("the answer is %s, %s", reply.ContentType, reply.Body)
		}
	}
	if reply := p.Reply(delivery([]byte("pg_result=1"))); reply.Body != nil {
		t.Errorf("a stranger is answered %s", reply.Body)
	}
}

// A form of the other kind is read too.
func TestMultipart(t *testing.T) {
	t.Parallel()
	p, _ := open(t, simulator.FreedomPayConfig{}, freedompay.Config{})
	form, err := url.ParseQuery(string(told(nil)))
	if err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range form {
		if err := w.WriteField(name, values[0]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	d := delivery(body.Bytes())
	d.Header = http.Header{"Content-Type": {w.FormDataContentType()}}
	if events, err := p.ParseEvents(t.Context(), d); err != nil || len(events) != 1 {
		t.Errorf("%+v, %v", events, err)
	}
	d.Header = http.Header{"Content-Type": {"multipart/form-data"}}
	if _, err := p.ParseEvents(t.Context(), d); !errors.Is(err, payments.ErrSignature) {
		t.Errorf("without a boundary: %v", err)
	}
}

// Strangers' bytes give no event and no panic; what is ours, changed anywhere,
// says the same or nothing.
func FuzzParseEvents(f *testing.F) {
	p, err := freedompay.New(freedompay.Config{MerchantID: merchant, Secrets: []string{secret}, Records: manual.NewMemory()})
	if err != nil {
		f.Fatal(err)
	}
	const usual, parts = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
	for _, body := range []string{string(told(nil)), "", "pg_sig=", "a=%zz", strings.Repeat("a=1&", 600), "pg_result=1;2&pg_sig=d41d8cd98f00b204e9800998ecf8427e"} {
		f.Add(usual, []byte(body), false)
		f.Add(usual, []byte(body), true)
	}
	f.Add(parts, []byte("--x\r\nContent-Disposition: form-data; name=\"pg_sig\"\r\n\r\n0\r\n--x--\r\n"), false)
	f.Add("text/xml", []byte("<response/>"), false)
	f.Fuzz(func(t *testing.T, kind string, body []byte, ours bool) {
		d := delivery(body)
		d.Header = http.Header{"Content-Type": {kind}}
		if ours {
			d = delivery(resigned(secret, body))
		}
		events, err := p.ParseEvents(t.Context(), d)
		reply := p.Reply(d)
		if err != nil && len(events) > 0 {
			t.Errorf("events came with an error: %+v, %v", events, err)
		}
		if errors.Is(err, payments.ErrSignature) != (reply.Body == nil) {
			t.Errorf("the answer to %v is %q", err, reply.Body)
		}
		for _, e := range events {
			if !e.Kind.Valid() || e.Ref == "" || e.Order == "" || e.Key == "" || e.Amount.Minor <= 0 || !money.Valid(e.Amount.Currency) || e.At.IsZero() {
				t.Errorf("an event lacks a field: %+v", e)
			}
			if !ours && (e.ID != "7999-succeeded" || e.Amount != money.New(12_500_00, "KZT")) { // of told(nil), perhaps with other names
				t.Errorf("a stranger was believed: %+v", e)
			}
		}
	})
}
