package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
	"github.com/sauda-commerce/sauda/sdk/store/storetest"
)

func TestConformanceOfOpen(t *testing.T) {
	t.Parallel()
	seen := &texts{all: map[string]bool{}}
	t.Run("suite", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) *store.Store { return store.New(recorder{openDB(t, pgtest.DSN(t)), seen}) })
	})
	dsn := pgtest.DSN(t)
	db := openDB(t, dsn)
	if err := store.New(db).Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantWellWritten(t, dsn, db, seen)
}

// A host's pool may be small, and prepare nothing, because a proxy stands
// before the server.
func TestConformanceOfNew(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) *store.Store {
		pool := hostPool(t, func(c *pgxpool.Config) {
			c.MaxConns = 3
			c.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
		})
		s := postgres.New(pool, pgtest.Schema(t, pool.Config().ConnString()))
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	})
}

// hostPool is a host's: not ours to close.
func hostPool(t *testing.T, set func(*pgxpool.Config)) *pgxpool.Pool {
	t.Helper()
	c, err := pgxpool.ParseConfig(pgtest.DSN(t))
	if err != nil {
		t.Fatal(err)
	}
	set(c)
	pool, err := pgxpool.NewWithConfig(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}
