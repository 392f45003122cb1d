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
		if !slices.ContainsFunc(wishes, func(w Wish) bool { return !r.fits(&list[i], words, w) }) {
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

// fits says whether one wish is true of one listed thing.
func (r *reading) fits(l *Listed, words []string, w Wish) bool {
	ok := true
	switch w.Kind {
	case KindCategory:
		ok = slices.ContainsFunc(w.Values, func(path string) bool {
			return l.Category == path || strings.HasPrefix(l.Category, path+"/")
		}) || r.says(words, w.Span)
	case KindBrand:
		ok = slices.Contains(w.Values, l.Brand) || r.says(words, w.Span)
	case KindAttribute:
		ok = r.hasValue(l, w) || r.says(words, w.Span)
	case KindPrice:
		ok = inPrice(l, w)
	case KindWords:
		ok = r.says(words, w.Span)
	}
	return ok == (w.Strength != Not)
}

// says whether every word of a span begins a word of the thing.
func (r *reading) says(words []string, s Span) bool {
	for i := r.tokenAt(s.Start); i < len(r.toks) && r.toks[i].Start < s.End; i++ {
		t := r.toks[i]
		if t.kind == tokenMark || r.lang.stop[t.word] && t.use != useTerm {
			continue
		}
		if !slices.ContainsFunc(words, func(w string) bool { return w == t.word || sameStem(w, t.stem) }) {
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

func (r *reading) hasValue(l *Listed, w Wish) bool {
	have, ok := l.Values[w.Name]
	if !ok {
		return false
	}
	if len(w.Values) == 0 {
		return true
	}
	return slices.ContainsFunc(w.Values, func(v string) bool { return strings.EqualFold(v, have) })
}

// inPrice says whether the price is in the range; a lone "about" is taken at
// its word, so that "the $50 one" is the one for 50.
func inPrice(l *Listed, w Wish) bool {
	p := float64(l.Price.Minor)
	return (w.Range.Min == nil || p >= *w.Range.Min) && (w.Range.Max == nil || p <= *w.Range.Max)
}
