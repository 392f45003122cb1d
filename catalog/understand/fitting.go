package understand

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sauda-commerce/sauda/catalog"
)

// fitting lists the positions of the listed things that all wishes fit, and of
// those the cheapest or dearest if that is what a wish asks for.
func (r *reading) fitting(list []Listed, wishes []Wish) []int {
	var at []int
	for i := range list {
		words := listedWords(&list[i])
		if r.fitsAll(&list[i], words, wishes) {
			at = append(at, i)
		}
	}
	for _, w := range wishes {
		if w.Kind == KindSort {
			at = extreme(list, at, sortOf(w))
		}
	}
	return at
}

// extreme keeps the position with the lowest or highest price.
func extreme(list []Listed, at []int, order catalog.Sort) []int {
	if len(at) == 0 || order != catalog.SortPriceAsc && order != catalog.SortPriceDesc {
		return at
	}
	best := at[0]
	for _, i := range at[1:] {
		d := list[i].Price.Minor - list[best].Price.Minor
		if order == catalog.SortPriceDesc {
			d = -d
		}
		if d < 0 {
			best = i
		}
	}
	return []int{best}
}

func listedWords(l *Listed) []string {
	words := foldedWords(l.Title)
	words = append(words, foldedWords(l.Brand)...)
	return append(words, foldedWords(l.Category[strings.LastIndexByte(l.Category, '/')+1:])...)
}

func foldedWords(s string) []string {
	return strings.FieldsFunc(fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// fitsAll says whether no wish is wrong about a listed thing and at least one
// is right. What a thing does not say, such as the sizes it comes in, is
// neither.
func (r *reading) fitsAll(l *Listed, words []string, wishes []Wish) bool {
	right := false
	for _, w := range wishes {
		switch fit := r.fit(l, words, w); {
		case w.Strength == Not && fit == fitRight, w.Strength != Not && fit == fitWrong:
			return false
		case fit != fitUnsaid, w.Kind == KindSort:
			right = true
		}
	}
	return right
}

// contradicts says whether a wish is wrong about a listed thing.
func (r *reading) contradicts(l *Listed, wishes []Wish) bool {
	words := listedWords(l)
	return slices.ContainsFunc(wishes, func(w Wish) bool {
		fit := r.fit(l, words, w)
		return w.Strength == Not && fit == fitRight || w.Strength != Not && fit == fitWrong
	})
}

type fit uint8

const (
	fitUnsaid fit = iota
	fitRight
	fitWrong
)

func fitIf(ok bool) fit {
	if ok {
		return fitRight
	}
	return fitWrong
}

// fit judges one wish, as if it was a must.
func (r *reading) fit(l *Listed, words []string, w Wish) fit {
	switch w.Kind {
	case KindCategory:
		return fitIf(r.says(words, w.Span) || slices.ContainsFunc(w.Values, func(path string) bool {
			return l.Category == path || strings.HasPrefix(l.Category, path+"/")
		}))
	case KindBrand:
		return fitIf(slices.Contains(w.Values, l.Brand) || r.says(words, w.Span))
	case KindAttribute:
		if r.says(words, w.Span) {
			return fitRight
		}
		return hasValue(l, w)
	case KindPrice:
		return fitIf(inPrice(l, w))
	case KindWords:
		return fitIf(r.says(words, w.Span))
	}
	return fitUnsaid
}

// says whether every word of a span begins a word of the thing.
func (r *reading) says(words []string, s Span) bool {
	for i := r.tokenAt(s.Start); i < len(r.toks) && r.toks[i].Start < s.End; i++ {
		t := r.toks[i]
		if t.kind == tokenMark || r.lang.stop[t.word] && t.use != useTerm {
			continue
		}
		if !slices.ContainsFunc(words, func(w string) bool {
			return w == t.word || t.kind == tokenNumber && w == r.digits(t) || sameStem(w, t.stem) || len(t.keys) > 0 && t.keys[0] == kazakhKey(w)
		}) {
			return false
		}
	}
	return true
}

// sameStem compares a word with a stem without stemming the word: it begins
// with the stem and adds an ending at most.
func sameStem(word, stem string) bool {
	return len(stem) >= 3 && strings.HasPrefix(word, stem) && len(word) <= len(stem)+3
}

func hasValue(l *Listed, w Wish) fit {
	have, ok := l.Values[w.Name]
	if !ok || len(w.Values) == 0 {
		return fitUnsaid
	}
	for value := range strings.SplitSeq(have, ", ") {
		if slices.ContainsFunc(w.Values, func(v string) bool { return strings.EqualFold(v, value) }) {
			return fitRight
		}
	}
	return fitWrong
}

// inPrice says whether the price is in the range; a lone "about" is taken at
// its word, so that "the $50 one" is the one for 50.
func inPrice(l *Listed, w Wish) bool {
	p := float64(l.Price.Minor)
	return (w.Range.Min == nil || p >= *w.Range.Min) && (w.Range.Max == nil || p <= *w.Range.Max)
}
