package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"modernc.org/sqlite"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// limited is a connector whose databases may not grow beyond a number of
// pages: a disk that fills up and is freed again.
type limited struct {
	driver.Connector
	pages atomic.Int64
}

func (l *limited) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := l.Connector.Connect(ctx)
	if err == nil {
		_, err = c.(driver.ExecerContext).ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", l.pages.Load()), nil)
	}
	return c, err
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	inner, err := sqlite.NewConnector(dsn(filepath.Join(t.TempDir(), "full.db"), "journal_mode(WAL)"))
	if err != nil {
		t.Fatal(err)
	}
	disk := &limited{Connector: inner}
	disk.pages.Store(1 << 30)
	pool := sql.OpenDB(disk)
	pool.SetMaxIdleConns(-1) // each use connects anew, and so learns the limit
	s := New(pool, "")
	defer func() {
		if err := errors.Join(s.Close(), pool.Close()); err != nil {
			t.Error(err)
		}
	}()
	if err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	big := store.Batch{Writes: []store.Statement{store.SetMeta("small", ""), store.SetMeta("big", strings.Repeat("x", 1<<20))}}
	disk.pages.Store(1) // as many as it has
	for range 3 {
		if err := s.Commit(ctx, big); !errors.Is(err, store.ErrUnavailable) {
			t.Fatalf("commit on a full disk: got %v, want ErrUnavailable", err)
		}
		err := s.Update(ctx, func(tx store.Tx) error { return tx.Exec(big.Writes...) })
		if !errors.Is(err, store.ErrUnavailable) {
			t.Fatalf("update on a full disk: got %v, want ErrUnavailable", err)
		}
	}
	wantMarks(t, s, map[string]bool{"small": false, "big": false})
	disk.pages.Store(1 << 30)
	if err := errors.Join(s.Ping(ctx), s.Commit(ctx, big)); err != nil {
		t.Fatalf("after the disk was freed: %v", err)
	}
	wantMarks(t, s, map[string]bool{"small": true, "big": true})
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shop.db")
	if err := mustOpen(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	pool, err := sql.Open("sqlite", dsn(path, "query_only(1)"))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	s := New(pool, "")
	defer s.Close()
	if err := s.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("ping: got %v, want ErrUnavailable", err)
	}
	if _, err := s.Pending(t.Context(), 1); err != nil {
		t.Errorf("reads: %v", err)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	for _, prefix := range []string{"", "sauda_"} {
		path := filepath.Join(t.TempDir(), "shop.db")
		pool, err := sql.Open("sqlite", dsn(path))
		if err != nil {
			t.Fatal(err)
		}
		defer pool.Close()
		s := New(pool, strings.TrimSuffix(prefix, "_"))
		defer s.Close()
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := pool.ExecContext(t.Context(), `INSERT INTO `+prefix+`schema_version (version_id, is_applied) VALUES (999, 1)`); err != nil {
			t.Fatal(err)
		}
		err = s.Migrate(t.Context())
		if !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "999") {
			t.Errorf("prefix %q: got %v, want ErrNewer that names 999", prefix, err)
		}
	}
}

// Two processes that start at once on one new file migrate it once.
func TestMigrateByMany(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "shop.db")
	done := make(chan error, 4)
	for range cap(done) {
		go func() {
			s, err := Open(path)
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

// Whoever migrates waits for the lock as long as he is let.
func TestMigrateWaits(t *testing.T) {
	t.Parallel()
	pool, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "host.db")+"?_txlock=immediate&_pragma=busy_timeout(1)")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	db := newDB(pool, pool, "shop_", false)
	defer db.Close()
	steps := []store.Migration{{Version: 1, SQL: "CREATE TABLE a (n)"}, {Version: 2, SQL: "CREATE TABLE b (n)"}}
	if err := db.Migrate(t.Context(), steps[:1]); err != nil {
		t.Fatal(err)
	}
	other, err := pool.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := db.Migrate(ctx, steps); err == nil || ctx.Err() == nil {
		t.Errorf("%v, and the context ended with %v: want that the file is waited for until its end", err, ctx.Err())
	}
	if err := errors.Join(other.Rollback(), db.Migrate(t.Context(), steps)); err != nil {
		t.Error(err)
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, path := range []string{"", ":memory:", filepath.Join(dir, "none", "shop.db"), dir} {
		if s, err := Open(path); err == nil {
			t.Errorf("Open(%q) succeeded", path)
			_ = s.Close()
		}
	}
	odd := filepath.Join(dir, "a shop?x=1#%41 дүкен.db")
	s := mustOpen(t, odd)
	defer s.Close()
	if _, err := os.Stat(odd); err != nil {
		t.Error(err)
	}
}

// A host's pool goes on as it was: open, and with its own settings.
func TestNewLeavesThePoolAlone(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "host.db")+"?_pragma=synchronous(1)&_pragma=busy_timeout(77)")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1) // what we take and do not give back would be missed
	s := New(pool, "sauda")
	if err := errors.Join(s.Migrate(ctx), s.Ping(ctx)); err != nil {
		t.Fatal(err)
	}
	var synchronous, patience int
	err = errors.Join(pool.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous),
		pool.QueryRowContext(ctx, "PRAGMA busy_timeout").Scan(&patience))
	if err != nil || synchronous != 1 || patience != 77 {
		t.Errorf("synchronous %d, busy_timeout %d, error %v; want 1, 77", synchronous, patience, err)
	}
	err = s.Update(ctx, func(tx store.Tx) error {
		if err := tx.QueryRow(store.Statement{SQL: "PRAGMA synchronous"}).Scan(&synchronous); err != nil || synchronous != full {
			return fmt.Errorf("within: synchronous %d, want %d (error %v)", synchronous, full, err)
		}
		return nil
	})
	if err := errors.Join(err, s.Close(), pool.PingContext(ctx)); err != nil {
		t.Error(err)
	}
	rows, err := pool.QueryContext(ctx, `SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sauda\_%' ESCAPE '\' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		t.Errorf("%q was made without the prefix", name)
	}
	if err := rows.Err(); err != nil {
		t.Error(err)
	}
}

func TestNewRefusesOddPrefixes(t *testing.T) {
	t.Parallel()
	pool, err := sql.Open("sqlite", dsn(filepath.Join(t.TempDir(), "host.db")))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	for _, prefix := range []string{`a"; DROP TABLE host; --`, "Sauda", "a b", "ә"} {
		s := New(pool, prefix)
		if err := s.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "prefix") {
			t.Errorf("%q: error %v", prefix, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOlder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		v    string
		want bool
	}{{"3.51.2", true}, {"3.51.3", false}, {"3.51.10", false}, {"3.60.0", false}, {"4.0.0", false}, {"3.9.9", true}, {"", true}, {"odd", true}} {
		if got := older(tt.v, Oldest); got != tt.want {
			t.Errorf("older(%q) = %v, want %v", tt.v, got, tt.want)
		}
	}
}
