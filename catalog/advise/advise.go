package advise

import (
	"context"
	"fmt"
	"slices"

	"github.com/sauda-commerce/sauda/catalog"
)

// Config adjusts how advice goes. The zero Config is usable.
type Config struct {
	Enough    int                     // no more questions at this many products. Defaults to 3
	Needs     []Need                  // what shoppers look for in words of their own; 2 to 5 of them are a question
	Never     []string                // questions never to ask, by name
	Order     []string                // questions to ask first, in this order, as far as they divide the products
	Picks     int                     // most products to show. Defaults to 3
	Questions int                     // most questions to ask. Defaults to 3
	Wording   map[string]catalog.Text // how a question is asked, by its name, in the languages given
}

func (c Config) enough() int { return orDefault(c.Enough, 3) }

func (c Config) picks() int { return orDefault(c.Picks, 3) }

func (c Config) questions() int { return orDefault(c.Questions, 3) }

func orDefault(n, def int) int {
	if n > 0 {
		return n
	}
	return def
}

// sample is how many products the bounds of a price question are taken from.
// The counts shown are exact all the same.
const sample = 100

// Next gives the next step with the zero [Config].
func Next(ctx context.Context, ix catalog.Index, s State) (Step, error) {
	return Config{}.Next(ctx, ix, s)
}

// Next gives the next step of a dialogue. It fails only if the index does.
func (c Config) Next(ctx context.Context, ix catalog.Index, s State) (Step, error) {
	q := s.Search()
	first := q
	first.Limit, first.Facets = sample, []string{"*", catalog.FacetPrice, catalog.FacetCategory}
	found, err := ix.Search(ctx, first)
	if err != nil {
		return Step{}, fmt.Errorf("advise: %w", err)
	}
	if found.Total == 0 {
		relax, err := relaxations(ctx, ix, q)
		return Step{Relax: relax}, err
	}
	if s.asked() < c.questions() && found.Total > c.enough() {
		if question, err := c.question(ctx, ix, s, q, found); err != nil || question != nil {
			return Step{Total: found.Total, Question: question}, err
		}
	}
	picks, err := c.pick(ctx, ix, s, q)
	return Step{Total: found.Total, Picks: picks}, err
}

// Now gives picks at once, whatever could still be asked ("show me").
func (c Config) Now(ctx context.Context, ix catalog.Index, s State) (Step, error) {
	c.Questions = 1
	if s.asked() == 0 {
		s = s.Skip("")
	}
	return c.Next(ctx, ix, s)
}

// count says how many products a query finds.
func count(ctx context.Context, ix catalog.Index, q catalog.Query) (int, error) {
	q.Limit, q.Facets, q.Cursor = 1, nil, ""
	found, err := ix.Search(ctx, q)
	if err != nil {
		return 0, fmt.Errorf("advise: %w", err)
	}
	return found.Total, nil
}

// never says whether a question is not to be asked.
func (c Config) never(name string) bool { return slices.Contains(c.Never, name) }
