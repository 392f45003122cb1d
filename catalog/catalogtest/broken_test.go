package catalogtest_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/catalogtest"
	"github.com/sauda-commerce/sauda/catalog/search"
)

// broken is a good index with some of its methods replaced.
type broken struct {
	catalog.Index
	get        func(catalog.ProductID) (catalog.Product, bool)
	apply      func(context.Context, []catalog.Change) error
	search     func(context.Context, catalog.Query) (catalog.Result, error)
	vocabulary func() *catalog.Vocabulary
}

func (b *broken) Get(id catalog.ProductID) (catalog.Product, bool) {
	if b.get != nil {
		return b.get(id)
	}
	return b.Index.Get(id)
}

func (b *broken) Apply(ctx context.Context, changes []catalog.Change) error {
	if b.apply != nil {
		return b.apply(ctx, changes)
	}
	return b.Index.Apply(ctx, changes)
}

func (b *broken) Search(ctx context.Context, q catalog.Query) (catalog.Result, error) {
	if b.search != nil {
		return b.search(ctx, q)
	}
	return b.Index.Search(ctx, q)
}

func (b *broken) Vocabulary() *catalog.Vocabulary {
	if b.vocabulary != nil {
		return b.vocabulary()
	}
	return b.Index.Vocabulary()
}

// TestIndexSuite runs every case on a copy broken in one way. Only the case of
// that name may fail.
func TestIndexSuite(t *testing.T) {
	t.Parallel()
	for _, c := range catalogtest.IndexCases() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			breakIt, ok := breaks[c.Name]
			if !ok {
				t.Fatalf("no broken index for the case %q", c.Name)
			}
			for _, other := range catalogtest.IndexCases() {
				err := other.Check(t.Context(), breakIt(search.New(search.Config{})))
				if failed, should := err != nil, other.Name == c.Name; failed != should {
					t.Errorf("on the index broken in %q the case %q: %v", c.Name, other.Name, err)
				}
			}
		})
	}
}

var breaks = map[string]func(*search.Index) catalog.Index{
	"put and get": func(x *search.Index) catalog.Index {
		return &broken{Index: x, get: func(id catalog.ProductID) (catalog.Product, bool) {
			p, ok := x.Get(id)
			p.Brand = ""
			return p, ok
		}}
	},
	"put replaces":          onApply(keepsFirst),
	"delete":                onApply(absentIsError),
	"last change counts":    onApply(deletesFirst),
	"changes show together": onApply(oneByOne),
	"cancelled": onApply(func(_ context.Context, x *search.Index, c []catalog.Change) error {
		return x.Apply(context.Background(), c)
	}),
	"vocabulary":              staleVocabulary,
	"words":                   deafTo("peg"),
	"folding":                 deafTo("otzi"),
	"typos":                   func(*search.Index) catalog.Index { return search.New(search.Config{MaxTypos: -1}) },
	"prefix":                  deafTo("backp"),
	"codes":                   deafTo("tee-wm"),
	"unknown words":           onResult(func(_ catalog.Query, r *catalog.Result) { r.Relaxed = nil }),
	"most words":              onResult(func(_ catalog.Query, r *catalog.Result) { r.Partial = false }),
	"hostile text":            onQuery(panicsOnBadText),
	"golden queries":          onResult(worstFirst),
	"category":                onResult(exactCategory),
	"brand":                   onQuery(func(q *catalog.Query) { q.Brands = nil }),
	"price":                   onQuery(exclusivePrice),
	"filters":                 onQuery(ignoresNot),
	"variants":                mixesVariants,
	"in stock":                onQuery(func(q *catalog.Query) { q.InStock = q.InStock && len(q.Categories) == 0 }),
	"reduced":                 onQuery(func(q *catalog.Query) { q.Reduced = false }),
	"only and exclude":        onQuery(func(q *catalog.Query) { q.Exclude = nil }),
	"sort":                    onQuery(sortsBackwards),
	"ties":                    onResult(reversesTwins),
	"pages":                   onResult(secondIsLast),
	"cursor survives changes": byOffset,
	"cursor of another query": forgivesCursors,
	"limit":                   onQuery(func(q *catalog.Query) { q.Limit = min(q.Limit, 50) }),
	"facets":                  onResult(countsPage),
}

func onApply(f func(context.Context, *search.Index, []catalog.Change) error) func(*search.Index) catalog.Index {
	return func(x *search.Index) catalog.Index {
		return &broken{Index: x, apply: func(ctx context.Context, c []catalog.Change) error { return f(ctx, x, c) }}
	}
}

func onQuery(f func(*catalog.Query)) func(*search.Index) catalog.Index {
	return func(x *search.Index) catalog.Index {
		return &broken{Index: x, search: func(ctx context.Context, q catalog.Query) (catalog.Result, error) {
			f(&q)
			return x.Search(ctx, q)
		}}
	}
}

func onResult(f func(catalog.Query, *catalog.Result)) func(*search.Index) catalog.Index {
	return func(x *search.Index) catalog.Index {
		return &broken{Index: x, search: func(ctx context.Context, q catalog.Query) (catalog.Result, error) {
			r, err := x.Search(ctx, q)
			f(q, &r)
			return r, err
		}}
	}
}

func deafTo(text string) func(*search.Index) catalog.Index {
	return onQuery(func(q *catalog.Query) {
		if q.Text == text {
			q.Text = "qqqqqqqqqq"
		}
	})
}

func keepsFirst(ctx context.Context, x *search.Index, changes []catalog.Change) error {
	return x.Apply(ctx, slices.DeleteFunc(slices.Clone(changes), func(c catalog.Change) bool {
		if c.Put == nil {
			return false
		}
		_, known := x.Get(c.Put.ID)
		return known
	}))
}

func absentIsError(ctx context.Context, x *search.Index, changes []catalog.Change) error {
	if len(changes) == 1 && changes[0].Delete != "" {
		if _, ok := x.Get(changes[0].Delete); !ok {
			return catalog.ErrNotFound
		}
	}
	return x.Apply(ctx, changes)
}

func deletesFirst(ctx context.Context, x *search.Index, changes []catalog.Change) error {
	sorted := slices.Clone(changes)
	slices.SortStableFunc(sorted, func(a, b catalog.Change) int { return len(b.Delete) - len(a.Delete) })
	return x.Apply(ctx, sorted)
}

func oneByOne(ctx context.Context, x *search.Index, changes []catalog.Change) error {
	if len(changes) > 1 && changes[0].Put != nil && changes[1].Delete == changes[0].Put.ID {
		return x.Apply(ctx, changes)
	}
	for i := range changes {
		if err := x.Apply(ctx, changes[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

func staleVocabulary(x *search.Index) catalog.Index {
	return &broken{Index: x, vocabulary: sync.OnceValue(x.Vocabulary)}
}

func panicsOnBadText(q *catalog.Query) {
	if !utf8.ValidString(q.Text) {
		panic("invalid text")
	}
}

func worstFirst(q catalog.Query, r *catalog.Result) {
	if len(r.Hits) > 1 && q.Text != "" && q.Cursor == "" && r.Hits[0].Score != r.Hits[1].Score && q.Sort == catalog.SortRelevance {
		slices.Reverse(r.Hits)
	}
}

func exactCategory(q catalog.Query, r *catalog.Result) {
	if len(q.Categories) == 0 {
		return
	}
	r.Hits = slices.DeleteFunc(r.Hits, func(h catalog.Hit) bool { return !slices.Contains(q.Categories, h.Product.CategoryPath()) })
	r.Total = len(r.Hits)
}

func exclusivePrice(q *catalog.Query) {
	if q.Price.Max != nil {
		below := *q.Price.Max - 0.5
		q.Price.Max = &below
	}
}

func ignoresNot(q *catalog.Query) {
	q.Filters = slices.DeleteFunc(slices.Clone(q.Filters), func(f catalog.Filter) bool { return f.Not })
}

// mixesVariants lets one variant have the colour and another the stock.
func mixesVariants(x *search.Index) catalog.Index {
	return onQuery(func(q *catalog.Query) {
		if len(q.Filters) == 2 && q.Filters[1].Name == "size" {
			q.InStock = false
			q.Price = catalog.Range{}
		}
	})(x)
}

func sortsBackwards(q *catalog.Query) {
	if q.Sort == catalog.SortPriceDesc {
		q.Sort = catalog.SortPriceAsc
	}
}

func reversesTwins(_ catalog.Query, r *catalog.Result) {
	if len(r.Hits) > 1 && strings.HasPrefix(string(r.Hits[0].Product.ID), "twin-") {
		slices.Reverse(r.Hits)
	}
}

func secondIsLast(q catalog.Query, r *catalog.Result) {
	if q.Cursor != "" {
		r.Next = ""
	}
}

// byOffset pages by position, the usual mistake.
func byOffset(x *search.Index) catalog.Index {
	offsets := make(map[string]int)
	return &broken{Index: x, search: func(ctx context.Context, q catalog.Query) (catalog.Result, error) {
		first, err := x.Search(ctx, q) // judges the cursor
		if err != nil {
			return first, err
		}
		offset := offsets[q.Cursor]
		all := q
		all.Cursor, all.Limit = "", 100
		r, err := x.Search(ctx, all)
		if q.Cursor != "" {
			first.Hits = r.Hits[min(offset, len(r.Hits)):]
			first.Hits = first.Hits[:min(len(first.Hits), q.Limit)]
		}
		if first.Next != "" {
			offsets[first.Next] = offset + len(first.Hits)
		}
		return first, err
	}}
}

func forgivesCursors(x *search.Index) catalog.Index {
	return &broken{Index: x, search: func(ctx context.Context, q catalog.Query) (catalog.Result, error) {
		r, err := x.Search(ctx, q)
		if errors.Is(err, catalog.ErrCursor) {
			q.Cursor = ""
			return x.Search(ctx, q)
		}
		return r, err
	}}
}

func countsPage(_ catalog.Query, r *catalog.Result) {
	for _, f := range r.Facets {
		for i := range f.Values {
			f.Values[i].Count = min(f.Values[i].Count, len(r.Hits))
		}
	}
}
