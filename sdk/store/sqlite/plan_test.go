package sqlite_test

import (
	"context"
	"maps"
	"strings"
	"sync"
	"testing"

	"github.com/sauda-commerce/sauda/sdk/store"
)

// recorder keeps every SQL text that passes through it.
type recorder struct {
	store.DB
	texts *texts
}

type texts struct {
	mu  sync.Mutex
	all map[string]int // text -> how many arguments
}

func (t *texts) add(sql string, args []any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all[sql] = len(args)
}

func (r recorder) Query(ctx context.Context, s store.Statement) (store.Rows, error) {
	r.texts.add(s.SQL, s.Args)
	return r.DB.Query(ctx, s)
}

func (r recorder) Commit(ctx context.Context, b store.Batch) error {
	for _, g := range b.Guards {
		r.texts.add(g.SQL, g.Args)
	}
	for _, s := range b.Writes {
		r.texts.add(s.SQL, s.Args)
	}
	return r.DB.Commit(ctx, b)
}

func (r recorder) Update(ctx context.Context, fn func(context.Context, store.Conn) error) error {
	return r.DB.Update(ctx, func(ctx context.Context, c store.Conn) error { return fn(ctx, recordedConn{c, r.texts}) })
}

type recordedConn struct {
	store.Conn
	texts *texts
}

func (c recordedConn) Exec(ctx context.Context, s store.Statement) (int64, error) {
	c.texts.add(s.SQL, s.Args)
	return c.Conn.Exec(ctx, s)
}

func (c recordedConn) Query(ctx context.Context, s store.Statement) (store.Rows, error) {
	c.texts.add(s.SQL, s.Args)
	return c.Conn.Query(ctx, s)
}

// scans are the tables that may be read without a search, because a LIMIT ends
// it and their order is that of the rows, or because they are results.
var scans = []string{
	"SCAN dead_letter", // the latest
	"SCAN unheard",     // the latest
	"SCAN i", "SCAN k", // Sweep: the oldest, up to the first to be kept
	"SCAN CONSTANT ROW", // no table at all
	"SCAN o",            // the 20 orders of a turn
	"SCAN meta",         // of the suite itself
}

// wantSearches fails for every statement that would read a table from end to
// end: it would get slower with every finished conversation.
func wantSearches(t *testing.T, s *store.Store, all *texts) {
	t.Helper()
	for sql, n := range maps.Clone(all.all) {
		err := s.Update(t.Context(), func(tx store.Tx) error {
			rows, err := tx.Query(store.Statement{SQL: "EXPLAIN QUERY PLAN " + sql, Args: make([]any, n)})
			if err != nil {
				return nil // one that the suite wants to fail
			}
			defer rows.Close()
			for rows.Next() {
				var id, parent, unused int64
				var detail string
				if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
					return err
				}
				if isScan(detail) {
					t.Errorf("%s in\n%s", detail, sql)
				}
			}
			return rows.Err()
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func isScan(detail string) bool {
	if !strings.HasPrefix(detail, "SCAN ") || strings.Contains(detail, " USING ") || strings.HasSuffix(detail, "-ROW VALUES CLAUSE") {
		return false
	}
	for _, ok := range scans {
		if strings.TrimSpace(detail) == ok {
			return false
		}
	}
	return true
}
