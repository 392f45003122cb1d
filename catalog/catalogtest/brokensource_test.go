package catalogtest_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/catalogtest"
)

// memory is a good source: steps in a list, one of them a bad row.
type memory struct {
	products []catalog.Product
	edit     func(ctx context.Context, cursor string, steps []step) []step // breaks it
	deaf     bool                                                          // goes on after the caller left
}

type step struct {
	change catalog.Change
	err    error
}

func (m *memory) Changes(ctx context.Context, cursor string) iter.Seq2[catalog.Change, error] {
	return func(yield func(catalog.Change, error) bool) {
		for _, s := range m.steps(ctx, cursor) {
			if !yield(s.change, s.err) && !m.deaf {
				return
			}
		}
	}
}

func (m *memory) steps(ctx context.Context, cursor string) []step {
	steps := []step{{err: &catalog.RowError{Line: 2, Field: "price", Reason: "is not a number: write 12.50"}}}
	for i := range m.products {
		steps = append(steps, step{change: catalog.Change{Put: &m.products[i]}})
	}
	steps = append(steps, step{change: catalog.Change{Done: &catalog.Done{Cursor: "1", Full: true}}})
	if ctx.Err() != nil {
		steps = []step{{err: ctx.Err()}}
	}
	if m.edit != nil {
		return m.edit(ctx, cursor, steps)
	}
	return steps
}

func (m *memory) change() (put, deleted catalog.ProductID) {
	deleted = m.products[0].ID
	m.products = append(slices.Clone(m.products[1:]), named("d"))
	return "d", deleted
}

func named(id catalog.ProductID) catalog.Product {
	return catalog.Product{ID: id, Title: catalog.Text{"": "Lamp"}}
}

func newMemory() *memory {
	return &memory{products: []catalog.Product{named("a"), named("b"), named("c")}}
}

func suite(m *memory) catalogtest.Source {
	return catalogtest.Source{Source: m, Want: []catalog.ProductID{"c", "a", "b"}, BadRows: 1, Change: m.change}
}

func TestSource(t *testing.T) {
	t.Parallel()
	catalogtest.RunSource(t, func(*testing.T) catalogtest.Source { return suite(newMemory()) })
}

// TestSourceSuite runs every case on a source broken in one way. Only the case
// of that name may fail.
func TestSourceSuite(t *testing.T) {
	t.Parallel()
	for _, c := range catalogtest.SourceCases() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			breakIt, ok := sourceBreaks[c.Name]
			if !ok {
				t.Fatalf("no broken source for the case %q", c.Name)
			}
			for _, other := range catalogtest.SourceCases() {
				m := newMemory()
				breakIt(m)
				err := other.Check(t.Context(), suite(m))
				if failed, should := err != nil, other.Name == c.Name; failed != should {
					t.Errorf("on the source broken in %q the case %q: %v", c.Name, other.Name, err)
				}
			}
		})
	}
}

type editFunc = func(ctx context.Context, cursor string, steps []step) []step

func edits(f editFunc) func(*memory) { return func(m *memory) { m.edit = f } }

var sourceBreaks = map[string]func(*memory){
	"every product once": edits(func(_ context.Context, _ string, s []step) []step { return slices.Insert(s, 1, s[min(1, len(s)-1)]) }),
	"one step a change": edits(func(_ context.Context, _ string, s []step) []step {
		return slices.Insert(s, len(s)-1, step{})
	}),
	"done last": edits(func(_ context.Context, cursor string, s []step) []step {
		if cursor == "" && len(s) > 1 {
			return append(s[len(s)-1:], s[:len(s)-1]...)
		}
		return s
	}),
	"row errors": edits(func(_ context.Context, _ string, s []step) []step {
		if len(s) > 1 {
			return s[1:]
		}
		return s
	}),
	"order":     turnsRound,
	"break":     func(m *memory) { m.deaf = true },
	"cancelled": edits(func(ctx context.Context, _ string, s []step) []step { return whenCancelled(ctx, s) }),
	"at once":   onlyOne,
	"changes": edits(func(_ context.Context, cursor string, s []step) []step {
		if cursor != "" {
			return s[len(s)-1:]
		}
		return s
	}),
}

// turnsRound lists the products backwards every second time.
func turnsRound(m *memory) {
	var calls atomic.Int64
	m.edit = func(_ context.Context, _ string, s []step) []step {
		if calls.Add(1)%2 == 0 {
			slices.Reverse(s[:len(s)-1])
		}
		return s
	}
}

// whenCancelled says done where it should say it was cancelled.
func whenCancelled(ctx context.Context, s []step) []step {
	if errors.Is(ctx.Err(), context.Canceled) {
		return []step{{change: catalog.Change{Done: &catalog.Done{Full: true}}}}
	}
	return s
}

// onlyOne gives nothing from its third call on: a single stream shared by all.
func onlyOne(m *memory) {
	var calls atomic.Int64
	m.edit = func(_ context.Context, _ string, s []step) []step {
		if calls.Add(1) > 2 {
			return s[len(s)-1:]
		}
		return s
	}
}
