package search_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
)

// synthetic makes products like those of the figures in the design: 80 %
// English, 20 % Russian, titles of 5 or 6 words, descriptions of 30.
type synthetic struct {
	*rand.Rand
	english, russian, brands []string
	zipf                     *rand.Zipf
}

func newSynthetic(seed uint64) *synthetic {
	r := rand.New(rand.NewPCG(seed, 1))
	s := &synthetic{Rand: r, zipf: rand.NewZipf(r, 1.1, 20, 3999)}
	s.english = s.vocabulary(4000, "b d f g k l m n p r s t v br st tr", "a e i o u ee oa", "n r s t ck ll")
	s.russian = s.vocabulary(4000, "б в г д к л м н п р с т ст пр", "а е и о у я", "н р к т л ст")
	s.brands = s.vocabulary(300, "Br K Z Tr V", "a e o", "x n rd lm")
	return s
}

func (s *synthetic) vocabulary(n int, first, middle, last string) []string {
	a, b, c := strings.Fields(first), strings.Fields(middle), strings.Fields(last)
	seen := make(map[string]bool)
	var words []string
	for len(words) < n {
		w := ""
		for range 2 + s.IntN(2) {
			w += a[s.IntN(len(a))] + b[s.IntN(len(b))]
		}
		if w += c[s.IntN(len(c))]; !seen[w] {
			seen[w] = true
			words = append(words, w)
		}
	}
	return words
}

func (s *synthetic) words(vocabulary []string, n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = vocabulary[s.zipf.Uint64()]
	}
	return strings.Join(words, " ")
}

var (
	colours   = strings.Fields("red blue green black white grey orange yellow brown pink")
	sizes     = strings.Fields("XS S M L XL XXL")
	materials = strings.Fields("cotton wool steel nylon down leather oak glass")
)

func (s *synthetic) product(i int) *catalog.Product {
	words := s.english
	if s.IntN(5) == 0 {
		words = s.russian
	}
	c := s.IntN(200)
	text := func(name string, values []string) catalog.Attribute {
		return catalog.Attribute{Name: name, Kind: catalog.AttributeText, Text: []string{values[s.IntN(len(values))]}}
	}
	return &catalog.Product{
		ID:          catalog.ProductID(fmt.Sprintf("p%07d", i)),
		SKU:         fmt.Sprintf("SKU-%07d", i),
		Title:       catalog.Text{"": s.words(words, 5+s.IntN(2))},
		Description: catalog.Text{"": s.words(words, 30)},
		Brand:       s.brands[s.IntN(len(s.brands))],
		Category:    []catalog.Text{{"": fmt.Sprintf("Hall %d", c/20)}, {"": fmt.Sprintf("Shelf %d", c)}},
		Attributes:  []catalog.Attribute{text("colour", colours), text("size", sizes), text("material", materials)},
		Offer: catalog.Offer{
			Price: money.New(int64(100+s.IntN(50000)), "USD"),
			Stock: catalog.Stock{Kind: catalog.StockCounted, Count: s.IntN(10)},
		},
		Rating: catalog.Rating{Average: float64(s.IntN(51)) / 10, Count: s.IntN(200)},
	}
}

func (s *synthetic) changes(n int) []catalog.Change {
	all := make([]catalog.Change, n)
	for i := range all {
		all[i].Put = s.product(i)
	}
	return all
}
