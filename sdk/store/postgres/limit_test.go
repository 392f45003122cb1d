package postgres_test

import (
	"context"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
)

// A restore may take longer than whatever else is written.
func TestUnlimit(t *testing.T) {
	t.Parallel()
	db := openDB(t, pgtest.DSN(t))
	if err := store.New(db).Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := db.Update(t.Context(), func(ctx context.Context, c store.Conn) error {
		if err := c.(store.Limiter).Unlimit(ctx); err != nil {
			return err
		}
		_, err := c.Exec(ctx, store.Statement{SQL: `SELECT pg_sleep(9)`}) // longer than a statement and a trip
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
