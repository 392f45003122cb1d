package catalogtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/sauda-commerce/sauda/catalog"
)

// Source is a source and what the suite should find in it.
type Source struct {
	Source catalog.Source
	// Want lists the products it holds, at least three, in any order.
	Want []catalog.ProductID
	// BadRows is how many rows among the good ones cannot be read; 0 where the
	// source cannot hold such rows.
	BadRows int
	// Change changes the data behind the source: it puts one product and
	// deletes another, which it names. nil where that cannot be done.
	Change func() (put, deleted catalog.ProductID)
}

// SourceCase is one thing that every source must do.
type SourceCase struct {
	Name string
	// Check is given a source that nothing else uses, and says what is wrong.
	Check func(ctx context.Context, s Source) error
}

// SourceCases returns the suite for sources.
func SourceCases() []SourceCase {
	return []SourceCase{
		{"every product once", checkListing},
		{"one step a change", checkSteps},
		{"done last", checkDone},
		{"row errors", checkRows},
		{"order", checkOrder},
		{"break", checkBreak},
		{"cancelled", checkSourceCancelled},
		{"at once", checkConcurrent},
		{"changes", checkChanges},
	}
}

// RunSource runs the suite, each case on a source of its own.
func RunSource(t *testing.T, open func(t *testing.T) Source) {
	t.Helper()
	for _, c := range SourceCases() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			if err := c.Check(t.Context(), open(t)); err != nil {
				t.Error(err)
			}
		})
	}
}

// listing is what one call of Changes gave.
type listing struct {
	steps []catalog.Change
	rows  []*catalog.RowError
	err   error // what ended it early
}

func list(ctx context.Context, s catalog.Source, cursor string) listing {
	var l listing
	for c, err := range s.Changes(ctx, cursor) {
		var row *catalog.RowError
		switch {
		case errors.As(err, &row):
			l.rows = append(l.rows, row)
		case err != nil:
			l.err = err
		default:
			l.steps = append(l.steps, c)
		}
	}
	return l
}

// puts returns the ids of the products put, in order.
func (l listing) puts() []catalog.ProductID {
	var ids []catalog.ProductID
	for _, c := range l.steps {
		if c.Put != nil {
			ids = append(ids, c.Put.ID)
		}
	}
	return ids
}

// done returns the last Done.
func (l listing) done() catalog.Done {
	for _, c := range slices.Backward(l.steps) {
		if c.Done != nil {
			return *c.Done
		}
	}
	return catalog.Done{}
}

func checkListing(ctx context.Context, s Source) error {
	l := list(ctx, s.Source, "")
	if l.err != nil {
		return fmt.Errorf("the full listing fails: %w", l.err)
	}
	got, want := l.puts(), slices.Clone(s.Want)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		return fmt.Errorf("the full listing has %q, want %q, each once", got, want)
	}
	for _, c := range l.steps {
		if c.Put != nil && len(c.Put.Title) == 0 {
			return fmt.Errorf("product %q has no title", c.Put.ID)
		}
	}
	return nil
}

func checkSteps(ctx context.Context, s Source) error {
	for i, c := range list(ctx, s.Source, "").steps {
		set := 0
		for _, is := range []bool{c.Put != nil, c.Delete != "", c.Done != nil} {
			if is {
				set++
			}
		}
		if set != 1 {
			return fmt.Errorf("step %d sets %d of Put, Delete and Done, want exactly one", i+1, set)
		}
	}
	return nil
}

func checkDone(ctx context.Context, s Source) error {
	l := list(ctx, s.Source, "")
	var at []int
	for i, c := range l.steps {
		if c.Done != nil {
			at = append(at, i)
		}
	}
	if len(at) != 1 || at[0] != len(l.steps)-1 {
		return fmt.Errorf("done is at %v of %d steps, want it once, at the end", at, len(l.steps))
	}
	if !l.done().Full {
		return errors.New("the listing from the cursor \"\" does not say it is full")
	}
	return nil
}

func checkRows(ctx context.Context, s Source) error {
	l := list(ctx, s.Source, "")
	if len(l.rows) != s.BadRows {
		return fmt.Errorf("%d rows are reported, want %d", len(l.rows), s.BadRows)
	}
	for _, r := range l.rows {
		if r.Reason == "" || r.Error() == "" {
			return fmt.Errorf("the row error %+v gives no reason", *r)
		}
	}
	return nil
}

func checkOrder(ctx context.Context, s Source) error {
	first, second := list(ctx, s.Source, "").puts(), list(ctx, s.Source, "").puts()
	if !slices.Equal(first, second) {
		return fmt.Errorf("two full listings differ in order: %q and %q", first, second)
	}
	return nil
}

// checkBreak leaves the loop after one step; a source that goes on yielding
// makes the runtime panic.
func checkBreak(ctx context.Context, s Source) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the source goes on after the caller left the loop: %v", p)
		}
	}()
	for range s.Source.Changes(ctx, "") {
		break
	}
	if got := len(list(ctx, s.Source, "").puts()); got < len(s.Want) {
		return fmt.Errorf("after a listing left early the next one has %d products, want %d", got, len(s.Want))
	}
	return nil
}

func checkSourceCancelled(ctx context.Context, s Source) error {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	l := list(ctx, s.Source, "")
	if !errors.Is(l.err, context.Canceled) {
		return fmt.Errorf("with a cancelled context the listing ends with %w, want context.Canceled", errOr(l.err))
	}
	for _, c := range l.steps {
		if c.Done != nil {
			return errors.New("a cancelled listing says it is done, so that what it did not name would be deleted")
		}
	}
	return nil
}

func checkConcurrent(ctx context.Context, s Source) error {
	want := len(list(ctx, s.Source, "").puts())
	got := make([]int, 4)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() { got[i] = len(list(ctx, s.Source, "").puts()) })
	}
	wg.Wait()
	for _, n := range got {
		if n != want {
			return fmt.Errorf("four listings at once have %v products, want %d each", got, want)
		}
	}
	return nil
}

// checkChanges follows the source by its cursor.
func checkChanges(ctx context.Context, s Source) error {
	if s.Change == nil {
		return nil
	}
	l := list(ctx, s.Source, "")
	have := make(map[catalog.ProductID]bool)
	for _, id := range l.puts() {
		have[id] = true
	}
	put, deleted := s.Change()
	next := list(ctx, s.Source, l.done().Cursor)
	if next.err != nil {
		return fmt.Errorf("the listing of changes fails: %w", next.err)
	}
	if next.done().Full {
		clear(have)
	}
	for _, c := range next.steps {
		if c.Put != nil {
			have[c.Put.ID] = true
		}
		delete(have, c.Delete)
	}
	if !slices.Contains(next.puts(), put) {
		return fmt.Errorf("the changes do not bring product %q, which was put", put)
	}
	if have[deleted] {
		return fmt.Errorf("after the changes product %q, which was deleted, is among %q", deleted, slices.Sorted(maps.Keys(have)))
	}
	return nil
}
