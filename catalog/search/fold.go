package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog/internal/stem"
)

// fold makes words that look alike to a shopper equal: see [stem.Fold].
func fold(word string) string { return stem.Fold(word) }

// clean makes a shopper's text safe to work with: valid UTF-8, no control or
// formatting characters, at most limit runes.
func clean(text string, limit int) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n++; n > limit {
			break
		}
		switch {
		case r == utf8.RuneError, unicode.IsControl(r):
			b.WriteByte(' ')
		case unicode.Is(unicode.Cf, r): // soft hyphens, zero-width joiners, direction marks
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
