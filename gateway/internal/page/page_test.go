package page

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLanguages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		chosen, header string
		want           []string
	}{
		{"", "", nil},
		{"kk", "ru;q=0.5,en", []string{"kk", "en", "ru"}},
		{"<script>", "en", []string{"en"}},
		{"", "\x00;;;", nil},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Language", c.header)
		if diff := cmp.Diff(c.want, Languages(r, c.chosen)); diff != "" {
			t.Errorf("Languages(%q, %q): %s", c.header, c.chosen, diff)
		}
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Accept-Language", strings.Repeat("en,", 50)+"ru")
	if got := Languages(r, ""); len(got) > 9 {
		t.Errorf("%d languages of one header, want a few", len(got))
	}
}

func TestDir(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"en": "ltr", "kk": "ltr", "kk-Arab": "rtl", "ar": "rtl", "he-IL": "rtl", "fa": "rtl", "": "ltr", "%": "ltr"} {
		if got := Dir(lang); got != want {
			t.Errorf("Dir(%q) = %q, want %q", lang, got, want)
		}
	}
}

func ExampleHash() {
	fmt.Println("style-src " + Hash("p { color: red }"))
	// Output: style-src 'sha256-ngewhhP73WDIbgwseeu52VAAJgKdGUsu1IUQQsAm8m4='
}
