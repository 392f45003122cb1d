package understand

import (
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// parts reads sort, stock, reduced, negation and preference.
func (r *reading) parts() {
	r.nots = map[int]Strength{}
	taken := map[int]int{} // token -> words of the longest match that took it
	r.lang.parts.each(r.toks, r.words, func(m match) {
		if strings.HasPrefix(m.tag, ".sort") || m.tag == ".stock" || m.tag == ".reduced" {
			r.partWish(m, taken)
		}
		last := m.named[len(m.named)-1]
		switch m.tag {
		case ".not":
			r.nots[last] = Not
		case ".nice":
			r.nots[last] = Nice
		case ".nice-before":
			r.strengthBefore(m.named[0], Nice)
		case ".not-after":
			r.strengthBefore(m.named[0], Not)
			if i := m.named[0] - 1; i >= 0 && r.toks[i].kind != tokenWord {
				r.nots[i] = Not // «екі емес, үш»
			}
		default:
			return
		}
		for _, i := range m.named {
			if r.toks[i].use == useFree {
				r.toks[i].use = useFiller
			}
		}
	})
}

// strengthBefore marks the wish that stands before "if possible", or before the
// Kazakh "is not".
func (r *reading) strengthBefore(first int, strength Strength) {
	for i := len(r.wishes) - 1; i >= 0; i-- {
		w := &r.wishes[i]
		if w.Span.End > r.toks[first].Start || r.tokenAt(w.Span.End) < first-4 {
			continue
		}
		if w.Kind == KindCategory && strength == Nice {
			continue
		}
		if strength == Not && r.toks[first-1].End != w.Span.End && !r.lang.stop[r.word(first-1)] {
			return
		}
		w.Strength = strength
		return
	}
}

func (r *reading) partWish(m match, taken map[int]int) {
	for _, i := range m.named {
		_, mark := r.nots[i] // the "not" of "not expensive" is no mark of its own
		if u := r.toks[i].use; u != useFree && u != useWish && !mark || taken[i] >= len(m.named) {
			return
		}
	}
	first, last := m.named[0], m.named[len(m.named)-1]
	w := Wish{Strength: Must, Span: r.span(first, last+1)}
	switch kind, value, _ := strings.Cut(m.tag[1:], "."); kind {
	case "sort":
		w.Kind, w.Values = KindSort, []string{value}
	case "stock":
		w.Kind = KindStock
	default:
		w.Kind = KindReduced
	}
	r.wishes = slices.DeleteFunc(r.wishes, func(o Wish) bool {
		return (o.Kind == KindSort || o.Kind == KindStock || o.Kind == KindReduced) && o.Span.Start < w.Span.End && w.Span.Start < o.Span.End
	})
	r.wish(w)
	for _, i := range m.named {
		taken[i] = len(m.named)
		r.toks[i].use = useWish
		delete(r.nots, i)
	}
}

// sortOf reads the order a sort wish asks for.
func sortOf(w Wish) catalog.Sort { return catalog.Sort(w.Values[0]) }
