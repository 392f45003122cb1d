package timer_test

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
	"github.com/sauda-commerce/sauda/sdk/timer"
)

var crowd = flag.Int("crowd", 300, "timers of TestCrowd, all due at once; 10000 by hand")

// Very many timers due in the same moment ring once each, on two nodes, with no
// more of them in memory than there are workers.
func TestCrowd(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T) (*store.Store, error){
		"sqlite":   func(t *testing.T) (*store.Store, error) { return sqlite.Open(filepath.Join(t.TempDir(), "shop.db")) },
		"postgres": func(t *testing.T) (*store.Store, error) { return pgtest.Open(t), nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := open(t)
			if err == nil {
				err = s.Migrate(t.Context())
			}
			if err != nil {
				t.Fatal(err)
			}
			if name == "sqlite" {
				defer s.Close()
			}
			crowded(t, s)
		})
	}
}

func crowded(t *testing.T, s *store.Store) {
	t.Helper()
	begin := time.Now()
	due := store.Batch{}
	for i := range *crowd {
		due.Write(store.SetTimer(store.Timer{Key: fmt.Sprintf("%06d", i), Kind: "bell", Due: begin}))
		if len(due.Writes) == 500 || i == *crowd-1 {
			if err := s.Commit(t.Context(), due); err != nil {
				t.Fatal(err)
			}
			due = store.Batch{}
		}
	}
	var mu sync.Mutex
	rung := map[string]int{}
	var under, most atomic.Int64
	all := make(chan struct{})
	ring := func(ctx context.Context, tm store.Timer) error {
		for n := under.Add(1); n > most.Load(); {
			most.Store(n)
		}
		defer under.Add(-1)
		if err := finish(ctx, s, tm); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		if rung[tm.Key]++; len(rung) == *crowd && rung[tm.Key] == 1 {
			close(all)
		}
		return nil
	}
	begin = time.Now()
	ctx, stop := context.WithCancel(t.Context())
	var nodes sync.WaitGroup
	for range 2 {
		r := timer.New(timer.Config{Store: s, Handlers: map[string]timer.Handler{"bell": ring}, Workers: 8})
		nodes.Go(func() { r.Run(ctx) })
	}
	select {
	case <-all:
	case <-time.After(2 * time.Minute):
		t.Error("not all rang in 2 minutes")
	}
	stop()
	nodes.Wait()
	t.Logf("%d timers in %v", *crowd, time.Since(begin).Round(time.Millisecond))
	if len(rung) != *crowd {
		t.Errorf("%d of %d rang", len(rung), *crowd)
	}
	for key, n := range rung {
		if n != 1 {
			t.Errorf("%s rang %d times", key, n)
		}
	}
	if most.Load() > 16 {
		t.Errorf("%d were handled at once by two nodes of 8 workers", most.Load())
	}
}
