package timer_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/sauda-commerce/sauda/sdk/store"
	"github.com/sauda-commerce/sauda/sdk/store/sqlite"
	"github.com/sauda-commerce/sauda/sdk/timer"
)

func TestMain(m *testing.M) {
	// The PostgreSQL of the benchmarks is waited for as long as they run.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/sauda-commerce/sauda/sdk/store/postgres/pgtest.(*Server).Start.func1"))
}

// desk records what is rung and finishes it.
type desk struct {
	*testing.T
	s     *store.Store
	begin time.Time

	mu   sync.Mutex
	rung []string
}

func open(t *testing.T, dir string) *desk {
	t.Helper()
	s, err := sqlite.Open(filepath.Join(dir, "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{T: t, s: s, begin: time.Now()}
	d.must(s.Migrate(t.Context()))
	return d
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *desk) set(key string, after time.Duration) {
	d.Helper()
	d.must(d.s.Commit(d.Context(), store.Batch{Writes: []store.Statement{
		store.SetTimer(store.Timer{Key: key, Kind: "bell", Due: d.begin.Add(after), Payload: []byte(key)}),
	}}))
}

// ring notes a timer with the seconds since the beginning, and finishes it.
func (d *desk) ring(ctx context.Context, t store.Timer) error {
	d.note(t)
	return finish(ctx, d.s, t)
}

func (d *desk) note(t store.Timer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rung = append(d.rung, fmt.Sprintf("%s %d", t.Key, int(time.Since(d.begin).Seconds())))
}

func finish(ctx context.Context, s *store.Store, t store.Timer) error {
	return s.Commit(ctx, store.Batch{Guards: []store.Guard{store.GuardTimer(t)}, Writes: []store.Statement{store.FinishTimer(t)}})
}

func (d *desk) heard() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.rung)
}

func (d *desk) want(what ...string) {
	d.Helper()
	if diff := cmp.Diff(what, d.heard()); diff != "" {
		d.Errorf("rung at these seconds (-want +got)\n%s", diff)
	}
}

func (d *desk) runner(h timer.Handler) *timer.Runner {
	return timer.New(timer.Config{Store: d.s, Handlers: map[string]timer.Handler{"bell": h}})
}

// run runs runners until the function that it returns is called.
func (d *desk) run(all ...*timer.Runner) (stop func()) {
	ctx, cancel := context.WithCancel(d.Context())
	var running sync.WaitGroup
	for _, r := range all {
		running.Go(func() { r.Run(ctx) })
	}
	return func() { cancel(); running.Wait() }
}

// Two nodes: each timer rings once, when it is due.
func TestOncePerDueTime(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d := open(t, dir)
		d.set("b", 20*time.Second)
		d.set("a", 10*time.Second)
		d.set("never", time.Hour)
		stop := d.run(d.runner(d.ring), d.runner(d.ring))
		time.Sleep(5 * time.Minute)
		stop()
		d.want("a 10", "b 20")
	})
}

func TestSettingAgainMovesIt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d := open(t, dir)
		d.set("a", 10*time.Second)
		d.set("cancelled", 10*time.Second)
		stop := d.run(d.runner(d.ring))
		time.Sleep(5 * time.Second)
		d.set("a", 30*time.Second)
		d.must(d.s.Commit(t.Context(), store.Batch{Writes: []store.Statement{store.CancelTimer("cancelled")}}))
		time.Sleep(time.Minute)
		stop()
		d.want("a 30")
	})
}

func TestFailureIsTriedAgainWithBackoff(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(){
		"error": func() {},
		"panic": func() { panic("handler") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				d := open(t, dir)
				d.set("a", 0)
				stop := d.run(d.runner(func(ctx context.Context, t store.Timer) error {
					d.note(t)
					if t.Attempt < 5 {
						fail()
						return errors.New("not yet")
					}
					return finish(ctx, d.s, t)
				}))
				time.Sleep(10 * time.Minute)
				stop()
				d.want("a 0", "a 1", "a 3", "a 7", "a 15")
			})
		})
	}
}

// A handler that sets its timer again and then fails keeps the new time.
func TestMovedWhileHandled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d := open(t, dir)
		d.set("a", 0)
		first := true
		stop := d.run(d.runner(func(ctx context.Context, t store.Timer) error {
			d.note(t)
			if first {
				first = false
				d.set("a", time.Minute)
				return errors.New("too late to say so")
			}
			return finish(ctx, d.s, t)
		}))
		time.Sleep(10 * time.Minute)
		stop()
		d.want("a 0", "a 60")
	})
}

// A node dies, or freezes, with a timer in hand: another takes it when the
// lease is over, and the first cannot write any more.
func TestLeaseAndFence(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d := open(t, dir)
		d.set("a", 0)
		var late error
		handler := func(_ context.Context, t store.Timer) error {
			d.note(t)
			if t.Attempt > 1 {
				time.Sleep(18 * time.Second) // has it in hand when the late one is done
				return finish(context.Background(), d.s, t)
			}
			time.Sleep(40 * time.Second) // deaf to its context, until which it renews the lease
			late = finish(context.Background(), d.s, t)
			return late
		}
		stop := d.run(d.runner(handler), d.runner(handler))
		time.Sleep(5 * time.Minute)
		stop()
		d.want("a 0", "a 23")
		if !errors.Is(late, store.ErrConflict) {
			t.Errorf("the late handler's commit: %v, want a conflict", late)
		}
	})
}

// P11: the clock jumps past the lease while a handler runs: it is not started
// once more beside itself, and what it does counts.
func TestClockJumpsWhileHandled(t *testing.T) {
	t.Parallel()
	for name, jump := range map[string]time.Duration{"lease": 31 * time.Second, "day": 24 * time.Hour, "back": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				d := open(t, dir)
				d.set("a", 0)
				var ahead atomic.Int64
				stop := d.run(timer.New(timer.Config{
					Store: d.s,
					Now:   func() time.Time { return time.Now().Round(0).Add(time.Duration(ahead.Load())) },
					Handlers: map[string]timer.Handler{"bell": func(ctx context.Context, t store.Timer) error {
						d.note(t)
						time.Sleep(10 * time.Second)
						return finish(ctx, d.s, t)
					}},
				}))
				time.Sleep(5 * time.Second)
				ahead.Store(int64(jump))
				d.set("b", jump+20*time.Second) // others are not kept waiting
				time.Sleep(2 * time.Hour)
				stop()
				d.want("a 0", "b 20")
			})
		})
	}
}

// P14: a node whose store is gone loses its timer as soon as its lease is over;
// one that lives keeps it for as long as its handler takes.
func TestDeadNodesTimerIsTakenOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dies bool
		want []string
	}{
		"it lives": {false, []string{"a 0"}},
		"it dies":  {true, []string{"a 0", "a 8"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				d := open(t, dir)
				d.set("a", 0)
				handler := func(ctx context.Context, t store.Timer) error {
					d.note(t)
					time.Sleep(18 * time.Second)
					return finish(ctx, d.s, t)
				}
				db, err := sqlite.OpenDB(filepath.Join(dir, "shop.db"))
				d.must(err)
				mortal := &mortal{DB: db}
				stop := d.run(timer.New(timer.Config{Store: store.New(mortal), Handlers: map[string]timer.Handler{"bell": handler}}))
				time.Sleep(500 * time.Millisecond)
				mortal.dead.Store(c.dies)
				stopOther := d.run(d.runner(handler))
				time.Sleep(time.Minute)
				stop()
				stopOther()
				d.must(db.Close())
				d.want(c.want...)
			})
		})
	}
}

// mortal is a database whose node dies: it hears no more of it.
type mortal struct {
	store.DB
	dead atomic.Bool
}

func (m *mortal) Commit(ctx context.Context, b store.Batch) error {
	if m.dead.Load() {
		return store.ErrUnavailable
	}
	return m.DB.Commit(ctx, b)
}

func TestHandlerHasADeadline(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d := open(t, dir)
		d.set("a", 0)
		stop := d.run(d.runner(func(ctx context.Context, t store.Timer) error {
			d.note(t)
			if t.Attempt > 1 {
				return finish(ctx, d.s, t)
			}
			<-ctx.Done()
			return ctx.Err()
		}))
		time.Sleep(5 * time.Minute)
		stop()
		d.want("a 0", "a 21") // 20 s, and one of backoff
	})
}

// Slow handlers do not keep others waiting, nor take on what they cannot do in
// time.
func TestSlowHandlersHoldOnlyTheirWorkers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d := open(t, dir)
		for i := range 7 {
			d.set(fmt.Sprintf("slow%d", i), 0)
		}
		stop := d.run(d.runner(func(ctx context.Context, t store.Timer) error {
			if t.Key != "quick" {
				time.Sleep(15 * time.Second)
			} else {
				d.note(t)
			}
			return finish(ctx, d.s, t)
		}))
		time.Sleep(2 * time.Second)
		d.set("quick", 3*time.Second)
		time.Sleep(time.Minute)
		stop()
		d.want("quick 3")
	})
}

func TestNoMoreIsClaimedThanThereAreWorkers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d := open(t, dir)
		for i := range 24 {
			d.set(fmt.Sprintf("%02d", i), 0)
		}
		var attempts atomic.Int64
		stop := d.run(d.runner(func(ctx context.Context, t store.Timer) error {
			attempts.Add(int64(t.Attempt))
			time.Sleep(15 * time.Second)
			return finish(context.WithoutCancel(ctx), d.s, t)
		}))
		time.Sleep(2 * time.Minute)
		stop()
		if attempts.Load() != 24 {
			t.Errorf("%d attempts for 24 timers: leases ran out in a queue", attempts.Load())
		}
	})
}

func TestUnknownKindWaits(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d := open(t, dir)
		d.set("a", 0)
		stop := d.run(timer.New(timer.Config{Store: d.s}))
		time.Sleep(time.Minute)
		stop()
		stop = d.run(d.runner(d.ring))
		time.Sleep(time.Minute)
		stop()
		if got := d.heard(); len(got) != 1 {
			t.Errorf("rung %v once its kind was known, want once", got)
		}
	})
}

// What has begun is finished although the shop stops.
func TestStopWaitsForHandlers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d := open(t, dir)
		d.set("a", 0)
		stop := d.run(d.runner(func(ctx context.Context, t store.Timer) error {
			time.Sleep(5 * time.Second)
			return d.ring(ctx, t)
		}))
		time.Sleep(time.Second)
		stop()
		d.want("a 5")
	})
}

func TestWake(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d := open(t, dir)
		r := d.runner(d.ring)
		stop := d.run(r)
		time.Sleep(300 * time.Millisecond)
		d.set("a", 0)
		begin := time.Now()
		r.Wake()
		synctest.Wait()
		if len(d.heard()) != 1 || time.Since(begin) > 0 {
			t.Errorf("rung %v after %v", d.heard(), time.Since(begin))
		}
		stop()
	})
}

func TestOnceDoesWhatBecomesDue(t *testing.T) {
	t.Parallel()
	d := open(t, t.TempDir())
	d.set("a", 0)
	r := d.runner(func(ctx context.Context, t store.Timer) error {
		if t.Key == "a" {
			d.set("b", 0)
		}
		return finish(ctx, d.s, t)
	})
	if n := r.Once(t.Context()); n != 2 {
		t.Errorf("ran %d timers, want 2", n)
	}
}
