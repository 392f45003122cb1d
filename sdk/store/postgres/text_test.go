package postgres

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTextsSurvive(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"":                "",
		"Әлия 👨‍👩‍👧":      "Әлия 👨‍👩‍👧",
		"a\x00b":          "a" + escape + "00b",
		"\xff":            escape + "ff",
		escape:            escape + "ef" + escape + "b7" + escape + "90",
		escape + "00":     escape + "ef" + escape + "b7" + escape + "9000",
		"\xed\xa0\x80 \n": escape + "ed" + escape + "a0" + escape + "80 \n",
	} {
		if got := toText(s); got != want || fromText(got) != s {
			t.Errorf("%q became %q and then %q, want %q", s, got, fromText(got), want)
		}
	}
	for _, s := range []string{escape, escape + "0", escape + "zz", "a" + escape} { // not ours
		if got := fromText(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		survives(t, string(rapid.SliceOf(rapid.SampledFrom([]byte("a\x00\xff\xef\xb7\x900f"))).Draw(t, "bytes")))
	})
}

func survives(t interface{ Errorf(string, ...any) }, s string) {
	text := toText(s)
	if !utf8.ValidString(text) || strings.Contains(text, "\x00") {
		t.Errorf("%q became %q, which PostgreSQL does not take", s, text)
	}
	if got := fromText(text); got != s {
		t.Errorf("%q became %q and then %q", s, text, got)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a\x00", "\xff\xfe", escape, escape + "00", "ә"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { survives(t, s) })
}

func TestTargets(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]target{
		`INSERT INTO {lane} AS l (conversation, channel) VALUES ($1, $2) ON CONFLICT (conversation) DO NOTHING`: {table: "lane"},
		`UPDATE {lane} SET next = $2 WHERE conversation = $1 AND claim = $2`:                                    {table: "lane"},
		"\n\tDELETE FROM {timer} WHERE key = $1":                                                                {table: "timer"},
		`UPDATE {counter} SET value = value + 1 WHERE name = 'order'`:                                           {table: "counter", fixed: "order"},
		`UPDATE {contact} SET x = 1 WHERE id IN (SELECT c.contact FROM {conversation} c WHERE c.id = $1)`:       {table: listening},
		`INSERT INTO {contact} (id, version) SELECT c.contact, 1 FROM {conversation} c WHERE c.id = $1`:         {},
		`INSERT INTO {inbox} (channel) VALUES ($1)`:                                                             {},
		`SELECT 1 FROM {lane} WHERE conversation = $1`:                                                          {},
		`UPDATE {lane} SET next = $1`:                                                                           {},
	} {
		if got := targetOf(text); got != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
}
