package postgres_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
)

// Six processes that start at once on one new schema migrate it once.
func TestMigrateByMany(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	done := make(chan error, 6)
	for range cap(done) {
		go func() {
			s, err := postgres.Open(t.Context(), dsn)
			if err == nil {
				err = errors.Join(s.Migrate(t.Context()), s.Ping(t.Context()), s.Close())
			}
			done <- err
		}()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	pool := hostPool(t, func(*pgxpool.Config) {})
	schema := pgtest.Schema(t, pool.Config().ConnString())
	s := postgres.New(pool, schema)
	defer s.Close()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), `INSERT INTO `+schema+`.schema_version (version_id, is_applied) VALUES (999, true)`); err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(t.Context()); !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "999") {
		t.Errorf("got %v, want ErrNewer that names 999", err)
	}
}

func TestOddNamesAreRefused(t *testing.T) {
	t.Parallel()
	pool := hostPool(t, func(*pgxpool.Config) {})
	for _, schema := range []string{"", `a"; DROP TABLE host; --`, "Sauda", "a b", "ә", "1a", "pg_x", strings.Repeat("a", 41)} {
		s := postgres.New(pool, schema)
		if err := s.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "schema") {
			t.Errorf("%q: error %v", schema, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, url := range []string{"mysql://secret@host/db", "postgres://u:secret@127.0.0.1:1/db", "postgres://u:secret@[::bad/db"} {
		s, err := postgres.Open(t.Context(), url)
		if err == nil {
			t.Errorf("%s was opened", url)
			_ = s.Close()
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the password is in %q", err)
		}
	}
}

// A host's pool goes on as it was, whatever its settings: open, with nothing
// taken, nothing set, and nothing of ours outside the schema.
func TestNewLeavesThePoolAlone(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := hostPool(t, func(c *pgxpool.Config) {
		c.MaxConns = 1 // what we do not give back would be missed
		c.ConnConfig.RuntimeParams["synchronous_commit"] = "off"
		c.ConnConfig.RuntimeParams["statement_timeout"] = "77s"
	})
	schema := pgtest.Schema(t, pool.Config().ConnString())
	setting := func(query func(sql string, into *string) error, name, want string) {
		t.Helper()
		var got string
		if err := query("SHOW "+name, &got); err != nil || got != want {
			t.Errorf("%s is %q, want %q (error %v)", name, got, want, err)
		}
	}
	hosts := func(sql string, into *string) error { return pool.QueryRow(ctx, sql).Scan(into) }
	s := postgres.New(pool, schema)
	if err := errors.Join(s.Migrate(ctx), s.Ping(ctx)); err != nil {
		t.Fatal(err)
	}
	setting(hosts, "synchronous_commit", "off")
	err := s.Update(ctx, func(tx store.Tx) error {
		ours := func(sql string, into *string) error { return tx.QueryRow(store.Statement{SQL: sql}).Scan(into) }
		setting(ours, "synchronous_commit", "on")
		setting(ours, "statement_timeout", "6s")
		setting(ours, "lock_timeout", "5s")
		setting(ours, "idle_in_transaction_session_timeout", "3s")
		return nil
	})
	err = errors.Join(err, s.Commit(ctx, store.Batch{Guards: []store.Guard{{
		SQL: `SELECT 1 WHERE current_setting('enable_seqscan') = 'off' AND current_setting('plan_cache_mode') = 'force_generic_plan'`,
	}}}))
	if err := errors.Join(err, s.Close(), s.Close(), pool.Ping(ctx)); err != nil {
		t.Error(err)
	}
	setting(hosts, "synchronous_commit", "off")
	setting(hosts, "statement_timeout", "77s")
	setting(hosts, "enable_seqscan", "on")
	setting(hosts, "plan_cache_mode", "auto")
	var unordered int
	if err := pool.QueryRow(ctx, `SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = $1 AND data_type = 'text'
		AND collation_name IS DISTINCT FROM 'C'`, schema).Scan(&unordered); err != nil || unordered > 0 {
		t.Errorf("%d texts are not in the order of bytes (error %v)", unordered, err)
	}
}

// What one process announces, every listener hears, itself among them.
func TestAnnounce(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	one, two := openDB(t, dsn), openDB(t, dsn)
	heard := make(chan string, 100)
	done := make(chan error, 2)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for _, db := range []*postgres.DB{one, two} {
		go func() { done <- db.Listen(ctx, func(n string) { heard <- n }) }()
	}
	const notice = "a\x00'\"; ә"
	seen := 0
	for seen < 2 { // a listener that has not begun hears nothing
		if err := one.Announce(ctx, notice); err != nil {
			t.Fatal(err)
		}
		for more := true; more; {
			select {
			case got := <-heard:
				if got != notice {
					t.Fatalf("heard %q, want %q", got, notice)
				}
				seen++
			default:
				more = false
			}
		}
	}
	if err := one.Announce(ctx, strings.Repeat("x", 7001)); err == nil {
		t.Error("a notice that is too long was taken")
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("after the end of its context: %v", err)
	}
	<-done
}

// Close ends listeners.
func TestCloseEndsListeners(t *testing.T) {
	t.Parallel()
	db := openDB(t, pgtest.DSN(t))
	done := make(chan error, 1)
	go func() { done <- db.Listen(t.Context(), func(string) {}) }()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if err := <-done; !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
}

func openDB(t *testing.T, dsn string) *postgres.DB {
	t.Helper()
	db, err := postgres.OpenDB(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// A snapshot sees nothing of what others write meanwhile, and they are not
// kept from it.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db := openDB(t, pgtest.DSN(t))
	s := store.New(db)
	if err := errors.Join(s.Migrate(ctx), s.Ping(ctx)); err != nil {
		t.Fatal(err)
	}
	count := func(q store.Querier) (n int64) {
		t.Helper()
		rows, err := q.Query(ctx, store.Statement{SQL: `SELECT COUNT(*) FROM {meta}`})
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		if !rows.Next() || rows.Scan(&n) != nil {
			t.Fatal(rows.Err())
		}
		return n
	}
	err := db.Snapshot(ctx, func(q store.Querier) error {
		before := count(q)
		if err := s.Commit(ctx, store.Batch{Writes: []store.Statement{store.SetMeta("new", "")}}); err != nil {
			return err
		}
		if after := count(q); after != before || count(db) != before+1 {
			t.Errorf("%d, then %d rows", before, after)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
