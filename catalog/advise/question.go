package advise

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/sauda-commerce/sauda/catalog"
)

// Answers to a question, at least and at most.
const (
	minOptions = 2
	maxOptions = 5
)

// candidate is a question that could be asked, with the options and counts
// that the facets tell, and how much it is worth.
type candidate struct {
	Question
	worth float64
}

// question chooses what to ask: the candidate worth most whose options, counted
// exactly, still divide the products. It is nil if nothing does.
func (c Config) question(ctx context.Context, ix catalog.Index, s State, q catalog.Query, found catalog.Result) (*Question, error) {
	for _, k := range c.candidates(s, q, found) {
		options, err := counted(ctx, ix, s, k.Options, found.Total)
		if err != nil {
			return nil, err
		}
		if len(options) >= minOptions {
			k.Options, k.Words = options, c.Wording[k.Name]
			return &k.Question, nil
		}
	}
	return nil, nil
}

// counted counts every option with a search of its own and keeps those that
// leave some products. If all leave everything there is nothing to ask.
func counted(ctx context.Context, ix catalog.Index, s State, options []Option, total int) ([]Option, error) {
	kept := options[:0:0]
	divides := false
	for _, o := range options {
		n, err := count(ctx, ix, s.With(o.Answer).Search())
		if err != nil {
			return nil, err
		}
		if n > 0 {
			o.Count = n
			kept = append(kept, o)
			divides = divides || n < total
		}
	}
	if !divides {
		return nil, nil
	}
	return kept, nil
}

// candidates lists the questions that the facets offer, best first.
func (c Config) candidates(s State, q catalog.Query, found catalog.Result) []candidate {
	var all []candidate
	if k := c.needs(&q); len(k.Options) >= minOptions && !s.settled(k.Name, &q) && !c.never(k.Name) {
		all = append(all, k)
	}
	for _, f := range found.Facets {
		if s.settled(f.Name, &q) || c.never(f.Name) || slices.ContainsFunc(all, func(k candidate) bool { return k.Name == f.Name }) {
			continue
		}
		k := candidate{Question: Question{Name: f.Name, Label: f.Label, Kind: f.Kind, Unit: f.Unit}}
		k.Options = options(f, found)
		if len(k.Options) < minOptions {
			continue
		}
		k.worth = worth(k.Options, found.Total) * prior(f, found.Hits, q.Text == "")
		if k.worth >= minWorth || k.worth > 0 && c.rank(f.Name) < len(c.Order) {
			all = append(all, k)
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		return cmp.Or(c.rank(a.Name)-c.rank(b.Name), cmp.Compare(b.worth, a.worth), strings.Compare(a.Name, b.Name))
	})
	return all
}

// rank puts the shop's own order of questions before all others.
func (c Config) rank(name string) int {
	if i := slices.Index(c.Order, name); i >= 0 {
		return i
	}
	return len(c.Order)
}

// minWorth is the least that a question must be worth to bother a shopper.
const minWorth = 0.15

// prior weighs questions by how well people can answer them before they have
// seen anything: what kind of thing, what for, how much money; then properties;
// brands late, and last what is chosen on the product itself, such as a colour.
func prior(f catalog.Facet, hits []catalog.Hit, wordless bool) float64 {
	switch {
	case f.Name == catalog.FacetCategory && wordless:
		return 8 // nothing is known yet
	case f.Name == catalog.FacetCategory:
		return 1.6
	case f.Name == catalog.FacetPrice:
		return 1.1
	case f.Name == catalog.FacetBrand:
		return 0.4
	case slices.ContainsFunc(hits, func(h catalog.Hit) bool { return isOption(&h.Product, f.Name) }):
		return 0.2
	case f.Kind == catalog.AttributeBool:
		return 0.9
	}
	for _, word := range purposes {
		if strings.Contains(f.Name, word) {
			return 1.4
		}
	}
	return 1
}

// purposes are words in the names of attributes that say what a thing is for.
var purposes = []string{"use", "purpose", "activity", "capacity", "persons", "sleeps", "type"}

func isOption(p *catalog.Product, name string) bool {
	return slices.ContainsFunc(p.Options, func(o catalog.Option) bool { return strings.EqualFold(o.Name, name) })
}

// worth is the information in bits that an answer is expected to give, times
// the share of products that the options speak of. An option that all products
// have gives nothing, however many options there are.
func worth(options []Option, total int) float64 {
	sum := 0
	for _, o := range options {
		sum += o.Count
	}
	if sum == 0 || total == 0 {
		return 0
	}
	bits := 0.0
	for _, o := range options {
		if o.Count > 0 {
			bits += float64(o.Count) / float64(sum) * math.Log2(float64(total)/float64(min(o.Count, total)))
		}
	}
	return bits * min(1, float64(sum)/float64(total))
}

// options makes the answers to a facet's question, counted as the facet knows.
func options(f catalog.Facet, found catalog.Result) []Option {
	switch {
	case f.Name == catalog.FacetPrice:
		return priceOptions(f, found)
	case f.Name == catalog.FacetCategory:
		return categoryOptions(f, found.Total)
	case f.Kind == catalog.AttributeNumber:
		return numberOptions(f)
	case f.Kind == catalog.AttributeBool:
		return boolOptions(f, found.Total)
	}
	return valueOptions(f.Name, f.Values)
}

// valueOptions offers the most frequent values.
func valueOptions(name string, values []catalog.FacetValue) []Option {
	var all []Option
	for _, v := range values[:min(len(values), maxOptions)] {
		all = append(all, Option{Answer: Answer{Name: name, Values: []string{v.Value}}, Label: v.Label, Count: v.Count})
	}
	return all
}

// categoryOptions offers the highest level of categories that divides the
// products.
func categoryOptions(f catalog.Facet, total int) []Option {
	depth := math.MaxInt
	for _, v := range f.Values {
		if v.Count < total {
			depth = min(depth, strings.Count(v.Value, "/"))
		}
	}
	level := slices.DeleteFunc(slices.Clone(f.Values), func(v catalog.FacetValue) bool {
		return v.Count >= total || strings.Count(v.Value, "/") != depth
	})
	return valueOptions(f.Name, level)
}

// boolOptions asks for "yes" and "no". A product that does not say counts as
// "no" for nobody: the "no" wants the value itself.
func boolOptions(f catalog.Facet, total int) []Option {
	var all []Option
	for _, v := range f.Values {
		yes := v.Value == "true"
		if yes || v.Value == "false" {
			all = append(all, Option{Answer: Answer{Name: f.Name, Bool: &yes}, Count: v.Count})
		}
	}
	slices.SortFunc(all, func(a, b Option) int { return b.Count - a.Count })
	if len(all) == 1 && all[0].Count < total {
		return nil // the others do not say, so one answer would leave nothing
	}
	return all
}
