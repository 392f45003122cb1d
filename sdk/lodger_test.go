package sdk_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/sauda-commerce/sauda/sdk"
	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// house is the host's own database, with tables of its own.
type house struct {
	*sql.DB
	lodge  func(name string) *store.Store // a store of ours in it
	tables string                         // a query for everything that is not ours
	ours   func(name string) string       // a query for what is ours
	evict  func(name string, tables []string) []string
}

// houses are a SQLite file and a PostgreSQL schema, with the host's pool.
var houses = map[string]func(t *testing.T) house{
	"sqlite": func(t *testing.T) house {
		pool, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(t.TempDir(), "host.db"))+
			"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)")
		if err != nil {
			t.Fatal(err)
		}
		return house{
			DB:     pool,
			lodge:  func(name string) *store.Store { return sqlite.New(pool, name) },
			tables: `SELECT name || ' ' || COALESCE(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'alem\_%' ESCAPE '\' AND name NOT LIKE 'bota\_%' ESCAPE '\' AND tbl_name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY 1`,
			ours: func(name string) string {
				return `SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE '` + name + `\_%' ESCAPE '\'`
			},
			evict: func(_ string, tables []string) (all []string) {
				for _, name := range tables {
					all = append(all, `DROP TABLE "`+name+`"`)
				}
				return all
			},
		}
	},
	"postgres": func(t *testing.T) house {
		dsn := pgtest.DSN(t)
		pool, err := pgxpool.New(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(pool.Close)
		hosts := pgtest.Schema(t, dsn)
		schema := func(name string) string { return hosts[:20] + name }
		db := stdlib.OpenDBFromPool(pool)
		for _, name := range []string{"alem", "bota"} {
			t.Cleanup(func() { _, _ = db.Exec(`DROP SCHEMA IF EXISTS ` + schema(name) + ` CASCADE`) })
		}
		must(t, db, `CREATE SCHEMA `+hosts)
		return house{
			DB:     db,
			lodge:  func(name string) *store.Store { return postgres.New(pool, schema(name)) },
			tables: `SELECT table_name || ' ' || column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = '` + hosts + `' ORDER BY 1`,
			ours: func(name string) string {
				return `SELECT table_name FROM information_schema.tables WHERE table_schema = '` + schema(name) + `'`
			},
			evict: func(name string, _ []string) []string { return []string{`DROP SCHEMA ` + schema(name) + ` CASCADE`} },
		}
	},
}

func must(t *testing.T, db *sql.DB, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

// lines are the rows of a query with one column.
func (h house) lines(t *testing.T, query string) (all []string) {
	t.Helper()
	rows, err := h.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// Two shops live in the database of a host that has tables of the same names,
// migrations of its own, and goes on writing. Its tables stay as they are; what
// is ours can be dropped at a stroke, and begins anew.
func TestLodgers(t *testing.T) {
	t.Parallel()
	for name, build := range houses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := build(t)
			t.Cleanup(func() { _ = h.Close() })
			must(t, h.DB, `CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT)`, `CREATE TABLE conversation (host TEXT)`,
				`CREATE TABLE schema_version (mine INTEGER)`, `CREATE TABLE goose_db_version (mine INTEGER)`,
				`INSERT INTO conversation VALUES ('the host''s')`, `INSERT INTO schema_version VALUES (7)`, `INSERT INTO goose_db_version VALUES (42)`)
			before := h.lines(t, h.tables)
			for range 2 {
				h.lives(t)
				for _, name := range []string{"alem", "bota"} {
					tables := h.lines(t, h.ours(name))
					if !slices.ContainsFunc(tables, func(s string) bool { return strings.HasSuffix(s, "schema_version") }) || len(tables) < 10 {
						t.Errorf("tables of %s: %v", name, tables)
					}
					must(t, h.DB, h.evict(name, tables)...)
					if left := h.lines(t, h.ours(name)); len(left) > 0 {
						t.Errorf("%s left %v", name, left)
					}
				}
				if diff := cmp.Diff(before, h.lines(t, h.tables)); diff != "" {
					t.Errorf("the host's tables (-before +after)\n%s", diff)
				}
				rows := slices.Concat(h.lines(t, `SELECT host FROM conversation`), h.lines(t, `SELECT CAST(mine AS TEXT) FROM schema_version`),
					h.lines(t, `SELECT CAST(mine AS TEXT) FROM goose_db_version`), h.lines(t, `SELECT CAST(COUNT(*) AS TEXT) FROM orders`))
				if diff := cmp.Diff([]string{"the host's", "7", "42", "100"}, rows); diff != "" {
					t.Errorf("the host's rows (-want +got)\n%s", diff)
				}
				must(t, h.DB, `DELETE FROM orders`)
			}
		})
	}
}

// lives is two shops being shopped in while the host takes orders of its own.
func (h house) lives(t *testing.T) {
	t.Helper()
	var all sync.WaitGroup
	all.Go(func() {
		for i := range 100 {
			if _, err := h.ExecContext(t.Context(), fmt.Sprintf(`INSERT INTO orders VALUES (%d, 'the host''s')`, i)); err != nil {
				t.Errorf("the host cannot write: %v", err)
			}
		}
	})
	for _, name := range []string{"alem", "bota"} {
		all.Go(func() {
			db := h.lodge(name)
			l := newLive(t, sdk.Config{Store: db, Secrets: [][]byte{bytes.Repeat([]byte(name), 8)}, Profile: sdk.Profile{Name: name}})
			stop := l.runs()
			v := l.visits()
			v.waits("the bot of " + name)
			if err := v.posts("text", "show me tents under 400"); err != nil {
				t.Error(err)
			}
			if err := v.taps(v.waits("found"), "Add to cart"); err != nil {
				t.Error(err)
			}
			v.waits("in your cart")
			_ = stop() // context.Canceled
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}
