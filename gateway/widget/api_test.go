package widget

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"net/http"
	"net/http/httptest"

	"github.com/google/go-cmp/cmp"

	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/gateway/internal/wire"
	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/conversation"
	"github.com/sauda-commerce/sauda/sdk/message"
	"github.com/sauda-commerce/sauda/sdk/store"
)

const id1 = "0198c1f0-0000-7000-8000-000000000001"

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	if _, err := New(Config{}); err == nil {
		t.Error("New of an empty Config: no error")
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	for _, c := range []struct {
		body  string
		want  int
		field string
	}{
		{"", 201, ""}, {"{}", 201, ""}, {`{"locale":"kk","referral":"tent-1"}`, 201, ""},
		{"{", 400, ""}, {"[]", 400, ""}, {`"x"`, 400, ""}, {"{} {}", 400, ""},
		{`{"locale":"kz"}`, 201, ""}, {`{"locale":"en-aaaaaaaa"}`, 201, ""}, {`{"locale":"ru_RU"}`, 201, ""},
		{`{"locale":5}`, 422, "locale"}, {`{"locale":"<script>"}`, 422, "locale"}, {`{"nope":1}`, 422, "nope"},
		{`{"referral":"` + strings.Repeat("x", 1025) + `"}`, 422, "referral"},
		{`{"identity":"x"}`, 422, "identity"},
	} {
		res, body := b.do("POST", "/webchat/sessions", "", c.body)
		if res.StatusCode != c.want {
			t.Errorf("%s: %d %s, want %d", c.body, res.StatusCode, body, c.want)
		}
		if c.field != "" && !strings.Contains(body, `"field":"`+c.field+`"`) {
			t.Errorf("%s: the problem does not name %s: %s", c.body, c.field, body)
		}
	}
	res, body := b.do("POST", "/webchat/sessions", "", "{}")
	var s sessionReply
	if err := json.Unmarshal([]byte(body), &s); err != nil || s.Token == "" || s.ConversationID == "" {
		t.Fatalf("%v: %s", err, body)
	}
	if got := res.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q of a token, want no-store", got)
	}
	_, body = b.do("POST", "/webchat/sessions", s.Token, "{}")
	var again sessionReply
	if err := json.Unmarshal([]byte(body), &again); err != nil || again.ConversationID != s.ConversationID {
		t.Errorf("a session renewed is another conversation: %s, want %s", body, s.ConversationID)
	}
	if res, _ := b.do("POST", "/webchat/sessions", "forged", "{}"); res.StatusCode != 401 {
		t.Errorf("renewal with a forged token: %d, want 401", res.StatusCode)
	}
}

func TestMessagesAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *Config) { c.Messages, c.Burst = 1000, 1000 })
	token, _ := b.visitor()
	for _, c := range []struct {
		name, token, body string
		want              int
	}{
		{"no token", "", `{"id":"` + id1 + `","text":"x"}`, 401},
		{"forged", token + "x", `{"id":"` + id1 + `","text":"x"}`, 401},
		{"not JSON", token, `{`, 400},
		{"not UTF-8", token, "{\"id\":\"" + id1 + "\",\"text\":\"\xff\"}", 400},
		{"array", token, `[]`, 422},
		{"no id", token, `{"text":"x"}`, 422},
		{"bad id", token, `{"id":"1","text":"x"}`, 422},
		{"nothing said", token, `{"id":"` + id1 + `"}`, 422},
		{"both", token, `{"id":"` + id1 + `","text":"x","choice":"y"}`, 422},
		{"empty", token, `{"id":"` + id1 + `","text":"  "}`, 422},
		{"unknown field", token, `{"id":"` + id1 + `","text":"x","action":"pay"}`, 422},
		{"start of a session", token, `{"start":"x"}`, 401},
		{"too long", token, `{"id":"` + id1 + `","text":"` + strings.Repeat("x", 10_001) + `"}`, 422},
	} {
		if res, body := b.do("POST", "/webchat/messages", c.token, c.body); res.StatusCode != c.want {
			t.Errorf("%s: %d %s, want %d", c.name, res.StatusCode, body, c.want)
		}
	}
	if _, body := b.do("GET", "/webchat/messages", token, ""); !strings.Contains(body, `"messages":[]`) {
		t.Errorf("something was stored: %s", body)
	}
}

func TestMessagesArriveWhole(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	token, _ := b.visitor()
	for i, text := range []string{strings.Repeat("ж", 10_000), "👨‍👩‍👧 e\u0301 \u202ertl", "<img src=x onerror=alert(1)>", "two\nlines\tand a tab"} {
		id := fmt.Sprintf("0198c1f0-0000-7000-8000-00000000000%d", i)
		in, _ := json.Marshal(map[string]string{"id": id, "text": text})
		res, body := b.do("POST", "/webchat/messages", token, string(in))
		if res.StatusCode != 202 || strings.TrimSpace(body) != `{"id":"`+id+`"}` {
			t.Fatalf("%d %s", res.StatusCode, body)
		}
		_, body = b.do("GET", fmt.Sprintf("/webchat/messages?after=%d", i), token, "")
		var out struct{ Messages []wire.Message }
		if err := json.Unmarshal([]byte(body), &out); err != nil || len(out.Messages) != 1 {
			t.Fatalf("%v: %s", err, body)
		}
		if m := out.Messages[0]; m.Text != text || m.ID != id || m.From != "shopper" || m.Seq != int64(i+1) {
			t.Errorf("message %d came back as %+v", i, m)
		}
	}
	// The same id again has no second effect.
	if res, _ := b.do("POST", "/webchat/messages", token, `{"id":"0198c1f0-0000-7000-8000-000000000000","text":"again"}`); res.StatusCode != 202 {
		t.Errorf("a repeated message: %d, want 202", res.StatusCode)
	}
	if _, body := b.do("GET", "/webchat/messages?after=4", token, ""); !strings.Contains(body, `"messages":[]`) {
		t.Errorf("a repeated message was stored twice: %s", body)
	}
}

func TestOthersReadNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	mine, me := b.visitor()
	other, _ := b.visitor()
	b.shop.say(me, conversation.Shop, "", message.Outbound{Text: "private"})
	if _, body := b.do("GET", "/webchat/messages", other, ""); strings.Contains(body, "private") {
		t.Errorf("another visitor reads %s", body)
	}
	if _, body := b.do("GET", "/webchat/messages", mine, ""); !strings.Contains(body, "private") {
		t.Errorf("the visitor herself reads %s", body)
	}
}

// The whole public form of a message: nothing that is not in the contract.
func TestWireForm(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	token, me := b.visitor()
	b.shop.say(me, conversation.Shop, "", message.Outbound{
		Text: "Look", Locale: "en", Purpose: message.PurposeReply, Replaces: id1,
		Cards: []message.Card{{
			Title: "Ridge 2", Subtitle: "2 people", Image: "/demo/pictures/1.svg", ImageAlt: "a tent",
			Price:   &message.Price{Amount: money.New(19900, "USD"), Display: "$199.00"},
			Was:     &message.Price{Amount: money.New(24900, "USD"), Display: "$249.00"},
			Choices: []message.Choice{{Label: "Add to cart", Payload: "p1", Action: message.Action{Name: "cart.add", Args: map[string]string{"secret": "1"}}}},
		}},
		Choices: []message.Choice{{Label: "More", Payload: "p2"}},
		Link:    &message.Link{Label: "Pay", URL: "https://chat.example/pay/x"},
		Media:   []message.Media{{Type: "image", URL: "pictures/2.png", Alt: "map"}},
	})
	_, body := b.do("GET", "/webchat/messages", token, "")
	var out struct{ Messages []map[string]any }
	if err := json.Unmarshal([]byte(body), &out); err != nil {
		t.Fatal(err)
	}
	got := out.Messages[0]
	delete(got, "id")
	want := map[string]any{
		"seq": 1.0, "from": "shop", "at": "2026-11-24T10:00:00.5Z", "text": "Look", "replaces": id1,
		"cards": []any{map[string]any{
			"title": "Ridge 2", "subtitle": "2 people", "image": "/base/demo/pictures/1.svg",
			"price":   map[string]any{"minor": 19900.0, "currency": "USD", "display": "$199.00"},
			"was":     map[string]any{"minor": 24900.0, "currency": "USD", "display": "$249.00"},
			"choices": []any{map[string]any{"label": "Add to cart", "payload": "p1"}},
		}},
		"choices": []any{map[string]any{"label": "More", "payload": "p2"}},
		"link":    map[string]any{"label": "Pay", "url": "https://chat.example/pay/x"},
		"media":   []any{map[string]any{"type": "image", "url": "/base/pictures/2.png", "alt": "map"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestListQuery(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	token, _ := b.visitor()
	for query, want := range map[string]int{
		"": 200, "?after=0": 200, "?after=9223372036854775807": 200, "?wait=0": 200,
		"?after=-1": 422, "?after=x": 422, "?after=9223372036854775808": 422, "?after=1.5": 422, "?after=%00": 422,
		"?wait=26": 422, "?wait=-1": 422, "?wait=1h": 422,
	} {
		if res, body := b.do("GET", "/webchat/messages"+query, token, ""); res.StatusCode != want {
			t.Errorf("%s: %d %s, want %d", query, res.StatusCode, body, want)
		}
	}
	for _, path := range []string{"/webchat/messages", "/webchat/events"} {
		if res, _ := b.do("GET", path, "", ""); res.StatusCode != 401 {
			t.Errorf("%s without a token: %d, want 401", path, res.StatusCode)
		}
	}
}

func TestVisitorIsLimited(t *testing.T) {
	t.Parallel()
	now := time.Now()
	b := newBench(t, func(c *Config) { c.Now = func() time.Time { return now } })
	token, _ := b.visitor()
	other, _ := b.visitor()
	post := func(token string, n int) *http.Response {
		res, _ := b.do("POST", "/webchat/messages", token, fmt.Sprintf(`{"id":"0198c1f0-0000-7000-8000-%012d","text":"x"}`, n))
		return res
	}
	for i := range 20 {
		if res := post(token, i); res.StatusCode != 202 {
			t.Fatalf("message %d of the burst: %d", i+1, res.StatusCode)
		}
	}
	if res := post(token, 20); res.StatusCode != 429 || res.Header.Get("Retry-After") != "1" {
		t.Errorf("message 21: %d, Retry-After %q; want 429 and 1", res.StatusCode, res.Header.Get("Retry-After"))
	}
	if res := post(other, 0); res.StatusCode != 202 {
		t.Errorf("another visitor: %d, want 202", res.StatusCode)
	}
}

func TestStoreDown(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	token, _ := b.visitor()
	for _, failure := range []error{sdk.ErrBusy, store.ErrUnavailable} {
		b.shop.fail(failure)
		for _, c := range [][3]string{
			{"POST", "/webchat/sessions", "{}"}, {"POST", "/webchat/messages", `{"id":"` + id1 + `","text":"x"}`},
			{"GET", "/webchat/messages", ""}, {"GET", "/webchat/events", ""},
		} {
			bearer := token
			if c[1] == "/webchat/sessions" {
				bearer = ""
			}
			res, _ := b.do(c[0], c[1], bearer, c[2])
			if res.StatusCode != 503 || res.Header.Get("Retry-After") == "" {
				t.Errorf("%s %s: %d, Retry-After %q; want 503 with it", c[0], c[1], res.StatusCode, res.Header.Get("Retry-After"))
			}
		}
	}
}

// A long poll answers at once when something is said, and after its time when
// nothing is.
func TestLongPoll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{t: t}
		full := newBench(t, nil)
		full.server.Close() // the handler is called directly: a bubble has no network
		b.h, b.shop = full.h, full.shop
		s, me := full.visitor()
		poll := func() (time.Duration, string) {
			start := time.Now()
			r := httptest.NewRequest("GET", "/webchat/messages?wait=20", nil)
			r.Header.Set("Authorization", "Bearer "+s)
			w := httptest.NewRecorder()
			b.h.List(w, r)
			return time.Since(start), w.Body.String()
		}
		if took, body := poll(); took != 20*time.Second || !strings.Contains(body, `"messages":[]`) {
			t.Errorf("nothing said: %v %s", took, body)
		}
		go func() {
			time.Sleep(3 * time.Second)
			b.shop.say(me, conversation.Shop, "", message.Outbound{Text: "hello"})
		}()
		if took, body := poll(); took != 3*time.Second || !strings.Contains(body, "hello") {
			t.Errorf("said after 3 s: %v %s", took, body)
		}
	})
}

func FuzzParseSeq(f *testing.F) {
	for _, s := range []string{"", "0", "1", "-1", "9223372036854775807", "9223372036854775808", "0x10", "１", " 1", "1_000", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := parseSeq("after", s)
		if err != nil {
			return
		}
		if n < 0 {
			t.Fatalf("parseSeq(%q) = %d", s, n)
		}
		if s != "" && strings.TrimLeft(s, "0") != strings.TrimLeft(fmt.Sprint(n), "0") {
			t.Fatalf("parseSeq(%q) = %d, which is another number", s, n)
		}
	})
}
