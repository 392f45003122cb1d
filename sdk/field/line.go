package field

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line says whether a text is one line of at most so many bytes that reads as it
// is written: UTF-8, without control characters, line ends of any kind, and
// characters that turn round the direction of what comes after them.
func Line(s string, most int) bool {
	return len(s) <= most && utf8.ValidString(s) && !strings.ContainsFunc(s, Unseen)
}

// Unseen says whether a character ends a line, or does to text what nobody sees
// in it. Marks of direction, which Arabic and Hebrew are written with, do not.
func Unseen(r rune) bool {
	const lineEnd, paragraphEnd = '\u2028', '\u2029'
	turns := '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069'
	return unicode.IsControl(r) || r == lineEnd || r == paragraphEnd || turns
}

// URL says whether a text is the address of a web page that may be shown to
// shoppers: http or https, complete, with no login in it.
func URL(s string) bool {
	const most = 2000
	u, err := url.Parse(s)
	return err == nil && Line(s, most) && u.Hostname() != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http") && !strings.ContainsAny(s, " \\")
}
