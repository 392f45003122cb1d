package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog/internal/stem"
)

// want is one thing that products should have: a word in any of its forms, an
// amount, a code.
type want struct {
	terms []wantTerm
	code  string // also found by this SKU or barcode; "" for none
	idf   float32
	share float32 // of the idf of all wants

	together []together // other ways to say it, in several words
}

// wantTerm is one spelling of a want and how well it fits.
type wantTerm struct {
	word   string
	weight float32
	firm   bool // counts only where it is firm
}

// How well a spelling fits the word asked for.
const (
	fitExact    = 1.0
	fitForm     = 0.9 // another form of the word
	fitSynonym  = 0.7 // another word for it
	fitMeant    = 0.8 // the word is a rare misspelling of it
	fitComplete = 0.6 // the word is its beginning
)

// maxCompletions is how many words a half-typed one may stand for.
const maxCompletions = 64

// found maps words of the products to how well they fit and how many living
// products have them.
type found map[string]*candidate

type candidate struct {
	fit float32
	df  int
}

func (f found) add(v *view, term uint32, fit float32) {
	df := int(v.df[term])
	if df == 0 {
		return
	}
	w := v.lex.term(term)
	c := f[w]
	if c == nil {
		c = &candidate{}
		f[w] = c
	}
	if fit > c.fit {
		c.fit = fit
	}
	c.df += df
}

// forms finds a word and its other forms among the products' words.
func (s *snapshot) forms(word string) found {
	f := make(found)
	other, kazakh := otherForms(word), kazakhTerm(word)
	for _, v := range s.views {
		seen := make(map[uint32]bool)
		add := func(term uint32, fit float32) {
			if !seen[term] {
				seen[term] = true
				f.add(v, term, fit)
			}
		}
		for i, key := range append([]string{word}, other...) {
			if term, ok := v.lex.find(key); ok {
				add(term, fitOf(i == 0))
			}
			v.lex.byForm(key, func(term uint32) { add(term, fitForm) })
		}
		if term, ok := v.lex.find(kazakh); ok && kazakh != "" {
			add(term, fitForm)
		}
	}
	return f
}

// otherForms lists what else a word asked for may be kept as.
func otherForms(word string) []string {
	var all []string
	if key := forms(word); key != "" {
		all = append(all, key)
	}
	if plain := stem.Plain(word); plain != word {
		all = append(all, plain)
	}
	return all
}

// minShorter is how many letters a word has at least without its endings.
const minShorter = 4

// shorter finds a Kazakh word without its endings where no product has it as a
// Kazakh word: «шатырға» finds «Шатыр», which may be Russian as well. A stem so
// short that it could be of anything does not count.
func (s *snapshot) shorter(word string) found {
	if kazakhTerm(word) == "" {
		return nil
	}
	for _, w := range stem.KazakhForms(word)[1:] {
		if utf8.RuneCountInString(w) < minShorter {
			break
		}
		if f := s.forms(w); len(f) > 0 {
			for _, c := range f {
				c.fit *= fitForm
			}
			return f
		}
	}
	return nil
}

func fitOf(exact bool) float32 {
	if exact {
		return fitExact
	}
	return fitForm
}

// completions finds the most frequent longer words that begin with a prefix.
func (s *snapshot) completions(prefix string) found {
	f := make(found)
	for _, v := range s.views {
		v.lex.byPrefix(prefix, func(term uint32) { f.add(v, term, fitComplete) })
	}
	if len(f) <= maxCompletions {
		return f
	}
	few := make(found, maxCompletions)
	for _, w := range f.byFrequency()[:maxCompletions] {
		few[w] = f[w]
	}
	return few
}

// byFrequency lists the words found, most frequent first.
func (f found) byFrequency() []string {
	words := make([]string, 0, len(f))
	for w := range f {
		words = append(words, w)
	}
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(f[b].df, f[a].df), strings.Compare(a, b))
	})
	return words
}

// df estimates how many products have one of the words. Those with a Kazakh
// stem have a word of that stem too.
func (f found) df() int {
	words, stems := 0, 0
	for w, c := range f {
		if w[0] == kazakhMark[0] {
			stems += c.df
		} else {
			words += c.df
		}
	}
	return max(words, stems)
}

// want makes a want of what was found and, for a word perhaps half typed, of
// its completions. A completion of a word that products do have counts only
// where it is firm: "cap" is not after "capacity" in a description.
func (s *snapshot) want(f, completed found) want {
	w, firm := want{idf: idf(s.live, f.df())}, true
	for _, word := range f.byFrequency() {
		w.terms = append(w.terms, wantTerm{word: word, weight: f[word].fit})
	}
	if len(f) == 0 {
		w.idf, firm = idf(s.live, completed.df()), false
	}
	for _, word := range completed.byFrequency() {
		if f[word] == nil {
			w.terms = append(w.terms, wantTerm{word: word, weight: fitComplete, firm: firm})
		}
	}
	return w
}

// or also wants what may be said instead, and only that if the word itself is
// unknown.
func (w want) or(m meant, s *snapshot) want {
	if !m.any() {
		return w
	}
	if len(w.terms) == 0 {
		w.idf = idf(s.live, m.words.df())
	}
	has := make(map[string]bool, len(w.terms))
	for _, t := range w.terms {
		has[t.word] = true
	}
	for _, word := range m.words.byFrequency() {
		if !has[word] {
			w.terms = append(w.terms, wantTerm{word: word, weight: m.words[word].fit, firm: true})
		}
	}
	w.together = m.together
	return w
}

// idf says how telling a word is that df of n products have.
func idf(n, df int) float32 {
	df = min(n, max(df, 1))
	x := math.Log(1 + (float64(n-df)+0.5)/(float64(df)+0.5))
	return float32(max(x, 0.01))
}
