package pan

import "unicode/utf8"

// farthest is how many characters may stand between two groups of a number whose
// groups are those that cards show.
const farthest = 8

// scattered hides the cards whose groups stand in brackets, quotes and the like:
// what no number of another kind is written with. Only the usual groups count,
// because the marks part numbers that have nothing to do with each other too.
func scattered(toks []token, hide []string) (found bool) {
	var all []card
	for i := 0; i < len(toks); i++ {
		if masked(toks, i) {
			continue
		}
		for _, groups := range ways {
			if end, ok := follow(toks, hide, i, groups); ok {
				all = append(all, card{from: i, to: end})
				i = end - 1
				break
			}
		}
	}
	for _, c := range all { // after all are found: what stands beside one may be the next
		cover(toks, hide, c)
	}
	return len(all) > 0
}

// masked says whether a number is the rest of a card.
func masked(toks []token, i int) bool {
	return i > 1 && toks[i-1].kind == join && toks[i-2].text == dot
}

// follow says whether numbers of these lengths make a card from the token i on,
// and where it ends.
func follow(toks []token, hide []string, i int, groups []int) (end int, ok bool) {
	var digits []byte
	for k, n := range groups {
		if k > 0 {
			i = next(toks, i)
		}
		if i == len(toks) || hide[i] != "" || len(toks[i].digits) != n {
			return 0, false
		}
		digits = append(digits, toks[i].digits...)
	}
	return i + 1, isCard(digits)
}

// next is the number after the token i that only marks part from it; len(toks)
// if there is none.
func next(toks []token, i int) int {
	far := 0
	for i++; i < len(toks) && toks[i].kind != number; i++ {
		if far += utf8.RuneCountInString(toks[i].text); toks[i].kind == word || far > farthest {
			return len(toks)
		}
	}
	return i
}
