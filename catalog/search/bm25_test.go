package search_test

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/sauda-commerce/sauda/catalog"
)

// plainBM25 is the textbook's ranking over all that a product says: words in
// lower case, no stems, no fields, any of the words. It is what ours is
// compared with.
type plainBM25 struct {
	ids   []catalog.ProductID
	words []map[string]int
	size  []float64
	df    map[string]int
	mean  float64
}

func newPlainBM25(products []catalog.Product) *plainBM25 {
	b := &plainBM25{df: make(map[string]int)}
	total := 0
	for i := range products {
		counts, n := make(map[string]int), 0
		for _, w := range lowerWords(everything(&products[i])) {
			counts[w]++
			n++
		}
		for w := range counts {
			b.df[w]++
		}
		b.ids, b.words, b.size = append(b.ids, products[i].ID), append(b.words, counts), append(b.size, float64(n))
		total += n
	}
	b.mean = float64(total) / float64(max(1, len(products)))
	return b
}

// search returns the ids of the best, best first.
func (b *plainBM25) search(text string, limit int) []string {
	const k1, slope = 1.2, 0.75
	scores := make(map[int]float64)
	for _, w := range lowerWords(text) {
		n := float64(b.df[w])
		idf := math.Log(1 + (float64(len(b.ids))-n+0.5)/(n+0.5))
		for doc, counts := range b.words {
			if tf := float64(counts[w]); tf > 0 {
				scores[doc] += idf * tf * (k1 + 1) / (tf + k1*(1-slope+slope*b.size[doc]/b.mean))
			}
		}
	}
	docs := slices.SortedFunc(maps.Keys(scores), func(x, y int) int {
		if scores[x] != scores[y] {
			if scores[x] > scores[y] {
				return -1
			}
			return 1
		}
		return strings.Compare(string(b.ids[x]), string(b.ids[y]))
	})
	var ids []string
	for _, doc := range docs[:min(limit, len(docs))] {
		ids = append(ids, string(b.ids[doc]))
	}
	return ids
}

func lowerWords(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

// everything is all texts of a product in one.
func everything(p *catalog.Product) string {
	var all []string
	add := func(t catalog.Text) { all = append(all, slices.Sorted(maps.Values(t))...) }
	add(p.Title)
	add(p.Description)
	all = append(all, p.Brand)
	for _, c := range p.Category {
		add(c)
	}
	attributes := slices.Clone(p.Attributes)
	for _, v := range p.Variants {
		attributes = append(attributes, v.Attributes...)
		all = append(all, slices.Sorted(maps.Values(v.Values))...)
	}
	for _, a := range attributes {
		add(a.Label)
		all = append(all, a.Name, strings.Join(a.Text, " "), a.Unit)
		for _, s := range a.Text {
			add(a.Names[s])
		}
		if a.Kind == catalog.AttributeNumber {
			all = append(all, strconv.FormatFloat(a.Number, 'f', -1, 64))
		}
	}
	return strings.Join(all, " ")
}
