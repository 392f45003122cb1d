package pan

import (
	"cmp"
	"slices"
)

// brands are how card numbers begin, as the first four digits, and how long they
// are then: the ranges that ISO/IEC 7812 has given to the networks. Networks of
// one country are among them where their cards are used in chats.
var brands = [...]struct {
	from, to int
	lengths  []int
}{
	{2200, 2204, []int{16, 17, 18, 19}},     // Mir
	{2221, 2720, []int{16}},                 // Mastercard
	{3000, 3059, []int{14, 16, 17, 18, 19}}, // Diners Club
	{3095, 3095, []int{14, 16, 17, 18, 19}}, // Diners Club
	{3400, 3499, []int{15}},                 // American Express
	{3528, 3589, []int{16, 17, 18, 19}},     // JCB
	{3600, 3699, []int{14, 16, 17, 18, 19}}, // Diners Club
	{3700, 3799, []int{15}},                 // American Express
	{3800, 3999, []int{14, 16, 17, 18, 19}}, // Diners Club
	{4000, 4999, []int{13, 16, 19}},         // Visa
	{5000, 5099, []int{16, 17, 18, 19}},     // Maestro and others
	{5100, 5599, []int{16}},                 // Mastercard
	{5600, 5899, []int{16, 17, 18, 19}},     // Maestro
	{6000, 6999, []int{16, 17, 18, 19}},     // Discover, UnionPay, Maestro, RuPay and others
	{8100, 8299, []int{16, 17, 18, 19}},     // UnionPay, RuPay
	{8600, 8600, []int{16}},                 // UzCard
	{9112, 9112, []int{16}},                 // Belkart
	{9417, 9417, []int{16}},                 // Elcart
	{9792, 9792, []int{16}},                 // Troy
	{9860, 9860, []int{16}},                 // Humo
}

// card is where one stands: tokens from, up to and without to.
type card struct {
	from, to int
	odd      int // 1: written in groups that nobody would choose
}

// cards finds the card numbers in a run of numbers, toks[from:to], those that
// are written the usual way first, and no token in two.
func cards(toks []token, from, to int) (all []card) {
	for i := from; i < to; i += 2 {
		all = append(all, beginning(toks[:to], i)...)
	}
	all = slices.DeleteFunc(all, func(c card) bool { return c.from == from && otherwise(toks, c) })
	slices.SortStableFunc(all, func(a, b card) int {
		return cmp.Or(cmp.Compare(a.odd, b.odd), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	taken := make([]bool, to-from)
	return slices.DeleteFunc(all, func(c card) bool {
		of := taken[c.from-from : c.to-from]
		if slices.Contains(of, true) {
			return true
		}
		for i := range of {
			of[i] = true
		}
		return false
	})
}

// otherwise says whether what stands before a number makes it another thing: a
// phone number, a code of letters and digits, or the rest of a card.
func otherwise(toks []token, c card) bool {
	if c.from == 0 {
		return false
	}
	switch before := toks[c.from-1]; before.kind {
	case word:
		const code = 3 // letters at most: RB, LP, 4PX
		return len(before.text) <= code
	case join:
		return c.from > 1 && toks[c.from-2].text == dot
	default:
		const phone = 15 // digits at most, by E.164
		n := 0
		for _, t := range toks[c.from:c.to] {
			n += len(t.digits)
		}
		return before.text == "+" && n <= phone
	}
}

// beginning finds the card numbers that begin with the token i of a run.
func beginning(run []token, i int) (all []card) {
	var digits []byte
	var groups []int
	for j := i; j < len(run); j += 2 {
		digits = append(digits, run[j].digits...)
		groups = append(groups, len(run[j].digits))
		if len(digits) > longest {
			break
		}
		if isCard(digits) {
			all = append(all, card{from: i, to: j + 1, odd: odd(groups)})
		}
	}
	return all
}

// ways are the groups in which people write card numbers, and 4, 3, 3, 3 of old.
var ways = [...][]int{{4, 4, 4, 4}, {4, 4, 4, 4, 3}, {4, 6, 5}, {4, 6, 4}, {8, 8}, {4, 3, 3, 3}}

// odd is 0 for groups that people choose, 1 for others.
func odd(groups []int) int {
	single := !slices.ContainsFunc(groups, func(n int) bool { return n != 1 })
	if len(groups) == 1 || single || slices.ContainsFunc(ways[:], func(w []int) bool { return slices.Equal(w, groups) }) {
		return 0
	}
	return 1
}

// isCard says whether digits can be the number of a card.
func isCard(digits []byte) bool {
	if len(digits) < least || !luhn(digits) || len(digits) == least && ean(digits) {
		return false
	}
	first := 0
	for _, d := range digits[:4] {
		first = first*10 + int(d-'0')
	}
	for _, b := range brands {
		if b.from <= first && first <= b.to {
			return slices.Contains(b.lengths, len(digits))
		}
	}
	return false
}

// luhn is the check digit of ISO/IEC 7812-1, annex B.
func luhn(digits []byte) bool {
	sum := 0
	for i := range digits {
		v := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			v *= 2
			v = v/10 + v%10
		}
		sum += v
	}
	return sum%10 == 0
}

// ean says whether the check digit is that of an article number: products from
// half of Europe and Japan would else be cards that Visa gave up long ago.
func ean(digits []byte) bool {
	sum := 0
	for i, d := range digits {
		sum += int(d-'0') * (1 + i%2*2)
	}
	return sum%10 == 0
}
