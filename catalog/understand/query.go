package understand

import (
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// query makes a query of wishes.
func (r *reading) query(wishes []Wish) catalog.Query {
	var q catalog.Query
	var words []string
	for i, w := range wishes {
		switch {
		case w.Strength == Nice || w.Kind == KindWords && w.Strength == Not:
		case w.Kind == KindWords:
			words = append(words, w.Values[0])
		case w.Kind == KindCategory && r.modifies(wishes, i):
			words = append(words, fold(w.Span.Of(r.text)))
		case w.Kind == KindCategory && w.Strength == Must:
			q.Categories = appendNew(q.Categories, w.Values)
			if r.narrow[w.Span.Start] {
				words = append(words, fold(w.Span.Of(r.text)))
			}
		case w.Kind == KindBrand && w.Strength == Must:
			q.Brands = appendNew(q.Brands, w.Values)
		default:
			r.addFilter(&q, w)
		}
	}
	q.Text = strings.Join(words, " ")
	if q.Text != "" {
		q.Lang = r.textLang()
	}
	return q
}

// textLang is the conversation's language if the text is written in its script,
// and "" otherwise, so that the index tries all.
func (r *reading) textLang() string {
	base, _, _ := strings.Cut(r.ctx.Lang, "-")
	cyrillic := base == "ru" || base == "kk"
	if cyrillic != (r.main != english) {
		return ""
	}
	return r.ctx.Lang
}

// modifies says whether a category only describes the word after it: "tent
// pegs" are not tents, "a camping tent" is one. Joined categories ("tents and
// bags") are both meant.
func (r *reading) modifies(wishes []Wish, i int) bool {
	w := wishes[i]
	if w.Strength != Must || i+1 >= len(wishes) {
		return false
	}
	next := wishes[i+1]
	if next.Strength != Must || next.Kind != KindWords && next.Kind != KindCategory || r.toks[r.tokenAt(next.Span.Start)].kind == tokenNumber {
		return false
	}
	at := r.tokenAt(w.Span.Start)
	for r.toks[at].End < w.Span.End {
		at++
	}
	if at+1 >= len(r.toks) || r.toks[at+1].Start != next.Span.Start {
		return false
	}
	return !isPluralHead(r.toks[at].word, next)
}

// isPluralHead says whether a plural category stands before plain words, which
// then only describe it: "tents ultralight".
func isPluralHead(word string, next Wish) bool {
	return next.Kind == KindWords && strings.HasSuffix(word, "s") && !strings.HasSuffix(next.Values[0], "s")
}

func appendNew(list, more []string) []string {
	for _, v := range more {
		if !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}

// addFilter adds a wish that is not about words.
func (r *reading) addFilter(q *catalog.Query, w Wish) {
	switch w.Kind {
	case KindPrice:
		addPrice(q, w)
	case KindSort:
		q.Sort = sortOf(w)
	case KindStock:
		q.InStock = w.Strength == Must
	case KindReduced:
		q.Reduced = w.Strength == Must
	case KindBrand:
		q.Filters = append(q.Filters, catalog.Filter{Name: catalog.FacetBrand, Values: w.Values, Not: true})
	case KindCategory:
		q.Filters = append(q.Filters, catalog.Filter{Name: catalog.FacetCategory, Values: w.Values, Not: true})
	case KindAttribute:
		addAttribute(q, w)
	}
}

// addPrice narrows the price; "not under 50" is at least 50.
func addPrice(q *catalog.Query, w Wish) {
	rng := w.Range
	if w.Strength == Not {
		rng = catalog.Range{Min: rng.Max, Max: rng.Min}
	}
	if rng.Min != nil {
		q.Price.Min = moved(rng.Min, w.Strict && w.Strength == Must, 1)
	}
	if rng.Max != nil {
		q.Price.Max = moved(rng.Max, w.Strict && w.Strength == Must, -1)
	}
	q.Currency = w.Currency
}

// moved copies a bound, one minor unit inwards if the bound itself is left out.
func moved(bound *float64, strict bool, by float64) *float64 {
	v := *bound
	if strict {
		v += by
	}
	return &v
}

// addAttribute adds an attribute's filter: values of one attribute wanted alike
// are alternatives, ranges of one number narrow each other.
func addAttribute(q *catalog.Query, w Wish) {
	not := w.Strength == Not
	for i := range q.Filters {
		f := &q.Filters[i]
		switch {
		case f.Name != w.Name || f.Not != not:
		case len(w.Values) > 0 && len(f.Values) > 0:
			f.Values = appendNew(f.Values, w.Values)
			return
		case w.Bool == nil && len(w.Values) == 0 && f.Bool == nil && len(f.Values) == 0:
			f.Range = narrowed(f.Range, w.Range)
			return
		case w.Bool != nil && f.Bool != nil:
			return
		}
	}
	q.Filters = append(q.Filters, catalog.Filter{Name: w.Name, Values: w.Values, Range: w.Range, Bool: w.Bool, Not: not})
}

func narrowed(a, b catalog.Range) catalog.Range {
	if b.Min != nil {
		a.Min = b.Min
	}
	if b.Max != nil {
		a.Max = b.Max
	}
	return a
}
