package gateway

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/sauda-commerce/sauda/gateway/api"
)

const cap1 = `{"title":"Cap","offer":{"price":{"minor":1500,"currency":"USD"},"stock":{}}}`

// Who may not call does not, whatever she sends; and a key is in no answer and
// no log.
func TestAPIKeys(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	narrow := strings.Repeat("n", 32)
	s := newSite(t, "", Options{
		API: API{Keys: []api.Key{
			{Name: "backend", Key: apiKey, Scopes: []api.Scope{api.All}}, {Name: "narrow", Key: narrow, Scopes: []api.Scope{api.Handoff}}}},
		Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	for _, c := range []struct {
		name, header, value string
		want                int
	}{
		{"no key", "X-None", "", 401}, {"another", "Authorization", "Bearer " + strings.Repeat("x", 32), 401},
		{"almost", "Authorization", "Bearer " + apiKey[1:], 401}, {"longer", "Authorization", "Bearer " + apiKey + "k", 401},
		{"other scheme", "Authorization", "Basic " + apiKey, 401}, {"empty", "Authorization", "Bearer ", 401},
		{"bare", "Authorization", apiKey, 401}, {"huge", "Authorization", "Bearer " + strings.Repeat("k", 8000), 401},
		{"in another header", "X-Api-Key", apiKey, 401},
		{"without the scope", "Authorization", "Bearer " + narrow, 403}, {"good", "Authorization", "Bearer " + apiKey, 200},
	} {
		res, body := s.do("GET", "/api/v1/products", "", c.header, c.value)
		if res.StatusCode != c.want {
			t.Errorf("%s: %d %s, want %d", c.name, res.StatusCode, body, c.want)
		}
		if c.want == 403 && !strings.Contains(body, `scope \"catalog\"`) {
			t.Errorf("%s: the scope is not named: %s", c.name, body)
		}
		if c.want == 401 && res.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%s: how to authenticate is not said", c.name)
		}
		if strings.Contains(body, apiKey) || strings.Contains(body, narrow) {
			t.Errorf("%s: a key is in the answer", c.name)
		}
	}
	if res, _ := s.do("GET", "/api/v1/products?key="+apiKey, ""); res.StatusCode != 401 {
		t.Error("a key in an address is taken")
	}
	if strings.Contains(log.String(), apiKey) || strings.Contains(log.String(), narrow) {
		t.Error("a key is in the log")
	}
	closed := newSite(t, "", Options{})
	if res, body := closed.do("GET", "/api/v1/products", "", "Authorization", "Bearer "+apiKey); res.StatusCode != 401 || !strings.Contains(body, "no API keys") {
		t.Errorf("without keys: %d %s", res.StatusCode, body)
	}
	if _, err := New(s.shop, Options{API: API{Keys: []api.Key{{Name: "x", Key: "short", Scopes: []api.Scope{api.All}}}}}); err == nil {
		t.Error("a short key is accepted")
	}
}

// One key's haste does not slow another's.
func TestAPILimit(t *testing.T) {
	t.Parallel()
	other := strings.Repeat("o", 32)
	s := newSite(t, "", Options{
		API: API{Keys: []api.Key{
			{Name: "backend", Key: apiKey, Scopes: []api.Scope{api.All}}, {Name: "other", Key: other, Scopes: []api.Scope{api.All}}}},
		Limits: Limits{API: 3},
	})
	slow := 0
	for range 20 {
		res, _ := s.do("GET", "/api/v1/handoffs", "", "Authorization", "Bearer "+apiKey)
		if res.StatusCode == 429 {
			slow++
			if res.Header.Get("Retry-After") == "" {
				t.Error("429 without Retry-After")
			}
		}
	}
	if res, _ := s.do("GET", "/api/v1/handoffs", "", "Authorization", "Bearer "+other); res.StatusCode != 200 || slow == 0 {
		t.Errorf("%d of 20 were too many; the other key got %d", slow, res.StatusCode)
	}
}

// What should not come is refused with a problem that says where it is.
func TestAPIHostile(t *testing.T) {
	t.Parallel()
	b := newAPI(t)
	for _, c := range []struct {
		name, method, path, body string
		want                     int
		says                     string
	}{
		{"not JSON", "PUT", "/products/x", `title=x`, 400, ""},
		{"a list", "PUT", "/products/x", `[]`, 400, ""},
		{"null", "PUT", "/products/x", `null`, 400, ""},
		{"two objects", "PUT", "/products/x", cap1 + cap1, 400, ""},
		{"NaN", "PUT", "/products/x", `{"title":"x","rating":{"average":NaN,"count":1}}`, 400, ""},
		{"huge number", "PUT", "/products/x", `{"title":"x","offer":{"price":{"minor":1e400,"currency":"USD"}}}`, 422, "offer.price.minor"},
		{"fraction of a minor unit", "PUT", "/products/x", `{"title":"x","offer":{"price":{"minor":1.5,"currency":"USD"}}}`, 422, "offer.price.minor"},
		{"more than 64 bits", "PUT", "/products/x", `{"title":"x","offer":{"price":{"minor":9223372036854775808,"currency":"USD"}}}`, 422, "offer.price.minor"},
		{"doubled field", "PUT", "/products/x", `{"title":"x","title":"y"}`, 422, "title"},
		{"doubled deep field", "PUT", "/products/x", `{"title":"x","offer":{"price":{"minor":1,"minor":2,"currency":"USD"}}}`, 422, "offer.price.minor"},
		{"unknown field", "PUT", "/products/x", `{"title":"x","admin":true}`, 422, "admin"},
		{"misspelt field", "PUT", "/products/x", `{"Title":"x"}`, 422, "Title"},
		{"wrong place", "PUT", "/products/x", `{"title":"x","images":[{"url":"/a"},{"url":1}]}`, 422, "images[1].url"},
		{"script for an address", "PUT", "/products/x", `{"title":"x","url":"javascript:alert(1)","offer":{"price":{"minor":1,"currency":"USD"},"stock":{}}}`, 422, "url"},
		{"not UTF-8", "PUT", "/products/x", "{\"title\":\"\xff\"}", 400, ""},
		{"1 MB", "PUT", "/products/x", `{"title":"` + strings.Repeat("x", 1<<20) + `"}`, 413, ""},
		{"deep", "PUT", "/products/x", strings.Repeat(`{"title":`, 5000), 400, ""},
		{"unknown parameter", "GET", "/products?limitt=1", "", 422, "limitt"},
		{"parameter twice", "GET", "/products?limit=1&limit=2", "", 422, "limit"},
		{"garbled cursor", "GET", "/products?after=AQAAAAAAAAA", "", 422, "after"},
		{"huge cursor", "GET", "/products?after=" + strings.Repeat("A", 4000), "", 422, "after"},
		{"path up", "GET", "/products/..%2f..%2fmetrics", "", 404, ""},
		{"path of zeros", "GET", "/products/%00", "", 404, ""},
		{"path not UTF-8", "GET", "/products/%ff", "", 422, "id"},
		{"long id", "PUT", "/products/" + strings.Repeat("x", 201), cap1, 422, "id"},
		{"id of spaces", "PUT", "/products/%20x", cap1, 422, "id"},
	} {
		res, body := b.do(c.method, "/api/v1"+c.path, c.body, "Authorization", "Bearer "+apiKey)
		if res.StatusCode != c.want || res.Header.Get("Content-Type") != "application/problem+json" || !strings.Contains(body, `"field":"`+c.says) && c.says != "" {
			t.Errorf("%s: %d %s, want %d and %s", c.name, res.StatusCode, body, c.want, c.says)
		}
		if len(body) > 2000 {
			t.Errorf("%s: an answer of %d bytes", c.name, len(body))
		}
	}
	if res, _ := b.do("PATCH", "/api/v1/products/x", "{}", "Authorization", "Bearer "+apiKey); res.StatusCode != 405 {
		t.Errorf("a wrong method: %d", res.StatusCode)
	}
	if res, _ := b.do("GET", "/api/v1/secrets", "", "Authorization", "Bearer "+apiKey); res.StatusCode != 404 {
		t.Errorf("an unknown path: %d", res.StatusCode)
	}
}

// The same request under the same key has one effect and one answer; another
// request under it is refused.
func TestAPIIdempotency(t *testing.T) {
	t.Parallel()
	b := newAPI(t)
	v := b.visitor()
	v.says("I want to talk to a person", "")
	path := "/conversations/" + v.conversation + "/messages"
	post := func(want int, body, key string) *http.Response {
		t.Helper()
		res, got := b.do("POST", "/api/v1"+path, body, "Authorization", "Bearer "+apiKey, "Idempotency-Key", key)
		if res.StatusCode != want {
			t.Errorf("%s under %.10s: %d %s, want %d", body, key, res.StatusCode, got, want)
		}
		return res
	}
	// Refused requests use up no key.
	post(422, `{"id":"1","text":""}`, "k")
	if res := post(201, `{"id":"1","text":"Hello."}`, "k"); res.Header.Get("Idempotent-Replayed") != "" {
		t.Error("the first answer says that it is repeated")
	}
	// Without the key this would be 200: it is the stored answer.
	if res := post(201, `{"id":"1","text":"Hello."}`, "k"); res.Header.Get("Idempotent-Replayed") != "true" || res.Header.Get("Content-Type") != "application/json" {
		t.Errorf("the repeated answer: %v", res.Header)
	}
	post(422, `{"id":"2","text":"Hello."}`, "k")
	post(201, `{"id":"2","text":"Hello."}`, "another")
	post(422, `{"id":"3","text":"Hello."}`, strings.Repeat("k", 256))
	post(201, `{"id":"3","text":"Hello."}`, strings.Repeat("k", 255))
	if res, _ := b.do("POST", "/api/v1"+path, `{"id":"4","text":"x"}`, "Authorization", "Bearer "+strings.Repeat("x", 32), "Idempotency-Key", "k"); res.StatusCode != 401 {
		t.Error("a stored answer needs no key")
	}
	// On what is idempotent by itself the header changes nothing.
	for _, want := range []int{201, 200} {
		if res, _ := b.do("PUT", "/api/v1/products/new-cap", cap1, "Authorization", "Bearer "+apiKey, "Idempotency-Key", "k"); res.StatusCode != want {
			t.Errorf("PUT: %d, want %d", res.StatusCode, want)
		}
	}
}

// Twins at the same time end with one effect and the same answer.
func TestAPITwins(t *testing.T) {
	t.Parallel()
	b := newAPI(t)
	v := b.visitor()
	v.says("I want to talk to a person", "")
	path := "/api/v1/conversations/" + v.conversation + "/messages"
	var all sync.WaitGroup
	var mu sync.Mutex
	answers := map[string]int{}
	for i := range 24 {
		all.Go(func() {
			res, body := b.do("POST", path, fmt.Sprintf(`{"id":"%d","text":"Hello."}`, i/8), "Authorization", "Bearer "+apiKey, "Idempotency-Key", fmt.Sprint("twin", i/8))
			mu.Lock()
			defer mu.Unlock()
			answers[fmt.Sprint(res.StatusCode, " ", body)]++
		})
	}
	all.Wait()
	for i := range 3 {
		if answer := fmt.Sprintf("201 {\"id\":\"%d\"}\n", i); answers[answer] != 8 {
			t.Errorf("%q was given %d times of 8: %v", answer, answers[answer], answers)
		}
	}
	if c, err := b.shop.Handoff().Conversation(t.Context(), v.conversation); err != nil || c.Received != 5 {
		t.Errorf("%d events (%v), want the beginning, the wish and 3 answers", c.Received, err)
	}
}

// The API is for programs: pages of other origins cannot read it.
func TestAPIHeaders(t *testing.T) {
	t.Parallel()
	b := newAPI(t)
	for _, path := range []string{"/api/v1/products", "/api/v1/products/none", "/api/v1/handoffs?x=1"} {
		res, _ := b.do("GET", path, "", "Authorization", "Bearer "+apiKey, "Origin", "https://evil.example")
		got := snapshot{res.Header.Get("Content-Security-Policy"), res.Header.Get("Cache-Control"), res.Header.Get("Cross-Origin-Resource-Policy")}
		if got != (snapshot{strict, "no-store", "same-origin"}) || res.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %v", path, res.Header)
		}
	}
}
