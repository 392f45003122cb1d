package stocking_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/sauda-commerce/sauda/catalog"
	"github.com/sauda-commerce/sauda/catalog/money"
	"github.com/sauda-commerce/sauda/catalog/search"
	"github.com/sauda-commerce/sauda/sdk/stocking"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// step is what a source yields: a product's id, "-" and an id, or an error.
type step any

type done struct {
	full   bool
	cursor string
}

// source yields what it was told to.
type source struct {
	mu      sync.Mutex
	steps   []step
	cursors []string // that it was asked with
	price   int64
}

func (s *source) tell(steps ...step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps = steps
}

func (s *source) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.cursors...)
}

func (s *source) Changes(_ context.Context, cursor string) iter.Seq2[catalog.Change, error] {
	s.mu.Lock()
	steps, price := s.steps, s.price
	s.cursors = append(s.cursors, cursor)
	s.mu.Unlock()
	return func(yield func(catalog.Change, error) bool) {
		for _, step := range steps {
			if !yield(s.change(step, price)) {
				return
			}
		}
	}
}

func (s *source) change(step step, price int64) (catalog.Change, error) {
	switch step := step.(type) {
	case error:
		return catalog.Change{}, step
	case func():
		step()
	case done:
		return catalog.Change{Done: &catalog.Done{Cursor: step.cursor, Full: step.full}}, nil
	case string:
		if step[0] == '-' {
			return catalog.Change{Delete: catalog.ProductID(step[1:])}, nil
		}
		p := catalog.Product{ID: catalog.ProductID(step), Title: catalog.Text{"en": "Product " + step}}
		p.Offer.Price = money.Amount{Minor: price + 100, Currency: "USD"}
		return catalog.Change{Put: &p}, nil
	}
	return catalog.Change{}, errors.New("unknown step")
}

// shop is a store, an index and a source that fills them.
type shop struct {
	*testing.T
	source *source
	index  *search.Index
	s      *store.Store
	st     *stocking.Stocker
}

func open(t *testing.T, path string, c stocking.Config) *shop {
	t.Helper()
	s, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return openOn(t, s, c)
}

func openOn(t *testing.T, s *store.Store, c stocking.Config) *shop {
	t.Helper()
	h := &shop{T: t, s: s, source: &source{}, index: search.New(search.Config{})}
	c.Store, c.Index = s, h.index
	if c.Source == nil {
		c.Source = h.source
	}
	h.st = stocking.New(c)
	h.must(h.st.Load(t.Context()))
	return h
}

func (h *shop) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// sync has the source say something; it may fail, the index follows.
func (h *shop) sync(steps ...step) (stocking.Report, error) {
	h.Helper()
	h.source.tell(steps...)
	r, err := h.st.Sync(h.Context())
	h.must(h.st.CatchUp(h.Context()))
	return r, err
}

// has wants these products, of a to z, in the index and in the store.
func (h *shop) has(want string) {
	h.Helper()
	var stored, indexed string
	for p, err := range h.s.Products(h.Context()) {
		h.must(err)
		stored += string(p.ID)
	}
	for id := 'a'; id <= 'z'; id++ {
		if _, ok := h.index.Get(catalog.ProductID(id)); ok {
			indexed += string(id)
		}
	}
	if stored != want || indexed != want {
		h.Errorf("the store has %q, the index %q, want %q", stored, indexed, want)
	}
}

func db(t *testing.T) string { return filepath.Join(t.TempDir(), "shop.db") }

var full = done{full: true}

func TestFullListing(t *testing.T) {
	t.Parallel()
	h := open(t, db(t), stocking.Config{})
	r, err := h.sync("a", "b", "c", full)
	h.must(err)
	if diff := cmp.Diff(stocking.Report{Read: 3}, r); diff != "" {
		t.Errorf("report (-want +got)\n%s", diff)
	}
	h.has("abc")
	r, err = h.sync("b", "c", "d", full)
	h.must(err)
	if diff := cmp.Diff(stocking.Report{Read: 3, Deleted: 1}, r); diff != "" {
		t.Errorf("report (-want +got)\n%s", diff)
	}
	h.has("bcd")
	h.source.price = 50
	_, err = h.sync("b", "c", "d", full)
	h.must(err)
	if p, _ := h.index.Get("b"); p.Offer.Price.Minor != 150 {
		t.Errorf("the new price did not arrive: %v", p.Offer.Price)
	}
}

func TestIncremental(t *testing.T) {
	t.Parallel()
	h := open(t, db(t), stocking.Config{})
	_, err := h.sync("a", "b", "c", done{full: true, cursor: "1"})
	h.must(err)
	r, err := h.sync("d", "-a", "-nobody", done{cursor: "2"})
	h.must(err)
	h.has("bcd")
	if r.Read != 1 || r.Deleted != 2 {
		t.Errorf("report %+v", r)
	}
	_, err = h.sync(done{cursor: "3"})
	h.must(err)
	h.has("bcd")
	if diff := cmp.Diff([]string{"", "1", "2"}, h.source.asked()); diff != "" {
		t.Errorf("asked with cursors (-want +got)\n%s", diff)
	}
}

func TestMoreThanHalfGone(t *testing.T) {
	t.Parallel()
	path := db(t)
	h := open(t, path, stocking.Config{})
	_, err := h.sync("a", "b", "c", "d", done{true, "1"})
	h.must(err)
	_, err = h.sync("a", "b", done{true, "2"}) // just half: as it says
	h.must(err)
	h.has("ab")
	_, err = h.sync("a", "b", "c", "d", done{true, "3"})
	h.must(err)
	if _, err := h.sync("x", done{true, "4"}); !errors.Is(err, stocking.ErrTooManyGone) {
		t.Errorf("a broken feed: %v", err)
	}
	h.has("abcdx")
	if c, _ := h.s.Cursor(t.Context(), "default"); c != "3" {
		t.Errorf("the cursor went on to %q", c)
	}
	if _, err := h.sync(done{true, "4"}); !errors.Is(err, stocking.ErrTooManyGone) {
		t.Errorf("an empty feed: %v", err)
	}
	allowed := openOn(t, h.s, stocking.Config{AllowDelete: true})
	_, err = allowed.sync("x", done{true, "5"})
	h.must(err)
	allowed.has("x")
}

// A source that fails leaves what there was, and what it had said until then.
func TestSourceFails(t *testing.T) {
	t.Parallel()
	down := errors.New("no route")
	for _, c := range []struct {
		name  string
		steps []step
		is    error
		has   string
	}{
		{"at once", []step{down}, down, "abc"},
		{"midway", []step{"d", "e", down}, down, "abcde"},
		{"without an end", []step{"a", "b", "d"}, nil, "abcd"}, // c is not gone
		{"with nothing", nil, nil, "abc"},
		{"by a panic", []step{"d", func() { panic("source") }}, nil, "abcd"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := open(t, db(t), stocking.Config{})
			_, err := h.sync("a", "b", "c", done{true, "1"})
			h.must(err)
			_, err = h.sync(c.steps...)
			if err == nil || c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("the error is %v", err)
			}
			h.has(c.has)
			_, err = h.sync("a", "b", "z", done{true, "2"})
			h.must(err)
			if got := h.source.asked(); got[2] != "1" {
				t.Errorf("asked with cursor %q after a failure, want the old one", got[2])
			}
		})
	}
}

func TestBadRows(t *testing.T) {
	t.Parallel()
	h := open(t, db(t), stocking.Config{})
	_, err := h.sync("a", "b", "c", full)
	h.must(err)
	steps := []step{"a"}
	for i := range 250 {
		steps = append(steps, &catalog.RowError{Line: i + 1, Field: "price", Reason: "is not a number"})
	}
	// b is bad, which is not gone; c is gone.
	r, err := h.sync(append(steps, &catalog.RowError{Line: 251, ID: "b"}, full)...)
	h.must(err)
	h.has("ab")
	if r.Skipped != 251 || len(r.Bad) != 100 || r.Bad[0].Line != 1 || r.Read != 1 || r.Deleted != 1 {
		t.Errorf("report: %d skipped, %d kept, %d read, %d deleted", r.Skipped, len(r.Bad), r.Read, r.Deleted)
	}
}

// A process that starts serves what is stored, whatever its source does.
func TestRestartWithTheSourceDown(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, dir+"/shop.db", stocking.Config{})
		_, err := h.sync("a", "b", full)
		h.must(err)
		next := openOn(t, h.s, stocking.Config{})
		next.has("ab")
		next.source.tell(errors.New("down"))
		stop := next.run()
		time.Sleep(30 * time.Second)
		next.has("ab")
		next.source.tell("a", "b", "c", full)
		time.Sleep(time.Minute) // it is asked again sooner than after 15 min
		next.has("abc")
		stop()
	})
}

func (h *shop) run() (stop func()) {
	ctx, cancel := context.WithCancel(h.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		h.st.Run(ctx)
	}()
	return func() { cancel(); <-ended }
}

// Two processes on one store: what one imports the other shows, even while its
// own source hangs.
func TestTwoProcessesFollowOneLog(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		a := open(t, dir+"/shop.db", stocking.Config{})
		hangs := func() { time.Sleep(time.Hour) }
		b := open(t, dir+"/shop.db", stocking.Config{Name: "other"})
		b.source.tell(hangs, errors.New("down"))
		stop := b.run()
		_, err := a.sync("a", "b", full)
		a.must(err)
		time.Sleep(3 * time.Second)
		b.has("ab")
		_, err = a.sync("b", full)
		a.must(err)
		time.Sleep(3 * time.Second)
		b.has("b")
		time.Sleep(time.Hour)
		stop()
	})
}

// Two listings of one source at the same time, at two processes: what either
// names stays.
func TestTwoListingsAtOnce(t *testing.T) {
	t.Parallel()
	h := open(t, db(t), stocking.Config{})
	_, err := h.sync("a", "b", "c", full)
	h.must(err)
	other := openOn(t, h.s, stocking.Config{})
	within := func() { // the other begins later and ends before
		_, err := other.sync("a", "b", "c", "d", full)
		other.must(err)
	}
	h.source.tell("a", "b", "c", step(&catalog.RowError{Reason: "a pause"}), full)
	paused := openOn(t, h.s, stocking.Config{Source: pausing{h.source, within}})
	_, err = paused.st.Sync(t.Context())
	h.must(err)
	h.must(h.st.CatchUp(t.Context()))
	h.has("abcd")
}

// pausing does something else before a bad row.
type pausing struct {
	catalog.Source
	do func()
}

func (p pausing) Changes(ctx context.Context, cursor string) iter.Seq2[catalog.Change, error] {
	return func(yield func(catalog.Change, error) bool) {
		for c, err := range p.Source.Changes(ctx, cursor) {
			if err != nil {
				p.do()
			}
			if !yield(c, err) {
				return
			}
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	var told atomic.Int64
	h := open(t, db(t), stocking.Config{Progress: func(stocking.Report) { told.Add(1) }})
	var steps []step
	for i := range 1000 {
		steps = append(steps, fmt.Sprintf("p%04d", i))
	}
	h.source.tell(append(steps, full)...)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if _, err := h.st.Sync(t.Context()); err != nil {
				t.Error(err)
			}
			if err := h.st.CatchUp(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, step := range steps {
		if _, ok := h.index.Get(catalog.ProductID(step.(string))); !ok {
			t.Fatalf("%s is not in the index", step)
		}
	}
	if last, err := h.s.LastChange(t.Context()); err != nil || last != 1000 {
		t.Errorf("%d changes, want 1000: a listing that says nothing new changes nothing (error %v)", last, err)
	}
	if told.Load() != 15 {
		t.Errorf("progress was told %d times, want 15", told.Load())
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	h := open(t, db(t), stocking.Config{})
	_, err := h.sync("a", "b", full)
	h.must(err)
	ctx, cancel := context.WithCancel(t.Context())
	h.source.tell("a", step(&catalog.RowError{Reason: "a pause"}), full)
	s := openOn(t, h.s, stocking.Config{Source: pausing{h.source, cancel}})
	if _, err := s.st.Sync(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	h.has("ab")
}

func TestNoSource(t *testing.T) {
	t.Parallel()
	s := stocking.New(stocking.Config{})
	if r, err := s.Sync(t.Context()); err != nil || r.Read != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// Prices are said to be old once the source has failed for long, and are not any
// more as soon as it was read to its end again, deletions allowed or not.
func TestStale(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, dir+"/shop.db", stocking.Config{Refresh: 30 * time.Minute})
		fresh := func(want bool) {
			t.Helper()
			if h.st.Stale() == want {
				t.Errorf("stale: %v", !want)
			}
		}
		fresh(true) // the index is what the store had
		_, err := h.sync("a", "b", "c", full)
		h.must(err)
		time.Sleep(2 * time.Hour)
		fresh(true)
		_, err = h.sync("a", errors.New("down"))
		if err == nil {
			t.Error("the source did not fail")
		}
		time.Sleep(time.Second)
		fresh(false)
		_, err = h.sync("a", full)
		if !errors.Is(err, stocking.ErrTooManyGone) {
			t.Errorf("%v, want %v", err, stocking.ErrTooManyGone)
		}
		fresh(true)
	})
	none := stocking.New(stocking.Config{Now: func() time.Time { return time.Now().Add(time.Hour * 99) }})
	if none.Stale() {
		t.Error("a shop without a source is stale")
	}
}
