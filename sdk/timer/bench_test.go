package timer_test

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
)

var pending = flag.Int("pending", 10_000, "timers that wait in BenchmarkPending; by hand a million")

// BenchmarkPending measures an empty poll, moving a timer, and claiming those
// that are due, beside many that are not.
func BenchmarkPending(b *testing.B) {
	for name, open := range map[string]func() (*store.Store, error){
		"sqlite":   func() (*store.Store, error) { return sqlite.Open(filepath.Join(b.TempDir(), "shop.db")) },
		"postgres": func() (*store.Store, error) { return pgtest.Open(b), nil },
	} {
		s, err := open()
		if err == nil {
			err = s.Migrate(b.Context())
		}
		if err != nil {
			b.Fatal(err)
		}
		if name == "sqlite" {
			b.Cleanup(func() {
				if err := s.Close(); err != nil {
					b.Error(err)
				}
			})
		}
		later := time.Now().Add(24 * time.Hour)
		set(b, s, "later", *pending, later)
		b.Run(name+"/empty", func(b *testing.B) {
			for b.Loop() {
				if next, ok, err := s.NextTimer(b.Context()); !ok || err != nil || next.Before(time.Now()) {
					b.Fatal(next, ok, err)
				}
			}
		})
		b.Run(name+"/move", func(b *testing.B) {
			i := 0
			for b.Loop() {
				i++
				set(b, s, fmt.Sprint("later ", i%*pending), 1, later.Add(time.Duration(i)*time.Second))
			}
		})
		b.Run(name+"/claim", func(b *testing.B) { benchmarkClaim(b, s) })
	}
}

// benchmarkClaim claims a hundred at a time and finishes them in one commit.
func benchmarkClaim(b *testing.B, s *store.Store) {
	const at = 100
	for b.Loop() {
		b.StopTimer()
		set(b, s, "due", at, time.Now().Add(-time.Second))
		b.StartTimer()
		got, err := s.ClaimTimers(b.Context(), time.Now(), time.Minute, at)
		if err != nil || len(got) != at {
			b.Fatal(len(got), err)
		}
		var batch store.Batch
		for _, t := range got {
			batch.Require(store.GuardTimer(t))
			batch.Write(store.FinishTimer(t))
		}
		if err := s.Commit(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(at*float64(b.N)/b.Elapsed().Seconds(), "timers/s")
}

// set sets n timers.
func set(b *testing.B, s *store.Store, prefix string, n int, due time.Time) {
	b.Helper()
	for from := 0; from < n; from += 1000 {
		var batch store.Batch
		for i := from; i < min(n, from+1000); i++ {
			batch.Write(store.SetTimer(store.Timer{Key: fmt.Sprint(prefix, " ", i), Kind: "test", Due: due.Add(time.Duration(i) * time.Microsecond)}))
		}
		if err := s.Commit(context.Background(), batch); err != nil {
			b.Fatal(err)
		}
	}
}
