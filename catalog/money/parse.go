package money

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// ParseMajor reads an amount in major units as files, settings and programs
// write it: an optional minus, digits, and a dot before the decimals ("12.5",
// "5000"). More decimals than the currency has are an error even if they are
// zero. It fails with [ErrSyntax], [ErrCurrency] or [ErrOverflow].
func ParseMajor(s, currency string) (Amount, error) {
	if _, err := Decimals(currency); err != nil {
		return Amount{}, err
	}
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, dot := strings.Cut(digits, ".")
	if !allDigits(whole) || dot && !allDigits(fraction) || len(fraction) > decimals(currency) {
		return Amount{}, fmt.Errorf("%w: %q is not an amount in %s such as %s", ErrSyntax, clip(s), currency, New(1250, currency).Major())
	}
	return fromDigits(whole, fraction, negative, currency)
}

// Parse reads an amount as people and price lists write it: "1 250,50",
// "$12.50", "5 000 тг", "1.250,00 EUR". A code or a sign in the text names the
// currency; currency is the one to assume without, and the one that an
// ambiguous sign ("$", "¥") stands for if it can.
//
// Spaces and apostrophes between digits group thousands. Of comma and dot, the
// later one is the decimal mark if both occur; one that occurs twice groups.
// A single one is ambiguous: it is the decimal mark, unless exactly three
// digits follow it, one to three that are not just zero precede it and the
// currency has not three decimals. So "1.250" is 1250 in USD and 1.250 in KWD.
// Decimals that the currency lacks must be zero.
//
// It fails with [ErrSyntax], [ErrCurrency] or [ErrOverflow].
func Parse(s, currency string) (Amount, error) {
	number, code, err := cutCurrency(s, currency)
	if err != nil {
		return Amount{}, err
	}
	number, negative := cutMinus(number)
	whole, fraction, ok := splitNumber(number, decimals(code))
	if !ok {
		return Amount{}, fmt.Errorf("%w: %q is not an amount", ErrSyntax, clip(s))
	}
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > decimals(code) {
		return Amount{}, fmt.Errorf("%w: %q has more decimals than %s", ErrSyntax, clip(s), code)
	}
	return fromDigits(whole, fraction, negative, code)
}

// cutCurrency takes signs, codes and words off both ends of an amount. A minus
// stays with the number: "-$5" and "$-5" are the same.
func cutCurrency(s, assumed string) (number, code string, err error) {
	isDigit := func(r rune) bool { return '0' <= r && r <= '9' }
	first, last := strings.IndexFunc(s, isDigit), strings.LastIndexFunc(s, isDigit)
	if first < 0 {
		return "", "", fmt.Errorf("%w: %q has no digits", ErrSyntax, clip(s))
	}
	before, minus := cutMinus(strings.TrimSpace(s[:first]))
	if !minus {
		rest := strings.TrimRight(before, "-−")
		before, minus = strings.TrimSpace(rest), rest != before
	}
	number = s[first : last+1]
	if minus {
		number = "-" + number
	}
	after := strings.TrimSpace(strings.TrimLeft(s[last+1:], ".,"))
	code, err = named(before, after, assumed)
	return number, code, err
}

// named finds the currency that the words around a number stand for.
func named(before, after, assumed string) (string, error) {
	code := assumed
	for i, word := range []string{before, after} {
		if word == "" {
			continue
		}
		c, ok := currencyOf(word, assumed)
		if !ok || i == 1 && before != "" && c != code {
			return "", fmt.Errorf("%w: %q names no currency", ErrSyntax, clip(word))
		}
		code = c
	}
	if _, err := Decimals(code); err != nil {
		return "", err
	}
	return code, nil
}

func currencyOf(word, assumed string) (string, bool) {
	word = strings.TrimSpace(strings.TrimRight(word, "."))
	if up := strings.ToUpper(word); Valid(up) {
		return up, true
	}
	meant := written[strings.ToLower(word)]
	if slices.Contains(meant, assumed) {
		return assumed, true
	}
	if len(meant) == 0 {
		return "", false
	}
	return meant[0], true
}

func cutMinus(s string) (rest string, minus bool) {
	for _, m := range []string{"-", "−"} {
		if rest, ok := strings.CutPrefix(s, m); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return s, false
}

// splitNumber finds the decimal mark and takes the grouping out.
func splitNumber(s string, places int) (whole, fraction string, ok bool) {
	s = strings.Map(plainSpace, s)
	mark := decimalMark(s, places)
	whole = s
	if mark >= 0 {
		whole, fraction = s[:mark], s[mark+1:]
	}
	whole, ok = ungroup(whole)
	return whole, fraction, ok && (mark < 0 || allDigits(fraction))
}

// plainSpace makes every space and apostrophe a plain one.
func plainSpace(r rune) rune {
	if unicode.IsSpace(r) || r == '\u202f' || r == '\'' || r == '’' {
		return ' '
	}
	return r
}

// decimalMark returns where the decimal mark is, or -1.
func decimalMark(s string, places int) int {
	last := strings.LastIndexAny(s, ".,")
	if last < 0 || strings.Count(s, s[last:last+1]) > 1 {
		return -1
	}
	if strings.ContainsAny(s[:last], ".,") {
		return last
	}
	before, after := s[:last], len(s)-last-1
	if places != 3 && after == 3 && len(before) <= 3 && strings.Trim(before, "0") != "" {
		return -1
	}
	return last
}

// ungroup joins "1 250 000". Groups are of one kind; the last has three
// digits, those between two or three (India), the first one to three.
func ungroup(s string) (string, bool) {
	at := strings.IndexAny(s, " .,")
	if at < 0 {
		return s, allDigits(s)
	}
	groups := strings.Split(s, s[at:at+1])
	for i, g := range groups {
		least := 2
		switch i {
		case 0:
			least = 1
		case len(groups) - 1:
			least = 3
		}
		if !allDigits(g) || len(g) > 3 || len(g) < least {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// fromDigits builds an amount of digits that were checked, with at most as
// many of fraction as the currency has decimals.
func fromDigits(whole, fraction string, negative bool, currency string) (Amount, error) {
	fraction += strings.Repeat("0", decimals(currency)-len(fraction))
	sign := ""
	if negative {
		sign = "-"
	}
	minor, err := strconv.ParseInt(sign+whole+fraction, 10, 64)
	if err != nil {
		return Amount{}, fmt.Errorf("%w: more digits than fit", ErrOverflow)
	}
	return Amount{minor, currency}, nil
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// clip keeps foreign text in errors short.
func clip(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
