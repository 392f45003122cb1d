package postgres_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
)

var (
	cuts = flag.Int("cuts", 30, "connections that TestRandomCuts cuts")
	seed = flag.Uint64("seed", 1, "of TestRandomCuts")
)

// rig is a store behind a proxy, with a table that tells how often a batch was
// written, and a straight way to look.
type rig struct {
	*store.Store
	proxy    *pgtest.Proxy
	straight *pgx.Conn
	schema   string
}

func newRig(t *testing.T) *rig {
	t.Helper()
	dsn := pgtest.DSN(t)
	r := &rig{proxy: pgtest.NewProxy(t, dsn), schema: pgtest.Schema(t, dsn)}
	s, err := postgres.Open(t.Context(), r.proxy.DSN())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.Store = s
	if r.straight, err = pgx.Connect(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.straight.Close(context.Background()) })
	if _, err := r.straight.Exec(t.Context(), `CREATE TABLE `+r.schema+`.line (batch BIGINT, part BIGINT)`); err != nil {
		t.Fatal(err)
	}
	return r
}

// lines is a batch that writes two lines under a number.
func lines(n int) []store.Statement {
	const text = `INSERT INTO {line} (batch, part) VALUES ($1, $2)`
	return []store.Statement{{SQL: text, Args: []any{n, 1}}, {SQL: text, Args: []any{n, 2}}}
}

// count is how many lines each batch has.
func (r *rig) count(t *testing.T) map[int64]int64 {
	t.Helper()
	return linesOf(t, r.straight, r.schema)
}

func linesOf(t *testing.T, c *pgx.Conn, schema string) map[int64]int64 {
	t.Helper()
	all, err := c.Query(t.Context(), `SELECT batch, COUNT(*) FROM `+schema+`.line GROUP BY batch`)
	if err != nil {
		t.Fatal(err)
	}
	got := map[int64]int64{}
	var batch, n int64
	if _, err := pgx.ForEachRow(all, []any{&batch, &n}, func() error { got[batch] = n; return nil }); err != nil {
		t.Fatal(err)
	}
	return got
}

// A commit whose answer is lost is looked up: what was committed is
// acknowledged and not done again, what was not is done again.
func TestCommitUnknown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		fault pgtest.Fault
		do    func(*rig, context.Context) error
	}{
		{"committed, batch", pgtest.CutAfterCommit, commitOne},
		{"not committed, batch", pgtest.CutBeforeCommit, commitOne},
		{"committed, update", pgtest.CutAfterCommit, updateOne},
		{"not committed, update", pgtest.CutBeforeCommit, updateOne},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.proxy.Set(tt.fault, 1)
			if err := tt.do(r, t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := r.count(t)[1]; got != 2 || r.proxy.Fired() != 1 {
				t.Errorf("%d lines after %d cuts, want 2 after 1", got, r.proxy.Fired())
			}
		})
	}
}

func commitOne(r *rig, ctx context.Context) error {
	return r.Commit(ctx, store.Batch{Writes: lines(1)})
}

func updateOne(r *rig, ctx context.Context) error {
	return r.Update(ctx, func(tx store.Tx) error { return tx.Exec(lines(1)...) })
}

// Whatever is cut, a batch that was acknowledged is there once, and one that
// was not is there wholly or not at all, and never twice.
func TestRandomCuts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.proxy.Random(*seed, 0.01)
	var mu sync.Mutex
	acked := map[int64]bool{}
	next := 0
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for r.proxy.Fired() < *cuts && t.Context().Err() == nil {
				mu.Lock()
				next++
				n := next
				mu.Unlock()
				err := r.Commit(t.Context(), store.Batch{Writes: lines(n)})
				if err != nil && !errors.Is(err, store.ErrUnavailable) {
					t.Errorf("batch %d: %v", n, err)
				}
				mu.Lock()
				acked[int64(n)] = err == nil
				mu.Unlock()
			}
		})
	}
	all.Wait()
	got, lost := r.count(t), 0
	for n, ok := range acked {
		if c := got[n]; c != 2 && (ok || c != 0) {
			t.Errorf("seed %d: batch %d, acknowledged %v, has %d lines, want 2", *seed, n, ok, c)
		}
		if !ok {
			lost++
		}
	}
	t.Logf("%d batches, %d of them not acknowledged, %d cuts", len(acked), lost, r.proxy.Fired())
}

// back waits until a store whose server is there again takes writes.
func back(t *testing.T, s *store.Store) {
	t.Helper()
	for begun := time.Now(); ; {
		err := s.Ping(t.Context())
		if err == nil {
			return
		}
		if !errors.Is(err, store.ErrUnavailable) || time.Since(begun) > 10*time.Second {
			t.Fatalf("%v after the server was back: %v", time.Since(begun), err)
		}
		<-time.After(10 * time.Millisecond)
	}
}

// A server that is away, or that hangs, is an error within seconds; when it is
// back nothing needs a restart.
func TestAway(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		fault pgtest.Fault
	}{{"refuses", pgtest.Refuse}, {"hangs", pgtest.Hang}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.proxy.Set(tt.fault, -1)
			begun := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			if err := r.Ping(ctx); !errors.Is(err, store.ErrUnavailable) {
				t.Errorf("commit: got %v, want ErrUnavailable", err)
			}
			if d := time.Since(begun); d > 20*time.Second {
				t.Errorf("it took %v to say so", d)
			}
			r.proxy.Set(pgtest.Fine, -1)
			back(t, r.Store)
			if err := errors.Join(r.Ping(ctx), r.Commit(ctx, store.Batch{Writes: lines(1)})); err != nil {
				t.Errorf("when it was back: %v", err)
			}
			if _, err := r.Pending(ctx, 1); err != nil {
				t.Errorf("reading when it was back: %v", err)
			}
		})
	}
}

// A server that crashes loses nothing that was acknowledged, and is used again
// as soon as it answers.
func TestRestart(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Options{Settings: map[string]string{"max_connections": "40"}})
	s, err := postgres.Open(t.Context(), server.DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	acked := map[string]bool{}
	for round := range 3 {
		for i := range 20 {
			key := fmt.Sprint(round, "/", i)
			acked[key] = s.Commit(t.Context(), store.Batch{Writes: []store.Statement{store.SetMeta(key, "")}}) == nil
		}
		if err := server.Stop(); err != nil {
			t.Fatal(err)
		}
		if err := s.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("stopped: got %v, want ErrUnavailable", err)
		}
		if _, err := s.Meta(t.Context(), "x"); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("read when stopped: got %v, want ErrUnavailable", err)
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		back(t, s)
	}
	for key, ok := range acked {
		if _, err := s.Meta(t.Context(), key); !ok || err != nil {
			t.Errorf("%s: acknowledged %v, read: %v", key, ok, err)
		}
	}
}

// A server without a connection to spare is an error within seconds.
func TestOutOfConnections(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Options{Settings: map[string]string{"max_connections": "6", "superuser_reserved_connections": "0", "max_wal_senders": "0"}})
	s, err := postgres.Open(t.Context(), server.DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	var taken []*pgx.Conn
	for {
		c, err := pgx.Connect(t.Context(), server.DSN())
		if err != nil {
			break
		}
		taken = append(taken, c)
	}
	if err := s.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
	for _, c := range taken {
		if err := c.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
	for begun := time.Now(); ; { // the server takes a moment to notice
		if err = s.Ping(t.Context()); err == nil || time.Since(begun) > 5*time.Second {
			break
		}
	}
	if err != nil {
		t.Error(err)
	}
}
