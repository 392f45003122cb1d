package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
	"github.com/sauda-commerce/sauda/sdk/store/storetest"
)

func TestConformanceOfOpen(t *testing.T) {
	t.Parallel()
	seen := &texts{all: map[string]int{}}
	t.Run("suite", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) *store.Store { return open(t, seen) })
	})
	s := open(t, seen)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantSearches(t, s, seen)
}

func open(t *testing.T, seen *texts) *store.Store {
	t.Helper()
	db, err := sqlite.OpenDB(filepath.Join(t.TempDir(), "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	s := store.New(recorder{db, seen})
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestConformanceOfNew(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) *store.Store {
		db := hostPool(t)
		s := sqlite.New(db, "sauda")
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	})
}

// hostPool is a database as a host may have it: with a table of its own, and a
// pool that is not ours to close.
func hostPool(t *testing.T) *sql.DB {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "host.db")+"?_pragma=journal_mode(WAL)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := db.ExecContext(t.Context(), `CREATE TABLE conversation (host TEXT)`); err != nil {
		t.Fatal(err)
	}
	return db
}
