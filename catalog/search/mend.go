package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog/internal/stem"
)

// mend looks for what a word that no product has was meant to be: typed on the
// other keyboard or in the other script, mistyped, run together.
func (p *planner) mend(w word) bool {
	anyWord := func(string) bool { return true }
	typos, spellings := p.typosIn(w), p.spellings(w)
	for _, other := range append([]string{stem.OtherKeyboard(w.text)}, spellings...) {
		if utf8.RuneCountInString(other) >= 3 && p.sounds(other) && p.replace(w, other) {
			return true
		}
	}
	if typos >= 1 && p.replace(w, p.nearest(w.text, 1, anyWord)) || p.replace(w, p.twoWords(w.text)...) {
		return true
	}
	for _, other := range spellings {
		if typos >= 1 && p.replace(w, p.nearest(other, 1, anyWord)) {
			return true
		}
	}
	return typos >= 2 && p.replace(w, p.nearest(w.text, 2, anyWord))
}

// sounds says whether products have a respelt word, or one with so long a stem
// that it is no accident.
func (p *planner) sounds(word string) bool {
	for w := range p.forms(word) {
		if w == word || utf8.RuneCountInString(w) >= minSound {
			return true
		}
	}
	return p.synonyms.knows(newWord(word)) || len(p.shorter(word)) > 0
}

// minSound is how many letters a word has at least that is found by the stem of
// a respelt one: "canoe" is not «сан».
const minSound = 5

// spellings lists the ways to write a word in the other script.
func (p *planner) spellings(w word) []string {
	if hasDigit(w.text) {
		return nil
	}
	return stem.OtherScript(w.text)
}

// typosIn says how many typos a word may have.
func (p *planner) typosIn(w word) int {
	n := utf8.RuneCountInString(w.text)
	switch {
	case hasDigit(w.text) || n < 4:
		return 0
	case n < 8:
		return min(1, p.maxTypos)
	}
	return p.maxTypos
}

// replace wants other words instead of w, if products have each of them.
func (p *planner) replace(w word, with ...string) bool {
	if len(with) == 0 || slices.Contains(with, "") {
		return false
	}
	wants := make([]want, len(with))
	for i, other := range with {
		f := p.forms(other)
		if len(f) == 0 {
			f = p.shorter(other)
		}
		said := []word{newWord(other)}
		n, others := p.synonyms.match(said)
		instead := p.insteadOf(said[:n], others)
		if len(f) == 0 && !instead.any() {
			return false
		}
		wants[i] = p.want(f, nil).or(instead, p.snapshot)
	}
	p.plan.wants = append(p.plan.wants, wants...)
	p.edits = append(p.edits, edit{w.start, w.end, strings.Join(with, " ")})
	return true
}

// A word in at most rareWord products, one typo from one in meantRatio times as
// many, is a misspelling that the shop has made too.
const (
	rareWord   = 2
	meantRatio = 10
)

// alsoMeant adds what a word is probably a misspelling of, though it is known:
// a rare one, or one known by its stem alone that differs in a doubled letter
// ("earings" has the stem of "ear").
func (p *planner) alsoMeant(w word, f found) {
	if len(f) == 0 || p.typosIn(w) == 0 || utf8.RuneCountInString(w.text) < 6 {
		return
	}
	c := f[w.text]
	if c != nil && c.df > rareWord {
		return
	}
	other := p.nearest(w.text, 1, func(t string) bool { return t != w.text && (c != nil || squeeze(t) == squeeze(w.text)) })
	likely := p.forms(other)
	if m := likely[other]; m == nil || c != nil && m.df < meantRatio*c.df {
		return
	}
	for t, m := range likely {
		if f[t] == nil {
			f[t] = &candidate{fit: m.fit * fitMeant, df: m.df}
		}
	}
}

// squeeze writes doubled letters once.
func squeeze(word string) string { return string(slices.Compact([]rune(word))) }

// nearest returns the word of the products within limit typos that was most
// likely meant: fewest typos, same first letter, most frequent. "" if none is.
func (p *planner) nearest(word string, limit int, suits func(string) bool) string {
	type match struct {
		distance, df int
	}
	matches := make(map[string]match)
	f := newFuzzy(word, limit)
	for _, v := range p.views {
		f.search(&v.lex, func(term uint32, distance int) {
			t := v.lex.term(term)
			if df := int(v.df[term]); df > 0 && suits(t) {
				matches[t] = match{distance, matches[t].df + df}
			}
		})
	}
	first, _ := utf8.DecodeRuneInString(word)
	best := ""
	for t, m := range matches {
		b := matches[best]
		order := cmp.Or(
			cmp.Compare(m.distance, b.distance),
			compareBool(startsWith(best, first), startsWith(t, first)),
			cmp.Compare(b.df, m.df), strings.Compare(t, best))
		if best == "" || order < 0 {
			best = t
		}
	}
	return best
}

func startsWith(word string, r rune) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return first == r
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// twoWords splits a word into two that products have, the rarer of which is as
// frequent as can be; nil if it cannot be split.
func (p *planner) twoWords(word string) []string {
	var best []string
	most := 0
	for i := range word {
		a, b := word[:i], word[i:]
		if utf8.RuneCountInString(a) < 3 || utf8.RuneCountInString(b) < 3 {
			continue
		}
		first, second := p.forms(a), p.forms(b)
		if !first.isWord(a) || !second.isWord(b) {
			continue
		}
		if n := min(first.df(), second.df()); n > most {
			best, most = []string{a, b}, n
		}
	}
	return best
}

// isWord says whether a part of a word was found as a word: as it is, or long
// enough to be no ending.
func (f found) isWord(part string) bool { return f[part] != nil || utf8.RuneCountInString(part) > 3 }
