package search

import (
	"cmp"
	"math"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// Config tunes an index. The zero Config is good for a shop.
type Config struct {
	// Weights says how much a word counts by where it stands. Each weight
	// defaults to that of DefaultWeights; give a negative one for none.
	Weights Weights
	// MaxTypos is how many typos a long word may have: 0, 1 or 2. Words under
	// 4 letters have none, under 8 at most one. Defaults to 2; negative for none.
	MaxTypos int
	// MaxFacetValues is how many values a facet lists, most frequent first.
	// Defaults to 100.
	MaxFacetValues int
	// Rank says how much better a product places than its words and its rating
	// say: 1 changes nothing, 2 counts double, 0.5 half. It orders what is found
	// and finds nothing else; orders that a query names (price, newest) stay.
	// It is asked when a product is indexed, from several goroutines, and once
	// for a product that does not change, so it must depend on the product
	// alone, which it must not change. Answers are taken within 0.01 and 100,
	// and one that is no number as 1. Defaults to 1 for all.
	Rank func(catalog.Product) float64
	// Synonyms are sets of words that mean the same to the shop's shoppers, in
	// any language: "anorak | rain jacket | дождевик". Where a query has one, in
	// any form, products with another are found too, and count a little less.
	// They are added to the usual ones of English, Russian and Kazakh.
	Synonyms []string
	// OnlySynonyms leaves the usual ones out.
	OnlySynonyms bool
}

// Weights says how much a word counts by the field it stands in.
type Weights struct {
	Title, Brand, Category, Attribute, Description float64
}

// DefaultWeights returns the weights used where Config has none.
func DefaultWeights() Weights {
	return Weights{Title: 4, Brand: 2.5, Category: 2.5, Attribute: 1.5, Description: 1}
}

func (c Config) withDefaults() Config {
	d := DefaultWeights()
	w := &c.Weights
	w.Title = weight(w.Title, d.Title)
	w.Brand = weight(w.Brand, d.Brand)
	w.Category = weight(w.Category, d.Category)
	w.Attribute = weight(w.Attribute, d.Attribute)
	w.Description = weight(w.Description, d.Description)
	c.MaxTypos = max(0, min(2, cmp.Or(c.MaxTypos, 2)))
	if c.MaxFacetValues <= 0 {
		c.MaxFacetValues = 100
	}
	return c
}

func (c Config) synonyms() *synonyms {
	switch {
	case c.OnlySynonyms:
		return newSynonyms(c.Synonyms...)
	case len(c.Synonyms) == 0:
		return usualSynonyms()
	}
	return newSynonyms(append(strings.Split(synonymTable, "\n"), c.Synonyms...)...)
}

func weight(w, byDefault float64) float64 { return max(0, cmp.Or(w, byDefault)) }

// rank is what Rank says of a product, within bounds.
func (c Config) rank(p *catalog.Product) float32 {
	if c.Rank == nil {
		return 1
	}
	r := c.Rank(*p)
	if math.IsNaN(r) {
		return 1
	}
	return float32(min(maxRank, max(1/maxRank, r)))
}

// maxRank bounds what Rank may say, so that scores stay numbers.
const maxRank = 100.0
