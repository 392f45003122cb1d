package advise_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/advise"
	"github.com/sauda-commerce/sauda/catalog/money"
	"pgregory.net/rapid"
)

// TestAdviceIsTrue plays random dialogues in random shops and checks that every
// question divides, every count is what a search returns, every pick is within
// every must-have, the budget and the stock, and the same state gives the same
// step.
func TestAdviceIsTrue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		products := drawShop(rt)
		ix := index(t, products)
		s := drawState(rt)
		for range 5 {
			step, err := advise.Next(t.Context(), ix, s)
			if err != nil {
				rt.Fatal(err)
			}
			again, err := advise.Next(t.Context(), ix, s)
			if err != nil || describe(step) != describe(again) {
				rt.Fatalf("not the same twice: %s, %s", describe(step), describe(again))
			}
			checkPicks(rt, step, s)
			checkRelax(t, rt, ix, step)
			if step.Question == nil {
				return
			}
			checkQuestion(t, rt, ix, step, s)
			s = s.With(rapid.SampledFrom(step.Question.Options).Draw(rt, "answer").Answer)
		}
		rt.Fatal("more than three questions")
	})
}

func drawShop(rt *rapid.T) []catalog.Product {
	n := rapid.IntRange(0, 40).Draw(rt, "products")
	products := make([]catalog.Product, n)
	for i := range products {
		p := tent(fmt.Sprintf("p%02d", i), int64(rapid.IntRange(1, 60).Draw(rt, "price"))*500, float64(rapid.IntRange(1, 6).Draw(rt, "sleeps")),
			float64(rapid.IntRange(5, 90).Draw(rt, "weight"))/10, rapid.SampledFrom([]string{"family", "festival", "alpine"}).Draw(rt, "use"),
			rapid.Bool().Draw(rt, "waterproof"), float64(rapid.IntRange(20, 50).Draw(rt, "rating"))/10, rapid.IntRange(0, 2).Draw(rt, "stock"))
		p.Brand = rapid.SampledFrom([]string{"Tarn", "Kestrel", ""}).Draw(rt, "brand")
		if rapid.Bool().Draw(rt, "variants") {
			addVariants(rt, &p)
		}
		products[i] = p
	}
	return products
}

func addVariants(rt *rapid.T, p *catalog.Product) {
	p.Options = []catalog.Option{{Name: "color", Values: []string{"red", "blue"}}}
	for _, c := range p.Options[0].Values {
		p.Variants = append(p.Variants, catalog.Variant{
			ID: catalog.VariantID(c), Values: map[string]string{"color": c},
			Offer: catalog.Offer{
				Price: money.New(int64(rapid.IntRange(1, 60).Draw(rt, "variant price"))*500, "USD"),
				Stock: catalog.Stock{Kind: catalog.StockCounted, Count: rapid.IntRange(0, 1).Draw(rt, "variant stock")},
			},
		})
	}
}

func drawState(rt *rapid.T) advise.State {
	var s advise.State
	if rapid.Bool().Draw(rt, "budget") {
		s.Query.Price, s.Query.Currency = catalog.Range{Max: ptr(float64(rapid.IntRange(1, 30000).Draw(rt, "max")))}, "USD"
		if rapid.Bool().Draw(rt, "from") {
			s.Query.Price.Min = ptr(*s.Query.Price.Max / 2)
		}
	}
	if rapid.Bool().Draw(rt, "color wanted") {
		s.Query.Filters = append(s.Query.Filters, catalog.Filter{Name: "color", Values: []string{"red"}})
	}
	if rapid.Bool().Draw(rt, "not festival") {
		s.Query.Filters = append(s.Query.Filters, catalog.Filter{Name: "use", Values: []string{"festival"}, Not: true})
	}
	return s
}

func checkQuestion(t *testing.T, rt *rapid.T, ix catalog.Index, step advise.Step, s advise.State) {
	q := step.Question
	if n := len(q.Options); n < 2 || n > 5 {
		rt.Fatalf("%d options: %s", n, describe(step))
	}
	divides := false
	for _, o := range q.Options {
		found, err := ix.Search(t.Context(), s.With(o.Answer).Search())
		if err != nil || found.Total != o.Count || o.Count == 0 {
			rt.Fatalf("%s counts %d, a search finds %d (%v)", describe(step), o.Count, found.Total, err)
		}
		divides = divides || o.Count < step.Total
	}
	if !divides {
		rt.Fatalf("every answer leaves the same: %s", describe(step))
	}
	if slices.ContainsFunc(s.Answers, func(a advise.Answer) bool { return a.Name == q.Name }) {
		rt.Fatalf("asked twice: %s", q.Name)
	}
}

func checkPicks(rt *rapid.T, step advise.Step, s advise.State) {
	if step.Total > 0 && step.Question == nil && len(step.Picks) == 0 {
		rt.Fatalf("%d products fit and none is picked", step.Total)
	}
	q := s.Search()
	for _, p := range step.Picks {
		price := float64(p.Offer.Price.Minor)
		offer, ok := p.Product.OfferOf(p.Ref.Variant)
		switch {
		case !ok || offer != p.Offer:
			rt.Fatalf("%q is not an offer of %s", p.Ref.Variant, p.Product.ID)
		case !p.Offer.Stock.Available(1):
			rt.Fatalf("%s is sold out", p.Product.ID)
		case q.Price.Max != nil && price > *q.Price.Max, q.Price.Min != nil && price < *q.Price.Min:
			rt.Fatalf("%s costs %v, wanted %s", p.Product.ID, price, bounds(q.Price))
		case len(p.Reasons) == 0:
			rt.Fatalf("%s has no reason", p.Product.ID)
		}
		for _, f := range q.Filters {
			if !truly(p, f) {
				rt.Fatalf("%s breaks %+v", p.Product.ID, f)
			}
		}
	}
}

// truly says whether a pick keeps to a filter, judged without the package.
func truly(p advise.Pick, f catalog.Filter) bool {
	if v, ok := p.Product.Variant(p.Ref.Variant); ok && v.Values[f.Name] != "" {
		return slices.Contains(f.Values, v.Values[f.Name]) != f.Not
	}
	for _, a := range p.Product.Attributes {
		if a.Name != f.Name {
			continue
		}
		switch a.Kind {
		case catalog.AttributeBool:
			return a.Bool == *f.Bool
		case catalog.AttributeNumber:
			return (f.Range.Min == nil || a.Number >= *f.Range.Min) && (f.Range.Max == nil || a.Number <= *f.Range.Max)
		}
		return slices.ContainsFunc(a.Text, func(v string) bool { return slices.Contains(f.Values, v) }) != f.Not
	}
	return f.Not
}

func checkRelax(t *testing.T, rt *rapid.T, ix catalog.Index, step advise.Step) {
	for _, r := range step.Relax {
		found, err := ix.Search(t.Context(), r.Query)
		if err != nil || found.Total != r.Total || r.Total == 0 {
			rt.Fatalf("without %s: %d, a search finds %d (%v)", r.Name, r.Total, found.Total, err)
		}
	}
}
