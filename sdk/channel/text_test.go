package channel_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/sauda-commerce/sauda/sdk/channel"
)

const (
	family = "👨‍👩‍👧‍👦" // one grapheme: 7 runes, 11 UTF-16 units, 25 bytes
	flag   = "🇰🇿"      // one grapheme: 2 runes
	accent = "e\u0301" // one grapheme: 2 runes
)

var units = []channel.Unit{channel.Graphemes, channel.Runes, channel.UTF16, channel.Bytes}

func TestLen(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want [4]int // in the order of units
	}{
		{"", [4]int{0, 0, 0, 0}},
		{"tent", [4]int{4, 4, 4, 4}},
		{"палатка", [4]int{7, 7, 7, 14}},
		{family, [4]int{1, 7, 11, 25}},
		{flag + accent, [4]int{2, 4, 6, 11}},
	} {
		for i, u := range units {
			if got := u.Len(test.text); got != test.want[i] {
				t.Errorf("%q: %d %q, want %d", test.text, got, u, test.want[i])
			}
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		unit  channel.Unit
		text  string
		limit int
		want  string
	}{
		{"short", channel.Graphemes, "tent", 4, "tent"},
		{"long", channel.Graphemes, "backpack", 4, "bac…"},
		{"no space before the dots", channel.Graphemes, "two tents", 5, "two…"},
		{"families are not torn apart", channel.Graphemes, strings.Repeat(family, 4), 3, family + family + "…"},
		{"nor in runes", channel.Runes, strings.Repeat(family, 4), 16, family + family + "…"},
		{"nor in UTF-16", channel.UTF16, strings.Repeat(family, 4), 22, family + "…"},
		{"nor in bytes", channel.Bytes, strings.Repeat(family, 4), 53, family + family + "…"},
		{"accents stay", channel.Runes, strings.Repeat(accent, 4), 6, accent + accent + "…"},
		{"a grapheme over the limit", channel.Runes, "e" + strings.Repeat("\u0301", 9), 4, "e\u0301\u0301…"},
		{"no room for dots", channel.Bytes, "backpack", 3, "bac"},
		{"bad bytes", channel.Graphemes, "a\xffb", 9, "a\uFFFDb"},
		{"nothing fits", channel.Graphemes, "tent", 0, ""},
	} {
		if got := test.unit.Cut(test.text, test.limit); got != test.want {
			t.Errorf("%s: Cut(%q, %d) = %q, want %q", test.name, test.text, test.limit, got, test.want)
		}
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		text string
		want []string
	}{
		{"short", "A tent.", []string{"A tent."}},
		{"empty", "", []string{""}},
		{"at a paragraph", "Some tents.\n\nTwo of them are green.", []string{"Some tents.", "Two of them are", "green."}},
		{"at a line", "Some tents:\ngreen. Or red, or blue", []string{"Some tents:", "green.", "Or red, or blue"}},
		{"at a sentence", "It is green. And it is waterproof", []string{"It is green.", "And it is", "waterproof"}},
		{"at a word", "one tent for two persons", []string{"one tent for two", "persons"}},
		{"nowhere", "aaaaaaaaaaaaaaaaaaaa", []string{"aaaaaaaaaaaaaaaa", "aaaa"}},
		{"not too early", "A.\n\nbbbbbbb ccccccc ddd", []string{"A.\n\nbbbbbbb", "ccccccc ddd"}},
		{"space at the end", "one tent for two" + strings.Repeat(" ", 40), []string{"one tent for two"}},
	} {
		if diff := cmp.Diff(test.want, channel.Graphemes.Split(test.text, 16)); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.name, diff)
		}
	}
}

// anyText draws texts of everything that makes cutting hard.
func anyText() *rapid.Generator[string] {
	atom := rapid.SampledFrom([]string{
		"a", "tent ", "Palatka. ", "шатёр ", "\n", "\n\n", "\r\n", " ", ". ", "! ", "世", family, flag, accent,
		"\u200d", "\u0301", "\u00a0", "https://shop.example/a", "\xff", "…", "1. ", "\t", "\u202e", "\u0600", "ญี่",
	})
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(atom, 0, 60).Draw(t, "atoms"), "")
	})
}

func squeeze(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), unicode.IsSpace), "")
}

func TestSplitLosesNothingAndExceedsNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		unit, text := rapid.SampledFrom(units).Draw(t, "unit"), anyText().Draw(t, "text")
		limit := rapid.IntRange(0, 80).Draw(t, "limit")
		pieces := unit.Split(text, limit)
		for _, p := range pieces {
			if n := unit.Len(p); n > max(limit, channel.MinText) {
				t.Fatalf("a piece of %d, limit %d: %q", n, limit, p)
			}
		}
		if got, want := squeeze(strings.Join(pieces, "")), squeeze(text); got != want {
			t.Fatalf("got %q\nwant %q", got, want)
		}
	})
}

func FuzzCut(f *testing.F) {
	f.Add("tent for two", 5)
	f.Add(strings.Repeat(family, 3), 9)
	f.Add("e\u0301\u0301\u0301\u0301", 2)
	f.Add("a\xffb", 1)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		for _, u := range units {
			got := u.Cut(text, limit)
			if n := u.Len(got); n > max(limit, 0) {
				t.Errorf("%q: Cut(%q, %d) = %q, which is %d", u, text, limit, got, n)
			}
			if !utf8.ValidString(got) {
				t.Errorf("Cut(%q, %d) = %q is not UTF-8", text, limit, got)
			}
			kept := strings.TrimSuffix(got, "…")
			if !strings.HasPrefix(strings.ToValidUTF8(text, "\uFFFD"), kept) {
				t.Errorf("Cut(%q, %d) = %q is not its beginning", text, limit, got)
			}
		}
	})
}

func BenchmarkSplit(b *testing.B) {
	text := strings.Repeat("A tent of "+family+" for two. ", 400)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		channel.UTF16.Split(text, 4096)
	}
}

// A grapheme has no greatest length: taking it apart must not look at all of
// it for every piece.
func TestSplitOfOneHugeGraphemeIsLinear(t *testing.T) {
	t.Parallel()
	text := "e" + strings.Repeat("\u0301", 200_000)
	for _, unit := range []channel.Unit{channel.Runes, channel.UTF16, channel.Bytes} {
		start := time.Now()
		pieces := unit.Split(text, channel.MinText)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%q: %d pieces took %s", unit, len(pieces), took)
		}
	}
}
