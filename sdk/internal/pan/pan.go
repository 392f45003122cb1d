// Package pan hides the numbers of payment cards (primary account numbers) in
// what people type, before anything keeps it.
//
// A card number is 13 to 19 digits, in whatever script, that pass the Luhn check
// of ISO/IEC 7812 and begin the way cards of that length do, alone or in groups
// with spaces, dashes and the like between; in the groups that cards show, with
// any marks between. What stands beside one and looks like its expiry or its security code goes with it, and so does three or four
// digits that are called a CVC. Numbers that are written as another thing is are
// left alone: with a plus and no longer than a phone number, with a code of
// letters before them, as parcels have it, or as an article number (EAN-13).
//
// Not found are numbers in words, and those split over several messages.
package pan

import (
	"strings"
	"unicode/utf8"
)

// What is shown for what was hidden.
const (
	dot    = "•"
	dots   = "•••• " // before the last four digits of a card
	code   = "•••"   // for a security code
	expiry = "••/••" // for an expiry
	gone   = "\x00"  // for the rest of a number: nothing
)

// least is how many digits the shortest card number has.
const least, longest = 13, 19

// Mask returns a text with the card numbers in it cut to their last four digits,
// and says whether there was anything to hide. It is pure, and masking again
// changes nothing.
func Mask(text string) (masked string, found bool) {
	if !worth(text) {
		return text, false
	}
	toks := scan(text)
	hide := make([]string, len(toks)) // what is shown in place of a token
	for i := 0; i < len(toks); {
		end := runEnd(toks, i)
		for _, c := range cards(toks, i, end) {
			found = true
			cover(toks, hide, c)
		}
		i = end
	}
	found = scattered(toks, hide) || found
	found = named(toks, hide) || found
	if !found {
		return text, false
	}
	var b strings.Builder
	for i, t := range toks {
		switch {
		case hide[i] == "":
			b.WriteString(t.text)
		case hide[i] != gone:
			b.WriteString(hide[i])
		}
	}
	return b.String(), true
}

// cover hides the tokens of one card and what belongs to it.
func cover(toks []token, hide []string, c card) {
	var digits []byte
	for i := c.from; i < c.to; i++ {
		digits = append(digits, toks[i].digits...)
		hide[i] = gone
	}
	hide[c.from] = dots + string(digits[len(digits)-4:])
	beside(toks, hide, c.from, -1)
	beside(toks, hide, c.to-1, 1)
}

// worth says quickly whether a text may hold anything to hide.
func worth(text string) bool {
	n := 0
	for i := 0; i < len(text); {
		c, size := rune(text[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(text[i:])
		}
		if _, ok := digit(c); ok {
			n++
		}
		i += size
	}
	return n >= least || n >= 3 && mentions(text)
}
