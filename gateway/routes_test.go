package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
)

const goodID = "0198c1f0-0000-7000-8000-000000000001"

// Every route against what should not come: what is unknown, missing, wrong,
// huge, forged. The answers are the contract's.
func TestBadRequests(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{})
	v := s.visitor()
	bearer := "Bearer " + v.token
	huge := `{"text":"` + strings.Repeat("x", 1<<20) + `"}`
	for _, c := range []struct {
		name, method, path, body string
		auth                     string
		want                     int
		code                     string
	}{
		{"unknown route", "GET", "/nope", "", "", 404, "not_found"},
		{"unknown route below", "POST", "/webchat/nope", "", "", 404, "not_found"},
		{"no storefront", "GET", "/", "", "", 404, "not_found"},
		{"no media yet", "POST", "/webchat/media", "", bearer, 404, "not_found"},
		{"wrong method", "PUT", "/webchat/messages", "{}", bearer, 405, "method_not_allowed"},
		{"wrong method of a page", "DELETE", "/pay/x", "", "", 405, "method_not_allowed"},
		{"invented method", "FROB", "/webchat/sessions", "", "", 405, "method_not_allowed"},
		{"GET of a session", "GET", "/webchat/sessions", "", "", 405, "method_not_allowed"},

		{"session, not JSON", "POST", "/webchat/sessions", "{", "", 400, "malformed"},
		{"session, wrong type", "POST", "/webchat/sessions", `{"locale":1}`, "", 422, "invalid"},
		{"session, unknown field", "POST", "/webchat/sessions", `{"admin":true}`, "", 422, "invalid"},
		{"session, huge", "POST", "/webchat/sessions", huge, "", 413, "too_large"},
		{"session, forged token", "POST", "/webchat/sessions", "{}", "Bearer AAAA", 401, "unauthorized"},

		{"message, no token", "POST", "/webchat/messages", `{"id":"` + goodID + `","text":"x"}`, "", 401, "unauthorized"},
		{"message, forged token", "POST", "/webchat/messages", `{"id":"` + goodID + `","text":"x"}`, bearer + "A", 401, "unauthorized"},
		{"message, other scheme", "POST", "/webchat/messages", `{"id":"` + goodID + `","text":"x"}`, "Basic " + v.token, 401, "unauthorized"},
		{"message, not JSON", "POST", "/webchat/messages", `text=hello`, bearer, 400, "malformed"},
		{"message, not UTF-8", "POST", "/webchat/messages", "{\"id\":\"" + goodID + "\",\"text\":\"\xc3\x28\"}", bearer, 400, "malformed"},
		{"message, no fields", "POST", "/webchat/messages", `{}`, bearer, 422, "invalid"},
		{"message, no uuid", "POST", "/webchat/messages", `{"id":"1","text":"x"}`, bearer, 422, "invalid"},
		{"message, only control characters", "POST", "/webchat/messages", `{"id":"` + goodID + `","text":"\u0000\u0007"}`, bearer, 422, "invalid"},
		{"message, too long", "POST", "/webchat/messages", `{"id":"` + goodID + `","text":"` + strings.Repeat("x", 10_001) + `"}`, bearer, 422, "invalid"},
		{"message, huge", "POST", "/webchat/messages", huge, bearer, 413, "too_large"},
		{"poll, no token", "GET", "/webchat/messages", "", "", 401, "unauthorized"},
		{"poll, bad after", "GET", "/webchat/messages?after=x", "", bearer, 422, "invalid"},
		{"poll, bad wait", "GET", "/webchat/messages?wait=26", "", bearer, 422, "invalid"},
		{"stream, no token", "GET", "/webchat/events", "", "", 401, "unauthorized"},
		{"stream, bad after", "GET", "/webchat/events?after=-1", "", bearer, 422, "invalid"},

		{"callback of no channel", "POST", "/channels/nope", "{}", "", 404, "not_found"},
		{"callback, huge", "POST", "/channels/nope", huge, "", 413, "too_large"},
		{"callback, unsigned", "POST", "/channels/webchat", "{}", "", 404, "not_found"},
		{"callback of a visitor", "POST", "/channels/webchat", `{"id":"` + goodID + `","text":"x"}`, bearer, 404, "not_found"},
		{"callback of a visitor, escaped", "POST", "/channels/web%63hat", `{"id":"` + goodID + `","text":"x"}`, bearer, 404, "not_found"},
		{"callback of a visitor by GET", "GET", "/channels/webchat", `{"id":"` + goodID + `","text":"x"}`, bearer, 404, "not_found"},
		{"payment of no provider", "POST", "/payments/nope", "{}", "", 404, "not_found"},
		{"payment, unsigned", "POST", "/payments/sandbox", "{}", "", 401, "unauthorized"},
		{"payment, huge", "POST", "/payments/sandbox", huge, "", 413, "too_large"},

		{"widget of another version", "GET", "/widget/0000000000000000/app.js", "", "", 404, "not_found"},
	} {
		header := []string{}
		if c.auth != "" {
			header = append(header, "Authorization", c.auth)
		}
		res, body := s.do(c.method, c.path, c.body, header...)
		if res.StatusCode != c.want {
			t.Errorf("%s: %d %s, want %d", c.name, res.StatusCode, body, c.want)
			continue
		}
		var doc struct {
			Status    int
			Code      string
			RequestID string `json:"request_id"`
			Errors    []struct{ Field, Reason string }
		}
		if err := json.Unmarshal([]byte(body), &doc); err != nil || res.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: no problem document: %q", c.name, body)
			continue
		}
		if doc.Status != c.want || doc.Code != c.code || doc.RequestID != res.Header.Get("X-Request-Id") || doc.RequestID == "" {
			t.Errorf("%s: document %+v, request %q", c.name, doc, res.Header.Get("X-Request-Id"))
		}
		if c.code == "invalid" && (len(doc.Errors) == 0 || doc.Errors[0].Field == "") {
			t.Errorf("%s: no field is named: %s", c.name, body)
		}
		if c.want == 405 && res.Header.Get("Allow") == "" {
			t.Errorf("%s: 405 without Allow", c.name)
		}
	}
	// Nothing of it was lost on the way or stored by mistake: the conversation
	// goes on.
	v.says("tents under 400", "Tents")
}

// An unknown pay link is a page, for people.
func TestUnknownPayLink(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{})
	for _, method := range []string{"GET", "HEAD", "POST"} {
		for _, token := range []string{"nope", "%00", strings.Repeat("x", 4000), "%3Cscript%3E"} {
			res, body := s.do(method, "/pay/"+token, "")
			if res.StatusCode != 404 || res.Header.Get("Content-Type") != "text/html; charset=utf-8" {
				t.Errorf("%s %.20s: %d %q", method, token, res.StatusCode, res.Header.Get("Content-Type"))
			}
			if method != "HEAD" && (!strings.Contains(body, "No such link") || strings.Contains(body, "<script>")) {
				t.Errorf("%s %.20s: %s", method, token, body)
			}
		}
	}
}

// A form of another site pays nothing.
func TestPayFromElsewhere(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{})
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
		if res, body := s.do("POST", "/pay/x", "", header...); res.StatusCode != 403 || !strings.Contains(body, "open the link again") {
			t.Errorf("%v: %d %s, want 403", header, res.StatusCode, body)
		}
	}
	for _, header := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "none"}, {"Origin", s.url}} {
		if res, _ := s.do("POST", "/pay/x", "", header...); res.StatusCode != 404 {
			t.Errorf("%v: %d, want 404 for an unknown link", header, res.StatusCode)
		}
	}
}

// The session API answers pages of the allowed origins and no others.
func TestOrigins(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{})
	v := s.visitor()
	for _, path := range []string{"/webchat/sessions", "/webchat/messages", "/webchat/events"} {
		for from, want := range map[string]bool{origin: true, s.url: true, "https://evil.example": false, "null": false, "https://shop.example.evil": false} {
			res, _ := s.do("OPTIONS", path, "", "Origin", from, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization")
			got := res.StatusCode == 204 && res.Header.Get("Access-Control-Allow-Origin") == from && strings.Contains(res.Header.Get("Access-Control-Allow-Headers"), "Authorization")
			if got != want || !want && res.StatusCode != 403 || !slices.Contains(res.Header.Values("Vary"), "Origin") {
				t.Errorf("preflight of %s from %s: %d %v", path, from, res.StatusCode, res.Header)
			}
			if res.Header.Get("Access-Control-Allow-Credentials") != "" {
				t.Error("credentials are allowed: there are none")
			}
		}
	}
	for from, want := range map[string]int{"": 200, origin: 200, "https://evil.example": 403} {
		header := v.bearer()
		if from != "" {
			header = append(header, "Origin", from)
		}
		if res, _ := s.do("GET", "/webchat/messages", "", header...); res.StatusCode != want {
			t.Errorf("a good token from %q: %d, want %d", from, res.StatusCode, want)
		}
	}
	if res, _ := s.do("POST", "/webchat/sessions", "{}", "Origin", "https://evil.example"); res.StatusCode != 403 {
		t.Errorf("a session from elsewhere: %d, want 403", res.StatusCode)
	}
}

// snapshot is what a kind of answer says to browsers, beside what all say.
type snapshot struct {
	Policy, Cache, CORP string
}

const (
	strict     = "default-src 'none'; frame-ancestors 'none'"
	appPolicy  = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; frame-ancestors 'self' %s https://shop.example"
	docsPolicy = "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	payPolicy  = "default-src 'none'; style-src 'sha256-%s'; form-action 'self' https: http:; base-uri 'none'; frame-ancestors 'none'"
)

// Each route has its headers written down here; one without fails.
func TestHeaders(t *testing.T) {
	t.Parallel()
	s := newSite(t, "", Options{Storefront: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {})})
	v := s.visitor()
	app := fmt.Sprintf(appPolicy, s.url)
	_, index := s.do("GET", "/widget/", "")
	file := "/widget/" + strings.Split(strings.Split(index, `src="`)[1], `"`)[0]
	want := map[string]snapshot{
		"GET /":                    {strict, "", "same-origin"},
		"GET /shop/*path":          {strict, "", "same-origin"},
		"GET /api/openapi.json":    {strict, "no-cache", "cross-origin"},
		"GET /api/docs":            {docsPolicy, "no-cache", "same-origin"},
		"GET /healthz":             {strict, "no-store", "same-origin"},
		"GET /readyz":              {strict, "no-store", "same-origin"},
		"GET /metrics":             {strict, "", "same-origin"},
		"GET /channels/:name":      {strict, "no-store", "same-origin"},
		"POST /channels/:name":     {strict, "no-store", "same-origin"},
		"POST /payments/:name":     {strict, "no-store", "same-origin"},
		"GET /pay/:token":          {payPolicy, "no-store", "same-origin"},
		"POST /pay/:token":         {payPolicy, "no-store", "same-origin"},
		"GET /widget.js":           {strict, "public, max-age=300", "cross-origin"},
		"GET /widget/":             {app, "no-cache", "same-origin"},
		"GET /widget/:hash/:file":  {strict, "public, max-age=31536000, immutable", "same-origin"},
		"POST /webchat/sessions":   {strict, "no-store", "same-origin"},
		"POST /webchat/messages":   {strict, "no-store", "same-origin"},
		"GET /webchat/messages":    {strict, "no-store", "same-origin"},
		"GET /webchat/events":      {strict, "no-store", "same-origin"},
		"OPTIONS /webchat/events":  {strict, "", "same-origin"},
		"OPTIONS /webchat/message": {strict, "no-store", "same-origin"}, // unknown: a problem
	}
	paths := strings.NewReplacer("/widget/:hash/:file", file, ":name", "x", ":token", "x", "*path", "x")
	for route, snap := range want {
		method, path, _ := strings.Cut(route, " ")
		header := []string{}
		if route != "GET /webchat/events" { // 401: a stream would not end
			header = v.bearer()
		}
		body := ""
		if strings.HasSuffix(route, "POST /webchat/messages") {
			body = `{"id":"` + goodID + `","text":"x"}`
		}
		res, _ := s.do(method, paths.Replace(path), body, header...)
		got := snapshot{res.Header.Get("Content-Security-Policy"), res.Header.Get("Cache-Control"), res.Header.Get("Cross-Origin-Resource-Policy")}
		if snap.Policy == payPolicy || snap.Policy == docsPolicy { // the hash is of the file, which its package tests
			hash := strings.Split(strings.Split(got.Policy, "sha256-")[1], "'")[0]
			snap.Policy = fmt.Sprintf(snap.Policy, hash)
		}
		if diff := cmp.Diff(snap, got); diff != "" {
			t.Errorf("%s: %s", route, diff)
		}
		for name, value := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Server": "",
		} {
			if res.Header.Get(name) != value {
				t.Errorf("%s: %s is %q, want %q", route, name, res.Header.Get(name), value)
			}
		}
		if !strings.Contains(res.Header.Get("Permissions-Policy"), "camera=()") || res.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s: %v", route, res.Header)
		}
	}
	for _, r := range routesOf(t, s) {
		if strings.Contains(r, " /api/v1/") {
			continue // TestAPIHeaders
		}
		if _, ok := want[r]; !ok && !strings.HasPrefix(r, "HEAD ") && !strings.HasPrefix(r, "OPTIONS ") {
			t.Errorf("no headers are written down for %s", r)
		}
	}
}

// Whoever sets up a platform or a provider finds the address in the package's
// doc.
func TestAddressesAreWrittenDown(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range routesOf(t, newSite(t, "", Options{})) {
		_, path, _ := strings.Cut(route, " /")
		first, _, _ := strings.Cut(path, "/")
		if !strings.Contains(string(doc), "/"+first) {
			t.Errorf("%s is not in doc.go", route)
		}
	}
}

// routesOf lists the routes of a gateway with everything in it.
func routesOf(t *testing.T, s *site) []string {
	t.Helper()
	h, err := New(s.shop, Options{Storefront: http.NotFoundHandler()})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, r := range h.(hidden).Handler.(*gin.Engine).Routes() {
		all = append(all, r.Method+" "+r.Path)
	}
	return all
}
