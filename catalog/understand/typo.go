package understand

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// speller mends words with one typo: a letter too many, too few, wrong, or two
// swapped. Short words are left alone, since one letter makes them another
// word: "boat" is not a typo of "boot".
type speller struct {
	// deletions lists under each word, and under it with any one letter left
	// out, the words it may stand for. Two words that are one typo apart
	// always share such a form.
	deletions map[string][]string
}

const (
	minMend     = 5 // letters from which typos are mended
	minMendSwap = 4 // for two letters swapped
	minMendRepl = 6 // for a wrong letter
)

// tableSpeller mends words to those of the language tables, which all readers share.
var tableSpeller = sync.OnceValue(func() *speller {
	s := newSpeller()
	for _, w := range allWords().knownWords() {
		s.add(w)
	}
	return s
})

func newSpeller() *speller { return &speller{deletions: map[string][]string{}} }

// add makes a word one that others are mended to.
func (s *speller) add(word string) {
	if utf8.RuneCountInString(word) < minMendSwap {
		return
	}
	s.deletions[word] = append(s.deletions[word], word)
	eachDeletion(word, func(d string) { s.deletions[d] = append(s.deletions[d], word) })
}

// mend returns the known word that word is a typo of, or "". Words are tried
// in the order of adding, those of more after those of s.
func (s *speller) mend(word string, more *speller) string {
	n := utf8.RuneCountInString(strings.TrimPrefix(word, kazakhMark))
	if n < minMendSwap || n > 40 {
		return ""
	}
	best := ""
	try := func(form string) {
		if best == "" {
			best = s.pick(form, word, n)
		}
		if best == "" {
			best = more.pick(form, word, n)
		}
	}
	try(word)
	eachDeletion(word, try)
	return best
}

func (s *speller) pick(form, word string, n int) string {
	for _, candidate := range s.deletions[form] {
		if m := minFor(word, candidate, n); m > 0 && n >= m && firstRune(candidate) == firstRune(word) {
			return candidate
		}
	}
	return ""
}

// minFor is how long a word must be for its typo to be mended to candidate; 0
// if they are not one typo apart.
func minFor(word, candidate string, n int) int {
	a, b := []rune(word), []rune(candidate)
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) == len(b)+1 && string(a[i+1:]) == string(b[i:]), len(a)+1 == len(b) && string(a[i:]) == string(b[i+1:]):
		return minMend
	case len(a) != len(b) || i == len(a):
		return 0
	case string(a[i+1:]) == string(b[i+1:]):
		return minMendRepl
	case i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:]):
		return minMendSwap
	}
	return 0
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(strings.TrimPrefix(s, kazakhMark))
	return r
}

func eachDeletion(word string, f func(string)) {
	for i, r := range word {
		f(word[:i] + word[i+utf8.RuneLen(r):])
	}
}
