package order

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Pattern is how the numbers of orders are written: the store's count of
// orders between two texts. The zero Pattern is the count alone: 1001, 1002 …
type Pattern struct {
	Before string
	Digits int // at least; filled up with zeros
	After  string
}

// maxPattern is how long a number may be, with room for the count to grow.
const maxPattern = 40

// ParsePattern reads a pattern in which one run of # stands for the count:
// "ALEM-######" gives ALEM-001001. The count is in every number, so that two of
// one pattern are never alike.
func ParsePattern(s string) (Pattern, error) {
	first, last := strings.IndexByte(s, '#'), strings.LastIndexByte(s, '#')
	switch {
	case first < 0:
		return Pattern{}, fmt.Errorf("order: the pattern %.60q of numbers has no #: write ALEM-######", s)
	case strings.Trim(s[first:last+1], "#") != "":
		return Pattern{}, fmt.Errorf("order: the pattern %.60q of numbers has # in two places", s)
	case len(s) > maxPattern:
		return Pattern{}, fmt.Errorf("order: the pattern %.60q… of numbers is longer than %d bytes", s, maxPattern)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }):
		return Pattern{}, fmt.Errorf("order: the pattern %.60q of numbers has characters that do not print", s)
	}
	return Pattern{Before: s[:first], Digits: last - first + 1, After: s[last+1:]}, nil
}
