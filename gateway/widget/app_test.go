package widget

import (
	"bytes"
	"encoding/json"
	"html"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sauda-commerce/sauda/sdk/locale"
)

// What a page loads is small: it is loaded by phones on slow networks.
func TestSizes(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	if n := len(b.h.app.loader.gzip); n > 3000 {
		t.Errorf("the loader has %d bytes gzipped, want at most 3,000", n)
	}
	res, _ := b.do("GET", "/widget/", "", "", "Accept-Encoding", "gzip")
	sum := int(res.ContentLength)
	for _, a := range b.h.app.files {
		sum += len(a.gzip)
	}
	t.Logf("loader %d, app %d bytes gzipped", len(b.h.app.loader.gzip), sum)
	if sum < 5_000 || sum > 20_000 {
		t.Errorf("the app has %d bytes gzipped, want at most 20,000", sum)
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	res, index := b.do("GET", "/widget/", "", "")
	if res.StatusCode != 200 || res.Header.Get("Cache-Control") != "no-cache" {
		t.Fatalf("index: %d, %q", res.StatusCode, res.Header.Get("Cache-Control"))
	}
	links := regexp.MustCompile(`(?:href|src)="([^"]+)"`).FindAllStringSubmatch(index, -1)
	if len(links) < 4 {
		t.Fatalf("the index names %d files", len(links))
	}
	for _, l := range links {
		res, _ := b.do("GET", "/widget/"+l[1], "", "")
		if res.StatusCode != 200 || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %q", l[1], res.StatusCode, res.Header.Get("Cache-Control"))
		}
		if again, _ := b.do("GET", "/widget/"+l[1], "", "", "If-None-Match", res.Header.Get("ETag")); again.StatusCode != 304 {
			t.Errorf("%s again: %d, want 304", l[1], again.StatusCode)
		}
	}
	for _, path := range []string{"/widget/0000/app.js", "/widget/" + b.h.app.hash + "/index.html", "/widget/" + b.h.app.hash + "/..%2fwidget.go"} {
		if res, _ := b.do("GET", path, "", ""); res.StatusCode != 404 {
			t.Errorf("%s: %d, want 404", path, res.StatusCode)
		}
	}
}

// The page's policy allows no script but our files, and no site to frame it
// but the shop's.
func TestIndexPolicy(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	res, index := b.do("GET", "/widget/?locale=en", "", "")
	policy := res.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "frame-ancestors 'self' https://shop.example", "require-trusted-types-for 'script'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy %q lacks %q", policy, want)
		}
	}
	if m := regexp.MustCompile(`(?i)<style|<script>|\son[a-z]+=|style=`).FindString(index); m != "" {
		t.Errorf("the page has %q inside", m)
	}
	if strings.Contains(index, "<b>") || !strings.Contains(index, "Alem &lt;b&gt;&amp;") {
		t.Error("the shop's name is not escaped")
	}
	for _, want := range []string{`role="log"`, `aria-live="off"`, `<label class="sr" for="text">Message</label>`, `aria-label="Send"`, `aria-label="Close chat"`, `lang="en" dir="ltr"`} {
		if !strings.Contains(index, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	raw := regexp.MustCompile(`data-texts="([^"]*)"`).FindStringSubmatch(index)
	var texts map[string]string
	if err := json.Unmarshal([]byte(html.UnescapeString(raw[1])), &texts); err != nil {
		t.Fatal(err)
	}
	for key, text := range texts {
		if text == "" || text == "widget."+key {
			t.Errorf("no text for %s", key)
		}
	}
	if !strings.Contains(texts["opens"], slot) {
		t.Errorf("opens is %q, without the place for the label", texts["opens"])
	}
}

// Every text the scripts ask for is given to them.
func TestScriptsHaveTheirTexts(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	texts := appTexts(b.shop.Printer("en"), "x")
	for name, a := range b.h.app.files {
		for _, m := range regexp.MustCompile(`texts\.([a-z_]+)`).FindAllStringSubmatch(string(a.body), -1) {
			if texts[m[1]] == "" {
				t.Errorf("%s asks for the text %s", name, m[1])
			}
		}
	}
}

// Nothing that turns text into markup or code.
func TestScriptsAreSafe(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	bad := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|setAttribute\("style`)
	files := map[string]asset{"loader.js": b.h.app.loader}
	for name, a := range b.h.app.files {
		files[name] = a
	}
	for name, a := range files {
		if m := bad.FindString(string(a.body)); m != "" {
			t.Errorf("%s uses %s", name, m)
		}
		if m := regexp.MustCompile(`https?://[^\s"'<>)]+`).FindAllString(string(a.body), -1); strings.HasSuffix(name, ".js") && len(m) > 0 {
			for _, u := range m {
				if u != "http://www.w3.org/2000/svg" && !strings.Contains(u, "shop.example") {
					t.Errorf("%s names the foreign address %s", name, u)
				}
			}
		}
	}
}

func TestLoader(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	res, body := b.do("GET", "/widget.js", "", "")
	if res.StatusCode != 200 || res.Header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Errorf("%d, CORP %q", res.StatusCode, res.Header.Get("Cross-Origin-Resource-Policy"))
	}
	if !strings.Contains(body, `"open":"Chat"`) || strings.Contains(body, "/*texts*/") {
		t.Error("the loader has no texts")
	}
	if strings.Contains(body, "<b>") {
		t.Error("the shop's name is not escaped in the loader")
	}
}

func TestAcceptsGzip(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"": false, "gzip": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "gzip; q=0.0": false, "deflate": false, "GZIP": true, "gzip;q=0.01": true,
	} {
		if got := acceptsGzip(header); got != want {
			t.Errorf("acceptsGzip(%q) = %v, want %v", header, got, want)
		}
	}
}

// A module is read at one sitting.
func TestModulesAreShort(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(assets, "assets/*.js")
	if err != nil || len(names) < 10 {
		t.Fatalf("%d modules, %v", len(names), err)
	}
	for _, name := range names {
		body, err := assets.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(body, []byte("\n")); n > 150 {
			t.Errorf("%s has %d lines, want at most 150", name, n)
		}
	}
}

func TestLean(t *testing.T) {
	t.Parallel()
	const source = "// Says what it is.\n\n/** and\n * more {of it}.\n */\n* { margin: 0; }\n  const a = 1; // kept\n\tb * c;\n/* x */\n"
	if got, want := string(lean([]byte(source))), "* { margin: 0; }\nconst a = 1; // kept\nb * c;\n"; got != want {
		t.Errorf("lean gives %q, want %q", got, want)
	}
}

// A language written from right to left turns the page round.
func TestRightToLeft(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	arabic := fstest.MapFS{"ar/widget.yaml": {Data: []byte("send: إرسال\n")}}
	texts, err := locale.New(arabic)
	if err != nil {
		t.Fatal(err)
	}
	b.shop.texts = texts
	if _, index := b.do("GET", "/widget/?locale=ar-EG", "", ""); !strings.Contains(index, `lang="ar" dir="rtl"`) || !strings.Contains(index, "إرسال") {
		t.Errorf("for ar-EG the page is\n%s", index)
	}
	if _, index := b.do("GET", "/widget/?locale=%22%3E", "", "", "Accept-Language", "en"); !strings.Contains(index, `lang="en" dir="ltr"`) {
		t.Errorf("for no language the page is\n%s", index)
	}
}

// What a shop may set is what the loader passes on, what the app takes, and what
// the style uses and the documentation names.
func TestThemeVariables(t *testing.T) {
	t.Parallel()
	read := func(name string) string {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	list := regexp.MustCompile(`colours = "([^"]+)"`).FindStringSubmatch(read("assets/loader.js"))
	if list == nil {
		t.Fatal("the loader passes on nothing")
	}
	doc, host, style := read("doc.go"), read("assets/host.js"), read("assets/app.css")
	for name := range strings.FieldsSeq(list[1]) {
		if !strings.Contains(doc, "--sauda-"+name+" ") {
			t.Errorf("doc.go does not name --sauda-%s", name)
		}
		if !regexp.MustCompile(`["\s]` + name + `"?: "`).MatchString(host) {
			t.Errorf("host.js does not take %s", name)
		}
		if name != "scheme" && !strings.Contains(style, "--"+name+":") {
			t.Errorf("app.css has no --%s", name)
		}
	}
	if n, want := strings.Count(doc, "//\t--sauda-"), len(strings.Fields(list[1])); n != want {
		t.Errorf("doc.go names %d, want %d", n, want)
	}
}
