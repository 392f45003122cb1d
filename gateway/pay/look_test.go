package pay

import (
	"io/fs"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sauda-commerce/sauda/gateway/internal/page"
)

// mine is the least page that can be paid on.
const mine = `<html lang="{{.Lang}}"><style>{{.Style}}</style><h1>Our own {{.Heading}}</h1>{{.Number}}
{{range .Lines}}{{.Title}} {{.Amount}}{{end}}{{if .Pay}}<form method="post"><button>{{.Pay}}</button></form>{{end}}`

func files(html, css string) fs.FS {
	all := fstest.MapFS{}
	if html != "" {
		all[htmlFile] = &fstest.MapFile{Data: []byte(html)}
	}
	if css != "" {
		all[cssFile] = &fstest.MapFile{Data: []byte(css)}
	}
	return all
}

func shown(t *testing.T, own fs.FS) *httptest.ResponseRecorder {
	t.Helper()
	h, err := New(newFake(t), &url.URL{Scheme: "https", Host: "chat.shop.example"}, own, "")
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/pay/good", nil)
	r.SetPathValue("token", "good")
	w := httptest.NewRecorder()
	h.Show(w, r)
	return w
}

// The shop's own page and style, each for itself; the policy names the style
// and stays.
func TestOwnLook(t *testing.T) {
	t.Parallel()
	const style = "h1 { color: #7a1fa2 }"
	for name, tt := range map[string]struct {
		own         fs.FS
		page, style bool
	}{
		"none":   {nil, false, false},
		"empty":  {files("", ""), false, false},
		"page":   {files(mine, ""), true, false},
		"style":  {files("", style), false, true},
		"both":   {files(mine, style), true, true},
		"script": {files(mine+"<script>steal()</script>", style), true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := shown(t, tt.own)
			body, policy := w.Body.String(), w.Header().Get("Content-Security-Policy")
			if got := strings.Contains(body, "Our own"); got != tt.page || w.Code != 200 {
				t.Errorf("%d, own page: %v", w.Code, got)
			}
			css := pageCSS
			if tt.style {
				css = style
			}
			if !strings.Contains(body, css) || !strings.HasPrefix(policy, "default-src 'none'; style-src "+page.Hash(css)+"; form-action ") {
				t.Errorf("policy %q", policy)
			}
			if strings.Contains(policy, "unsafe") || strings.Contains(policy, "script") {
				t.Errorf("policy %q", policy)
			}
			if !strings.Contains(body, "&lt;") || strings.Contains(body, "<i>") {
				t.Error("what a shopper wrote is not escaped")
			}
		})
	}
}

// A page that cannot be shown, or paid on, is refused before anybody sees it.
func TestLookThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		own  fs.FS
		want string
	}{
		"no template":     {files("{{if}}", ""), "pay.html"},
		"unknown field":   {files(mine+"{{.Token}}", ""), "pay.Data"},
		"no form":         {files("{{.Number}} {{.Pay}} {{range .Lines}}{{.Amount}}{{end}}", ""), "form"},
		"no order":        {files(`<form method="post">{{.Pay}}</form>`, ""), "order"},
		"no template too": {files("{{template \"x\"}}", ""), "pay.html"},
		"out of its tag":  {files("", "p{} </STYLE><script>"), "pay.css"},
		"a folder":        {fstest.MapFS{"pay.html/x": {}}, "pay.html"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := New(newFake(t), &url.URL{Scheme: "https", Host: "shop.example"}, tt.own, ""); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("New says %v", err)
			}
		})
	}
}

// A page of the shop's own that breaks after all leaves ours.
func TestLookThatBreaks(t *testing.T) {
	t.Parallel()
	w := shown(t, files(mine+`{{if eq .Shop "Alem"}}{{index .Lines 99}}{{end}}`, ""))
	if body := w.Body.String(); w.Code != 200 || strings.Contains(body, "Our own") || !strings.Contains(body, "<form") {
		t.Errorf("%d: %s", w.Code, body)
	}
}
