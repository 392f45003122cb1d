package widget

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sauda-commerce/sauda/gateway/auth"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/locale"
	"github.com/sauda-commerce/sauda/sdk/message"
)

// fakeShop keeps transcripts in memory and answers nothing by itself. What is
// tested against the whole shop is in package gateway; here faults are made.
type fakeShop struct {
	chat  *webchat.Channel
	texts *locale.Texts

	mu     sync.Mutex
	err    error
	typing bool
	seen   map[string]bool
	log    map[string][]conversation.Message
}

func (f *fakeShop) Receive(_ context.Context, _ string, d channel.Delivery) (*channel.Reply, error) {
	events, reply, err := f.chat.Parse(d)
	if err != nil {
		return nil, err
	}
	if err := f.failure(); err != nil {
		return nil, err
	}
	for _, e := range events {
		f.mu.Lock()
		again := f.seen[e.ID]
		f.seen[e.ID] = true
		f.mu.Unlock()
		if !again && e.Kind == message.KindText {
			f.say(e.From, conversation.Shopper, e.ID, message.Outbound{Text: e.Text})
		}
	}
	return reply, nil
}

// say puts a message into a transcript and wakes who watches it.
func (f *fakeShop) say(to message.Address, from conversation.From, event string, body message.Outbound) {
	id := conversation.IDOf(to)
	f.mu.Lock()
	f.log[id] = append(f.log[id], conversation.Message{
		ID: uuid.NewString(), Seq: int64(len(f.log[id]) + 1), From: from, Event: event, Body: body,
		At: time.Date(2026, 11, 24, 10, 0, 0, 5e8, time.UTC),
	})
	f.mu.Unlock()
	_, _ = f.chat.Send(context.Background(), to, channel.Message{}) // only wakes
}

func (f *fakeShop) Transcript(_ context.Context, id string, after int64, limit int) ([]conversation.Message, error) {
	if err := f.failure(); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	all := f.log[id]
	if after >= int64(len(all)) {
		return nil, nil
	}
	all = all[after:]
	return slices.Clone(all[:min(limit, len(all))]), nil
}

func (f *fakeShop) failure() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}

func (f *fakeShop) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (*fakeShop) Customer(context.Context, string) (string, error) { return "", nil }

func (f *fakeShop) Typing(string) bool { return f.typing }

func (f *fakeShop) Printer(lang ...string) locale.Printer { return f.texts.Printer(lang...) }

func (f *fakeShop) Profile() sdk.Profile { return sdk.Profile{Name: "Alem <b>&"} }

// bench is a widget being served.
type bench struct {
	t      *testing.T
	shop   *fakeShop
	h      *Handler
	server *httptest.Server
}

func newBench(t *testing.T, set func(*Config)) *bench {
	t.Helper()
	keyed, err := webchat.New(webchat.Config{}).WithSecrets([]byte(strings.Repeat("s", 32)))
	if err != nil {
		t.Fatal(err)
	}
	texts, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	shop := &fakeShop{chat: keyed.(*webchat.Channel), texts: texts, seen: map[string]bool{}, log: map[string][]conversation.Message{}}
	c := Config{Shop: shop, Channel: shop.chat, BasePath: "/base"}
	if c.Origins, err = auth.NewOrigins("https://shop.example"); err != nil {
		t.Fatal(err)
	}
	if set != nil {
		set(&c)
	}
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, shop: shop, h: h}
	b.server = httptest.NewServer(b.mux())
	t.Cleanup(b.server.Close)
	return b
}

func (b *bench) mux() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /webchat/sessions", b.h.Open)
	mux.HandleFunc("POST /webchat/messages", b.h.Post)
	mux.HandleFunc("GET /webchat/messages", b.h.List)
	mux.HandleFunc("GET /webchat/events", b.h.Events)
	mux.HandleFunc("GET /widget.js", b.h.Loader)
	mux.HandleFunc("GET /widget/{$}", b.h.Index)
	mux.HandleFunc("GET /widget/{hash}/{file}", b.h.Asset)
	return mux
}

// visitor opens a session without the API.
func (b *bench) visitor() (token string, who message.Address) {
	b.t.Helper()
	s, _, err := b.shop.chat.Open(webchat.SessionRequest{})
	if err != nil {
		b.t.Fatal(err)
	}
	return s.Token, s.Address
}

// do makes a request and returns the answer with its body read.
func (b *bench) do(method, path, token, body string, header ...string) (*http.Response, string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.server.URL+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := b.server.Client().Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return res, string(all)
}
