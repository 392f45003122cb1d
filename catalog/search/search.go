package search

import (
	"context"
	"math"

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
	after, err := startOf(&r)
	if err != nil {
		return catalog.Result{}, err
	}
	p := s.makePlan(r.Text, x.config.MaxTypos)
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
	best, rest := page(runs, o, r.Limit, s.current(after, runs, o))
	for _, b := range best {
		relevance := order{words: p.words}.keysOf(b.run)
		result.Hits = append(result.Hits, catalog.Hit{Product: b.run.view.products[b.doc], Score: relevance(b.doc)})
	}
	if rest > len(best) && len(best) > 0 {
		result.Next = encodeCursor(r.identity(), best[len(best)-1].place())
	}
	result.Facets = s.facets(runs, &r, x.config.MaxFacetValues, result.Total)
	return result, nil
}

// startOf returns the place after which the page begins; nil for the first.
func startOf(r *request) (*place, error) {
	if r.Cursor == "" {
		return nil, nil
	}
	p, err := decodeCursor(r.Cursor, r.identity())
	if err != nil {
		return nil, err
	}
	return &p, nil
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
	for _, run := range runs {
		if partial {
			run.collect(func(c *cell) bool { return c.points == most.points })
		} else {
			run.collect(func(c *cell) bool { return c.matched == most.matched })
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

// drift is how far a score may have moved because words have become rarer or
// more common; one that moved further belongs to a product that was changed.
const drift = 0.2

// current moves a place among scores to where its product stands now, so that
// a page neither repeats nor skips products when all scores have moved. Other
// keys move only with their own product, so a place among them stays.
func (s *snapshot) current(p *place, runs []*run, o order) *place {
	if p == nil || !o.words || o.sort != catalog.SortRelevance {
		return p
	}
	for _, r := range runs {
		doc, ok := r.view.find(p.id)
		if !ok || r.chosen == nil || !r.chosen(&r.cells[doc]) || !r.gate.pass(doc) {
			continue
		}
		if key := o.keysOf(r)(doc); math.Abs(key-p.key) <= drift*p.key {
			return &place{key, p.id}
		}
	}
	return p
}
