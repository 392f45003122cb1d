package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"go.uber.org/goleak"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/demo"
	"github.com/sauda-commerce/sauda/payments"
	"github.com/sauda-commerce/sauda/payments/sandbox"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/channel"
	"github.com/sauda-commerce/sauda/sdk/channel/webchat"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode) // the process is ours: no lists of routes
	// The PostgreSQL that a test starts ends with it, or with the process.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest.(*Server).Start.func1"))
}

// site is a whole shop being served: SQLite, the demo's products, sandbox
// money. Nothing of it is faked.
type site struct {
	t      *testing.T
	shop   *sdk.Shop
	store  *store.Store
	server *httptest.Server
	url    string // with the prefix
	stop   func() // ends Run and waits for it
}

const origin = "https://shop.example"

// newSite serves a shop below a prefix ("" for the root).
func newSite(t *testing.T, prefix string, o Options) *site {
	t.Helper()
	return newSiteOf(t, prefix, o, func(*sdk.Config) {})
}

// newSiteOf serves a shop whose configuration is changed first.
func newSiteOf(t *testing.T, prefix string, o Options, change func(*sdk.Config)) *site {
	t.Helper()
	s := &site{t: t}
	mux := http.NewServeMux()
	s.server = httptest.NewUnstartedServer(mux)
	s.server.Start()
	t.Cleanup(s.server.Close)
	s.url = s.server.URL + prefix
	s.open(change)
	if o.Origins == nil {
		o.Origins = []string{origin}
	}
	h, err := New(s.shop, o)
	if err != nil {
		t.Fatal(err)
	}
	mux.Handle(prefix+"/", http.StripPrefix(prefix, h))
	return s
}

// open makes the shop and its sandbox, whose pages are below /sandbox/.
func (s *site) open(change func(*sdk.Config)) {
	box, err := sandbox.Open(sandbox.Config{
		BaseURL: s.server.URL + "/sandbox",
		Deliver: func(ctx context.Context, d payments.Delivery) error { return s.shop.ReceivePayment(ctx, "sandbox", d) },
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = box.Close() })
	s.server.Config.Handler.(*http.ServeMux).Handle("/sandbox/", http.StripPrefix("/sandbox", box.Handler()))
	c := sdk.Config{
		BaseURL: s.url, Catalog: catalog.New(demo.Source()),
		Channels: []channel.Channel{webchat.New(webchat.Config{})}, Payments: []payments.Provider{box},
		Profile: sdk.Profile{Name: "Fernhill"}, Secrets: [][]byte{bytes.Repeat([]byte("s"), 32)},
	}
	change(&c)
	if c.Store == nil {
		if c.Store, err = sqlite.Open(filepath.Join(s.t.TempDir(), "shop.db")); err != nil {
			s.t.Fatal(err)
		}
	}
	s.store = c.Store
	s.t.Cleanup(func() { _ = s.store.Close() }) // some tests close it themselves
	if s.shop, err = sdk.New(c); err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.shop.Sync(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	s.runs()
	ctx, stop := context.WithCancel(context.Background())
	go func() { _ = box.Run(ctx) }()
	s.t.Cleanup(stop)
}

// runs runs the shop until stop is called, or the test ends.
func (s *site) runs() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.shop.Run(ctx)
	}()
	s.stop = func() { cancel(); <-ended }
	s.t.Cleanup(s.stop)
}

// do makes a request, following no redirect, and reads the answer.
func (s *site) do(method, path, body string, header ...string) (*http.Response, string) {
	s.t.Helper()
	target := path
	if !strings.HasPrefix(path, "http") {
		target = s.url + path
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, target, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	client := *s.server.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res, string(all)
}

// The public form of messages, written down again: this is the contract.
type (
	wireChoice struct{ Label, Payload string }
	wireCard   struct {
		Title, Image string
		Choices      []wireChoice
	}
	wireMessage struct {
		Seq            int64
		ID, From, Text string
		Cards          []wireCard
		Choices        []wireChoice
		Link           *struct{ Label, URL string }
	}
)

// visitor is one shopper at the API.
type visitor struct {
	*site
	token        string
	conversation string
	seen         int64
	last         wireMessage // of the shop's
}

func (s *site) visitor() *visitor {
	s.t.Helper()
	res, body := s.do("POST", "/webchat/sessions", `{"locale":"en"}`)
	var in struct {
		Token          string `json:"token"`
		ConversationID string `json:"conversation_id"`
	}
	if err := json.Unmarshal([]byte(body), &in); err != nil || res.StatusCode != 201 {
		s.t.Fatalf("sessions: %d %s", res.StatusCode, body)
	}
	v := &visitor{site: s, token: in.Token, conversation: in.ConversationID}
	v.hears("Hello")
	return v
}

func (v *visitor) bearer() []string { return []string{"Authorization", "Bearer " + v.token} }

func (v *visitor) post(fields map[string]string) {
	v.t.Helper()
	fields["id"] = uuid.NewString()
	body, err := json.Marshal(fields)
	if err != nil {
		v.t.Fatal(err)
	}
	if res, got := v.do("POST", "/webchat/messages", string(body), v.bearer()...); res.StatusCode != 202 {
		v.t.Fatalf("%s: %d %s", body, res.StatusCode, got)
	}
}

func (v *visitor) says(text, want string) {
	v.t.Helper()
	v.post(map[string]string{"text": text})
	v.hears(want)
}

// taps the first choice of the last answer that begins with a label.
func (v *visitor) taps(label, want string) {
	v.t.Helper()
	all := v.last.Choices
	for _, c := range v.last.Cards {
		all = append(all, c.Choices...)
	}
	for _, c := range all {
		if strings.HasPrefix(c.Label, label) {
			v.post(map[string]string{"choice": c.Payload})
			v.hears(want)
			return
		}
	}
	v.t.Fatalf("no choice %q in %+v", label, v.last)
}

// hears waits for a new message of the shop's that contains want.
func (v *visitor) hears(want string) {
	v.t.Helper()
	before := v.last.Seq
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		res, body := v.do("GET", fmt.Sprintf("/webchat/messages?after=%d&wait=5", v.seen), "", v.bearer()...)
		var in struct{ Messages []wireMessage }
		if err := json.Unmarshal([]byte(body), &in); err != nil || res.StatusCode != 200 {
			v.t.Fatalf("messages: %d %s", res.StatusCode, body)
		}
		for _, m := range in.Messages {
			if m.Seq != v.seen+1 {
				v.t.Fatalf("seq %d after %d", m.Seq, v.seen)
			}
			v.seen = m.Seq
			if m.From == "shop" {
				v.last = m
			}
		}
		if v.last.Seq > before && strings.Contains(v.last.Text, want) {
			return
		}
	}
	v.t.Fatalf("never heard %q, last %+v", want, v.last)
}
