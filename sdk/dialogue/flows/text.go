package flows

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// clip cuts a text to n characters as people count them.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	g := uniseg.NewGraphemes(s)
	end := 0
	for i := 0; g.Next(); i++ {
		if i == n-1 {
			_, end = g.Positions()
		}
		if i == n {
			return strings.TrimRightFunc(s[:end], unicode.IsSpace) + "…"
		}
	}
	return s
}

// oneLine makes typed words fit to be kept: no control characters, none that
// turn the direction of what follows, single spaces, at most n characters.
func oneLine(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return clip(strings.Join(strings.Fields(s), " "), n)
}

// tokens are the words of a text in lower case.
func tokens(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}
