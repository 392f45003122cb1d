package search

import (
	"math"
	"sort"

	"github.com/sauda-commerce/sauda/catalog"
)

// segment is an immutable set of products, numbered from 0 in order of id.
type segment struct {
	products []catalog.Product
	lex      lexicon
	codes    codeTable
	keys     keywords
	offers   offers
	rating   []float32 // by document: Bayesian, 0 to 1
	prior    []float32 // by document, see prior
	browsing []float32 // by document, see browsing
	updated  []int64   // by document: microseconds since 1970
}

// find returns the number of a product.
func (s *segment) find(id catalog.ProductID) (uint32, bool) {
	i := sort.Search(len(s.products), func(i int) bool { return s.products[i].ID >= id })
	return uint32(i), i < len(s.products) && s.products[i].ID == id
}

// unratedStars and unratedVotes are the votes every product starts with, so
// that one enthusiast does not beat a hundred satisfied buyers.
const (
	unratedStars = 3.0
	unratedVotes = 5.0
)

// goodness turns a rating into 0 to 1.
func goodness(r catalog.Rating) float32 {
	stars, votes := min(5, max(0, r.Average)), float64(max(0, r.Count))
	if math.IsNaN(r.Average) {
		stars, votes = 0, 0
	}
	return float32((stars*votes + unratedStars*unratedVotes) / (votes + unratedVotes) / 5)
}

// prior is how much better a product is than its words say: a good rating
// gives up to a tenth, being sold out takes a seventh.
func prior(rating float32, available bool) float32 {
	p := 0.9 + 0.2*rating
	if !available {
		p *= 0.85
	}
	return p
}

// browsing is the key of a product where no words are wanted: what can be
// bought, best rated first.
func browsing(rating float32, available bool) float32 {
	if available {
		return rating + 1
	}
	return rating
}
