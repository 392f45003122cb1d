package postgres_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
)

// A guard about many rows, as that of free stock is, holds over processes: each
// has a queue of its own, and only the server is between them.
func TestGuardsAboutNoRowHoldOverProcesses(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	var nodes []*store.Store
	for range 3 {
		s, err := postgres.Open(t.Context(), dsn)
		if err == nil {
			err = s.Migrate(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		nodes = append(nodes, s)
	}
	const free, rounds = 2, 15
	for round := range rounds {
		product := fmt.Sprint("product ", round)
		var sold atomic.Int64
		var all sync.WaitGroup
		for buyer := range 12 {
			all.Go(func() {
				err := nodes[buyer%len(nodes)].Commit(t.Context(), store.Batch{
					Guards: []store.Guard{{Table: "sum", Key: product,
						SQL: `SELECT 1 WHERE (SELECT COUNT(*) FROM {meta} WHERE value = $1) < $2`, Args: []any{product, int64(free)}}},
					Writes: []store.Statement{{SQL: `INSERT INTO {meta} (key, value) VALUES ($1, $2)`,
						Args: []any{fmt.Sprint(product, " of ", buyer), product}}},
				})
				switch {
				case err == nil:
					sold.Add(1)
				case !errors.Is(err, store.ErrConflict):
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := sold.Load(); n != free {
			t.Fatalf("%s was sold %d times, there were %d", product, n, free)
		}
	}
}
