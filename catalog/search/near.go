package search

import (
	"math"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// nearCover is how much of what is wanted comes near, weighed by how telling
// each word is.
const nearCover = 0.5

// nearMiss says what comes near: what is of the kind that is wanted, if wants
// name one ("tent", a category), and what has most of the wants, if that is of
// some such kind too. A mere mention in a description is nothing here.
func (s *snapshot) nearMiss(wants []want) func(*cell) bool {
	kinds := s.kindsAmong(wants)
	return func(c *cell) bool {
		if kinds != 0 && (c.has&kinds == kinds || c.has&kinds == 0) {
			return c.has&kinds == kinds
		}
		covers := float32(0)
		for i, w := range wants {
			if c.has&(1<<i) != 0 {
				covers += w.share
			}
		}
		return covers >= nearCover
	}
}

// kindsAmong marks the wants that a category is called by, a bit each.
func (s *snapshot) kindsAmong(wants []want) uint32 {
	kinds, marked := s.kinds(), uint32(0)
	for i, w := range wants {
		if slices.ContainsFunc(w.terms, func(t wantTerm) bool { return t.weight > fitComplete && kinds[t.word] }) {
			marked |= 1 << i
		}
	}
	return marked
}

// makeKinds lists the words that the categories of living products are called
// by, those that have others below them aside: "Camping" is no kind of thing.
func (s *snapshot) makeKinds() map[string]bool {
	names, above := make(map[string][]string), make(map[string]bool)
	for _, v := range s.views {
		for code := range v.categories {
			c := &v.keys.values[code]
			cut := strings.LastIndexByte(c.folded, '/')
			above[c.folded[:max(cut, 0)]] = true
			names[c.folded] = append(names[c.folded], c.folded[cut+1:])
			for _, name := range c.label {
				names[c.folded] = append(names[c.folded], name)
			}
		}
	}
	words := make(map[string]bool)
	for path, all := range names {
		if above[path] {
			continue
		}
		for _, name := range all {
			for _, t := range tokenize(name, nil) {
				if w := t.word(name); !stopWords[w] {
					words[w] = true
				}
			}
		}
	}
	return words
}

// categories lists the codes of the categories of living products.
func (v *view) categories(yield func(code uint32) bool) {
	for _, a := range v.keys.named(categoryName) {
		for code := a.lo; code < a.hi; code++ {
			if slices.ContainsFunc(v.keys.docs(code), v.alive) && !yield(code) {
				return
			}
		}
	}
}

// nearHits returns the best of what comes near, with scores below those of the
// hits they follow.
func nearHits(runs []*run, limit int, after []catalog.Hit) []catalog.Hit {
	t := top{limit: limit, worst: math.Inf(-1)}
	if limit <= 0 {
		return nil
	}
	for _, r := range runs {
		key := order{words: true}.keysOf(r)
		for _, doc := range r.near {
			t.add(ranked{key(doc), r, doc})
		}
	}
	scale := 1.0
	if len(after) > 0 && len(t.best) > 0 {
		scale = min(1, 0.99*after[len(after)-1].Score/t.best[0].key)
	}
	var hits []catalog.Hit
	for _, b := range t.best {
		hits = append(hits, catalog.Hit{Product: b.run.view.products[b.doc], Score: b.key * scale})
	}
	return hits
}
