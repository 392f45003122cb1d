package search

import (
	"context"

	"github.com/sauda-commerce/sauda/catalog"
)

// Search finds products as the package and [catalog.Query] describe. Texts are
// cut at 200 runes and 32 words, control characters ignored; a text without
// any letter or digit is no text. Query.Lang makes no difference: the script of
// each word tells how to stem it. It fails only with [catalog.ErrCursor] or the
// context's error. The hits share their slices and maps with the index: read
// them only.
func (x *Index) Search(ctx context.Context, q catalog.Query) (catalog.Result, error) {
	s := x.now.Load()
	r := newRequest(q, s.currency)
	from, err := startOf(&r)
	if err != nil {
		return catalog.Result{}, err
	}
	p := s.makePlan(r.Text, &x.reading)
	p.weigh(from.shares)
	runs, partial, err := x.find(ctx, s, &r, p)
	defer x.release(runs)
	if err != nil {
		return catalog.Result{}, err
	}
	result := catalog.Result{Corrected: p.corrected, Relaxed: p.relaxed, Partial: partial}
	for _, run := range runs {
		result.Total += len(run.hits)
	}
	o := order{r.Sort, p.words, r.Currency}
	best, rest := page(runs, o, r.Limit, from.last)
	for _, b := range best {
		relevance := order{words: p.words}.keysOf(b.run)
		result.Hits = append(result.Hits, catalog.Hit{Product: b.run.view.products[b.doc], Score: relevance(b.doc)})
	}
	if rest > len(best) && len(best) > 0 {
		result.Next = cursor{r.identity(), best[len(best)-1].place(), p.shares()}.encode()
	}
	if o.words {
		result.Near = nearHits(runs, r.Limit-len(result.Hits), result.Hits)
	}
	result.Facets = s.facets(runs, &r, x.config.MaxFacetValues, result.Total)
	return result, nil
}

// startOf returns the cursor after which the page begins; the zero cursor, with
// no id, is before the first.
func startOf(r *request) (cursor, error) {
	if r.Cursor == "" {
		return cursor{}, nil
	}
	return decodeCursor(r.Cursor, r.identity())
}

// find lists the hits of every view. partial says that no product has all that
// is wanted.
func (x *Index) find(ctx context.Context, s *snapshot, r *request, p plan) (runs []*run, partial bool, err error) {
	var most tier
	for _, v := range s.views {
		if ctx.Err() != nil {
			return runs, false, context.Cause(ctx)
		}
		run := &run{scratch: x.scratch.Get().(*scratch), view: v, gate: s.gateFor(v, r)}
		runs = append(runs, run)
		if p.words {
			most = most.max(run.score(p.wants))
		} else {
			run.collectAll()
		}
	}
	if !p.words || most.points == 0 {
		return runs, false, nil
	}
	partial = !most.isWhole(len(p.wants))
	best := func(c *cell) bool { return c.matched == most.matched }
	if partial {
		best = func(c *cell) bool { return c.points == most.points }
	}
	total := 0
	for _, run := range runs {
		run.hits = run.collect(run.hits, best)
		total += len(run.hits)
	}
	if total < r.Limit && r.Sort == catalog.SortRelevance && r.Cursor == "" {
		near := s.nearMiss(p.wants)
		for _, run := range runs {
			run.near = run.collect(run.near, func(c *cell) bool { return !best(c) && near(c) })
		}
	}
	return runs, partial, nil
}

func (x *Index) release(runs []*run) {
	for _, r := range runs {
		r.scratch.release()
		x.scratch.Put(r.scratch)
	}
}
