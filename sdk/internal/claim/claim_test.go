package claim_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sauda-commerce/sauda/sdk/internal/claim"
)

// heap is work that waits.
type heap struct {
	mu     sync.Mutex
	due    int
	most   int // claimed at once
	errors int // to come first
	again  time.Duration
}

func (h *heap) claim(_ context.Context, limit int) ([]int, time.Duration, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.errors > 0 {
		h.errors--
		return nil, 0, errors.New("no store")
	}
	n := min(limit, h.due)
	h.due -= n
	h.most = max(h.most, n)
	return make([]int, n), h.again, nil
}

func (h *heap) add(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.due += n
}

func loop(h *heap, do func(context.Context, int)) *claim.Loop[int] {
	return claim.New(claim.Loop[int]{
		Claim: h.claim, Do: do, Name: "test", Logger: slog.New(slog.DiscardHandler), Sweep: time.Second, Workers: 3,
	})
}

func TestNeverMoreThanThereAreWorkers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &heap{due: 10}
		var now, most atomic.Int64
		l := loop(h, func(context.Context, int) {
			most.Store(max(most.Load(), now.Add(1)))
			time.Sleep(time.Second)
			now.Add(-1)
		})
		begin := time.Now()
		if n := l.Once(t.Context()); n != 10 {
			t.Errorf("did %d, want 10", n)
		}
		if most.Load() != 3 || h.most != 3 || time.Since(begin) != 4*time.Second {
			t.Errorf("%d at once, %d claimed at once, in %v; want 3, 3, 4 s", most.Load(), h.most, time.Since(begin))
		}
	})
}

func TestRunSweepsWakesAndStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &heap{errors: 1}
		var did atomic.Int64
		l := loop(h, func(ctx context.Context, _ int) {
			time.Sleep(100 * time.Millisecond)
			did.Add(1)
		})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			l.Run(ctx)
		}()
		want := func(n int64, when string) {
			t.Helper()
			synctest.Wait()
			if did.Load() != n {
				t.Errorf("%s: did %d, want %d", when, did.Load(), n)
			}
		}
		time.Sleep(100 * time.Millisecond)
		h.add(1)
		time.Sleep(500 * time.Millisecond)
		want(0, "before the sweep")
		time.Sleep(500 * time.Millisecond)
		want(1, "after the sweep, and an error before")
		h.add(1)
		l.Wake()
		l.Wake()
		time.Sleep(100 * time.Millisecond)
		want(2, "woken")
		h.add(1)
		l.Wake()
		synctest.Wait()
		cancel() // with one under way
		<-ended
		want(3, "stopped")
		h.add(1)
		if l.Once(ctx) != 0 {
			t.Error("it began something after its context had ended")
		}
	})
}

// It sleeps until work is due, if it knows when; without a sweep, until woken.
func TestSleepsUntilDue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &heap{again: 100 * time.Millisecond}
		var did atomic.Int64
		l := loop(h, func(context.Context, int) { did.Add(1) })
		never := claim.New(claim.Loop[int]{Claim: h.claim, Do: l.Do, Name: "never", Logger: l.Logger, Workers: 1})
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		all.Go(func() { never.Run(ctx) })
		synctest.Wait()
		h.add(1)
		time.Sleep(time.Hour)
		if did.Load() != 0 {
			t.Error("without a sweep it looked without being woken")
		}
		all.Go(func() { l.Run(ctx) })
		synctest.Wait()
		h.add(1)
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if did.Load() != 2 {
			t.Errorf("did %d, want 2", did.Load())
		}
		cancel()
		all.Wait()
	})
}

// Several callers of Once, beside Run, do each piece once and none waits for
// another's for ever.
func TestOnceBesideOnce(t *testing.T) {
	t.Parallel()
	h := &heap{due: 300}
	var did atomic.Int64
	l := loop(h, func(context.Context, int) { did.Add(1) })
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() { l.Once(t.Context()) })
	}
	all.Wait()
	if did.Load() != 300 {
		t.Errorf("did %d, want 300", did.Load())
	}
}

func ExampleLoop() {
	due := []string{"water the plants", "feed the cat"}
	l := claim.New(claim.Loop[string]{
		Claim: func(_ context.Context, limit int) (claimed []string, again time.Duration, err error) {
			n := min(limit, len(due))
			claimed, due = due[:n], due[n:]
			return claimed, 0, nil
		},
		Do:      func(_ context.Context, work string) { fmt.Println(work) },
		Name:    "home",
		Logger:  slog.New(slog.DiscardHandler),
		Sweep:   time.Second,
		Workers: 1,
	})
	fmt.Println(l.Once(context.Background()), "done")
	// Output:
	// water the plants
	// feed the cat
	// 2 done
}
