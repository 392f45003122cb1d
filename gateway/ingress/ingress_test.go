package ingress

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/store"
)

// fake is a shop that answers as it is told and keeps what it was given.
type fake struct {
	err     error
	reply   *channel.Reply
	name    string
	chat    channel.Delivery
	payment payments.Delivery
	said    *payments.Reply
}

func (f *fake) Receive(_ context.Context, name string, d channel.Delivery) (*channel.Reply, error) {
	f.name, f.chat = name, d
	return f.reply, f.err
}

func (f *fake) ReceivePayment(_ context.Context, name string, d payments.Delivery) error {
	f.name, f.payment = name, d
	return f.err
}

func (f *fake) PaymentReply(name string, d payments.Delivery) *payments.Reply {
	if f.err != nil || name != f.name || string(d.Body) != string(f.payment.Body) {
		panic("asked for the answer to what was not received")
	}
	return f.said
}

var at = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

// serve answers one request, with a limit on its body as the gateway sets it.
func serve(f *fake, method, path, body string) *httptest.ResponseRecorder {
	h := &Handler{Shop: f, Now: func() time.Time { return at }}
	mux := http.NewServeMux()
	mux.HandleFunc("/channels/{name}", h.Channel)
	mux.HandleFunc("POST /payments/{name}", h.Payment)
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	w := httptest.NewRecorder()
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	mux.ServeHTTP(w, r)
	return w
}

func TestStatus(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		err  error
		want int
	}{
		{"on disk", nil, 200},
		{"chat signature", fmt.Errorf("x: %w", channel.ErrSignature), 401},
		{"payment signature", fmt.Errorf("x: %w", payments.ErrSignature), 401},
		{"chat malformed", channel.ErrMalformed, 400},
		{"payment malformed", payments.ErrMalformed, 400},
		{"provider down", fmt.Errorf("x: %w", &payments.Error{Provider: "stripe", Op: "parse", Retry: true}), 503},
		{"field", &channel.FieldError{Field: "text", Reason: "is empty"}, 422},
		{"unknown channel", sdk.ErrUnknownChannel, 404},
		{"unknown provider", sdk.ErrUnknownProvider, 404},
		{"backlog", sdk.ErrBusy, 503},
		{"store down", fmt.Errorf("x: %w", store.ErrUnavailable), 503},
		{"client gone", context.Canceled, 503},
		{"anything else", errors.New("secret detail"), 500},
	} {
		for _, path := range []string{"/channels/tg", "/payments/stripe"} {
			w := serve(&fake{err: c.err}, "POST", path, "{}")
			if w.Code != c.want {
				t.Errorf("%s at %s: %d, want %d", c.name, path, w.Code, c.want)
			}
			if w.Code == 503 && w.Header().Get("Retry-After") == "" {
				t.Errorf("%s at %s: 503 without Retry-After", c.name, path)
			}
			if strings.Contains(w.Body.String(), "secret") {
				t.Errorf("%s at %s: the answer tells an internal error: %s", c.name, path, w.Body)
			}
		}
	}
}

// Every bad signature gets the same bytes, whatever was wrong with it.
func TestBadSignaturesLookAlike(t *testing.T) {
	t.Parallel()
	first := serve(&fake{err: channel.ErrSignature}, "POST", "/channels/tg", "{}").Body.String()
	for _, err := range []error{fmt.Errorf("expired: %w", channel.ErrSignature), fmt.Errorf("other account: %w", channel.ErrSignature)} {
		if got := serve(&fake{err: err}, "POST", "/channels/tg", "other body").Body.String(); got != first {
			t.Errorf("answers differ: %s and %s", got, first)
		}
	}
}

func TestRawBytesArrive(t *testing.T) {
	t.Parallel()
	body := "{\"text\": \"caf\u00e9\\u0000\"}\r\n \xff"
	f := &fake{}
	serve(f, "POST", "/channels/wa?x=1&x=2", body)
	if f.name != "wa" || string(f.chat.Body) != body || f.chat.Method != "POST" || len(f.chat.Query["x"]) != 2 || !f.chat.Received.Equal(at) {
		t.Errorf("the shop got %q, %+v", f.name, f.chat)
	}
	serve(f, "POST", "/payments/stripe?y=1", body)
	if f.name != "stripe" || string(f.payment.Body) != body || f.payment.Path != "/payments/stripe" || f.payment.Query != "y=1" {
		t.Errorf("the shop got %q, %+v", f.name, f.payment)
	}
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/channels/tg", "/payments/stripe"} {
		f := &fake{}
		if w := serve(f, "POST", path, strings.Repeat("x", 1<<20+1)); w.Code != 413 || f.name != "" {
			t.Errorf("%s: %d, shop called %q; want 413 and no call", path, w.Code, f.name)
		}
		if w := serve(f, "POST", path, strings.Repeat("x", 1<<20)); w.Code != 200 {
			t.Errorf("%s: exactly the limit is %d, want 200", path, w.Code)
		}
	}
}

func TestReply(t *testing.T) {
	t.Parallel()
	w := serve(&fake{reply: &channel.Reply{ContentType: "text/plain", Body: []byte("challenge")}}, "GET", "/channels/wa?hub.challenge=1", "")
	if w.Code != 200 || w.Body.String() != "challenge" || w.Header().Get("Content-Type") != "text/plain" {
		t.Errorf("challenge: %d %q %q", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	if w := serve(&fake{reply: &channel.Reply{Status: 204}}, "POST", "/channels/wa", ""); w.Code != 204 {
		t.Errorf("status of a reply: %d, want 204", w.Code)
	}
}

// A provider that waits for words gets them, once its events are on disk.
func TestPaymentReply(t *testing.T) {
	t.Parallel()
	said := &payments.Reply{ContentType: "application/xml", Body: []byte("<response/>")}
	w := serve(&fake{said: said}, "POST", "/payments/freedompay", "a=1")
	if w.Code != 200 || w.Body.String() != "<response/>" || w.Header().Get("Content-Type") != "application/xml" {
		t.Errorf("accepted: %d %q %q", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	w = serve(&fake{said: said, err: payments.ErrSignature}, "POST", "/payments/freedompay", "a=1")
	if w.Code != 401 || strings.Contains(w.Body.String(), "<response/>") {
		t.Errorf("refused: %d %q", w.Code, w.Body)
	}
}
