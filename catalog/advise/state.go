package advise

import (
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
)

// State is an advice dialogue so far. It is a value: methods return changed
// copies. The zero State knows nothing and may advise on everything.
type State struct {
	// Query is what the shopper said at the beginning: category, words,
	// must-haves. Limit, Cursor, Facets and Sort are not looked at.
	Query   catalog.Query    `json:"query"`
	Nice    []catalog.Filter `json:"nice,omitempty"`    // wishes that rank, but do not rule out
	Answers []Answer         `json:"answers,omitempty"` // in the order given
	Skipped []string         `json:"skipped,omitempty"` // questions answered with "any" or "not sure"
}

// Answer is what the shopper chose: an [Option], or words understood. It wants
// one of Values, a number or price in Range, or a truth value.
type Answer struct {
	Name     string        `json:"name"` // an attribute's or option's, or catalog.FacetPrice, FacetBrand, FacetCategory, or QuestionNeed
	Values   []string      `json:"values,omitempty"`
	Range    catalog.Range `json:"range,omitzero"`
	Bool     *bool         `json:"bool,omitempty"`
	Currency string        `json:"currency,omitempty"` // of a price
	// Wants is what a need comes to, where Name is QuestionNeed.
	Wants []catalog.Filter `json:"wants,omitempty"`
}

// With returns the state with an answer; an earlier answer to the same
// question is replaced in its place, so that answers can be changed later.
func (s State) With(a Answer) State {
	s.Answers = slices.Clone(s.Answers)
	s.Skipped = without(s.Skipped, a.Name)
	if i := slices.IndexFunc(s.Answers, func(o Answer) bool { return o.Name == a.Name }); i >= 0 {
		s.Answers[i] = a
		return s
	}
	s.Answers = append(s.Answers, a)
	return s
}

// Skip returns the state with a question that is not to be asked again.
func (s State) Skip(name string) State {
	s = s.Forget(name)
	s.Skipped = append(s.Skipped, name)
	return s
}

// Forget returns the state without the answer to a question; it may be asked
// again.
func (s State) Forget(name string) State {
	s.Answers = slices.DeleteFunc(slices.Clone(s.Answers), func(a Answer) bool { return a.Name == name })
	s.Skipped = without(s.Skipped, name)
	return s
}

func without(list []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(n string) bool { return n == name })
}

// Search is the query for the products that fit: what was said at the
// beginning and every answer, in stock.
func (s State) Search() catalog.Query {
	q := s.Query
	q.Limit, q.Cursor, q.Facets, q.Sort, q.InStock = 0, "", nil, catalog.SortRelevance, true
	q.Filters = slices.Clone(q.Filters)
	for _, a := range s.Answers {
		a.apply(&q)
	}
	return q
}

// apply narrows a query by an answer.
func (a Answer) apply(q *catalog.Query) {
	switch a.Name {
	case catalog.FacetCategory:
		q.Categories = a.Values
	case catalog.FacetBrand:
		q.Brands = a.Values
	case catalog.FacetPrice:
		q.Price = a.Range
		if a.Currency != "" {
			q.Currency = a.Currency
		}
	case QuestionNeed:
		q.Filters = append(q.Filters, a.Wants...)
	default:
		q.Filters = append(slices.DeleteFunc(q.Filters, func(f catalog.Filter) bool { return f.Name == a.Name && !f.Not }),
			catalog.Filter{Name: a.Name, Values: a.Values, Range: a.Range, Bool: a.Bool})
	}
}

// settled says whether a question needs no asking: it was asked, or the query
// says it.
func (s State) settled(name string, q *catalog.Query) bool {
	if slices.Contains(s.Skipped, name) || slices.ContainsFunc(s.Answers, func(a Answer) bool { return a.Name == name }) {
		return true
	}
	switch name {
	case catalog.FacetCategory:
		return len(q.Categories) > 0
	case catalog.FacetBrand:
		return len(q.Brands) > 0
	case catalog.FacetPrice:
		return q.Price != catalog.Range{}
	}
	return slices.ContainsFunc(q.Filters, func(f catalog.Filter) bool { return f.Name == name && !f.Not })
}

// asked is how many questions were put.
func (s State) asked() int { return len(s.Answers) + len(s.Skipped) }
