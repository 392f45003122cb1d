package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
)

// load is a shop under load, in a schema of its own.
type load struct {
	*store.Store
	schema string
	mu     sync.Mutex
	acked  map[int64]bool
	good   atomic.Int64 // acknowledged since the last look
}

func newLoad(t *testing.T, url, schema string) *load {
	t.Helper()
	s, err := postgres.Open(t.Context(), pgtest.In(url, schema))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	table := func(tx store.Tx) error {
		return tx.Exec(store.Statement{SQL: `CREATE TABLE {line} (batch BIGINT, part BIGINT)`})
	}
	if err := errors.Join(s.Migrate(t.Context()), s.Update(t.Context(), table)); err != nil {
		t.Fatal(err)
	}
	return &load{Store: s, schema: schema, acked: map[int64]bool{}}
}

// run commits batches, by both ways, until ctx ends.
func (l *load) run(ctx context.Context, t *testing.T, all *sync.WaitGroup) {
	var next atomic.Int64
	for range 4 {
		all.Go(func() {
			for ctx.Err() == nil {
				n := next.Add(1)
				var err error
				if n%4 == 0 {
					err = l.Update(context.WithoutCancel(ctx), func(tx store.Tx) error { return tx.Exec(lines(int(n))...) })
				} else {
					err = l.Commit(context.WithoutCancel(ctx), store.Batch{Writes: lines(int(n))})
				}
				if err != nil && !errors.Is(err, store.ErrUnavailable) {
					t.Errorf("batch %d: %v", n, err)
				}
				l.mu.Lock()
				l.acked[n] = err == nil
				l.mu.Unlock()
				if err == nil {
					l.good.Add(1)
				} else {
					<-time.After(10 * time.Millisecond) // as somebody who asks again
				}
			}
		})
	}
}

// wants waits until so many more batches were acknowledged, and says how long
// it took.
func (l *load) wants(t *testing.T, n int64) time.Duration {
	t.Helper()
	begun := time.Now()
	for l.good.Store(0); l.good.Load() < n; <-time.After(5 * time.Millisecond) {
		if time.Since(begun) > 30*time.Second {
			t.Fatalf("%s: %d batches acknowledged in 30 s, want %d", l.schema, l.good.Load(), n)
		}
	}
	return time.Since(begun)
}

// check wants every acknowledged batch there once, and no half of any.
func (l *load) check(t *testing.T, c *pgx.Conn) {
	t.Helper()
	got, lost := linesOf(t, c, l.schema), 0
	for n, ok := range l.acked {
		if c := got[n]; c != 2 && (ok || c != 0) {
			t.Errorf("%s: batch %d, acknowledged %v, has %d lines, want 2", l.schema, n, ok, c)
		}
		if !ok {
			lost++
		}
	}
	t.Logf("%s: %d batches, %d of them not acknowledged", l.schema, len(l.acked), lost)
}

// A server that crashes under load and whose standby takes over has lost
// nothing that was acknowledged, whether an address moves or the URL names both.
func TestFailover(t *testing.T) {
	t.Parallel()
	primary := pgtest.Start(t, pgtest.Options{})
	standby := primary.Standby(t)
	proxy := pgtest.NewProxy(t, primary.DSN())
	loads := []*load{newLoad(t, proxy.DSN(), "moved"), newLoad(t, primary.Or(standby), "named")}
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	for _, l := range loads {
		l.run(ctx, t, &all)
	}
	for _, l := range loads {
		l.wants(t, 100)
	}
	if err := errors.Join(primary.Stop(), standby.Promote()); err != nil {
		t.Fatal(err)
	}
	proxy.To(standby)
	for _, l := range loads {
		t.Logf("%s: goes on after %v", l.schema, l.wants(t, 1))
	}
	for _, l := range loads {
		l.wants(t, 100)
	}
	cancel()
	all.Wait()
	c := connect(t, standby.DSN())
	for _, l := range loads {
		l.check(t, c)
	}
}

// What the standby has not got is not acknowledged, however long it takes: when
// we give up waiting, the server shows what only it has.
func TestStandbyAway(t *testing.T) {
	t.Parallel()
	primary := pgtest.Start(t, pgtest.Options{})
	standby := primary.Standby(t)
	l := newLoad(t, primary.DSN()+"&pool_max_conns=4&synchronous_commit=off", "alone") // one session of each kind
	if err := errors.Join(l.Commit(t.Context(), store.Batch{Writes: lines(1)}), standby.Stop()); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 2)
	go func() { done <- l.Commit(t.Context(), store.Batch{Writes: lines(2)}) }()
	go func() {
		done <- l.Update(t.Context(), func(tx store.Tx) error { return tx.Exec(lines(3)...) })
	}()
	select {
	case err := <-done:
		t.Fatalf("without the standby: %v, want to wait", err)
	case <-time.After(10 * time.Second): // longer than a trip
	}
	if err := standby.Start(); err != nil {
		t.Fatal(err)
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Errorf("with the standby: %v", err)
		}
	}
	if got := fmt.Sprint(linesOf(t, connect(t, standby.DSN()), l.schema)); got != "map[1:2 2:2 3:2]" {
		t.Errorf("the standby has %s", got)
	}
}

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}
