package search

import (
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/sauda-commerce/sauda/catalog"
)

// snapshot is the index at one moment. It never changes.
type snapshot struct {
	views      []*view // oldest and largest first
	live       int
	currency   string // of most prices
	vocabulary func() *catalog.Vocabulary
	kinds      func() map[string]bool // words that categories are called by
}

// view is a segment and which of its documents are gone.
type view struct {
	*segment
	dead bitset // nil: none
	live int
	df   []uint32 // by term, living documents only
}

func newView(s *segment) *view { return &view{segment: s, live: len(s.products), df: s.lex.df} }

func (v *view) alive(doc uint32) bool { return v.dead == nil || !v.dead.has(doc) }

func newSnapshot(views []*view) *snapshot {
	s := &snapshot{views: views}
	total := make(map[string]int)
	for _, v := range views {
		s.live += v.live
		for code, n := range v.prices() {
			total[v.offers.currencies[code]] += n
		}
	}
	for _, c := range slices.Sorted(maps.Keys(total)) {
		if c != "" && (s.currency == "" || total[c] > total[s.currency]) {
			s.currency = c
		}
	}
	s.kinds = sync.OnceValue(s.makeKinds)
	s.vocabulary = sync.OnceValue(s.makeVocabulary)
	return s
}

// prices counts the products whose price is in each currency of the view.
func (v *view) prices() []int {
	count := make([]int, len(v.offers.currencies))
	for doc, code := range v.offers.fromCurrency {
		if v.alive(uint32(doc)) {
			count[code]++
		}
	}
	return count
}

// get returns a living product.
func (s *snapshot) get(id catalog.ProductID) (*view, uint32, bool) {
	for _, v := range s.views {
		if doc, ok := v.find(id); ok && v.alive(doc) {
			return v, doc, true
		}
	}
	return nil, 0, false
}

// without returns the view with some more documents gone.
func (v *view) without(docs []uint32, w Weights) *view {
	next := &view{segment: v.segment, dead: v.dead.clone(len(v.products)), live: v.live - len(docs), df: slices.Clone(v.df)}
	a := newAnalyzer(w)
	for _, doc := range docs {
		next.dead.set(doc)
		for _, term := range a.product(&v.products[doc]) {
			a.impactOf(term)
			if i, ok := v.lex.find(a.words[term]); ok {
				next.df[i]--
			}
		}
	}
	return next
}

// living appends the products of a view that are not gone.
func (v *view) living(into []*catalog.Product) []*catalog.Product {
	for doc := range v.products {
		if v.alive(uint32(doc)) {
			into = append(into, &v.products[doc])
		}
	}
	return into
}

// among returns the living documents with one of some ids, in ascending order.
func (v *view) among(ids iter.Seq[catalog.ProductID]) []uint32 {
	var docs []uint32
	for id := range ids {
		if doc, ok := v.find(id); ok && v.alive(doc) {
			docs = append(docs, doc)
		}
	}
	slices.Sort(docs)
	return slices.Compact(docs)
}

// marked returns the view with some more documents gone, for listing what
// remains only: its term counts are those of before.
func (v *view) marked(docs []uint32) *view {
	next := &view{segment: v.segment, dead: v.dead.clone(len(v.products)), df: v.df}
	for _, doc := range docs {
		next.dead.set(doc)
	}
	return next
}

// sameTexts says whether two category paths say the same in every language.
func sameTexts(a, b []catalog.Text) bool {
	return slices.EqualFunc(a, b, func(x, y catalog.Text) bool { return maps.Equal(x, y) })
}
