package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// openHost returns a store in a host's pool with pragmas, and both its ends.
func openHost(t *testing.T, pragmas ...string) (*sql.DB, *DB, *store.Store) {
	t.Helper()
	pool, err := sql.Open("sqlite", dsn(filepath.Join(t.TempDir(), "host.db"), append(pragmas, "journal_mode(WAL)")...))
	if err != nil {
		t.Fatal(err)
	}
	db := newDB(pool, pool, "x_", false)
	s := store.New(db)
	t.Cleanup(func() {
		if err := errors.Join(s.Close(), pool.Close()); err != nil {
			t.Error(err)
		}
	})
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return pool, db, s
}

func mark(key string) store.Batch {
	return store.Batch{Writes: []store.Statement{{SQL: store.SetMeta("", "").SQL, Args: []any{key, ""}}}}
}

func newJob(b store.Batch) *job { return &job{batch: b, done: make(chan struct{})} }

func wantMarks(t *testing.T, s *store.Store, want map[string]bool) {
	t.Helper()
	for key, there := range want {
		if _, err := s.Meta(t.Context(), key); (err == nil) != there {
			t.Errorf("%s: written %v, want %v (error %v)", key, err == nil, there, err)
		}
	}
}

// When the transaction or its commit fails, nobody has been told, and each
// batch is tried alone: only the one at fault fails.
func TestGroupFailure(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		bad  []store.Statement
	}{
		{"the transaction is gone", []store.Statement{{SQL: "ROLLBACK"}}},
		{"the commit fails", []store.Statement{{SQL: `INSERT INTO child (parent) VALUES (7)`}}},
		{"a statement fails", []store.Statement{{SQL: `INSERT INTO parent (id) VALUES (1), (1)`}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			pool, db, s := openHost(t, "foreign_keys(1)")
			for _, ddl := range []string{
				`CREATE TABLE parent (id INTEGER PRIMARY KEY)`,
				`CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)`,
			} {
				if _, err := pool.ExecContext(t.Context(), ddl); err != nil {
					t.Fatal(err)
				}
			}
			bad := mark("bad")
			bad.Write(tt.bad...)
			jobs := []*job{newJob(mark("before")), newJob(bad), newJob(mark("after"))}
			w := newWriter(pool, db.dialect, false)
			if err := w.close(); err != nil { // its goroutine: the session is ours now
				t.Fatal(err)
			}
			w.write(jobs)
			for i, j := range jobs {
				<-j.done
				if (j.err != nil) != (i == 1) {
					t.Errorf("batch %d: error %v", i, j.err)
				}
			}
			wantMarks(t, s, map[string]bool{"before": true, "bad": false, "after": true})
		})
	}
}

// A caller that goes away while it waits neither stops its own batch nor harms
// its neighbours.
func TestCallerGoesAway(t *testing.T) {
	t.Parallel()
	_, _, s := openHost(t)
	busy, release, updated := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		updated <- s.Update(t.Context(), func(store.Tx) error {
			close(busy)
			<-release
			return nil
		})
	}()
	<-busy
	ctx, cancel := context.WithCancel(t.Context())
	committed := make(chan error, 2)
	go func() { committed <- s.Commit(ctx, mark("gone")) }()
	go func() { committed <- s.Commit(t.Context(), mark("neighbour")) }()
	cancel()
	if err := <-committed; !errors.Is(err, context.Canceled) {
		t.Errorf("the one that went away: got %v, want context.Canceled", err)
	}
	close(release)
	if err := errors.Join(<-updated, <-committed); err != nil {
		t.Error(err)
	}
	wantMarks(t, s, map[string]bool{"neighbour": true})
}

// Close finishes what was handed over: what was acknowledged is there when the
// file is opened again, and what was not has an error.
func TestCloseDrains(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shop.db")
	s := mustOpen(t, path)
	const n = 300
	acked := make([]bool, n)
	done := make(chan error, n)
	for i := range n {
		go func() {
			err := s.Commit(t.Context(), mark(fmt.Sprint(i)))
			acked[i] = err == nil
			if errors.Is(err, store.ErrUnavailable) {
				err = nil
			}
			done <- err
		}()
		if i == n/2 {
			go func() { done <- s.Close() }()
		}
	}
	for range n + 1 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	s = mustOpen(t, path)
	defer s.Close()
	for i, was := range acked {
		if was {
			wantMarks(t, s, map[string]bool{fmt.Sprint(i): true})
		}
	}
}

func mustOpen(t *testing.T, path string) *store.Store {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}
