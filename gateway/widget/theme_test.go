package widget

import (
	"strings"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/locale"
)

// A theme goes into the app's style, whose address then is another, and to the
// loader's button; what the page says still comes first.
func TestTheme(t *testing.T) {
	t.Parallel()
	texts, err := locale.New()
	if err != nil {
		t.Fatal(err)
	}
	shop := &fakeShop{texts: texts}
	plain, err := newApp(shop, nil)
	if err != nil {
		t.Fatal(err)
	}
	own, err := newApp(shop, map[string]string{"accent": "#7a1fa2", "on-accent": "rgb(1%, 2%, 3%)", "radius": "4px", "scheme": "dark"})
	if err != nil {
		t.Fatal(err)
	}
	style := string(own.files[styleFile].body)
	if want := ":root { --accent: #7a1fa2; --on-accent: rgb(1%, 2%, 3%); --radius: 4px; color-scheme: dark; }\n"; !strings.HasSuffix(style, want) {
		t.Errorf("the style ends with %q", style[len(style)-120:])
	}
	loader := string(own.loader.body)
	for _, want := range []string{"var(--sauda-accent, #7a1fa2)", "var(--sauda-on-accent, rgb(1%, 2%, 3%))"} {
		if !strings.Contains(loader, want) {
			t.Errorf("the loader has no %s", want)
		}
	}
	if own.hash == plain.hash || own.loader.etag == plain.loader.etag {
		t.Error("browsers would keep the old look")
	}
}

func TestThemeThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, look := range map[string]map[string]string{
		"unknown name":    {"colour": "#fff"},
		"with its prefix": {"--sauda-accent": "#fff"},
		"empty":           {"accent": ""},
		"ends the rule":   {"accent": "red; } body { display: none"},
		"closes the tag":  {"accent": "</style>"},
		"ends the text":   {"accent": "`+alert(1)+`"},
		"takes a place":   {"accent": "${alert(1)}"},
		"an address":      {"page": "URL(x)"},
		"a comment":       {"page": "/* "},
		"not ASCII":       {"page": "қызыл"},
		"a line":          {"page": "red\n"},
		"long":            {"page": strings.Repeat("a", 1<<20)},
	} {
		if _, err := newTheme(look); err == nil || len(err.Error()) > 400 || !strings.Contains(err.Error(), "Theme") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
