package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// hostile is what a stranger may send instead of a value.
func hostile() map[string]string {
	return map[string]string{
		"NUL": `"\u0000"`, "raw NUL": "\"\x00\"", "controls": `"\u0001\u001b[2J\u007f\u0085"`, "broken UTF-8": "\"\xff\xfe\"", "cut UTF-8": "\"\xf0\x9f\"",
		"lone surrogate": `"\ud800"`, "noncharacter": `"\ufdd000"`, "right to left": `"\u202e\u2066"`, "BOM": "\ufeff\"x\"",
		"half a megabyte": `"` + strings.Repeat("ж", 1<<18) + `"`, "512 bytes": `"` + strings.Repeat("x", 512) + `"`, "513 bytes": `"` + strings.Repeat("x", 513) + `"`,
		"deep": strings.Repeat(`[`, 20_000) + strings.Repeat(`]`, 20_000), "deep and open": strings.Repeat(`{"a":`, 20_000),
		"wide":        `[` + strings.Repeat(`0,`, 300_000) + `0]`,
		"huge number": `1e999999999`, "long number": strings.Repeat("9", 100_000), "negative": `-1`, "null": `null`, "bool": `true`, "list": `["x"]`, "object": `{"x":{}}`,
		"SQL": `"'; DROP TABLE message; --"`, "template": `"{{.}} %s %!d ${jndi:ldap://x}"`, "markup": `"<script>alert(1)</script>"`, "nothing": ``, "not JSON": `undefined`,
		"second document": `"x"} {"id":"y"`, "comment": `"x" /* */`,
	}
}

// Nothing that a stranger sends to the web chat is a mistake of ours: the
// answer is a refusal or what the contract says, and the shop goes on.
func TestHostileBytes(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{Limits: Limits{Requests: 1 << 20, Sessions: 1 << 20, Messages: 1 << 20, Burst: 1 << 20}})
	v := s.visitor()
	for name, value := range hostile() {
		id := uuid.NewString()
		for _, c := range []struct{ path, body string }{
			{"/webchat/messages", value},
			{"/webchat/messages", fmt.Sprintf(`{"id":"%s","text":%s}`, id, value)},
			{"/webchat/messages", fmt.Sprintf(`{"id":"%s","choice":%s}`, uuid.NewString(), value)},
			{"/webchat/messages", fmt.Sprintf(`{"id":%s,"text":"hello"}`, value)},
			{"/webchat/messages", fmt.Sprintf(`{"id":"%s","text":"first","text":%s}`, uuid.NewString(), value)},
			{"/webchat/messages", fmt.Sprintf(`{"id":"%s","text":"hello",%s:1}`, uuid.NewString(), value)},
			{"/webchat/messages", fmt.Sprintf(`{"start":%s}`, value)},
			{"/webchat/sessions", value},
			{"/webchat/sessions", fmt.Sprintf(`{"locale":%s}`, value)},
			{"/webchat/sessions", fmt.Sprintf(`{"referral":%s}`, value)},
			{"/webchat/sessions", fmt.Sprintf(`{"identity":%s}`, value)},
			{"/webchat/sessions", fmt.Sprintf(`{"locale":"en","locale":%s}`, value)},
			{"/webchat/sessions", fmt.Sprintf(`{%s:1}`, value)},
		} {
			header := v.bearer()
			if c.path == "/webchat/sessions" {
				header = nil
			}
			s.wantNoMistake(name, "POST", c.path, c.body, header...)
		}
	}
	for name, header := range map[string]string{"half": "Bearer", "spaces": "Bearer  \t ", "long": "Bearer " + strings.Repeat("A", 32<<10), "not ASCII": "Bearer жж\xff", "another's": "Bearer " + v.token[:len(v.token)-1]} {
		s.wantNoMistake("token "+name, "GET", "/webchat/messages", "", "Authorization", header)
	}
	for _, query := range []string{"after=%00", "after=%ff", "after=99999999999999999999", "after=1&after=2", "wait=1e1", "after[]=1", "%zz", ";", "wait=%30&after=%2B1"} {
		for _, path := range []string{"/webchat/messages?", "/webchat/events?after=x&"} {
			s.wantNoMistake(query, "GET", path+query, "", v.bearer()...)
		}
	}
	s.wantNoMistake("Last-Event-ID", "GET", "/webchat/events", "", append(v.bearer(), "Last-Event-ID", "\xff;DROP")...)
	other := s.visitor()
	other.says("show me tents", "")
}

// wantNoMistake makes a request whose answer must be JSON and below 500.
func (s *site) wantNoMistake(name, method, path, body string, header ...string) {
	s.t.Helper()
	res, got := s.do(method, path, body, header...)
	if res.StatusCode >= http.StatusInternalServerError || !json.Valid([]byte(got)) {
		s.t.Errorf("%s: %s %s %.80q: %d %.300s", name, method, path, body, res.StatusCode, got)
	}
	if len(got) > 4<<10 && method == "POST" {
		s.t.Errorf("%s: %s: the answer has %d bytes: it repeats what was sent", name, path, len(got))
	}
}
