package search

import (
	"math"
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
)

// nearCover is how much of what is wanted comes near, weighed by how telling
// each word is.
const nearCover = 0.5

// nearMiss says what comes near: what is of the kind that is wanted, if a want
// names one ("tent", a category), else what has most of the wants. A mere
// mention in a description is nothing here.
func (s *snapshot) nearMiss(wants []want) func(*cell) bool {
	kinds := s.kindsAmong(wants)
	return func(c *cell) bool {
		if kinds != 0 {
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
// by.
func (s *snapshot) makeKinds() map[string]bool {
	words := make(map[string]bool)
	add := func(text string) {
		for _, t := range tokenize(text, nil) {
			if w := t.word(text); !stopWords[w] {
				words[w] = true
			}
		}
	}
	for _, v := range s.views {
		for _, a := range v.keys.named(categoryName) {
			for code := a.lo; code < a.hi; code++ {
				if !slices.ContainsFunc(v.keys.docs(code), v.alive) {
					continue
				}
				add(v.keys.values[code].text)
				for _, name := range v.keys.values[code].label {
					add(name)
				}
			}
		}
	}
	return words
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
