package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
)

// DSN returns a URL with a schema of the test's own, which does not exist yet
// and is removed when the test ends: its search_path names it.
func DSN(t testing.TB) string {
	t.Helper()
	dsn, err := shared()
	missing(t, err)
	schema := "t" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if os.Getenv(variable) != "" { // else it ends with its server
		t.Cleanup(func() {
			if err := drop(dsn, schema); err != nil {
				t.Error(err)
			}
		})
	}
	return In(dsn, schema)
}

// In returns a URL that differs from dsn in the schema only.
func In(dsn, schema string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return dsn + " search_path=" + schema // not a URL: key=value
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

// Schema returns the schema that a URL of DSN names.
func Schema(t testing.TB, dsn string) string {
	t.Helper()
	c, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return c.RuntimeParams["search_path"]
}

// drop removes a schema, whoever still uses it.
func drop(dsn, schema string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, `DROP SCHEMA IF EXISTS "`+schema+`" CASCADE`); err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	return nil
}

// Open returns a store in an empty schema; it is not migrated, and closed when
// the test ends.
func Open(t testing.TB) *store.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), DSN(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
