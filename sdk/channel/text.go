package channel

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

const ellipsis = "…"

// cost is how much of a limit one grapheme takes.
func (u Unit) cost(grapheme string) int {
	switch u {
	case Graphemes:
		return 1
	case Runes:
		return utf8.RuneCountInString(grapheme)
	case UTF16:
		n := 0
		for _, r := range grapheme {
			n += utf16.RuneLen(r)
		}
		return n
	case Bytes:
	}
	return len(grapheme) // of a unit we do not know too: it is the strictest
}

// Len is the length of a text in the unit.
func (u Unit) Len(s string) int {
	if u == Graphemes {
		return uniseg.GraphemeClusterCount(s)
	}
	return u.cost(s)
}

// Cut returns s if it is not longer than limit, and else as much of its
// beginning as fits with an ellipsis. It cuts between graphemes; only one that
// alone is over the limit is cut between its runes.
func (u Unit) Cut(s string, limit int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= limit || u.Len(s) <= limit {
		return s // a byte is never more than one of any unit
	}
	dots := ellipsis
	if limit <= u.Len(dots) {
		dots = ""
	}
	return strings.TrimRightFunc(u.prefix(s, limit-u.Len(dots)), unicode.IsSpace) + dots
}

// window is enough of the beginning of s to be over limit, or all of it: what
// lies behind need not be looked at, however large a grapheme is.
func (u Unit) window(s string, limit int) string {
	if u == Graphemes || limit < 0 || limit >= len(s) {
		return s
	}
	end := utf8.UTFMax * (limit + 1) // no unit is more than four bytes
	if end >= len(s) {
		return s
	}
	for end < len(s) && !utf8.RuneStart(s[end]) {
		end++
	}
	return s[:end]
}

// prefix is the longest beginning within limit.
func (u Unit) prefix(s string, limit int) string {
	s = u.window(s, limit)
	end, used, state := 0, 0, -1
	for rest := s; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if used += u.cost(cluster); used > limit {
			break
		}
		end += len(cluster)
	}
	if end == 0 {
		end = u.runePrefix(s, limit)
	}
	return s[:end]
}

// runePrefix is the length of the longest beginning of whole runes within
// limit, for a grapheme that does not fit.
func (u Unit) runePrefix(s string, limit int) int {
	if u == Graphemes {
		return 0
	}
	used := 0
	for i, r := range s {
		if used += u.cost(string(r)); used > limit {
			return i
		}
	}
	return len(s)
}

// Split returns a text in pieces that are not longer than limit, at least
// MinText. It breaks at the ends of paragraphs, else of lines, sentences,
// words, else between graphemes, and loses nothing but the space at a break.
func (u Unit) Split(s string, limit int) []string {
	limit = max(limit, MinText)
	s = strings.ToValidUTF8(s, "\uFFFD")
	var pieces []string
	for len(s) > limit {
		at := u.breakAt(s, limit)
		if at == len(s) {
			break
		}
		if piece := strings.TrimRightFunc(s[:at], unicode.IsSpace); piece != "" {
			pieces = append(pieces, piece)
		}
		s = strings.TrimLeftFunc(s[at:], unicode.IsSpace)
	}
	if s != "" || len(pieces) == 0 {
		pieces = append(pieces, s)
	}
	return pieces
}

// Kinds of places to break at, the best first.
const (
	paragraphEnd = iota
	lineEnd
	sentenceEnd
	wordEnd
	breaks
)

// breakAt is where to end a piece of s: len(s) if all of it is within limit.
func (u Unit) breakAt(s string, limit int) int {
	s = u.window(s, limit)
	var last [breaks]int // the last place of each kind
	end, used, state := 0, 0, -1
	before := ""
	for rest := s; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		space := strings.TrimSpace(cluster) == ""
		if used += u.cost(cluster); used > limit {
			if space {
				last[wordEnd] = end
			}
			return u.best(s, last, end, limit)
		}
		end += len(cluster)
		if space {
			last[kindOf(before, cluster)] = end
		}
		before = cluster
	}
	return len(s)
}

// kindOf says what a space after a grapheme ends.
func kindOf(before, space string) int {
	newline := strings.ContainsAny(space, "\r\n")
	switch {
	case newline && strings.ContainsAny(before, "\r\n"):
		return paragraphEnd
	case newline:
		return lineEnd
	case strings.ContainsAny(before, ".!?…。！？"):
		return sentenceEnd
	}
	return wordEnd
}

// best is the best kind of break that leaves no piece too small: the end of a
// paragraph or line in the second half, of a sentence in the last two thirds.
func (u Unit) best(s string, last [breaks]int, end, limit int) int {
	atLeast := [breaks]int{end / 2, end / 2, end / 3, 0}
	for kind, at := range last {
		if at > atLeast[kind] {
			return at
		}
	}
	if end > 0 {
		return end
	}
	return u.runePrefix(s, limit)
}
