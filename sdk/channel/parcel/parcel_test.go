package parcel_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/parcel"
	"github.com/sauda-commerce/sauda/sdk/message"
)

func TestNewSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*parcel.Config){
		"Config.Account":  func(c *parcel.Config) { c.Account = "" },
		"Config.Token":    func(c *parcel.Config) { c.Token = "" },
		"Config.Secrets":  func(c *parcel.Config) { c.Secrets = nil },
		"is empty":        func(c *parcel.Config) { c.Secrets = []string{secret, ""} },
		"Config.BaseURL ": func(c *parcel.Config) { c.BaseURL = "parcel.example" },
		"Config.SiteURL ": func(c *parcel.Config) { c.SiteURL = "https://shop.example/?a=b" },
	} {
		c := config()
		change(&c)
		if _, err := parcel.New(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that names %q", err, want)
		}
	}
}

// transport answers in Go.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestSendWritesEverything(t *testing.T) {
	t.Parallel()
	var body, path, bearer string
	ch := open(t, func(c *parcel.Config) {
		c.HTTPClient = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			raw, err := io.ReadAll(r.Body)
			body, path, bearer = string(raw), r.URL.Path, r.Header.Get("Authorization")
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(`{"message_id":"pm1"}`))}, err
		})}
	})
	tap := []message.Choice{{Label: "Add", Payload: "p"}}
	m := channel.Message{ID: "r1", Outbound: message.Outbound{
		Text: "Tents", Choices: tap, Replaces: "r0", Link: &message.Link{Label: "Pay", URL: "https://shop.example/pay/1"},
		Cards: []message.Card{{Title: "One", Subtitle: "Light", Image: "/img/1.png", ImageAlt: "A tent", URL: "p/1?x=y", Choices: tap}, {Title: "Two", Image: "https://cdn.example/2.png"}},
		Media: []message.Media{{Type: "image", URL: "sizes.png", Alt: "Sizes"}},
	}}
	receipt, err := ch.Send(t.Context(), ann, m)
	if err != nil || receipt.MessageID != "pm1" || path != "/v1/messages" || bearer != "Bearer "+token {
		t.Errorf("Send = %v, %v to %s with %s", receipt, err, path, bearer)
	}
	want := `{"reference":"r1","to":"ann","text":"Tents","cards":[` +
		`{"title":"One","subtitle":"Light","image":"https://shop.example/chat/img/1.png","alt":"A tent","url":"https://shop.example/chat/p/1?x=y","buttons":[{"label":"Add","payload":"p"}]},` +
		`{"title":"Two","image":"https://cdn.example/2.png"}],"buttons":[{"label":"Add","payload":"p"}],` +
		`"link":{"label":"Pay","url":"https://shop.example/pay/1"},"media":[{"type":"image","url":"https://shop.example/chat/sizes.png","alt":"Sizes"}],"replaces":"r0"}`
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if err := ch.Typing(t.Context(), ann); err != nil || path != "/v1/typing" || body != `{"to":"ann"}` {
		t.Errorf("Typing: %v, %s %s", err, path, body)
	}
}

func TestWhatIsNotSent(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	ch := open(t, func(c *parcel.Config) {
		c.HTTPClient = &http.Client{Transport: transport(func(*http.Request) (*http.Response, error) {
			requests.Add(1)
			return nil, errors.New("no network")
		})}
	})
	long := message.Outbound{Text: "x", Choices: []message.Choice{{Label: "a", Payload: strings.Repeat("p", 65)}}}
	elsewhere := ann
	elsewhere.Account = "other"
	for name, send := range map[string]func() error{
		"a long payload": func() error {
			_, err := ch.Send(t.Context(), ann, channel.Message{ID: "1", Outbound: long})
			return err
		},
		"another account": func() error { return ch.Typing(t.Context(), elsewhere) },
		"nobody":          func() error { return ch.Typing(t.Context(), message.Address{Channel: "parcel", Account: "shop"}) },
	} {
		if class := channel.Classify(send()).Class; class != channel.BadRequest {
			t.Errorf("%s: %s", name, class)
		}
	}
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// hello sends a message to a platform that behaves so, over the network.
func hello(t *testing.T, timeout time.Duration, h http.HandlerFunc) *channel.SendError {
	t.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	return sendTo(t, server.URL, timeout)
}

func sendTo(t *testing.T, url string, timeout time.Duration) *channel.SendError {
	t.Helper()
	ch := open(t, func(c *parcel.Config) { c.BaseURL = url })
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	_, err := ch.Send(ctx, ann, channel.Message{ID: "r", Outbound: message.Outbound{Text: "Hello"}})
	if err == nil {
		return nil
	}
	if strings.Contains(err.Error(), token) || strings.Contains(err.Error(), "v1/messages") {
		t.Errorf("the error tells too much: %v", err)
	}
	return channel.Classify(err)
}

// What is known not to have been written goes again; of everything else nobody
// knows.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	const soon, patient = 200 * time.Millisecond, 10 * time.Second
	trickle := func(w http.ResponseWriter, r *http.Request) {
		for {
			if _, err := w.Write([]byte(" ")); err != nil || http.NewResponseController(w).Flush() != nil {
				return
			}
			select {
			case <-r.Context().Done():
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
	for _, test := range []struct {
		name    string
		timeout time.Duration
		handler http.HandlerFunc
		want    channel.Class
	}{
		{"closed without an answer", patient, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, channel.Ambiguous},
		{"hangs", soon, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // else the server does not see that the caller is gone
			<-r.Context().Done()
		}, channel.Ambiguous},
		{"trickles", soon, trickle, channel.Ambiguous},
		{"half an answer", patient, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "30")
			_, _ = io.WriteString(w, `{"message_id":`)
		}, channel.Ambiguous},
		{"an endless answer", patient, func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := w.Write(make([]byte, 32<<10)); err != nil {
					return
				}
			}
		}, channel.Ambiguous},
		{"an endless header", patient, func(w http.ResponseWriter, _ *http.Request) {
			c, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				return
			}
			defer c.Close()
			line := []byte("X-Padding: " + strings.Repeat("x", 1<<20) + "\r\n")
			for _, err = c.Write([]byte("HTTP/1.1 200 OK\r\n")); err == nil; {
				_, err = c.Write(line)
			}
		}, channel.Ambiguous},
		{"nonsense", patient, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }, channel.Ambiguous},
		{"wrong types", patient, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"message_id":{"a":[]}}`) }, channel.Ambiguous},
		{"deep", patient, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, strings.Repeat("[", 60_000)) }, channel.Ambiguous},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := hello(t, test.timeout, test.handler); got == nil || got.Class != test.want {
				t.Errorf("%v, want %s", got, test.want)
			}
		})
	}
}

func TestRefusedConnection(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	if got := sendTo(t, server.URL, 10*time.Second); got == nil || got.Class != channel.Retry {
		t.Errorf("%v, want %s", got, channel.Retry)
	}
}

func TestThrottlingOfOneShopper(t *testing.T) {
	t.Parallel()
	got := hello(t, 10*time.Second, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = io.WriteString(w, `{"error":{"code":"too_many","scope":"address"}}`)
	})
	want := &channel.SendError{Class: channel.RetryAfter, After: 3 * time.Second, Scope: "address", Code: "too_many"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// However a platform says when to come again: never before, in a day at most,
// and what is no time at all is left to the outbox.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for header, want := range map[string]time.Duration{
		"": 0, "0": 0, "-5": 0, "soon": 0, "1.5": 0, "1e9": 0, "120": 2 * time.Minute, "315360000": day,
		"99999999999999999999999999": day, "-99999999999999999999999999": 0,
		"Fri, 01 Jan 2100 00:00:00 GMT": day, "Thu, 01 Jan 1970 00:00:00 GMT": 0, "Fri, 31 Feb 2100 00:00:00 GMT": 0,
	} {
		got := hello(t, 10*time.Second, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", header)
			w.WriteHeader(http.StatusTooManyRequests)
		})
		if got == nil || got.Class != channel.RetryAfter || got.After != want {
			t.Errorf("%q: %+v, want it after %v", header, got, want)
		}
	}
}

// The token goes nowhere but to the platform.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	var followed atomic.Bool
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Store(true) }))
	defer other.Close()
	got := hello(t, 10*time.Second, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	})
	if got == nil || got.Class != channel.Config || followed.Load() {
		t.Errorf("%v, followed: %v", got, followed.Load())
	}
}

// A platform's webhook, read into events.
func Example() {
	ch, err := parcel.New(parcel.Config{
		Account: "shop", BaseURL: "https://api.parcel.example", Token: "token", Secrets: []string{"secret"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	body := []byte(`{"account":"shop","events":[{"id":"1","type":"message","from":{"id":"ann"},"text":"show me tents"}]}`)
	now := time.Now()
	events, _, err := ch.Parse(channel.Delivery{
		Method: http.MethodPost, Body: body, Received: now,
		Header: http.Header{parcel.SignatureHeader: {parcel.Sign("secret", now, body)}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(events[0].From.ID, "says:", events[0].Text)
	// Output:
	// ann says: show me tents
}
