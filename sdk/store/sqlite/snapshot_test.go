package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

// meta reads a value; "" when there is none.
func meta(t *testing.T, q store.Querier, key string) string {
	t.Helper()
	rows, err := q.Query(t.Context(), store.Statement{SQL: `SELECT value FROM {meta} WHERE key = $1`, Args: []any{key}})
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var v string
	if rows.Next() {
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

// A snapshot sees one moment, writers do not wait for it, and whatever ends it,
// the pool's connections are as they were.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	db, err := sqlite.OpenDB(filepath.Join(t.TempDir(), "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s := store.New(db)
	write := func(v string) {
		t.Helper()
		if err := s.Commit(t.Context(), store.Batch{Writes: []store.Statement{store.SetMeta("k", v)}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	write("before")
	err = db.Snapshot(t.Context(), func(q store.Querier) error {
		write("after")
		if got := meta(t, q, "k"); got != "before" {
			t.Errorf("%q, want before", got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	no := errors.New("no")
	if err := db.Snapshot(t.Context(), func(store.Querier) error { return no }); !errors.Is(err, no) {
		t.Errorf("%v, want that of fn", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := db.Snapshot(ctx, func(store.Querier) error { cancel(); return ctx.Err() }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want that of ctx", err)
	}
	for range 20 {
		if err := db.Snapshot(t.Context(), func(q store.Querier) error { meta(t, q, "k"); return nil }); err != nil {
			t.Fatalf("a connection was left in a transaction: %v", err)
		}
		if v, err := s.Meta(t.Context(), "k"); err != nil || v != "after" {
			t.Fatalf("%q %v", v, err)
		}
	}
}

// In a host's pool the tables have a prefix, and its transactions may be
// immediate ones.
func TestBackupOfGuest(t *testing.T) {
	t.Parallel()
	pool, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "host.db")+"?_txlock=immediate&_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	s := sqlite.New(pool, "sauda")
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), store.Batch{Writes: []store.Statement{store.SetMeta("k", "v")}}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := s.Dump(t.Context(), &b, store.DumpConfig{}); err != nil {
		t.Fatal(err)
	}
	other, err := sqlite.Open(filepath.Join(t.TempDir(), "own.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	backup, err := store.OpenBackup(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Restore(t.Context(), backup, store.RestoreConfig{}); err != nil {
		t.Fatal(err)
	}
	if v, err := other.Meta(t.Context(), "k"); err != nil || v != "v" {
		t.Errorf("%q %v", v, err)
	}
}
