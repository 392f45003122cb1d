package sandbox

import (
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// Every language has every text, with as many places to fill.
func TestTexts(t *testing.T) {
	t.Parallel()
	want := texts()["en"]
	if len(texts()) != len(spoken) || len(want) == 0 {
		t.Fatalf("%d languages, %d texts", len(texts()), len(want))
	}
	for _, lang := range spoken {
		got := texts()[lang]
		if a, b := slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got)); !slices.Equal(a, b) {
			t.Errorf("%s has the keys %v, want %v", lang, b, a)
		}
		for key, text := range got {
			if strings.Count(text, "%") != strings.Count(want[key], "%") || text == want[key] && lang != "en" && key != "date" {
				t.Errorf("%s: %q is %q", lang, key, text)
			}
		}
	}
}

func TestSpeak(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ locale, accepts, want string }{
		{"ru", "en", "ru"}, {"kk-KZ", "", "kk"}, {"", "kk;q=0.9, ru;q=0.8", "kk"}, {"", "", "en"}, {"fr", "", "en"}, {"<>", "ru", "ru"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Language", c.accepts)
		if got := speak(r, c.locale).Lang(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
