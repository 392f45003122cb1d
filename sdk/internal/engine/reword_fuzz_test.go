package engine

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Whatever a model answers, it comes out as one short line of text.
func FuzzTidy(f *testing.F) {
	for _, seed := range []string{
		"", "rain cap", " rain\n\tcap \x00", "\xff\xfe", strings.Repeat("қ", 2000), "a\u202eb\u200b", strings.Repeat("x", 1599) + "қ",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := tidy(s)
		strange := func(r rune) bool { return r != ' ' && (unicode.IsSpace(r) || !unicode.IsPrint(r)) }
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > mostReworded || strings.ContainsFunc(got, strange) {
			t.Errorf("%q became %q", s, got)
		}
		if strings.Contains(got, "  ") || strings.HasPrefix(got, " ") {
			t.Errorf("%q became %q", s, got)
		}
	})
}
